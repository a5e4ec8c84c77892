//! Laws of the content ports.

use chrono::TimeDelta;
use vibeslop_domain::{
    catalog::TagName,
    content::{
        ImageFormat, ItemRef, LinksDraft, MediaFile, PostText, Project, ProjectDraft, ProjectImage, ProjectStatus,
        ProjectTerms, Quote, StoredImage, TimelineDraft,
    },
    ids::{ImageId, PostId, ProjectId, StackId, UserId},
    page::{Limit, Offset, Page, Start, TimeCursor},
    social::{Relation, Tie},
};
use vibeslop_ports::content::{ProjectList, ProjectOrder, QuoteView, QuotedItem, RevisionView};

use super::Stores;
use crate::fixtures::{id, new_post, new_project, noon, project_draft};

fn picture(number: u8) -> StoredImage {
    StoredImage::own(&MediaFile::new([number; 32], ImageFormat::Png))
}

fn full_project(owner: UserId) -> Project {
    let draft = ProjectDraft {
        long_description: Some(Some("## Why\n\nBecause.".to_owned())),
        links: Some(LinksDraft {
            live: Some("https://tidepool.example".to_owned()),
            github: Some("https://github.com/ada/tidepool".to_owned()),
        }),
        highlights: Some(vec!["No dependencies".to_owned(), "Fast".to_owned()]),
        timeline: Some(vec![TimelineDraft {
            date: Some("Week 1".to_owned()),
            title: Some("Idea".to_owned()),
            description: None,
        }]),
        ..project_draft("Tidepool")
    };
    let terms = ProjectTerms::new(&draft, "http://localhost:4001").unwrap();
    let images = vec![
        ProjectImage { id: ImageId(id(71)), image: picture(1) },
        ProjectImage { id: ImageId(id(72)), image: picture(2) },
    ];
    Project::create(ProjectId(id(10)), owner, terms, images, noon())
}

async fn store_project(stores: &Stores, project: &Project) {
    let mut work = stores.begin().await;
    work.projects().insert(project).await.unwrap();
    work.commit().await.unwrap();
}

/// Nothing of a project is lost or reordered.
pub async fn a_project_comes_back_as_it_was_stored(stores: &Stores) {
    let ada = stores.person(1, "ada").await;
    let project = full_project(ada);
    store_project(stores, &project).await;
    let mut work = stores.begin().await;
    assert_eq!(work.projects().lock(project.id).await.unwrap().as_ref(), Some(&project));
    drop(work);
    let detail = stores.projects.detail(project.id, None).await.unwrap().unwrap();
    assert_eq!(detail.images.iter().map(|image| image.image.clone()).collect::<Vec<_>>(), [picture(1), picture(2)]);
    assert_eq!(detail.highlights[1].content, "Fast");
    assert_eq!((detail.timeline[0].date.as_str(), detail.timeline[0].title.as_str()), ("Week 1", "Idea"));
    assert_eq!((detail.author.username.as_str(), detail.viewer), ("ada", None));
    assert_eq!(detail.created_at, noon());
    let card = stores.projects.card(project.id, Some(ada)).await.unwrap().unwrap();
    assert_eq!(card.image, Some(picture(1)));
    assert!(card.viewer.is_some_and(|flags| !flags.liked && !flags.bookmarked && !flags.reposted));
}

/// A picture, a highlight or an entry that is still there after a change keeps its identifier.
pub async fn rows_that_stay_keep_their_identifiers(stores: &Stores) {
    let ada = stores.person(1, "ada").await;
    let mut project = full_project(ada);
    store_project(stores, &project).await;
    let before = stores.projects.detail(project.id, None).await.unwrap().unwrap();
    project.images.reverse();
    project.images.push(ProjectImage { id: ImageId(id(73)), image: picture(3) });
    project.highlights = vec!["New".to_owned(), "No dependencies".to_owned()];
    project.timeline.clear();
    let mut work = stores.begin().await;
    work.projects().update(&project, noon()).await.unwrap();
    work.commit().await.unwrap();
    let after = stores.projects.detail(project.id, None).await.unwrap().unwrap();
    assert_eq!(after.images.iter().map(|image| image.id.0).collect::<Vec<_>>(), [id(72), id(71), id(73)]);
    assert_eq!(after.highlights.iter().map(|row| row.content.as_str()).collect::<Vec<_>>(), ["New", "No dependencies"]);
    assert_eq!(after.highlights[1].id, before.highlights[0].id);
    assert!(after.timeline.is_empty());
}

/// Nobody but its owner sees a draft, in any list or by name.
pub async fn a_draft_is_for_its_owner(stores: &Stores) {
    let (ada, bob) = (stores.person(1, "ada").await, stores.person(2, "bob").await);
    let mut project = full_project(ada);
    (project.status, project.published_at) = (ProjectStatus::Draft, None);
    store_project(stores, &project).await;
    assert!(stores.projects.detail(project.id, Some(ada)).await.unwrap().is_some());
    assert!(stores.projects.detail(project.id, Some(bob)).await.unwrap().is_none());
    assert!(stores.projects.card(project.id, None).await.unwrap().is_none());
    let listed = stores.projects.list(&ProjectList::default(), Limit::clamped(10, 100), Some(ada)).await.unwrap();
    assert!(listed.is_empty());
    let mut work = stores.begin().await;
    let quoted = work.posts().resolve_quote(Quote::Project(project.id.0), bob).await.unwrap();
    assert_eq!(quoted, None);
}

/// Nothing of a post is lost or reordered, its quote and its project included.
pub async fn a_post_comes_back_as_it_was_stored(stores: &Stores) {
    let (ada, bob) = (stores.person(1, "ada").await, stores.person(2, "bob").await);
    let project = full_project(ada);
    store_project(stores, &project).await;
    let mut work = stores.begin().await;
    work.posts().insert(&new_post(id(20), bob, "First", noon())).await.unwrap();
    let quoted = work.posts().resolve_quote(Quote::Post(id(20)), ada).await.unwrap();
    let first = ItemRef::Post(PostId(id(20)));
    assert_eq!(quoted, Some(QuotedItem { item: first, owner: bob }));
    assert!(work.posts().owns_project(ada, project.id).await.unwrap());
    assert!(!work.posts().owns_project(bob, project.id).await.unwrap());
    // Times are kept to the microsecond.
    let at = noon() + TimeDelta::microseconds(123_457);
    let mut post = new_post(id(21), ada, "Second @bob", at);
    post.media = vec![picture(3), picture(1)];
    (post.quote, post.linked_project) = (Some(first), Some(project.id));
    work.posts().insert(&post).await.unwrap();
    work.commit().await.unwrap();

    let view = stores.posts.post(post.id, None).await.unwrap().unwrap();
    assert_eq!((view.content.as_str(), view.created_at, view.edited_at), ("Second @bob", at, None));
    assert_eq!(view.media, post.media);
    assert_eq!(view.project, Some((project.id, project.title.clone())));
    let Some(QuoteView::Post(quoted)) = view.quote else { panic!("no quote") };
    assert_eq!((quoted.content.as_str(), quoted.author.username.as_str()), ("First", "bob"));
}

/// What a post said before is read newest first, in pages, by whoever sees the post.
pub async fn an_edited_post_keeps_what_it_said(stores: &Stores) {
    let (ada, bob) = (stores.person(1, "ada").await, stores.person(2, "bob").await);
    let mut work = stores.begin().await;
    work.posts().insert(&new_post(id(20), ada, "One", noon())).await.unwrap();
    work.commit().await.unwrap();
    let post = PostId(id(20));
    let (start, limit) = (Start::Skip(Offset::default()), Limit::clamped(2, 100));
    let never = stores.posts.history(post, start, limit, None).await.unwrap().unwrap();
    assert_eq!((never.items, never.next), (Vec::new(), None));
    for (text, minute) in [("Two", 1), ("Three", 2), ("Four", 3)] {
        let mut work = stores.begin().await;
        assert!(work.posts().lock(post).await.unwrap().is_some_and(|post| post.author == ada && !post.shows));
        let at = noon() + TimeDelta::minutes(minute);
        work.posts().edit(post, &PostText::new(text).unwrap(), at).await.unwrap();
        work.commit().await.unwrap();
    }
    let view = stores.posts.post(post, None).await.unwrap().unwrap();
    assert_eq!((view.content.as_str(), view.edited_at), ("Four", Some(noon() + TimeDelta::minutes(3))));
    let newest = stores.posts.history(post, start, limit, Some(bob)).await.unwrap().unwrap();
    let said = |page: &Page<RevisionView, TimeCursor>| {
        page.items.iter().map(|was| (was.content.clone(), was.replaced_at)).collect::<Vec<_>>()
    };
    let expected = |text: &str, minute| (text.to_owned(), noon() + TimeDelta::minutes(minute));
    assert_eq!(said(&newest), [expected("Three", 3), expected("Two", 2)]);
    let behind = Start::Behind(newest.next.unwrap());
    let oldest = stores.posts.history(post, behind, limit, Some(bob)).await.unwrap().unwrap();
    assert_eq!((said(&oldest), oldest.next), (vec![expected("One", 1)], None));
    assert!(stores.posts.history(PostId(id(99)), start, limit, None).await.unwrap().is_none());

    let mut work = stores.begin().await;
    work.social().tie(Tie { relation: Relation::Blocks, person: ada, other: bob }, noon()).await.unwrap();
    work.commit().await.unwrap();
    assert!(stores.posts.history(post, start, limit, Some(bob)).await.unwrap().is_none());
    assert!(stores.posts.history(post, start, limit, Some(ada)).await.unwrap().is_some());
}

/// A post that quotes survives what it quotes.
pub async fn a_quote_of_a_deleted_post_is_gone_and_the_post_stays(stores: &Stores) {
    let ada = stores.person(1, "ada").await;
    let mut work = stores.begin().await;
    work.posts().insert(&new_post(id(20), ada, "First", noon())).await.unwrap();
    let mut quoting = new_post(id(21), ada, "", noon());
    quoting.quote = Some(ItemRef::Post(PostId(id(20))));
    work.posts().insert(&quoting).await.unwrap();
    work.commit().await.unwrap();
    let mut work = stores.begin().await;
    assert_eq!(work.posts().lock(PostId(id(20))).await.unwrap().map(|post| post.author), Some(ada));
    work.posts().delete(PostId(id(20))).await.unwrap();
    work.commit().await.unwrap();
    assert!(stores.posts.post(PostId(id(20)), None).await.unwrap().is_none());
    let view = stores.posts.post(quoting.id, None).await.unwrap().unwrap();
    assert_eq!(view.quote, None);
}

/// Each link once, in order, of whatever status the project is.
pub async fn links_to_repositories_are_listed_once(stores: &Stores) {
    let ada = stores.person(1, "ada").await;
    store_project(stores, &full_project(ada)).await;
    let mut again = full_project(ada);
    (again.id, again.images) = (ProjectId(id(11)), Vec::new());
    store_project(stores, &again).await;
    store_project(stores, &new_project(id(12), ada, "Unlinked", noon())).await;
    assert_eq!(stores.projects.github_urls(ada).await.unwrap(), ["https://github.com/ada/tidepool"]);
}

/// A list holds what matches text and tags, each once, whatever characters the text has.
pub async fn projects_are_filtered_by_text_and_tags(stores: &Stores) {
    let ada = stores.person(1, "ada").await;
    for (number, title) in [(10, "Tide 100%"), (11, "Tide 100"), (12, "Planner")] {
        let at = noon() + chrono::TimeDelta::minutes(i64::try_from(number).unwrap());
        store_project(stores, &new_project(id(number), ada, title, at)).await;
    }
    let mut work = stores.begin().await;
    let stacks = TagName::list(&["Rust", "Go"]).unwrap();
    let stacks = work.catalog().stacks_named(&stacks, &[StackId(id(1)), StackId(id(2))]).await.unwrap();
    work.catalog().set_project_stacks(ProjectId(id(12)), &[stacks[0].id, stacks[1].id]).await.unwrap();
    work.commit().await.unwrap();
    let titles = async |list: ProjectList| {
        let found = stores.projects.list(&list, Limit::clamped(10, 100), None).await.unwrap();
        found.into_iter().map(|card| card.title).collect::<Vec<_>>()
    };
    let text = |text: &str| ProjectList { search: Some(text.to_owned()), ..ProjectList::default() };
    assert_eq!(titles(text("100%")).await, ["Tide 100%"]);
    assert_eq!(titles(text("TIDE")).await, ["Tide 100", "Tide 100%"]);
    assert_eq!(titles(text("_")).await, Vec::<String>::new());
    let both = ProjectList { stacks: vec!["rust".to_owned(), "go".to_owned()], ..ProjectList::default() };
    assert_eq!(titles(both).await, ["Planner"]);
    let second = ProjectList { offset: Offset::new(1).unwrap(), order: ProjectOrder::Top, ..ProjectList::default() };
    assert_eq!(titles(second).await, ["Tide 100", "Tide 100%"]);
}
