//! Laws of the ports of the live stream.

use chrono::TimeDelta;
use vibeslop_ports::{stream::Ticket, tokens::Claims};

use super::Stores;
use crate::fixtures::noon;

/// A ticket opens one stream, in time, with what its token says.
pub async fn a_ticket_opens_one_stream_in_time(stores: &Stores) {
    let ada = stores.person(1, "ada").await;
    let claims = |token: &str| Claims {
        user: ada,
        token_id: Some(token.to_owned()),
        issued_at: Some(noon()),
        expires_at: noon() + TimeDelta::days(7),
    };
    let end = noon() + TimeDelta::seconds(30);
    let mut work = stores.begin().await;
    for (number, token) in [(1, "one"), (2, "two"), (3, "three")] {
        let ticket = Ticket { hash: [number; 32], claims: claims(token), expires_at: end };
        work.stream().insert_ticket(&ticket).await.unwrap();
    }
    work.commit().await.unwrap();
    let take = async |number: u8, now| {
        let mut work = stores.begin().await;
        let taken = work.stream().take_ticket([number; 32], now).await.unwrap();
        work.commit().await.unwrap();
        taken
    };
    assert_eq!(take(9, noon()).await, None, "nobody has given this one");
    assert_eq!(take(1, noon()).await, Some(claims("one")));
    assert_eq!(take(1, noon()).await, None, "it is used");
    assert_eq!(take(2, end).await, None, "it is over");
    let mut work = stores.begin().await;
    assert_eq!(work.stream().take_ticket([3; 32], noon()).await.unwrap(), Some(claims("three")));
    work.rollback().await.unwrap();
    assert_eq!(take(3, noon()).await, Some(claims("three")), "taking it was undone");
}
