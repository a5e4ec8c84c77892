//! Laws of the account ports.

use chrono::TimeDelta;
use vibeslop_domain::{accounts::ProviderName, ids::UserId};
use vibeslop_ports::{
    accounts::{CreateAccountError, LinkIdentityError, Reseal, SealedIdentity},
    tokens::{Claims, Sealed},
};

use super::Stores;
use crate::fixtures::{id, identity, new_account, noon};

fn claims(user: UserId, token_id: &str) -> Claims {
    Claims {
        user,
        token_id: Some(token_id.to_owned()),
        issued_at: Some(noon()),
        expires_at: noon() + TimeDelta::days(7),
    }
}

/// Who leaves speaks for nobody any more, is found when it is time, and can come back before.
pub async fn who_leaves_can_come_back_until_it_is_time(stores: &Stores) {
    let ada = stores.person(1, "ada").await;
    let (now, end) = (noon(), noon() + TimeDelta::days(7));
    let mut work = stores.begin().await;
    work.accounts().link_identity(ada, &identity("ada"), now).await.unwrap();
    work.accounts().insert_login_code([7; 32], ada, end).await.unwrap();
    assert_eq!(work.accounts().leave(ada, end, now).await.unwrap(), Some(end));
    let again = work.accounts().leave(ada, end + TimeDelta::days(1), now).await.unwrap();
    assert_eq!(again, Some(end), "who is leaving keeps their time");
    assert_eq!(work.accounts().leave(UserId(id(9)), end, now).await.unwrap(), None);
    assert_eq!(work.accounts().take_login_code([7; 32], now).await.unwrap(), None, "codes end");
    let found = work.accounts().by_identity(&ProviderName::github(), &identity("ada").subject).await.unwrap();
    assert_eq!(found.unwrap().leaves_at, Some(end));
    assert_eq!(work.admin().lock_person(ada).await.unwrap().unwrap().leaves_at, Some(end));
    work.commit().await.unwrap();

    assert_eq!(stores.accounts.viewer(&claims(ada, "t")).await.unwrap(), None);
    assert_eq!(stores.accounts.leavers(end - TimeDelta::seconds(1), 10).await.unwrap(), []);
    assert_eq!(stores.accounts.leavers(end, 10).await.unwrap(), [ada]);
    let mut work = stores.begin().await;
    assert!(!work.accounts().come_back(ada, end).await.unwrap(), "too late");
    assert!(work.accounts().come_back(ada, end - TimeDelta::seconds(1)).await.unwrap());
    assert!(!work.accounts().come_back(ada, now).await.unwrap(), "who is here cannot come back");
    work.commit().await.unwrap();
    let viewer = stores.accounts.viewer(&claims(ada, "t")).await.unwrap().unwrap();
    assert_eq!(viewer.tokens_valid_after, Some(now), "tokens from before have ended");
    assert_eq!(stores.accounts.leavers(end, 10).await.unwrap(), []);
}

/// Two accounts cannot have one username, and the refusal leaves the unit of work usable.
pub async fn a_username_is_taken_once(stores: &Stores) {
    stores.person(1, "ada").await;
    let (username, _) = new_account("ada");
    let (other_name, other) = new_account("bob");
    let mut work = stores.begin().await;
    let refused = work.accounts().create(UserId(id(2)), &username, &other, noon()).await;
    assert!(matches!(refused, Err(CreateAccountError::UsernameTaken)), "{refused:?}");
    work.accounts().create(UserId(id(2)), &other_name, &other, noon()).await.unwrap();
    work.commit().await.unwrap();
    assert_eq!(stores.accounts.id_of("BOB").await.unwrap(), Some(UserId(id(2))));
}

/// Two accounts cannot have one address.
pub async fn an_address_is_taken_once_whatever_its_case(stores: &Stores) {
    stores.person(1, "ada").await;
    let (username, mut account) = new_account("bob");
    account.email = vibeslop_domain::accounts::Email::new("ADA@Example.com").unwrap();
    let mut work = stores.begin().await;
    let refused = work.accounts().create(UserId(id(2)), &username, &account, noon()).await;
    assert!(matches!(refused, Err(CreateAccountError::EmailTaken)), "{refused:?}");
}

/// An identity leads to the account that it was linked to first.
pub async fn an_identity_leads_to_one_account(stores: &Stores) {
    let (ada, bob) = (stores.person(1, "ada").await, stores.person(2, "bob").await);
    let mut work = stores.begin().await;
    work.accounts().link_identity(ada, &identity("ada"), noon()).await.unwrap();
    let refused = work.accounts().link_identity(bob, &identity("ada"), noon()).await;
    assert!(matches!(refused, Err(LinkIdentityError::AlreadyLinked)), "{refused:?}");
    let found = work.accounts().by_identity(&ProviderName::github(), &identity("ada").subject).await.unwrap();
    assert_eq!(found.map(|account| (account.id, account.suspended)), Some((ada, false)));
    let nobody = work.accounts().by_identity(&ProviderName::github(), "unknown").await.unwrap();
    assert_eq!(nobody, None);
}

/// A one-time code signs in once, and only until it ends.
pub async fn a_login_code_works_once_and_in_time(stores: &Stores) {
    let ada = stores.person(1, "ada").await;
    let mut work = stores.begin().await;
    let end = noon() + TimeDelta::seconds(60);
    work.accounts().insert_login_code([1; 32], ada, end).await.unwrap();
    work.accounts().insert_login_code([2; 32], ada, end).await.unwrap();
    assert_eq!(work.accounts().take_login_code([1; 32], noon()).await.unwrap(), Some(ada));
    assert_eq!(work.accounts().take_login_code([1; 32], noon()).await.unwrap(), None);
    assert_eq!(work.accounts().take_login_code([2; 32], end).await.unwrap(), None);
    assert_eq!(work.accounts().take_login_code([9; 32], noon()).await.unwrap(), None);
}

/// A revoked token speaks for nobody; other tokens of the account still do.
pub async fn a_revoked_token_speaks_for_nobody(stores: &Stores) {
    let ada = stores.person(1, "ada").await;
    let mut work = stores.begin().await;
    work.accounts().revoke_token("one", ada, noon() + TimeDelta::days(7)).await.unwrap();
    work.accounts().revoke_token("one", ada, noon() + TimeDelta::days(7)).await.unwrap();
    work.commit().await.unwrap();
    assert_eq!(stores.accounts.viewer(&claims(ada, "one")).await.unwrap(), None);
    let viewer = stores.accounts.viewer(&claims(ada, "two")).await.unwrap().unwrap();
    assert_eq!((viewer.id, viewer.username.as_str(), viewer.email_verified), (ada, "ada", true));
    let unnamed = Claims { token_id: None, ..claims(ada, "") };
    assert!(stores.accounts.viewer(&unnamed).await.unwrap().is_some());
    assert_eq!(stores.accounts.viewer(&claims(UserId(id(99)), "two")).await.unwrap(), None);
}

/// What was undone is not there.
pub async fn what_is_rolled_back_was_never_there(stores: &Stores) {
    let (username, account) = new_account("ada");
    let mut work = stores.begin().await;
    work.accounts().create(UserId(id(1)), &username, &account, noon()).await.unwrap();
    work.rollback().await.unwrap();
    assert_eq!(stores.accounts.me(UserId(id(1))).await.unwrap(), None);
}

/// What was never committed is not there, and holds nobody up.
pub async fn a_dropped_unit_of_work_leaves_nothing(stores: &Stores) {
    let (username, account) = new_account("ada");
    let mut work = stores.begin().await;
    work.accounts().create(UserId(id(1)), &username, &account, noon()).await.unwrap();
    drop(work);
    stores.person(2, "ada").await;
    assert_eq!(stores.accounts.id_of("ada").await.unwrap(), Some(UserId(id(2))));
}

/// A connection is broken by the service's refusal and mended by signing in again.
pub async fn a_connection_breaks_and_mends(stores: &Stores) {
    let ada = stores.person(1, "ada").await;
    let github = ProviderName::github();
    assert_eq!(stores.accounts.connection(ada, &github).await.unwrap(), None);
    let mut work = stores.begin().await;
    work.accounts().link_identity(ada, &identity("ada"), noon()).await.unwrap();
    let sealed = |bytes: &[u8]| Sealed(bytes.to_vec());
    work.accounts().mark_broken(ada, &github, &sealed(&[1, 2, 3]), noon()).await.unwrap();
    work.commit().await.unwrap();
    let broken = stores.accounts.connection(ada, &github).await.unwrap().unwrap();
    assert_eq!((broken.login.as_str(), broken.broken_at), ("ada", Some(noon())));
    let mut work = stores.begin().await;
    let mut renamed = identity("ada");
    "ada-l".clone_into(&mut renamed.login);
    renamed.access_token = Some(Sealed(vec![9]));
    assert!(work.accounts().refresh_identity(&renamed, noon()).await.unwrap(), "it was broken");
    assert!(!work.accounts().refresh_identity(&renamed, noon()).await.unwrap(), "it is mended");
    work.commit().await.unwrap();
    let mended = stores.accounts.connection(ada, &github).await.unwrap().unwrap();
    assert_eq!((mended.login.as_str(), mended.broken_at), ("ada-l", None));
    assert_eq!(mended.access_token, Some(sealed(&[9])));
    // The refusal of the earlier token comes late.
    let mut work = stores.begin().await;
    work.accounts().mark_broken(ada, &github, &sealed(&[1, 2, 3]), noon()).await.unwrap();
    work.commit().await.unwrap();
    assert_eq!(stores.accounts.connection(ada, &github).await.unwrap().unwrap().broken_at, None);
}

/// Tokens that were sealed anew take the place of those that were read, and of no others.
pub async fn tokens_are_sealed_anew_unless_others_took_their_place(stores: &Stores) {
    let github = ProviderName::github();
    let people = [stores.person(1, "ada").await, stores.person(2, "bob").await];
    let mut work = stores.begin().await;
    for (person, login) in people.into_iter().zip(["ada", "bob"]) {
        work.accounts().link_identity(person, &identity(login), noon()).await.unwrap();
    }
    let mut read: Vec<SealedIdentity> = Vec::new();
    while let Some(next) = work.accounts().sealed_identities(read.last().map(|last| last.id), 1).await.unwrap().pop() {
        read.push(next);
    }
    assert_eq!(read.len(), 2);
    assert!(read.iter().all(|identity| identity.access_token == Some(Sealed(vec![1, 2, 3]))));
    // Bob signs in again before it comes to that.
    let mut renewed = identity("bob");
    renewed.access_token = Some(Sealed(vec![7]));
    work.accounts().refresh_identity(&renewed, noon()).await.unwrap();
    let anew: Vec<Reseal> =
        read.into_iter().map(|old| Reseal { old, access_token: Some(Sealed(vec![9])), refresh_token: None }).collect();
    assert_eq!(work.accounts().reseal(&anew).await.unwrap(), 1);
    work.commit().await.unwrap();
    for (person, token) in people.into_iter().zip([9, 7]) {
        let kept = stores.accounts.connection(person, &github).await.unwrap().unwrap();
        assert_eq!(kept.access_token, Some(Sealed(vec![token])));
    }
}
