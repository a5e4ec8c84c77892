//! Laws of the ports of profiles.

use chrono::TimeDelta;
use vibeslop_domain::{
    accounts::{DisplayName, HeldProfile, MessagePrivacy, PreferencesChange, ProfileChange, ProfileDraft, Username},
    content::{ItemRef, ProjectStatus, StoredImage},
    ids::{PostId, StackId, ToolId, UserId},
    page::Limit,
    social::{Relation, Tie},
};
use vibeslop_ports::{accounts::UpdateProfileError, notifications::Mentions};

use super::Stores;
use crate::fixtures::{id, new_post, new_project, noon};

type Change = ProfileChange<StoredImage>;

fn name(text: &str) -> Username {
    Username::sought(text).expect("a name")
}

async fn change(stores: &Stores, user: UserId, change: &Change) -> Result<(), UpdateProfileError> {
    let mut work = stores.begin().await;
    work.accounts().update_profile(user, change, noon()).await?;
    work.commit().await.unwrap();
    Ok(())
}

/// Makes or ends a tie as a use case does: under the locks of both.
async fn tie(stores: &Stores, relation: Relation, person: UserId, other: UserId, username: &str) {
    let mut work = stores.begin().await;
    work.social().lock_pair(person, &name(username)).await.unwrap().expect("both are there");
    work.social().tie(Tie { relation, person, other }, noon()).await.unwrap();
    work.commit().await.unwrap();
}

/// A change writes what it names, clears what it clears, and touches nothing else.
pub async fn a_change_writes_what_it_names_and_nothing_else(stores: &Stores) {
    let ada = stores.person(1, "ada").await;
    let before = stores.accounts.me(ada).await.unwrap().unwrap();
    let draft = ProfileDraft {
        display_name: Some(Some("Ada L.".to_owned())),
        username: Some(Some("ada_l".to_owned())),
        bio: Some(Some("Notes on the engine".to_owned())),
        location: Some(Some("London".to_owned())),
        website_url: Some(Some("https://ada.example".to_owned())),
        twitter_handle: Some(Some("@ada".to_owned())),
        avatar_url: Some(Some("https://avatars.githubusercontent.com/u/1".to_owned())),
        message_privacy: Some(Some("followers".to_owned())),
        ..ProfileDraft::default()
    };
    let whole = ProfileChange::new(&draft, &HeldProfile::default(), "http://localhost:4001").unwrap();
    let avatar = StoredImage::from_row("/api/media/a.png".to_owned());
    change(stores, ada, &whole.stored(Some(avatar.clone()), None)).await.unwrap();
    let changed = stores.accounts.me(ada).await.unwrap().unwrap();
    assert_eq!((changed.username.as_str(), changed.display_name.as_str()), ("ada_l", "Ada L."));
    assert_eq!(changed.bio.as_deref(), Some("Notes on the engine"));
    assert_eq!((changed.location.as_deref(), changed.twitter_handle.as_deref()), (Some("London"), Some("ada")));
    assert_eq!(changed.website_url.as_deref(), Some("https://ada.example"));
    assert_eq!((changed.avatar_url.as_deref(), changed.banner_url), (Some(avatar.as_str()), None));
    assert_eq!(changed.message_privacy, MessagePrivacy::Followers);
    // What a change cannot name.
    assert_eq!((changed.email, changed.email_verified), (before.email, before.email_verified));
    assert_eq!((changed.github_username, changed.is_verified), (before.github_username, before.is_verified));
    assert!(!changed.has_onboarded);

    let cleared = Change { bio: Some(None), avatar: Some(None), onboards: true, ..Change::default() };
    change(stores, ada, &cleared).await.unwrap();
    let last = stores.accounts.me(ada).await.unwrap().unwrap();
    assert_eq!((last.bio, last.avatar_url, last.has_onboarded), (None, None, true));
    assert_eq!((last.location.as_deref(), last.display_name.as_str()), (Some("London"), "Ada L."));
    let nobody = change(stores, UserId(id(99)), &cleared).await;
    assert!(matches!(nobody, Err(UpdateProfileError::Gone)), "{nobody:?}");
}

/// A username that somebody has cannot be taken over, however many want one at the same moment.
pub async fn a_change_cannot_take_a_username(stores: &Stores) {
    let (ada, bob) = (stores.person(1, "ada").await, stores.person(2, "bob").await);
    let to = |text: &str| Change { username: Some(name(text)), ..Change::default() };
    let refused = change(stores, ada, &to("bob")).await;
    assert!(matches!(refused, Err(UpdateProfileError::UsernameTaken)), "{refused:?}");
    change(stores, ada, &to("ada")).await.expect("one's own name is no other's");

    let wanted = to("carol");
    let (one, other) = futures_util::future::join(change(stores, ada, &wanted), change(stores, bob, &wanted)).await;
    let taken = [&one, &other].into_iter().filter(|end| matches!(end, Err(UpdateProfileError::UsernameTaken))).count();
    let done = [&one, &other].into_iter().filter(|end| end.is_ok()).count();
    assert_eq!((taken, done), (1, 1), "{one:?} {other:?}");
}

/// Preferences are what was chosen of the catalog, by name; a list that was not named stays.
pub async fn preferences_are_what_the_catalog_holds_of_them(stores: &Stores) {
    let ada = stores.person(1, "ada").await;
    assert_eq!(stores.profiles.preferences(ada).await.unwrap(), vibeslop_ports::accounts::Preferences::default());
    let tools = stores.catalog.tools().await.unwrap();
    let stacks = stores.catalog.stacks().await.unwrap();
    let replace = async |change: PreferencesChange| {
        let mut work = stores.begin().await;
        let there = work.accounts().replace_preferences(ada, &change).await.unwrap();
        work.commit().await.unwrap();
        assert!(there);
        stores.profiles.preferences(ada).await.unwrap()
    };
    // The last of the catalog first: the answer is by name all the same.
    let (first, last) = (tools.first().unwrap(), tools.last().unwrap());
    let chosen = PreferencesChange {
        tools: Some(vec![last.id, first.id, ToolId(id(77))]),
        stacks: Some(vec![stacks[0].id, StackId(id(78))]),
    };
    let held = replace(chosen).await;
    assert_eq!(
        (held.tools.as_slice(), held.stacks.as_slice()),
        ([first.clone(), last.clone()].as_slice(), &stacks[..1])
    );
    let held = replace(PreferencesChange { tools: Some(vec![first.id]), stacks: None }).await;
    assert_eq!((held.tools.as_slice(), held.stacks.len()), (std::slice::from_ref(first), 1));
    let held = replace(PreferencesChange { tools: None, stacks: Some(Vec::new()) }).await;
    assert_eq!((held.tools.len(), held.stacks.len()), (1, 0));
    let mut work = stores.begin().await;
    let nobody = PreferencesChange { tools: Some(vec![first.id]), stacks: None };
    assert!(!work.accounts().replace_preferences(UserId(id(99)), &nobody).await.unwrap());
}

/// A profile counts what is there and says how the viewer stands to the person.
pub async fn a_profile_counts_what_is_there(stores: &Stores) {
    let (ada, bob) = (stores.person(1, "ada").await, stores.person(2, "bob").await);
    let mut work = stores.begin().await;
    work.posts().insert(&new_post(id(10), ada, "Hi", noon())).await.unwrap();
    work.projects().insert(&new_project(id(20), ada, "Planner", noon())).await.unwrap();
    let mut draft = new_project(id(21), ada, "Secret", noon());
    (draft.status, draft.published_at) = (ProjectStatus::Draft, None);
    work.projects().insert(&draft).await.unwrap();
    work.commit().await.unwrap();
    tie(stores, Relation::Follows, bob, ada, "ada").await;

    let seen = stores.profiles.profile(&name("ada"), Some(bob)).await.unwrap().unwrap();
    let stats = seen.stats;
    assert_eq!((stats.followers, stats.following, stats.posts, stats.projects), (1, 0, 1, 1));
    assert_eq!((seen.id, seen.username.as_str(), seen.is_following), (ada, "ada", Some(true)));
    assert_eq!((seen.developer_score, seen.github_stats), (0, None));
    assert_eq!(seen.verified_email.map(|address| address.as_str().to_owned()).as_deref(), Some("ada@example.com"));
    let back = stores.profiles.profile(&name("bob"), Some(ada)).await.unwrap().unwrap();
    assert_eq!((back.is_following, back.stats.following), (Some(false), 1));
    assert_eq!(stores.profiles.profile(&name("ada"), None).await.unwrap().unwrap().is_following, None);
    assert_eq!(stores.profiles.profile(&name("nobody"), None).await.unwrap(), None);
}

/// Whoever is blocked does not find the profile. Whoever blocks or mutes does, to take it back; nobody else notices.
pub async fn a_block_hides_a_profile_from_the_blocked_alone(stores: &Stores) {
    let (ada, bob) = (stores.person(1, "ada").await, stores.person(2, "bob").await);
    let carol = stores.person(3, "carol").await;
    tie(stores, Relation::Blocks, ada, bob, "bob").await;
    tie(stores, Relation::Mutes, carol, ada, "ada").await;
    let finds = async |viewer, of| stores.profiles.profile(&name(of), viewer).await.unwrap().is_some();
    assert!(!finds(Some(bob), "ada").await);
    assert!(finds(Some(ada), "bob").await);
    assert!(finds(Some(carol), "ada").await && finds(None, "ada").await);
    let limit = Limit::clamped(10, 10);
    let found = async |viewer, text| stores.profiles.search(text, viewer, limit).await.unwrap().len();
    for (viewer, text) in [(bob, "ada"), (ada, "bob"), (carol, "ada")] {
        assert_eq!(found(viewer, text).await, 0, "{text}");
    }
    assert_eq!((found(carol, "bob").await, found(bob, "carol").await), (1, 1));
}

/// A search finds any part of a username or a name, the very name and what begins with it first, and never the one who
/// searches. What stands for anything in a pattern stands for itself.
pub async fn a_search_finds_any_part_of_a_name_and_beginnings_first(stores: &Stores) {
    let me = stores.person(1, "annabel").await;
    for (number, login) in (2..).zip(["joanna", "ann", "anna", "a_b", "zed"]) {
        stores.person(number, login).await;
    }
    let zed = Change { display_name: Some(DisplayName::new("Suzanna 100% Žluť").unwrap()), ..Change::default() };
    change(stores, UserId(id(6)), &zed).await.unwrap();
    let limit = Limit::clamped(10, 10);
    let found = async |text: &str, limit| -> Vec<String> {
        let people = stores.profiles.search(text, me, limit).await.unwrap();
        people.into_iter().map(|person| person.username).collect()
    };
    let all = found("ANN", limit).await;
    assert_eq!(all.first().map(String::as_str), Some("ann"));
    assert_eq!(all.get(1).map(String::as_str), Some("anna"));
    let mut sorted = all.clone();
    sorted.sort();
    assert_eq!(sorted, ["ann", "anna", "joanna", "zed"]);
    assert_eq!(found("ann", Limit::clamped(1, 10)).await, ["ann"]);
    assert_eq!(found("a_b", limit).await, ["a_b"]);
    assert_eq!(found("0%", limit).await, ["zed"]);
    assert_eq!(found("ŽLU", limit).await, ["zed"]);
    assert_eq!(found("%", limit).await, ["zed"]);
    assert_eq!(found("_", limit).await, ["a_b"]);
    assert!(found("\\", limit).await.is_empty());
}

/// The number of unread notifications leaves out those whom a person does not see.
pub async fn unread_notifications_of_hidden_people_do_not_count(stores: &Stores) {
    let (ada, bob) = (stores.person(1, "ada").await, stores.person(2, "bob").await);
    let carol = stores.person(3, "carol").await;
    let mut work = stores.begin().await;
    for (number, actor) in [(10, bob), (11, bob), (12, carol)] {
        work.posts().insert(&new_post(id(number), actor, "Hi @ada", noon())).await.unwrap();
        let mentions = Mentions {
            comment: None,
            actor,
            names: vec![name("ada")],
            target: ItemRef::Post(PostId(id(number))),
            preview: "Hi @ada".to_owned(),
            at: noon() + TimeDelta::seconds(1),
        };
        work.notifications().mention(&mentions, &[id(100 + number)]).await.unwrap();
    }
    work.commit().await.unwrap();
    assert_eq!(stores.notifications.unread(ada).await.unwrap(), 3);
    assert_eq!(stores.notifications.unread(bob).await.unwrap(), 0);
    tie(stores, Relation::Mutes, ada, bob, "bob").await;
    assert_eq!(stores.notifications.unread(ada).await.unwrap(), 1);
    tie(stores, Relation::Blocks, carol, ada, "ada").await;
    assert_eq!(stores.notifications.unread(ada).await.unwrap(), 0);
}
