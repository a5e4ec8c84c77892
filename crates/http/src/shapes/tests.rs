//! The shapes of the contract, pinned to the letter.

use chrono::{DateTime, Utc};
use uuid::Uuid;
use vibeslop_domain::{
    catalog::{Stack, Tool},
    content::{ProjectStatus, StoredImage},
    ids::{HighlightId, ImageId, PostId, ProjectId, RepostId, StackId, TimelineEntryId, ToolId, UserId},
};
use vibeslop_ports::{
    content::{
        AuthorView, Counts, HighlightView, ImageView, LikerView, PostView, ProjectCardView, ProjectDetailView,
        QuoteView, QuotedPostView, QuotedProjectView, TimelineView, ViewerFlags,
    },
    feed::{FeedContent, FeedItemView, RepostView},
};

use super::*;

const BASE: &str = "http://localhost:4001";

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn time() -> DateTime<Utc> {
    "2026-01-20T09:30:00.750Z".parse().unwrap()
}

fn picture(name: &str) -> StoredImage {
    StoredImage::from_row(format!("/api/media/{name}.webp"))
}

fn ada() -> AuthorView {
    AuthorView {
        id: UserId(id(1)),
        username: "ada".to_owned(),
        display_name: "Ada Lovelace King".to_owned(),
        avatar_url: Some("/api/media/ada.png".to_owned()),
        is_verified: true,
    }
}

fn bob() -> AuthorView {
    AuthorView {
        id: UserId(id(2)),
        username: "bob".to_owned(),
        display_name: " ".to_owned(),
        avatar_url: None,
        is_verified: false,
    }
}

const SEEN: Option<ViewerFlags> = Some(ViewerFlags { liked: true, bookmarked: false, reposted: false });
const COUNTS: Counts = Counts { likes: 3, comments: 1, reposts: 2, impressions: 41 };

fn post() -> PostView {
    PostView {
        id: PostId(id(10)),
        content: "Shipped the parser @bob".to_owned(),
        counts: COUNTS,
        created_at: time(),
        edited_at: None,
        media: vec![picture("9f2c"), StoredImage::from_row("data:image/png;base64,AAAA".to_owned())],
        author: ada(),
        project: None,
        quote: None,
        viewer: None,
    }
}

fn card() -> ProjectCardView {
    ProjectCardView {
        id: ProjectId(id(20)),
        title: "Tiny Query Planner".to_owned(),
        description: format!("{} and more", "é ".repeat(150)),
        status: ProjectStatus::Published,
        image: None,
        counts: COUNTS,
        created_at: time(),
        tools: vec!["Claude".to_owned()],
        stack: vec!["Rust".to_owned(), "PostgreSQL".to_owned()],
        author: bob(),
        viewer: SEEN,
    }
}

fn quoted_post() -> QuotedPostView {
    QuotedPostView {
        id: PostId(id(11)),
        content: "Old news".to_owned(),
        created_at: time(),
        media: vec![picture("1a")],
        author: bob(),
    }
}

fn quoted_project() -> QuotedProjectView {
    QuotedProjectView {
        id: ProjectId(id(21)),
        title: "Tidepool".to_owned(),
        description: "Plan dives.".to_owned(),
        image: Some(picture("2b")),
        created_at: time(),
        tools: Vec::new(),
        stack: vec!["Rust".to_owned()],
        author: bob(),
    }
}

#[test]
fn a_post_for_nobody_in_particular_has_no_flags_and_all_other_keys() {
    insta::assert_json_snapshot!(PostBody::new(post(), BASE));
}

#[test]
fn a_post_quotes_a_post_and_names_a_project() {
    let quoting = PostView {
        content: String::new(),
        media: Vec::new(),
        project: Some((ProjectId(id(20)), "Tiny Query Planner".to_owned())),
        quote: Some(QuoteView::Post(quoted_post())),
        edited_at: Some(time()),
        viewer: SEEN,
        ..post()
    };
    insta::assert_json_snapshot!(PostBody::new(quoting, BASE));
}

#[test]
fn a_post_quotes_a_project() {
    let quoting = PostView { quote: Some(QuoteView::Project(quoted_project())), ..post() };
    insta::assert_json_snapshot!(PostBody::new(quoting, BASE));
}

#[test]
fn a_project_in_a_list_is_cut_at_300_characters() {
    insta::assert_json_snapshot!(ProjectCardBody::listed(card(), BASE));
}

#[test]
fn a_project_in_a_feed_is_whole() {
    let item = FeedItemView { item: FeedContent::Project(Box::new(card())), repost: None };
    let json = serde_json::to_value(FeedItemBody::new(item, BASE)).unwrap();
    assert!(json["content"].as_str().unwrap().ends_with(" and more"));
    assert_eq!(json["type"], "project");
    assert_eq!(json.get("is_repost"), None);
}

#[test]
fn a_repost_has_an_identifier_of_its_own_and_names_the_original() {
    let description = "A planner in 300 lines.".to_owned();
    let item = FeedItemView {
        item: FeedContent::Project(Box::new(ProjectCardView { description, ..card() })),
        repost: Some(RepostView { id: RepostId(id(30)), by: ada() }),
    };
    insta::assert_json_snapshot!(FeedItemBody::new(item, BASE));
    let item = FeedItemView {
        item: FeedContent::Post(Box::new(post())),
        repost: Some(RepostView { id: RepostId(id(31)), by: bob() }),
    };
    let json = serde_json::to_value(FeedItemBody::new(item, BASE)).unwrap();
    assert_eq!((&json["id"], &json["original_id"]), (&id(31).to_string().into(), &id(10).to_string().into()));
}

fn detail() -> ProjectDetailView {
    ProjectDetailView {
        id: ProjectId(id(20)),
        title: "Tiny Query Planner".to_owned(),
        description: "A planner in 300 lines.".to_owned(),
        long_description: None,
        status: ProjectStatus::Published,
        live_url: None,
        github_url: Some("https://github.com/ada-l/planner".to_owned()),
        counts: COUNTS,
        created_at: time(),
        images: vec![ImageView { id: ImageId(id(40)), image: picture("1a"), alt_text: None }],
        highlights: vec![HighlightView { id: HighlightId(id(41)), content: "No dependencies".to_owned() }],
        timeline: vec![TimelineView {
            id: TimelineEntryId(id(42)),
            date: "Week 1, Jan 2026".to_owned(),
            title: "Idea".to_owned(),
            description: None,
        }],
        tools: vec![Tool { id: ToolId(id(43)), name: "Claude".to_owned(), slug: "claude".to_owned(), icon_url: None }],
        stack: vec![Stack {
            id: StackId(id(44)),
            name: "Rust".to_owned(),
            slug: "rust".to_owned(),
            category: Some("backend".to_owned()),
        }],
        author: ada(),
        author_bio: None,
        recent_likers: vec![LikerView {
            id: UserId(id(2)),
            username: "bob".to_owned(),
            display_name: "Bob Ray".to_owned(),
            avatar_url: None,
        }],
        viewer: None,
    }
}

#[test]
fn a_projects_page_has_flags_for_everybody() {
    insta::assert_json_snapshot!(ProjectDetailBody::new(detail(), BASE));
    let seen = ProjectDetailView { viewer: SEEN, ..detail() };
    assert_eq!(serde_json::to_value(ProjectDetailBody::new(seen, BASE)).unwrap()["liked"], true);
}
