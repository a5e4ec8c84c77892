use std::sync::Arc;

use vibeslop_domain::{
    accounts::{Administrators, Email},
    ids::UserId,
    page::{Limit, Offset},
    search::SearchQuery,
};
use vibeslop_ports::{
    accounts::UserSummaryView,
    mocks::{MockAccessTokens, MockAccountQueries, MockSearchQueries, MockTransactions},
};

use super::Search;
use crate::{
    Error,
    accounts::Accounts,
    fixtures::{ADA, BOB, CountingIds, SetClock, spawnable},
    page::PageRequest,
};

fn search(queries: MockSearchQueries) -> Search {
    let accounts = Accounts {
        queries: Arc::new(MockAccountQueries::new()),
        transactions: Arc::new(MockTransactions::default()),
        tokens: Arc::new(MockAccessTokens::new()),
        clock: SetClock::new(),
        ids: Arc::new(CountingIds::default()),
        administrators: Administrators::new(vec![Email::new("root@example.com").unwrap()]),
    };
    Search { queries: Arc::new(queries), accounts }
}

fn person(id: UserId) -> UserSummaryView {
    UserSummaryView {
        id,
        username: "somebody".to_owned(),
        display_name: "Somebody".to_owned(),
        bio: None,
        avatar_url: None,
        is_verified: false,
        verified_email: None,
    }
}

fn request(limit: i64, cursor: Option<&str>) -> PageRequest {
    PageRequest { cursor: cursor.map(str::to_owned), offset: 0, limit: Limit::clamped(limit, 100) }
}

#[tokio::test]
async fn a_blank_search_asks_nobody() {
    let search = search(MockSearchQueries::new());
    for blank in ["", "  ", "from:", "\"\""] {
        assert!(search.people(blank, &request(5, None), None).await.unwrap().items.is_empty());
        assert!(search.top(blank, None).await.unwrap().is_empty());
    }
    assert!(search.suggestions(" ", Limit::clamped(5, 20), None).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_part_that_is_full_is_not_corrected_and_leads_to_the_next() {
    let mut queries = MockSearchQueries::new();
    queries
        .expect_people()
        .withf(|query, limit, offset, viewer| {
            (query.words.as_slice(), limit.get(), offset.get(), *viewer) == (&["ada".to_owned()][..], 2, 3, Some(BOB))
        })
        .times(1)
        .returning(|_, _, _, _| Ok(vec![person(ADA), person(BOB)]));
    queries.expect_corrected().never();
    let cursor = Offset::new(3).unwrap().encode();
    let page = search(queries).people("ada", &request(1, Some(&cursor)), Some(BOB)).await.unwrap();
    assert_eq!(page.items.iter().map(|person| person.view.id).collect::<Vec<_>>(), [ADA]);
    assert_eq!(page.next_cursor, Some(Offset::new(4).unwrap().encode()));
}

#[tokio::test]
async fn what_was_meant_comes_behind_what_was_said_and_nothing_twice() {
    let mut queries = MockSearchQueries::new();
    queries.expect_corrected().times(1).returning(|_| Ok(Some(SearchQuery::parse("garden"))));
    queries.expect_people().times(2).returning(|query, _, _, _| {
        let meant = query.words == ["garden"];
        Ok(if meant { vec![person(BOB), person(ADA)] } else { vec![person(ADA)] })
    });
    let page = search(queries).people("gardn", &request(5, None), None).await.unwrap();
    assert_eq!(page.items.iter().map(|person| person.view.id).collect::<Vec<_>>(), [ADA, BOB]);
    assert_eq!(page.next_cursor, None);
}

#[tokio::test]
async fn a_cursor_of_another_list_is_refused_before_anything_is_read() {
    let refused = search(MockSearchQueries::new()).posts("x", &request(5, Some("nonsense")), None).await;
    assert!(matches!(refused, Err(Error::Malformed { code: "invalid_cursor", .. })), "{refused:?}");
}

const _: fn(&Search, &PageRequest, Limit) = |search, request, limit| {
    spawnable(&search.people("x", request, None));
    spawnable(&search.projects("x", request, None));
    spawnable(&search.posts("x", request, None));
    spawnable(&search.gigs("x", request, None));
    spawnable(&search.top("x", None));
    spawnable(&search.suggestions("x", limit, None));
};
