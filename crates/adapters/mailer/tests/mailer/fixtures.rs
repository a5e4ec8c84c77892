#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;
use vibeslop_domain::accounts::Email;
use vibeslop_ports::{
    environment::Clock,
    mail::{Correspondent, Mail, MailKind},
};

/// A clock that goes on by a second each time somebody looks.
#[derive(Default)]
pub struct Ticking(AtomicI64);

impl Clock for Ticking {
    fn now(&self) -> DateTime<Utc> {
        let start = DateTime::from_timestamp(1_770_034_530, 0).unwrap();
        start + TimeDelta::seconds(self.0.fetch_add(1, Ordering::Relaxed))
    }
}

pub fn clock() -> Arc<Ticking> {
    Arc::default()
}

pub fn correspondent(name: &str, address: &str) -> Correspondent {
    Correspondent { name: (!name.is_empty()).then(|| name.to_owned()), address: Email::new(address).unwrap() }
}

pub fn vibeslop() -> Correspondent {
    correspondent("Vibeslop", "no-reply@vibeslop.example")
}

pub fn mail(number: u128) -> Mail {
    Mail {
        id: Uuid::from_u128(number),
        kind: MailKind::BidReceived,
        to: correspondent("Ada L.", "ada@example.com"),
        subject: format!("A bid on your gig, number {number}"),
        text: "Bob bids 300 €.\n.\nA dot alone ends nothing.\n".to_owned(),
        html: "<p>Bob bids <b>300 €</b>.</p>".to_owned(),
        unsubscribe_url: Some("https://vibeslop.example/api/unsubscribe?token=a.b-c_d%3D".to_owned()),
        people: Vec::new(),
    }
}
