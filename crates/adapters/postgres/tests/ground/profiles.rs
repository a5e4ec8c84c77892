//! What profiles and the lists on them cost, and what only SQL can bring about yet.

use std::sync::{Arc, Mutex, PoisonError};

use diesel::{QueryableByName, sql_types::Text};
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use vibeslop_domain::{
    accounts::{PreferencesChange, Username},
    catalog::TagName,
    content::ProjectStatus,
    ids::{ToolId, UserId},
    page::{Limit, Offset, Start},
};
use vibeslop_ports::{
    accounts::ProfileQueries,
    content::PersonalListQueries,
    notifications::NotificationQueries,
    transactions::{CommitWatch, Committed, Transactions},
};
use vibeslop_postgres::{PgTransactions, count::record};
use vibeslop_testkit::fixtures::CountingIds;

use crate::site::{Site, person};

fn name(number: u32) -> Username {
    let name = Username::sought(&format!("person_{number}"));
    name.unwrap_or_else(|| panic!("person_{number} is a name"))
}

/// Three people with 60 posts; the first has liked and reposted all of them, and has 30 projects, liked and reposted too.
async fn busy() -> Site {
    let site = Site::with(3, 60).await;
    let owner = person(0);
    site.run(&format!(
        "INSERT INTO projects (user_id, title, description, status, published_at)
         SELECT '{owner}', 'Project ' || n, 'Does one thing', 'published', now() FROM generate_series(1, 30) n;
         INSERT INTO likes (user_id, post_id) SELECT '{owner}', id FROM posts;
         INSERT INTO likes (user_id, project_id) SELECT '{owner}', id FROM projects;
         INSERT INTO reposts (user_id, post_id) SELECT '{owner}', id FROM posts;
         INSERT INTO reposts (user_id, project_id) SELECT '{owner}', id FROM projects;"
    ))
    .await;
    site
}

#[tokio::test]
async fn a_profile_costs_one_statement_and_a_list_three_whatever_it_holds() {
    let site = busy().await;
    let (database, viewer) = (&site.database, Some(UserId(person(1))));
    let (start, owner) = (Start::Skip(Offset::default()), name(0));
    for size in [1, 20, 100] {
        let limit = Limit::clamped(size, 100);
        let (profile, statements) = record(database.profile(&owner, viewer)).await;
        assert_eq!(profile.unwrap().unwrap().stats.projects, 30);
        assert_eq!(statements.len(), 1);
        let lists = [
            record(database.timeline(&owner, start, limit, viewer)).await,
            record(database.likes(&owner, start, limit, viewer)).await,
            record(database.reposts(&owner, start, limit, viewer)).await,
        ];
        for ((page, statements), most) in lists.into_iter().zip([110, 90, 90]) {
            let page = page.unwrap().unwrap();
            assert_eq!(page.items.len(), usize::from(limit.get()).min(most), "{statements:?}");
            assert!(statements.len() <= 3, "{statements:?}");
        }
        let (projects, statements) =
            record(database.projects(&owner, ProjectStatus::Published, start, limit, viewer)).await;
        assert_eq!(projects.unwrap().unwrap().items.len(), usize::from(limit.get()).min(30));
        assert_eq!(statements.len(), 2);
    }
    let (_, statements) = record(database.unread(person(0).into())).await;
    assert_eq!(statements.len(), 1);
}

#[tokio::test]
async fn somebody_suspended_is_not_found_and_shown_nowhere_until_it_is_over() {
    let site = busy().await;
    let limit = Limit::clamped(100, 100);
    let start = Start::Skip(Offset::default());
    let seen = async || {
        let viewer = UserId(person(1));
        let likes = site.database.likes(&name(0), start, limit, Some(viewer)).await.unwrap();
        let search = site.database.search("person_2", viewer, limit).await.unwrap().len();
        let profile = site.database.profile(&name(2), None).await.unwrap().is_some();
        let timeline = site.database.timeline(&name(2), start, limit, None).await.unwrap().is_some();
        (likes.map(|page| page.items.len()), search, profile, timeline)
    };
    assert_eq!(seen().await, (Some(90), 1, true, true));
    let suspended = |until: &str| {
        format!(
            "UPDATE users SET suspended_at = now() - interval '1 day', suspended_until = {until} WHERE username = 'person_2'"
        )
    };
    site.run(&suspended("NULL")).await;
    assert_eq!(seen().await, (Some(70), 0, false, false));
    site.run(&suspended("now() - interval '1 second'")).await;
    assert_eq!(seen().await, (Some(90), 1, true, true));
}

#[tokio::test]
async fn the_stats_of_a_score_are_read() {
    let site = Site::with(1, 0).await;
    site.run(
        r#"UPDATE users SET developer_score = 135, developer_score_updated_at = now(), github_stats =
           '{"score_breakdown": {"commits": 3, "language_diversity": 20}, "languages": ["Rust"], "current_streak": 4}'"#,
    )
    .await;
    let profile = site.database.profile(&name(0), None).await.unwrap().unwrap();
    let stats = profile.github_stats.unwrap();
    assert_eq!((profile.developer_score, profile.developer_score_updated_at.is_some()), (135, true));
    assert_eq!((stats.score_breakdown.commits, stats.score_breakdown.language_diversity), (3, 20));
    assert_eq!((stats.languages, stats.current_streak), (vec!["Rust".to_owned()], 4));
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text, column_name = "QUERY PLAN")]
    line: String,
}

#[tokio::test]
async fn a_search_for_people_and_a_timeline_live_on_their_indexes() {
    let site = Site::with(3, 60).await;
    site.run(
        "INSERT INTO users (email, username, display_name)
         SELECT 'u' || n || '@example.com', 'user_' || md5(n::text)::varchar(20), 'Name ' || md5('x' || n)
         FROM generate_series(1, 20000) n;
         INSERT INTO posts (user_id, content) SELECT id, 'Post' FROM users;
         INSERT INTO reposts (user_id, post_id) SELECT user_id, id FROM posts;
         INSERT INTO likes (user_id, post_id) SELECT user_id, id FROM posts;
         ANALYZE",
    )
    .await;
    let mut connection = site.database.connection().await.unwrap();
    connection.batch_execute("SET plan_cache_mode = force_generic_plan").await.unwrap();
    let me = person(1);
    let page = format!("'person_0', '{me}', NULL, NULL, 21, 0");
    let page_types = "text, uuid, timestamptz, uuid, bigint, bigint";
    for (sql, types, values, indexes) in [
        (
            include_str!("../../src/accounts/search.sql"),
            "uuid, text, text, bigint",
            format!("'{me}', 'ab1c', '%ab1c%', 10"),
            &[
                "users_username_beginnings",
                "users_display_name_beginnings",
                "users_username_trigrams",
                "users_display_name_trigrams",
            ][..],
        ),
        (
            include_str!("../../src/accounts/profile.sql"),
            "text, uuid",
            format!("'person_0', '{me}'"),
            &["users_username_key", "posts_of_user"],
        ),
        (
            include_str!("../../src/content/personal/timeline.sql"),
            page_types,
            page.clone(),
            &["users_username_key", "posts_of_user", "reposts_of_user"],
        ),
        (include_str!("../../src/content/personal/likes.sql"), page_types, page.clone(), &["likes_of_user"]),
        (include_str!("../../src/content/personal/reposts.sql"), page_types, page.clone(), &["reposts_of_user"]),
        (
            include_str!("../../src/content/personal/published_projects.sql"),
            page_types,
            page.clone(),
            &["users_username_key"],
        ),
    ] {
        connection.batch_execute(&format!("PREPARE planned ({types}) AS {sql}")).await.unwrap();
        let lines: Vec<Line> =
            diesel::sql_query(format!("EXPLAIN EXECUTE planned({values})")).load(&mut connection).await.unwrap();
        let plan = lines.into_iter().map(|line| line.line).collect::<Vec<_>>().join("\n");
        for index in indexes {
            assert!(plan.contains(index), "no {index} in\n{plan}");
        }
        for table in ["users", "posts", "likes", "reposts"] {
            assert!(!plan.contains(&format!("Seq Scan on {table}")), "all {table} are read in\n{plan}");
        }
        connection.batch_execute("DEALLOCATE planned").await.unwrap();
    }
}

/// Two who replace one person's preferences at the same moment: one of the two choices is left, not both.
#[tokio::test(flavor = "multi_thread")]
async fn preferences_that_are_replaced_twice_at_once_are_one_of_the_two() {
    let site = Site::with(1, 0).await;
    let user = UserId(person(0));
    let mut connection = site.database.connection().await.unwrap();
    let tools: Vec<uuid::Uuid> =
        diesel::QueryDsl::select(vibeslop_postgres::schema::ai_tools::table, vibeslop_postgres::schema::ai_tools::id)
            .load(&mut connection)
            .await
            .unwrap();
    drop(connection);
    let transactions = PgTransactions::new(site.database.clone(), Arc::new(CountingIds::default()));
    for _ in 0..20 {
        let replace = async |tool: uuid::Uuid| {
            let mut work = transactions.begin().await.unwrap();
            let change = PreferencesChange { tools: Some(vec![ToolId(tool)]), stacks: None };
            assert!(work.accounts().replace_preferences(user, &change).await.unwrap());
            work.commit().await.unwrap();
        };
        tokio::join!(replace(tools[0]), replace(tools[1]), replace(tools[2]));
        assert_eq!(site.database.preferences(user).await.unwrap().tools.len(), 1);
    }
}

/// Remembers what it heard.
#[derive(Default)]
struct Heard(Mutex<Vec<bool>>);

impl CommitWatch for Heard {
    fn committed(&self, what: Committed) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(what.catalog_grew);
    }
}

#[tokio::test]
async fn a_watch_hears_of_what_was_committed_and_of_nothing_else() {
    let site = Site::new().await;
    let heard = Arc::new(Heard::default());
    let transactions =
        PgTransactions::new(site.database.clone(), Arc::new(CountingIds::default())).watched_by(heard.clone());
    let name_tool = async |text: &str, commit: bool| {
        let mut work = transactions.begin().await.unwrap();
        let id = ToolId(uuid::Uuid::from_u128(u128::try_from(text.len()).unwrap()));
        work.catalog().tools_named(&TagName::list(&[text]).unwrap(), &[id]).await.unwrap();
        if commit { work.commit().await.unwrap() } else { work.rollback().await.unwrap() }
    };
    name_tool("A new thing", false).await;
    name_tool("A new thing", true).await;
    name_tool("a NEW thing", true).await;
    drop(transactions.begin().await.unwrap());
    assert_eq!(*heard.0.lock().unwrap(), [true, false]);
    assert_eq!(site.number("SELECT count(*) FROM ai_tools WHERE name = 'A new thing'").await, 1);
}
