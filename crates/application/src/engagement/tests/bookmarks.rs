use vibeslop_domain::page::{Limit, Page, Start, TimeCursor, TimeList};

use super::*;
use crate::{Error, fixtures::ADA};

fn request(cursor: Option<String>) -> PageRequest {
    PageRequest { cursor, offset: 3, limit: Limit::clamped(50, 100) }
}

#[tokio::test]
async fn a_walk_goes_on_behind_the_bookmark_where_the_page_ended() {
    let end = TimeCursor { at: now(), id: Uuid::from_u128(9) };
    let mut queries = MockEngagementQueries::new();
    queries.expect_bookmarks().times(2).returning(move |owner, start, limit| {
        assert_eq!((owner, limit.get()), (ADA, 50));
        let next = match start {
            Start::Skip(offset) => {
                assert_eq!(offset.get(), 3);
                Some(end)
            }
            Start::Behind(cursor) => {
                assert_eq!(cursor.id, end.id);
                None
            }
        };
        Ok(Page { items: Vec::new(), next })
    });
    let (engagement, _) = engagement([], queries);
    let first = engagement.bookmarks(ADA, &request(None)).await.unwrap();
    let second = engagement.bookmarks(ADA, &request(first.next_cursor)).await.unwrap();
    assert_eq!(second.next_cursor, None);
}

#[tokio::test]
async fn the_cursor_of_another_list_is_refused_before_anything_is_read() {
    let (engagement, _) = engagement([], MockEngagementQueries::new());
    let foreign = TimeCursor { at: now(), id: Uuid::nil() }.encode(TimeList::Followers);
    let refused = engagement.bookmarks(ADA, &request(Some(foreign))).await;
    assert!(matches!(refused, Err(Error::Malformed { code: "invalid_cursor", .. })), "{refused:?}");
}
