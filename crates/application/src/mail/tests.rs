mod delivery;
mod letters;
mod unsubscribing;

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use uuid::Uuid;
use vibeslop_domain::{
    accounts::{Administrators, Email},
    ids::UserId,
    mail::{MailPreferences, Standing},
};
use vibeslop_ports::{
    StoreError,
    mail::{Mail, MailError, Mailer, Mentioned, Recipient},
    mocks::{MockMailQueries, MockTransactions, MockUnitOfWork},
};

use super::*;
use crate::fixtures::{CountingEntropy, CountingIds, OpenCipher, SetClock};

const MAIL: Uuid = Uuid::from_u128(0xE);
const GIG: Uuid = Uuid::from_u128(0x916);
const CONVERSATION: Uuid = Uuid::from_u128(0xC0);

/// Takes mail, or refuses it as often as it is told to.
#[derive(Default)]
struct Outbox {
    refusals: Mutex<Vec<MailError>>,
    taken: Mutex<Vec<Mail>>,
}

impl Outbox {
    fn refusing(refusals: impl IntoIterator<Item = MailError>) -> Arc<Self> {
        Arc::new(Self { refusals: Mutex::new(refusals.into_iter().collect()), taken: Mutex::default() })
    }

    fn taken(&self) -> Vec<Mail> {
        self.taken.lock().unwrap().clone()
    }
}

#[async_trait]
impl Mailer for Outbox {
    async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        if let Some(refusal) = self.refusals.lock().unwrap().pop() {
            return Err(refusal);
        }
        self.taken.lock().unwrap().push(mail.clone());
        Ok(())
    }

    async fn forget(&self, person: UserId) -> Result<(), StoreError> {
        self.taken.lock().unwrap().retain(|mail| !mail.people.contains(&person));
        Ok(())
    }
}

fn address(text: &str) -> Email {
    Email::new(text).unwrap()
}

fn ada() -> Recipient {
    Recipient {
        address: address("ada@example.com"),
        username: "ada".to_owned(),
        display_name: "Ada Lovelace".to_owned(),
        standing: Standing {
            verified: true,
            suspended: false,
            leaving: false,
            preferences: MailPreferences::default(),
        },
    }
}

fn named(name: &str) -> Mentioned {
    Mentioned { username: "bob".to_owned(), display_name: name.to_owned() }
}

/// Queries that know ada, and somebody of this name who did what she is told of.
fn knowing(name: &str) -> MockMailQueries {
    let mut queries = MockMailQueries::new();
    queries.expect_was_sent().returning(|_| Ok(false));
    queries.expect_recipient().returning(|_| Ok(Some(ada())));
    let mentioned = named(name);
    queries.expect_mentioned().returning(move |_, _| Ok(Some(mentioned.clone())));
    queries.expect_gig_title().returning(|_| Ok(Some("Build a <b>boat</b>".to_owned())));
    queries
}

/// A unit of work in which one mail is noted as sent.
fn noting() -> MockUnitOfWork {
    let mut unit = MockUnitOfWork::default();
    unit.mail.expect_note_sent().times(1).returning(|_| Ok(()));
    unit
}

fn mailing(
    queries: MockMailQueries,
    outbox: &Arc<Outbox>,
    units: impl IntoIterator<Item = MockUnitOfWork>,
) -> (Mailing, Arc<MockTransactions>, Arc<SetClock>) {
    let (transactions, clock) = (Arc::new(MockTransactions::of(units)), SetClock::new());
    let mailing = Mailing {
        queries: Arc::new(queries),
        transactions: transactions.clone(),
        mailer: Some(outbox.clone()),
        cipher: Arc::new(OpenCipher),
        clock: clock.clone(),
        ids: Arc::new(CountingIds::default()),
        entropy: Arc::new(CountingEntropy::default()),
        administrators: Administrators::new(vec![address("ada@example.com")]),
        backend_url: "http://localhost:4001".to_owned(),
        frontend_url: "http://localhost:5173".to_owned(),
    };
    (mailing, transactions, clock)
}
