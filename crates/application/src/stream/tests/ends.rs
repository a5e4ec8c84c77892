use vibeslop_domain::stream::STREAMS_A_PERSON;

use super::*;
use crate::stream::hub::WAITING;

#[tokio::test(start_paused = true)]
async fn a_revoked_token_ends_its_streams_and_no_others() {
    let site = site().await;
    let mut ended = site.stream.open(claims(ADA, "one"), None).await.unwrap();
    let mut other = site.stream.open(claims(ADA, "two"), None).await.unwrap();
    let mut bob = site.stream.open(claims(BOB, "one"), None).await.unwrap();
    site.board.write(ADA, What::TokenEnded("one".to_owned()));
    site.settled().await;
    assert!(matches!(ended.next().await, Some(Heard::Event(_))));
    assert_eq!(ended.next().await, None);
    for listener in [&mut other, &mut bob] {
        ids(listener).await;
        assert_eq!(listener.next().await, Some(Heard::Silence));
    }
    site.board.write(ADA, What::PersonEnded);
    site.settled().await;
    assert_eq!(other.next().await, None);
    assert_eq!(bob.next().await, Some(Heard::Silence));
    assert_eq!(site.stream.open_streams(), 1);
}

#[tokio::test(start_paused = true)]
async fn nobody_listens_with_a_token_that_ended_and_no_seat_is_kept_for_them() {
    let site = site().await;
    let refused = site.stream.open(claims(ADA, "revoked"), None).await;
    assert!(matches!(refused, Err(Error::Unauthenticated { .. })), "{refused:?}");
    let refused = site.stream.open(claims(ADA, "suspended"), None).await;
    assert!(matches!(refused, Err(Error::Forbidden { code: "suspended", .. })), "{refused:?}");
    assert_eq!(site.stream.open_streams(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_stream_ends_with_the_hour_of_its_token() {
    let site = site().await;
    let mut listener = site.open(ADA, None).await;
    ids(&mut listener).await;
    site.clock.advance(TimeDelta::hours(1));
    assert_eq!(listener.next().await, None);
}

#[tokio::test(start_paused = true)]
async fn a_slow_reader_is_let_go_without_harm_to_others_and_misses_nothing() {
    let site = site().await;
    let (mut slow, mut quick) = (site.open(ADA, None).await, site.open(ADA, None).await);
    assert_eq!(ids(&mut quick).await, ["0-1"]);
    let written = WAITING + 10;
    let mut heard = Vec::new();
    for _ in 1..=written {
        site.board.write(ADA, What::Counts);
        site.settled().await;
        heard.extend(ids(&mut quick).await);
    }
    assert_eq!(heard, (1..=written).map(|number| format!("{number}-1")).collect::<Vec<_>>());
    assert_eq!(site.stream.open_streams(), 1, "the slow one is out of the hub");
    let seen = ids(&mut slow).await;
    assert_eq!(slow.next().await, None);
    let mut back = site.open(ADA, seen.last().map(String::as_str)).await;
    assert_eq!(ids(&mut back).await, [format!("{written}-1")]);
}

#[tokio::test(start_paused = true)]
async fn a_person_has_so_many_streams_and_those_that_are_gone_do_not_count() {
    let site = site().await;
    let mut open = Vec::new();
    for _ in 0..STREAMS_A_PERSON {
        open.push(site.open(ADA, None).await);
    }
    let refused = site.stream.open(claims(ADA, "token"), None).await;
    assert!(matches!(refused, Err(Error::Limited { code: "too_many_streams", .. })), "{refused:?}");
    site.open(BOB, None).await;
    open.pop();
    site.open(ADA, None).await;
}

#[tokio::test(start_paused = true)]
async fn a_service_that_stops_lets_everybody_go_and_nobody_in() {
    let site = site().await;
    let mut listener = site.open(ADA, None).await;
    ids(&mut listener).await;
    site.stream.close();
    assert_eq!(listener.next().await, None);
    let refused = site.stream.open(claims(ADA, "token"), None).await;
    assert!(matches!(refused, Err(Error::Unavailable(_))), "{refused:?}");
}
