//! Another way for mail to go out, behind the port `Mailer`: a letter shop that takes cards by their number. What a mail
//! says, who gets it, that it goes out once and when it is tried again stay what they are.
//!
//! The stores are mocks here (feature `mocks` of `vibeslop-ports`), as they would be in a test of yours.
//!
//! ```text
//! cargo run -p vibeslop-application --example swap_mailer
//! ```
#![expect(clippy::print_stdout, reason = "an example tells what happens")]

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use chrono::DateTime;
use uuid::Uuid;
use vibeslop_application::mail::{DeliverMail, Letter, Mailing};
use vibeslop_domain::{
    accounts::{Administrators, Email},
    ids::UserId,
    mail::{MailPreferences, Standing},
};
use vibeslop_ports::{
    BoxError, ServiceError,
    jobs::{Failure, JobResult, Pause},
    mail::{Mail, MailError, Mailer, Recipient},
    mocks::{MockCipher, MockClock, MockEntropy, MockIds, MockMailQueries, MockTransactions, MockUnitOfWork},
    tokens::Sealed,
};

// --- The provider, as it comes ---------------------------------------------------------------------------------------

/// What the letter shop answers to a card.
enum Receipt {
    Taken,
    ComeBack { minutes: u64 },
    NoSuchAddress,
}

/// A shop that is closed for the first card, and then takes what has an address in its town.
#[derive(Default)]
struct LetterShop(Mutex<Vec<(Uuid, String)>>);

impl LetterShop {
    fn hand_in(&self, number: Uuid, address: &str, card: String, is_open: bool) -> Receipt {
        if !is_open {
            return Receipt::ComeBack { minutes: 10 };
        }
        if !address.ends_with("@town.example") {
            return Receipt::NoSuchAddress;
        }
        let mut cards = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // The number is the same however often a card comes: the shop keeps one of them.
        if cards.iter().all(|(known, _)| *known != number) {
            cards.push((number, card));
        }
        Receipt::Taken
    }
}

// --- The adapter ------------------------------------------------------------------------------------------------------

/// The letter shop behind the port.
#[derive(Default)]
struct ShopMailer {
    shop: LetterShop,
    tries: Mutex<u32>,
}

#[async_trait]
impl Mailer for ShopMailer {
    async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        let is_open = {
            let mut tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
            *tries += 1;
            *tries > 1
        };
        // What can be mended by waiting, and what never will be, are two things: one is tried again, the other is not.
        match self.shop.hand_in(mail.id, mail.to.address.as_str(), mail.subject.clone(), is_open) {
            Receipt::Taken => Ok(()),
            Receipt::ComeBack { minutes } => {
                Err(ServiceError::Limited { retry_after: Some(Duration::from_mins(minutes)) }.into())
            }
            Receipt::NoSuchAddress => Err(MailError::Refused("the shop knows no such address".into())),
        }
    }
}

// --- What the use case needs besides ----------------------------------------------------------------------------------

fn address(text: &str) -> Result<Email, BoxError> {
    Ok(Email::new(text)?)
}

/// Stores that know one person with this address.
fn mailing(mailer: &Arc<ShopMailer>, to: Email) -> Mailing {
    let mut queries = MockMailQueries::new();
    queries.expect_was_sent().returning(|_| Ok(false));
    queries.expect_recipient().returning(move |_| {
        Ok(Some(Recipient {
            address: to.clone(),
            username: "ada".to_owned(),
            display_name: "Ada Lovelace".to_owned(),
            standing: Standing {
                verified: true,
                suspended: false,
                leaving: false,
                preferences: MailPreferences::default(),
            },
        }))
    });
    let mut noting = MockUnitOfWork::default();
    noting.mail.expect_note_sent().returning(|_| Ok(()));
    let mut cipher = MockCipher::new();
    cipher.expect_seal().returning(|_, secret| Ok(Sealed(secret.to_vec())));
    let mut clock = MockClock::new();
    clock.expect_now().return_const(DateTime::UNIX_EPOCH);
    Mailing {
        queries: Arc::new(queries),
        transactions: Arc::new(MockTransactions::of([noting])),
        mailer: Some(mailer.clone()),
        cipher: Arc::new(cipher),
        clock: Arc::new(clock),
        ids: Arc::new(MockIds::new()),
        entropy: Arc::new(MockEntropy::new()),
        administrators: Administrators::default(),
        backend_url: "http://localhost:4001".to_owned(),
        frontend_url: "http://localhost:5173".to_owned(),
    }
}

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    for line in story().await? {
        println!("{line}");
    }
    Ok(())
}

async fn story() -> Result<Vec<String>, BoxError> {
    let mailer = Arc::new(ShopMailer::default());
    let welcome = |number| DeliverMail {
        mail: Uuid::from_u128(number),
        to: UserId(Uuid::from_u128(1)).0,
        letter: Letter::Welcome,
    };
    let mut told = Vec::new();
    for (number, to) in [(1, "ada@town.example"), (1, "ada@town.example"), (2, "ada@elsewhere.example")] {
        let done = mailing(&mailer, address(to)?).deliver(welcome(number)).await;
        told.push(format!("card {number} to {to}: {}", outcome(&done)));
    }
    let cards = mailer.shop.0.lock().unwrap_or_else(PoisonError::into_inner);
    told.extend(cards.iter().map(|(number, card)| format!("in the shop: card {}, “{card}”", number.as_u128())));
    Ok(told)
}

/// What the queue makes of it.
fn outcome(done: &JobResult) -> String {
    match done {
        Ok(()) => "sent".to_owned(),
        Err(Failure::Wait(Pause::For(time), why)) => format!("again in {} s, because {why}", time.as_secs()),
        Err(Failure::Never(why)) => format!("given up, because {why}"),
        Err(other) => format!("{other:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn mail_goes_out_through_another_service() {
        assert_eq!(
            story().await.unwrap(),
            [
                "card 1 to ada@town.example: again in 600 s, because the mail server asks for patience",
                "card 1 to ada@town.example: sent",
                "card 2 to ada@elsewhere.example: given up, because the mail was refused",
                "in the shop: card 1, “Welcome to Vibeslop”",
            ]
        );
    }
}
