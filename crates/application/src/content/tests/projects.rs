use std::sync::Arc;

use uuid::Uuid;
use vibeslop_domain::{
    catalog::{Stack, TagName, Tool},
    content::{Project, ProjectDraft, ProjectImage, ProjectLinks, ProjectStatus},
    ids::{ImageId, ProjectId, StackId, ToolId},
    page::Limit,
};
use vibeslop_ports::{
    content::{Counts, ProjectCardView, ProjectList},
    mocks::{End, MockFeedQueries, MockProjectQueries, MockTransactions, MockUnitOfWork},
    moderation::Verdict,
};

use super::{Gate, OTHER_PICTURE, PICTURE, own};
use crate::{
    Error,
    content::Projects,
    feed::Feed,
    fixtures::{ADA, BASE, BOB, CountingIds, SetClock, author, now, spawnable, store_away},
    page::PageRequest,
};

pub(super) const PROJECT: ProjectId = ProjectId(Uuid::from_u128(0xF00));

pub(super) fn projects(
    gate: Gate,
    units: impl IntoIterator<Item = MockUnitOfWork>,
    queries: MockProjectQueries,
) -> (Projects, Arc<MockTransactions>) {
    let transactions = Arc::new(MockTransactions::of(units));
    let projects = Projects {
        transactions: transactions.clone(),
        queries: Arc::new(queries),
        images: gate.images(),
        clock: SetClock::new(),
        ids: Arc::new(CountingIds::default()),
        backend_url: BASE.to_owned(),
        feed: Feed::new(Arc::new(MockFeedQueries::new()), SetClock::new()),
    };
    (projects, transactions)
}

/// Queries that read the card once, for Ada.
pub(super) fn reading() -> MockProjectQueries {
    let mut queries = MockProjectQueries::new();
    queries.expect_card().withf(|_, viewer| *viewer == Some(ADA)).times(1).returning(|id, _| Ok(Some(card(id))));
    queries
}

/// Queries that are not asked.
pub(super) fn silent() -> MockProjectQueries {
    let mut queries = MockProjectQueries::new();
    queries.expect_card().never();
    queries
}

fn card(id: ProjectId) -> ProjectCardView {
    ProjectCardView {
        id,
        title: "Planner".to_owned(),
        description: "Plans.".to_owned(),
        status: ProjectStatus::Published,
        image: None,
        counts: Counts::default(),
        created_at: now(),
        tools: Vec::new(),
        stack: Vec::new(),
        author: author(ADA),
        viewer: None,
    }
}

/// Ada's project with two pictures.
pub(super) fn stored() -> Project {
    let picture = |number, byte| ProjectImage { id: ImageId(Uuid::from_u128(number)), image: own(byte) };
    Project {
        id: PROJECT,
        owner: ADA,
        title: "Planner".to_owned(),
        description: "Plans.".to_owned(),
        long_description: None,
        status: ProjectStatus::Published,
        links: ProjectLinks::default(),
        images: vec![picture(101, 8), picture(102, 9)],
        highlights: Vec::new(),
        timeline: Vec::new(),
        published_at: Some(now()),
        created_at: now(),
    }
}

fn draft() -> ProjectDraft {
    ProjectDraft {
        title: Some("Planner".to_owned()),
        description: Some("Plans.".to_owned()),
        ..ProjectDraft::default()
    }
}

pub(super) fn tool(number: u128, name: &TagName) -> Tool {
    Tool { id: ToolId(Uuid::from_u128(number)), name: name.as_str().to_owned(), slug: String::new(), icon_url: None }
}

pub(super) fn stack(number: u128, name: &TagName) -> Stack {
    Stack { id: StackId(Uuid::from_u128(number)), name: name.as_str().to_owned(), slug: String::new(), category: None }
}

pub(super) fn names(names: &[TagName]) -> Vec<&str> {
    names.iter().map(TagName::as_str).collect()
}

#[tokio::test]
async fn a_project_is_published_with_pictures_in_their_order() {
    let mut unit = MockUnitOfWork::default();
    unit.projects
        .expect_insert()
        .withf(|project| {
            let images: Vec<_> = project.images.iter().map(|image| image.image.clone()).collect();
            images == [own(2), own(1)]
                && project.images[0].id != project.images[1].id
                && (project.owner, project.status) == (ADA, ProjectStatus::Published)
                && (project.published_at, project.created_at) == (Some(now()), now())
        })
        .times(1)
        .returning(|_| Ok(()));
    unit.catalog.expect_set_project_tools().never();
    unit.catalog.expect_set_project_stacks().never();
    let (projects, transactions) = projects(Gate::open(), [unit], reading());
    let images = Some(vec![OTHER_PICTURE.to_owned(), PICTURE.to_owned()]);
    projects.create(ADA, &ProjectDraft { images, ..draft() }).await.unwrap();
    assert_eq!(transactions.ends(), [End::Committed]);
}

#[tokio::test]
async fn tools_and_stacks_are_named_in_the_same_unit_of_work() {
    let mut unit = MockUnitOfWork::default();
    unit.projects.expect_insert().times(1).returning(|_| Ok(()));
    unit.catalog
        .expect_tools_named()
        .withf(|tools, ids| names(tools) == ["Claude", "Cursor"] && ids.len() == 2 && ids[0] != ids[1])
        .times(1)
        .returning(|tools, _| Ok(vec![tool(21, &tools[0]), tool(22, &tools[1])]));
    unit.catalog
        .expect_set_project_tools()
        .withf(|_, ids| ids == [ToolId(Uuid::from_u128(21)), ToolId(Uuid::from_u128(22))])
        .times(1)
        .returning(|_, _| Ok(()));
    // Two names of one entry: it is named once.
    unit.catalog
        .expect_stacks_named()
        .withf(|stacks, ids| names(stacks) == ["Next.js", "nextjs"] && ids.len() == 2)
        .times(1)
        .returning(|stacks, _| Ok(vec![stack(31, &stacks[0]), stack(31, &stacks[1])]));
    unit.catalog
        .expect_set_project_stacks()
        .withf(|_, ids| ids == [StackId(Uuid::from_u128(31))])
        .times(1)
        .returning(|_, _| Ok(()));
    let (projects, _) = projects(Gate::open(), [unit], reading());
    let tagged = ProjectDraft {
        tools: Some(vec!["Claude".to_owned(), "Cursor".to_owned()]),
        stack: Some(vec!["Next.js".to_owned(), "nextjs".to_owned()]),
        ..draft()
    };
    projects.create(ADA, &tagged).await.unwrap();
}

#[tokio::test]
async fn a_project_whose_tools_cannot_be_named_is_not_there_either() {
    let mut unit = MockUnitOfWork::default();
    unit.projects.expect_insert().times(1).returning(|_| Ok(()));
    unit.catalog.expect_tools_named().returning(|_, _| Err(store_away()));
    let (projects, transactions) = projects(Gate::open(), [unit], silent());
    let tagged = ProjectDraft { tools: Some(vec!["Claude".to_owned()]), ..draft() };
    assert!(matches!(projects.create(ADA, &tagged).await, Err(Error::Unavailable(_))));
    assert_eq!(transactions.ends(), [End::RolledBack]);
}

#[tokio::test]
async fn a_faulty_draft_or_a_refused_picture_begins_no_transaction() {
    let (faulty, transactions) = projects(Gate::untouched(), [], silent());
    let images = Some(vec![PICTURE.to_owned()]);
    let untitled = ProjectDraft { title: None, images: images.clone(), ..draft() };
    assert!(matches!(faulty.create(ADA, &untitled).await, Err(Error::Invalid(_))));
    assert_eq!(transactions.ends(), []);

    let mut gate = Gate::new();
    gate.judge.expect_judge().returning(|_| Ok(Verdict::Unsafe { reason: None }));
    gate.store.expect_put().never();
    let (refused, transactions) = projects(gate, [], silent());
    assert!(matches!(refused.create(ADA, &ProjectDraft { images, ..draft() }).await, Err(Error::Refused { .. })));
    assert_eq!(transactions.ends(), []);
}

/// Deletes a project that is stored like this.
async fn deleted(stored: Option<Project>, by: vibeslop_domain::ids::UserId, times: usize) -> (Option<Error>, Vec<End>) {
    let mut unit = MockUnitOfWork::default();
    unit.projects.expect_lock().return_once(|_| Ok(stored));
    unit.projects.expect_delete().times(times).returning(|_| Ok(()));
    let (projects, transactions) = projects(Gate::untouched(), [unit], silent());
    (projects.delete(by, PROJECT).await.err(), transactions.ends())
}

#[tokio::test]
async fn an_owner_takes_a_project_away_and_nobody_else_does() {
    assert!(matches!(deleted(Some(stored()), ADA, 1).await, (None, ends) if ends == [End::Committed]));
    let (refused, ends) = deleted(Some(stored()), BOB, 0).await;
    assert!(matches!(refused, Some(Error::Forbidden { code: "forbidden", .. })), "{refused:?}");
    assert_eq!(ends, [End::RolledBack]);
    assert!(matches!(deleted(None, ADA, 0).await, (Some(Error::NotFound("project")), _)));
}

#[tokio::test]
async fn nobody_learns_of_somebody_elses_draft() {
    let draft = Project { status: ProjectStatus::Draft, published_at: None, ..stored() };
    assert!(matches!(deleted(Some(draft), BOB, 0).await, (Some(Error::NotFound("project")), _)));
}

#[tokio::test]
async fn what_is_read_is_passed_on() {
    let mut queries = MockProjectQueries::new();
    queries.expect_detail().withf(|_, viewer| viewer.is_none()).returning(|_, _| Ok(None));
    queries
        .expect_list()
        .withf(|list, limit, viewer| list.tools == ["claude"] && limit.get() == 6 && *viewer == Some(ADA))
        .times(1)
        .returning(|_, _, _| Ok(vec![card(PROJECT)]));
    queries.expect_github_urls().returning(|_| {
        Ok(["ada/x/tree/main", "ada/x", "ada", "ada/a"].map(|path| format!("https://github.com/{path}")).to_vec())
    });
    let (projects, _) = projects(Gate::untouched(), [], queries);
    assert!(matches!(projects.project(PROJECT, None).await, Err(Error::NotFound("project"))));
    let list = ProjectList { tools: vec!["claude".to_owned()], ..ProjectList::default() };
    let request = PageRequest { cursor: None, offset: 0, limit: Limit::clamped(5, 100) };
    let listed = projects.list(list, &request, Some(ADA)).await.unwrap();
    assert_eq!((listed.items, listed.next_cursor), (vec![card(PROJECT)], None));
    assert_eq!(projects.github_urls(ADA).await.unwrap(), ["https://github.com/ada/a", "https://github.com/ada/x"]);
}

const _: fn(&Projects, &ProjectDraft) = |projects, draft| {
    spawnable(&projects.create(ADA, draft));
    spawnable(&projects.update(ADA, PROJECT, draft));
    spawnable(&projects.delete(ADA, PROJECT));
};
