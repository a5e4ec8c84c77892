use uuid::Uuid;
use vibeslop_domain::{
    content::{LinksDraft, Project, ProjectDraft, ProjectImage, ProjectLinks, ProjectStatus},
    ids::{ImageId, StackId, ToolId, UserId},
    link::{GithubUrl, WebUrl},
};
use vibeslop_ports::{
    mocks::{End, MockUnitOfWork},
    moderation::Verdict,
};

use super::{
    Gate, PICTURE, own,
    projects::{PROJECT, names, projects, reading, silent, stack, stored, tool},
};
use crate::{
    Error,
    fixtures::{ADA, BASE, BOB, now},
};

/// A unit of work in which the project is stored like this.
fn holding(project: Option<Project>) -> MockUnitOfWork {
    let mut unit = MockUnitOfWork::default();
    unit.projects.expect_lock().withf(|id| *id == PROJECT).times(1).return_once(|_| Ok(project));
    unit
}

/// A unit of work that must store this.
fn storing(fits: impl Fn(&Project) -> bool + Send + 'static) -> MockUnitOfWork {
    let mut unit = holding(Some(stored()));
    unit.projects
        .expect_update()
        .withf(move |project, at| fits(project) && *at == now())
        .times(1)
        .returning(|_, _| Ok(()));
    unit
}

/// Who may not hear a thing: the judge is not asked, nothing is written.
async fn turned_away(project: Option<Project>, viewer: UserId) -> Error {
    let mut unit = holding(project);
    unit.projects.expect_update().never();
    let (projects, transactions) = projects(Gate::untouched(), [unit], silent());
    let draft = ProjectDraft {
        // Faulty as well: that is not told to strangers.
        title: Some(String::new()),
        images: Some(vec![PICTURE.to_owned()]),
        ..ProjectDraft::default()
    };
    let error = projects.update(viewer, PROJECT, &draft).await.expect_err("must be refused");
    assert_eq!(transactions.ends(), [End::RolledBack]);
    error
}

#[tokio::test]
async fn strangers_are_turned_away_before_a_picture_is_judged() {
    let error = turned_away(Some(stored()), BOB).await;
    assert!(matches!(error, Error::Forbidden { code: "forbidden", .. }), "{error:?}");
    let draft = Project { status: ProjectStatus::Draft, ..stored() };
    assert!(matches!(turned_away(Some(draft), BOB).await, Error::NotFound("project")));
    assert!(matches!(turned_away(None, ADA).await, Error::NotFound("project")));
}

#[tokio::test]
async fn what_is_not_sent_stays() {
    let unit = storing(|project| *project == Project { title: "New title".to_owned(), ..stored() });
    let (projects, transactions) = projects(Gate::untouched(), [holding(Some(stored())), unit], reading());
    let draft = ProjectDraft { title: Some("New title".to_owned()), ..ProjectDraft::default() };
    projects.update(ADA, PROJECT, &draft).await.unwrap();
    assert_eq!(transactions.ends(), [End::Committed, End::Committed]);
}

#[tokio::test]
async fn links_are_the_whole_new_value() {
    let linked = Project {
        links: ProjectLinks {
            live: WebUrl::optional("https://planner.example").unwrap(),
            github: GithubUrl::optional("https://github.com/ada/planner").unwrap(),
        },
        ..stored()
    };
    let mut unit = holding(Some(linked.clone()));
    unit.projects
        .expect_update()
        .withf(|project, _| {
            project.links.live.is_none()
                && project.links.github.as_ref().is_some_and(|url| url.as_str() == "https://github.com/ada/other")
        })
        .times(1)
        .returning(|_, _| Ok(()));
    let (projects, _) = projects(Gate::untouched(), [holding(Some(linked)), unit], reading());
    let links = LinksDraft { live: None, github: Some("https://github.com/ada/other.git".to_owned()) };
    projects.update(ADA, PROJECT, &ProjectDraft { links: Some(links), ..ProjectDraft::default() }).await.unwrap();
}

#[tokio::test]
async fn pictures_that_stay_keep_their_identifiers_and_are_not_judged_again() {
    let unit = storing(|project| {
        let fresh = project.images[1].id;
        let kept = |number, byte| ProjectImage { id: ImageId(Uuid::from_u128(number)), image: own(byte) };
        project.images == [kept(102, 9), ProjectImage { id: fresh, image: own(1) }, kept(101, 8)]
            && ![kept(101, 8).id, kept(102, 9).id].contains(&fresh)
    });
    let mut gate = Gate::new();
    gate.judge.expect_judge().times(1).returning(|_| Ok(Verdict::Safe));
    gate.store.expect_put().withf(|image| image.bytes == [1]).times(1).returning(|_| Ok(()));
    gate.store.expect_get().never();
    let (projects, _) = projects(gate, [holding(Some(stored())), unit], reading());
    // As the client got them (absolute), in another order, with a new one in between.
    let images = Some(vec![own(9).absolute(BASE), PICTURE.to_owned(), own(8).absolute(BASE)]);
    projects.update(ADA, PROJECT, &ProjectDraft { images, ..ProjectDraft::default() }).await.unwrap();
}

#[tokio::test]
async fn a_picture_shown_twice_has_two_identifiers() {
    let unit = storing(|project| {
        project.images.len() == 2
            && project.images[0].id == ImageId(Uuid::from_u128(101))
            && project.images[1].id != project.images[0].id
    });
    let (projects, _) = projects(Gate::untouched(), [holding(Some(stored())), unit], reading());
    let images = Some(vec![own(8).absolute(BASE), own(8).absolute(BASE)]);
    projects.update(ADA, PROJECT, &ProjectDraft { images, ..ProjectDraft::default() }).await.unwrap();
}

#[tokio::test]
async fn a_refused_picture_changes_nothing() {
    let mut gate = Gate::new();
    gate.judge.expect_judge().returning(|_| Ok(Verdict::Unsafe { reason: None }));
    gate.store.expect_put().never();
    // One unit of work alone: the change's own is never begun.
    let (projects, transactions) = projects(gate, [holding(Some(stored()))], silent());
    let draft = ProjectDraft { images: Some(vec![PICTURE.to_owned()]), ..ProjectDraft::default() };
    let refused = projects.update(ADA, PROJECT, &draft).await;
    assert!(matches!(refused, Err(Error::Refused { code: "content_policy_violation", .. })), "{refused:?}");
    assert_eq!(transactions.ends(), [End::Committed]);
}

#[tokio::test]
async fn lists_of_names_are_replaced_in_the_same_unit_of_work() {
    let mut unit = storing(|_| true);
    unit.catalog
        .expect_tools_named()
        .withf(|tools, ids| names(tools) == ["Claude"] && ids.len() == 1)
        .times(1)
        .returning(|tools, _| Ok(vec![tool(21, &tools[0])]));
    unit.catalog
        .expect_set_project_tools()
        .withf(|project, ids| *project == PROJECT && ids == [ToolId(Uuid::from_u128(21))])
        .times(1)
        .returning(|_, _| Ok(()));
    unit.catalog.expect_stacks_named().times(1).returning(|stacks, _| Ok(vec![stack(31, &stacks[0])]));
    unit.catalog
        .expect_set_project_stacks()
        .withf(|project, ids| *project == PROJECT && ids == [StackId(Uuid::from_u128(31))])
        .times(1)
        .returning(|_, _| Ok(()));
    let (projects, _) = projects(Gate::untouched(), [holding(Some(stored())), unit], reading());
    let draft = ProjectDraft {
        tools: Some(vec!["Claude".to_owned()]),
        stack: Some(vec!["Rust".to_owned()]),
        ..ProjectDraft::default()
    };
    projects.update(ADA, PROJECT, &draft).await.unwrap();
}

#[tokio::test]
async fn an_empty_list_empties_and_a_missing_one_does_not() {
    let mut unit = storing(|_| true);
    unit.catalog.expect_tools_named().never();
    unit.catalog.expect_set_project_tools().withf(|_, ids| ids.is_empty()).times(1).returning(|_, _| Ok(()));
    unit.catalog.expect_set_project_stacks().never();
    let (projects, _) = projects(Gate::untouched(), [holding(Some(stored())), unit], reading());
    projects.update(ADA, PROJECT, &ProjectDraft { tools: Some(Vec::new()), ..ProjectDraft::default() }).await.unwrap();
}

#[tokio::test]
async fn a_project_that_went_while_its_pictures_were_judged_is_not_found() {
    let mut gone = holding(None);
    gone.projects.expect_update().never();
    let (projects, transactions) = projects(Gate::open(), [holding(Some(stored())), gone], silent());
    let draft = ProjectDraft { images: Some(vec![PICTURE.to_owned()]), ..ProjectDraft::default() };
    assert!(matches!(projects.update(ADA, PROJECT, &draft).await, Err(Error::NotFound("project"))));
    assert_eq!(transactions.ends(), [End::Committed, End::RolledBack]);
}

#[tokio::test]
async fn a_faulty_change_is_told_to_its_owner_and_nothing_is_written() {
    let (projects, transactions) = projects(Gate::untouched(), [holding(Some(stored()))], silent());
    let draft = ProjectDraft { title: Some("x".to_owned()), ..ProjectDraft::default() };
    match projects.update(ADA, PROJECT, &draft).await {
        Err(Error::Invalid(wrong)) => assert_eq!(wrong.of_field("title").len(), 1),
        other => panic!("{other:?}"),
    }
    assert_eq!(transactions.ends(), [End::Committed]);
}
