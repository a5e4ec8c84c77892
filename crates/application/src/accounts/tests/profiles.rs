use std::sync::Arc;

use vibeslop_domain::{
    Invalid,
    accounts::{Email, MessagePrivacy, PreferencesDraft, ProfileDraft},
    catalog::Tool,
    content::{ImageFormat, MediaFile, StoredImage},
    ids::{StackId, ToolId, UserId},
    page::Limit,
};
use vibeslop_ports::{
    accounts::{Me, Preferences, UpdateProfileError, UserSummaryView},
    content::CheckedImage,
    mocks::{
        End, MockImageChecker, MockImageJudge, MockMediaStore, MockProfileQueries, MockTransactions, MockUnitOfWork,
    },
    moderation::Verdict,
};

use super::{Prepared, id, viewer};
use crate::{
    Error,
    accounts::Profiles,
    content::Images,
    fixtures::{ADA, BASE, BOB, SetClock, holds, judge, no_known_images, now, spawnable},
};

const PICTURE: &str = "data:image/png;base64,AQ==";

fn file() -> MediaFile {
    MediaFile::new([1; 32], ImageFormat::Png)
}

fn me() -> Me {
    Me {
        id: ADA,
        email: Email::new("ada@example.com").unwrap(),
        email_verified: true,
        username: "ada".to_owned(),
        display_name: "Ada".to_owned(),
        bio: None,
        location: None,
        website_url: None,
        twitter_handle: None,
        github_username: Some("ada-l".to_owned()),
        avatar_url: Some("data:image/png;base64,b2xk".to_owned()),
        banner_url: None,
        is_verified: false,
        has_onboarded: false,
        message_privacy: MessagePrivacy::Everyone,
    }
}

/// Profiles around what a test prepares. Ada is there; pictures may be shown as the judge says.
struct Case {
    prepared: Prepared,
    queries: MockProfileQueries,
    judge: MockImageJudge,
}

impl Case {
    fn with(units: impl IntoIterator<Item = MockUnitOfWork>) -> Self {
        let mut prepared = Prepared::with(units);
        prepared.queries.expect_me().returning(|user| Ok((user == ADA).then(me)));
        Self { prepared, queries: MockProfileQueries::new(), judge: judge() }
    }

    fn profiles(self) -> (Profiles, Arc<MockTransactions>) {
        let transactions = Arc::clone(&self.prepared.transactions);
        let mut checker = MockImageChecker::new();
        checker.expect_check().returning(|bytes| Ok(CheckedImage { file: file(), bytes }));
        let mut store = MockMediaStore::new();
        store.expect_put().returning(|_| Ok(()));
        let profiles = Profiles {
            accounts: self.prepared.accounts(),
            queries: Arc::new(self.queries),
            images: Images {
                checker: Arc::new(checker),
                judge: Arc::new(self.judge),
                known: Arc::new(no_known_images()),
                store: Arc::new(store),
                holds: Arc::new(holds()),
                transactions: Arc::new(MockTransactions::default()),
                clock: SetClock::new(),
            },
            backend_url: BASE.to_owned(),
        };
        (profiles, transactions)
    }
}

#[expect(clippy::option_option, clippy::unnecessary_wraps, reason = "a field of a draft")]
fn sent(text: &str) -> Option<Option<String>> {
    Some(Some(text.to_owned()))
}

#[tokio::test]
async fn only_what_was_sent_changes() {
    let mut unit = MockUnitOfWork::default();
    unit.accounts
        .expect_update_profile()
        .withf(|user, change, at| {
            let untouched = change.display_name.is_none() && change.username.is_none() && change.avatar.is_none();
            *user == ADA && change.bio == Some(None) && untouched && !change.onboards && *at == now()
        })
        .times(1)
        .returning(|_, _, _| Ok(()));
    let (profiles, transactions) = Case::with([unit]).profiles();
    let draft = ProfileDraft { bio: sent(""), username: sent("Ada"), ..ProfileDraft::default() };
    let work = profiles.update(ADA, &draft);
    spawnable(&work);
    assert_eq!(work.await.unwrap().me.username, "ada");
    assert_eq!(transactions.ends(), [End::Committed]);
}

#[tokio::test]
async fn what_changes_nothing_opens_no_transaction() {
    let (profiles, transactions) = Case::with([]).profiles();
    profiles.update(ADA, &ProfileDraft::default()).await.unwrap();
    profiles.update(ADA, &ProfileDraft { username: sent("ADA"), ..ProfileDraft::default() }).await.unwrap();
    assert_eq!(transactions.ends(), []);
}

#[tokio::test]
async fn a_faulty_draft_is_told_whole_before_a_picture_is_looked_at() {
    let mut case = Case::with([]);
    case.judge.expect_judge().never();
    let (profiles, _) = case.profiles();
    let draft = ProfileDraft {
        username: sent("a b"),
        bio: sent(&"x".repeat(501)),
        avatar_url: sent(PICTURE),
        ..ProfileDraft::default()
    };
    let Err(Error::Invalid(wrong)) = profiles.update(ADA, &draft).await else { panic!("it was taken") };
    assert_eq!(wrong.fields().map(|(field, _)| field).collect::<Vec<_>>(), ["bio", "username"]);
}

#[tokio::test]
async fn a_name_that_somebody_takes_meanwhile_is_a_fault_of_the_field() {
    let mut unit = MockUnitOfWork::default();
    unit.accounts.expect_update_profile().returning(|_, _, _| Err(UpdateProfileError::UsernameTaken));
    let (profiles, transactions) = Case::with([unit]).profiles();
    let refused = profiles.update(ADA, &ProfileDraft { username: sent("bob"), ..ProfileDraft::default() }).await;
    let Err(Error::Invalid(wrong)) = refused else { panic!("{refused:?}") };
    assert_eq!(wrong.of_field("username"), [Invalid::TAKEN]);
    assert_eq!(wrong.to_string(), "Username has already been taken");
    assert_eq!(transactions.ends(), [End::RolledBack]);
}

#[tokio::test]
async fn an_account_that_is_gone_is_signed_out() {
    let mut unit = MockUnitOfWork::default();
    unit.accounts.expect_update_profile().returning(|_, _, _| Err(UpdateProfileError::Gone));
    let (profiles, _) = Case::with([unit]).profiles();
    let draft = ProfileDraft { bio: sent("Hi"), ..ProfileDraft::default() };
    assert!(matches!(profiles.update(ADA, &draft).await, Err(Error::Unauthenticated { .. })));
    assert!(matches!(profiles.update(BOB, &draft).await, Err(Error::Unauthenticated { .. })));
}

#[tokio::test]
async fn new_pictures_are_judged_the_banner_too_and_stored_apart() {
    let mut unit = MockUnitOfWork::default();
    let own = StoredImage::own(&file());
    unit.accounts
        .expect_update_profile()
        .withf(move |_, change, _| change.avatar == Some(Some(own.clone())) && change.banner == Some(Some(own.clone())))
        .times(1)
        .returning(|_, _, _| Ok(()));
    let mut case = Case::with([unit]);
    case.judge.expect_judge().times(2).returning(|_| Ok(Verdict::Safe));
    let draft = ProfileDraft { avatar_url: sent(PICTURE), banner_url: sent(PICTURE), ..ProfileDraft::default() };
    case.profiles().0.update(ADA, &draft).await.unwrap();
}

#[tokio::test]
async fn a_picture_that_may_not_be_shown_changes_nothing() {
    let mut case = Case::with([]);
    case.judge.expect_judge().returning(|_| Ok(Verdict::Unsafe { reason: Some("Not nice".to_owned()) }));
    let (profiles, transactions) = case.profiles();
    let draft = ProfileDraft { banner_url: sent(PICTURE), bio: sent("Hi"), ..ProfileDraft::default() };
    let refused = profiles.update(ADA, &draft).await;
    assert!(matches!(refused, Err(Error::Refused { code: "content_policy_violation", .. })), "{refused:?}");
    assert_eq!(transactions.ends(), []);
}

#[tokio::test]
async fn the_stored_picture_and_one_at_github_ask_no_judge() {
    for avatar in [me().avatar_url.unwrap(), "https://avatars.githubusercontent.com/u/1?v=4".to_owned()] {
        let mut unit = MockUnitOfWork::default();
        let expected = StoredImage::from_row(avatar.clone());
        unit.accounts
            .expect_update_profile()
            .withf(move |_, change, _| change.avatar == Some(Some(expected.clone())))
            .times(1)
            .returning(|_, _, _| Ok(()));
        let mut case = Case::with([unit]);
        case.judge.expect_judge().never();
        let draft = ProfileDraft { avatar_url: sent(&avatar), ..ProfileDraft::default() };
        case.profiles().0.update(ADA, &draft).await.unwrap();
    }
}

#[tokio::test]
async fn who_onboards_needs_both_names_and_is_onboarded_then() {
    let mut unit = MockUnitOfWork::default();
    unit.accounts.expect_update_profile().withf(|_, change, _| change.onboards).times(1).returning(|_, _, _| Ok(()));
    let (profiles, _) = Case::with([unit]).profiles();
    let nameless = ProfileDraft { username: sent("ada"), ..ProfileDraft::default() };
    assert!(matches!(profiles.onboard(ADA, &nameless).await, Err(Error::Invalid(_))));
    profiles.onboard(ADA, &ProfileDraft { display_name: sent("Ada"), ..nameless }).await.unwrap();
}

#[tokio::test]
async fn preferences_are_replaced_and_answered_as_they_are_stored() {
    let mut unit = MockUnitOfWork::default();
    unit.accounts
        .expect_replace_preferences()
        .withf(|user, change| *user == ADA && change.tools == Some(vec![ToolId(id(7))]) && change.stacks.is_none())
        .times(1)
        .returning(|_, _| Ok(true));
    let mut case = Case::with([unit]);
    let claude = Tool { id: ToolId(id(7)), name: "Claude".to_owned(), slug: "claude".to_owned(), icon_url: None };
    let stored = Preferences { tools: vec![claude], stacks: Vec::new() };
    let answer = stored.clone();
    case.queries.expect_preferences().returning(move |_| Ok(answer.clone()));
    let (profiles, transactions) = case.profiles();
    let draft = PreferencesDraft { ai_tool_ids: Some(vec![id(7).to_string()]), tech_stack_ids: None };
    assert_eq!(profiles.set_preferences(ADA, &draft).await.unwrap(), stored);
    // Nothing named: nothing to replace.
    assert_eq!(profiles.set_preferences(ADA, &PreferencesDraft::default()).await.unwrap(), stored);
    assert_eq!(transactions.ends(), [End::Committed]);
}

#[tokio::test]
async fn preferences_that_name_nothing_are_malformed_and_too_many_a_fault() {
    let (profiles, _) = Case::with([]).profiles();
    let nonsense = PreferencesDraft { ai_tool_ids: Some(vec!["x".to_owned()]), ..PreferencesDraft::default() };
    let refused = profiles.set_preferences(ADA, &nonsense).await;
    assert!(matches!(refused, Err(Error::Malformed { code: "bad_request", .. })), "{refused:?}");
    let many = (0..51).map(|n| StackId(id(n)).to_string()).collect();
    let refused = profiles
        .set_preferences(ADA, &PreferencesDraft { tech_stack_ids: Some(many), ..PreferencesDraft::default() })
        .await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
}

#[tokio::test]
async fn a_username_is_available_if_it_is_valid_and_nobody_elses() {
    let mut case = Case::with([]);
    case.prepared.queries.expect_id_of().returning(|name| Ok((name == "bob").then_some(BOB)));
    let (profiles, _) = case.profiles();
    for (name, available) in [
        ("Ada", true),
        ("carol", true),
        ("BOB", false),
        ("admin", false),
        ("a", false),
        ("a-b", false),
        ("a\0b", false),
    ] {
        assert_eq!(profiles.is_username_available(&viewer(None), name).await.unwrap(), available, "{name}");
    }
    let older = vibeslop_ports::accounts::Viewer { username: "admin".to_owned(), ..viewer(None) };
    assert!(profiles.is_username_available(&older, "admin").await.unwrap());
}

#[tokio::test]
async fn a_search_for_nothing_finds_nobody_and_an_at_sign_is_no_part_of_a_name() {
    let mut case = Case::with([]);
    case.queries
        .expect_search()
        .withf(|text, viewer, limit| text == "bo" && *viewer == ADA && limit.get() == 10)
        .times(1)
        .returning(|_, _, _| {
            let person = |id: UserId, username: &str, address: Option<&str>| UserSummaryView {
                id,
                username: username.to_owned(),
                display_name: username.to_owned(),
                bio: None,
                avatar_url: None,
                is_verified: false,
                verified_email: address.map(|address| Email::new(address).unwrap()),
            };
            Ok(vec![person(BOB, "bob", None), person(ADA, "boss", Some("root@example.com"))])
        });
    let (profiles, _) = case.profiles();
    let limit = Limit::clamped(10, 100);
    for nothing in ["", "  ", "@", " @ "] {
        assert_eq!(profiles.search(ADA, nothing, limit).await.unwrap(), []);
    }
    let found = profiles.search(ADA, " @bo ", limit).await.unwrap();
    assert_eq!(found.iter().map(|person| person.is_admin).collect::<Vec<_>>(), [false, true]);
}

#[tokio::test]
async fn a_profile_is_found_by_its_name_in_any_case() {
    let mut case = Case::with([]);
    case.queries
        .expect_profile()
        .withf(|name, viewer| name.as_str() == "ada" && *viewer == Some(BOB))
        .times(1)
        .returning(|_, _| Ok(None));
    let (profiles, _) = case.profiles();
    assert!(matches!(profiles.profile("ADA", Some(BOB)).await, Err(Error::NotFound("user"))));
    // Nobody can have such a name, so nobody is asked.
    assert!(matches!(profiles.profile("a\0", None).await, Err(Error::NotFound("user"))));
}
