use vibeslop_domain::page::{Limit, Page, TimeCursor, TimeList};
use vibeslop_ports::{accounts::UserSummaryView, social::FollowView};

use super::*;
use crate::{
    Error,
    fixtures::{ADA, BOB, now},
};

fn person(address: Option<&str>) -> UserSummaryView {
    UserSummaryView {
        id: BOB,
        username: "bob".to_owned(),
        display_name: "Bob Ray".to_owned(),
        bio: None,
        avatar_url: None,
        is_verified: false,
        verified_email: address.map(|address| Email::new(address).unwrap()),
    }
}

fn request(cursor: Option<String>) -> PageRequest {
    PageRequest { cursor, offset: 0, limit: Limit::clamped(20, 100) }
}

#[tokio::test]
async fn people_are_listed_with_what_follows_from_them() {
    let end = TimeCursor { at: now(), id: BOB.0 };
    let mut queries = MockSocialQueries::new();
    queries.expect_followers().withf(|of, _, _, viewer| of.as_str() == "ada" && *viewer == Some(BOB)).returning(
        move |_, _, _, _| {
            let items = [Some("root@example.com"), Some("bob@example.com"), None]
                .map(|address| FollowView { person: person(address), is_following: address.is_some() });
            Ok(Some(Page { items: items.into(), next: Some(end) }))
        },
    );
    let page = social([], queries).0.followers("Ada", &request(None), Some(BOB)).await.unwrap();
    let flags: Vec<_> = page.items.iter().map(|follow| (follow.person.is_admin, follow.is_following)).collect();
    assert_eq!(flags, [(true, true), (false, true), (false, false)]);
    assert_eq!(page.next_cursor, Some(end.encode(TimeList::Followers)));
}

#[tokio::test]
async fn followers_of_nobody_are_not_found() {
    let mut queries = MockSocialQueries::new();
    queries.expect_followers().returning(|_, _, _, _| Ok(None));
    queries.expect_followed().returning(|_, _, _, _| Ok(None));
    let (social, _) = social([], queries);
    for name in ["ada", "no body"] {
        let refused = social.followers(name, &request(None), None).await;
        assert!(matches!(refused, Err(Error::NotFound("user"))), "{refused:?}");
        let refused = social.followed(name, &request(None), None).await;
        assert!(matches!(refused, Err(Error::NotFound("user"))), "{refused:?}");
    }
}

#[tokio::test]
async fn each_list_takes_its_own_cursors_alone() {
    let mut queries = MockSocialQueries::new();
    queries.expect_blocked().times(1).returning(|_, start, _| {
        assert!(start.cursor().is_some());
        Ok(Page { items: vec![person(None)], next: None })
    });
    let (social, _) = social([], queries);
    let cursor = TimeCursor { at: now(), id: BOB.0 }.encode(TimeList::Blocks);
    assert_eq!(social.blocked(ADA, &request(Some(cursor.clone()))).await.unwrap().items.len(), 1);
    let refused = social.muted(ADA, &request(Some(cursor))).await;
    assert!(matches!(refused, Err(Error::Malformed { code: "invalid_cursor", .. })), "{refused:?}");
}
