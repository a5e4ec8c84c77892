//! How many statements a page costs, whatever it holds.

use vibeslop_domain::{
    accounts::Username,
    gigs::GigOrder,
    ids::UserId,
    page::{Limit, Offset, Start},
};
use vibeslop_ports::{
    engagement::EngagementQueries,
    gigs::{GigFilter, GigList, GigQueries, GigStart},
    social::SocialQueries,
};
use vibeslop_postgres::count::record;

use crate::site::{Site, person};

async fn full(items: u32) -> Site {
    let site = Site::with(12, items).await;
    site.run(
        "INSERT INTO projects (user_id, title, description, status, published_at)
         SELECT id, 'Tidepool', 'It holds water', 'published', now() FROM users;
         INSERT INTO bookmarks (user_id, post_id, inserted_at)
            SELECT u.id, p.id, now() - interval '1 hour' FROM users AS u, posts AS p;
         INSERT INTO bookmarks (user_id, project_id) SELECT u.id, p.id FROM users AS u, projects AS p;
         INSERT INTO follows (follower_id, following_id) SELECT a.id, b.id FROM users AS a, users AS b WHERE a <> b;
         INSERT INTO blocks (blocker_id, blocked_id) SELECT a.id, b.id FROM users AS a, users AS b
            WHERE a.username = 'person_1' AND b.username IN ('person_2', 'person_3');
         INSERT INTO mutes (muter_id, muted_id) SELECT blocker_id, blocked_id FROM blocks",
    )
    .await;
    site
}

#[tokio::test]
async fn pages_cost_the_same_whatever_they_hold() {
    for (items, limit) in [(3, 2), (60, 100)] {
        let site = full(items).await;
        let (database, viewer) = (&site.database, UserId(person(1)));
        let (start, limit) = (Start::Skip(Offset::default()), Limit::clamped(limit, 100));
        let (page, statements) = record(database.bookmarks(viewer, start, limit)).await;
        assert!(!page.unwrap().items.is_empty());
        // The fourth is the viewer's own. A page without posts saves one: the newest bookmarks are of projects.
        let most = if items == 3 { 2 } else { 3 };
        assert_eq!(statements.len(), most, "{statements:#?}");

        let name = Username::sought("person_0").unwrap();
        let (page, statements) = record(database.followers(&name, start, limit, Some(viewer))).await;
        assert!(!page.unwrap().unwrap().items.is_empty());
        assert_eq!(statements.len(), 2, "{statements:#?}");
        let (page, statements) = record(database.followed(&name, start, limit, Some(viewer))).await;
        assert!(!page.unwrap().unwrap().items.is_empty());
        assert_eq!(statements.len(), 2, "{statements:#?}");
        let (page, statements) = record(database.blocked(viewer, start, limit)).await;
        assert!(!page.unwrap().items.is_empty());
        assert_eq!(statements.len(), 1, "{statements:#?}");
        let (page, statements) = record(database.muted(viewer, start, limit)).await;
        assert!(!page.unwrap().items.is_empty());
        assert_eq!(statements.len(), 1, "{statements:#?}");
    }
}

#[tokio::test]
async fn lists_of_gigs_cost_the_same_whatever_they_hold() {
    let list = |limit| GigList {
        filter: GigFilter::default(),
        order: GigOrder::BudgetHigh,
        start: GigStart::Skip(Offset::default()),
        limit,
    };
    for (gigs, limit) in [(2, 1), (40, 100)] {
        let site = Site::with(6, 0).await;
        site.run(&format!(
            "INSERT INTO gigs (user_id, title, description, status)
                SELECT u.id, 'Gig ' || n, 'To be done', CASE u.username WHEN 'person_0' THEN 'completed' ELSE 'open' END
                FROM users u, generate_series(1, {gigs}) AS n;
             INSERT INTO gig_tech_stacks SELECT g.id, t.id FROM gigs g, tech_stacks t WHERE t.slug IN ('rust', 'react');
             INSERT INTO bids (gig_id, user_id, amount, delivery_days, proposal, status)
                SELECT g.id, u.id, 100, 1, repeat('x', 50), CASE g.status WHEN 'open' THEN 'pending' ELSE 'rejected' END
                FROM gigs g, users u WHERE u.id <> g.user_id;
             INSERT INTO gig_reviews (gig_id, reviewer_id, reviewee_id, rating, review_type)
                SELECT g.id, g.user_id, u.id, 4, 'client_to_freelancer' FROM gigs g, users u
                WHERE g.status = 'completed' AND u.username = 'person_2'"
        ))
        .await;
        let (database, viewer) = (&site.database, UserId(person(1)));
        let (start, limit) = (Start::Skip(Offset::default()), Limit::clamped(limit, 100));
        let (page, statements) = record(database.list(&list(limit), Some(viewer))).await;
        let gig = page.unwrap().items.pop().unwrap().id;
        assert_eq!(statements.len(), 2, "{statements:#?}");
        let (page, statements) = record(database.own(viewer, start, limit)).await;
        assert!(!page.unwrap().items.is_empty());
        assert_eq!(statements.len(), 2, "{statements:#?}");
        let (page, statements) = record(database.own_bids(viewer, start, limit)).await;
        assert!(!page.unwrap().items.is_empty());
        assert_eq!(statements.len(), 2, "{statements:#?}");
        let name = Username::sought("person_2").unwrap();
        let (found, statements) = record(database.reviews_of(&name, start, limit, Some(viewer))).await;
        assert!(!found.unwrap().unwrap().page.items.is_empty());
        assert_eq!(statements.len(), 2, "{statements:#?}");
        let (found, statements) = record(database.gig(gig, Some(viewer))).await;
        assert!(found.unwrap().is_some());
        assert_eq!(statements.len(), 1, "{statements:#?}");
        let (found, statements) = record(database.bids(gig, viewer)).await;
        assert!(found.unwrap().is_some());
        assert_eq!(statements.len(), 2, "{statements:#?}");
    }
}
