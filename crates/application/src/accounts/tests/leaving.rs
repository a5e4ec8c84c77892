use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use chrono::TimeDelta;
use vibeslop_domain::{
    accounts::{Administrators, Email},
    admin::AdminAction,
    ids::{JobId, UserId},
    mail::{MailPreferences, Standing},
};
use vibeslop_ports::{
    ServiceError, StoreError,
    accounts::StoredAccount,
    admin::LockedPerson,
    jobs::{Attempt, Failure},
    mail::{Mail, MailError, Mailer, Recipient},
    mocks::{End, MockMailQueries, MockTransactions, MockUnitOfWork},
};

use super::{super::leaving::*, Prepared, id, viewer};
use crate::{
    Error,
    accounts::{Flow, SignInRefused},
    fixtures::{ADA, BASE, CountingEntropy, CountingIds, OpenCipher, now},
    jobs::Run,
    mail::Mailing,
};

/// Takes mail, unless it is down.
#[derive(Default)]
struct Post {
    is_down: bool,
    taken: Mutex<Vec<Mail>>,
}

#[async_trait]
impl Mailer for Post {
    async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        if self.is_down {
            return Err(ServiceError::TimedOut.into());
        }
        self.taken.lock().unwrap().push(mail.clone());
        Ok(())
    }

    async fn forget(&self, _: UserId) -> Result<(), StoreError> {
        self.taken.lock().unwrap().clear();
        Ok(())
    }
}

fn leaving(units: impl IntoIterator<Item = MockUnitOfWork>, post: &Arc<Post>) -> (Leaving, Arc<MockTransactions>) {
    let prepared = Prepared::with(units);
    let (transactions, clock) = (prepared.transactions.clone(), prepared.clock.clone());
    let mut queries = MockMailQueries::new();
    queries.expect_was_sent().returning(|_| Ok(false));
    queries.expect_recipient().returning(|_| {
        let preferences = MailPreferences::default();
        Ok(Some(Recipient {
            address: Email::new("ada@example.com").unwrap(),
            username: "ada".to_owned(),
            display_name: "Ada".to_owned(),
            standing: Standing { verified: true, suspended: false, leaving: true, preferences },
        }))
    });
    let mail = Mailing {
        queries: Arc::new(queries),
        transactions: transactions.clone(),
        mailer: Some(post.clone()),
        cipher: Arc::new(OpenCipher),
        clock,
        ids: Arc::new(CountingIds::default()),
        entropy: Arc::new(CountingEntropy::default()),
        administrators: Administrators::default(),
        backend_url: BASE.to_owned(),
        frontend_url: BASE.to_owned(),
    };
    (Leaving { accounts: prepared.accounts(), mail }, transactions)
}

fn noting(action: AdminAction) -> MockUnitOfWork {
    let mut unit = MockUnitOfWork::default();
    unit.admin.expect_record().withf(move |entry| entry.action == action && entry.actor == ADA).returning(|_| Ok(()));
    unit
}

/// A unit of work that finds ada, who leaves so long from now.
fn finding(leaves_in: Option<TimeDelta>, mut unit: MockUnitOfWork) -> MockUnitOfWork {
    unit.admin.expect_lock_person().returning(move |id| {
        Ok(Some(LockedPerson {
            id,
            email: Email::new("ada@example.com").unwrap(),
            email_verified: true,
            suspended: false,
            leaves_at: leaves_in.map(|time| now() + time),
        }))
    });
    unit
}

fn run(number: u16) -> Run {
    Run { id: JobId(id(7)), attempt: Attempt { number, most: 15 } }
}

#[tokio::test]
async fn who_confirms_leaves_in_seven_days_and_is_told() {
    let mut unit = noting(AdminAction::LeaveUser);
    unit.accounts
        .expect_leave()
        .withf(|user, at, since| *user == ADA && *at == now() + TimeDelta::days(7) && *since == now())
        .returning(|_, at, _| Ok(Some(at)));
    let (leaving, transactions) = leaving([unit], &Arc::default());
    let leaves_at = leaving.leave(&viewer(None), Some("ada")).await.unwrap();
    assert_eq!(leaves_at, now() + TimeDelta::days(7));
    let jobs = transactions.enqueued();
    assert_eq!(jobs.iter().map(|job| job.kind).collect::<Vec<_>>(), ["deliver_mail"]);
}

#[tokio::test]
async fn who_does_not_confirm_or_is_an_administrator_stays() {
    let (leaving, _) = leaving([], &Arc::default());
    for confirm in [None, Some("bob")] {
        let refused = leaving.leave(&viewer(None), confirm).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    }
    let root = vibeslop_ports::accounts::Viewer { email: Email::new("root@example.com").unwrap(), ..viewer(None) };
    let refused = leaving.leave(&root, Some("ada")).await;
    assert!(matches!(refused, Err(Error::Refused { code: "cannot_remove_administrator", .. })), "{refused:?}");
}

#[tokio::test]
async fn who_stays_or_is_not_due_is_not_erased() {
    for leaves_in in [None, Some(TimeDelta::seconds(1))] {
        let mut unit = finding(leaves_in, MockUnitOfWork::default());
        unit.admin.expect_delete_person().never();
        let (leaving, _) = leaving([unit], &Arc::default());
        let moot = leaving.erase(ErasePerson { person: ADA.0 }, run(1)).await;
        assert!(matches!(moot, Err(Failure::Moot(_))), "{moot:?}");
    }
}

/// Units of work of an erasure: a look, the note of the mail (if one goes out), the deletion.
fn erasing(mails: usize) -> Vec<MockUnitOfWork> {
    let due = Some(TimeDelta::zero());
    let mut last = finding(due, noting(AdminAction::EraseUser));
    last.admin.expect_delete_person().withf(|id| *id == ADA).times(1).returning(|_| Ok(()));
    let note = (0..mails).map(|_| {
        let mut unit = MockUnitOfWork::default();
        unit.mail.expect_note_sent().returning(|_| Ok(()));
        unit
    });
    std::iter::once(finding(due, MockUnitOfWork::default())).chain(note).chain([last]).collect()
}

#[tokio::test]
async fn who_is_due_is_told_and_erased() {
    let post = Arc::new(Post::default());
    let (leaving, transactions) = leaving(erasing(1), &post);
    leaving.erase(ErasePerson { person: ADA.0 }, run(1)).await.unwrap();
    let taken = post.taken.lock().unwrap().clone();
    assert_eq!(taken.len(), 1);
    assert!(!taken[0].text.contains("Ada") && taken[0].unsubscribe_url.is_none(), "{}", taken[0].text);
    assert_eq!(transactions.ends(), [End::Committed; 3]);
    let jobs: Vec<_> = transactions.enqueued().iter().map(|job| (job.kind, job.at - now())).collect();
    assert_eq!(jobs, [("clean_pictures", TimeDelta::zero()), ("forget_mail", TimeDelta::days(1))]);
}

#[tokio::test]
async fn a_mail_server_that_is_down_holds_up_no_erasure_for_long() {
    let post = Arc::new(Post { is_down: true, ..Post::default() });
    let (waiting, _) = leaving([finding(Some(TimeDelta::zero()), MockUnitOfWork::default())], &post);
    let retried = waiting.erase(ErasePerson { person: ADA.0 }, run(1)).await;
    assert!(matches!(retried, Err(Failure::Retry(_))), "{retried:?}");
    let (patient, transactions) = leaving(erasing(0), &post);
    patient.erase(ErasePerson { person: ADA.0 }, run(5)).await.unwrap();
    assert_eq!(transactions.ends(), [End::Committed; 2]);
}

/// How a sign-in ends for somebody who leaves so long from now.
async fn signing_in(leaves_in: TimeDelta, mut units: Vec<MockUnitOfWork>) -> Result<(), SignInRefused> {
    for unit in &mut units {
        unit.accounts.expect_by_identity().returning(move |_, _| {
            Ok(Some(StoredAccount { id: ADA, suspended: false, leaves_at: Some(now() + leaves_in) }))
        });
    }
    let sign_in = Prepared::with(units).issuing().agreeing().sign_in();
    let begun = sign_in.begin("github", Flow::Token).await.unwrap();
    sign_in.finish("github", &super::returned(&begun), Some(&begun.cookie)).await.map(drop)
}

#[tokio::test]
async fn to_sign_in_is_to_stay_until_it_is_too_late() {
    let mut unit = noting(AdminAction::ReturnUser);
    unit.accounts.expect_come_back().withf(|user, _| *user == ADA).times(1).returning(|_, _| Ok(true));
    unit.accounts.expect_refresh_identity().returning(|_, _| Ok(false));
    signing_in(TimeDelta::seconds(1), vec![unit]).await.unwrap();

    let mut unit = MockUnitOfWork::default();
    unit.accounts.expect_come_back().never();
    let refused = signing_in(TimeDelta::zero(), vec![unit]).await;
    assert!(matches!(refused, Err(SignInRefused::Erasing)), "{refused:?}");
}
