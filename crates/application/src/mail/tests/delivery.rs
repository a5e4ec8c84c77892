use std::time::Duration;

use chrono::TimeDelta;
use vibeslop_domain::mail::MailKind;
use vibeslop_ports::{
    ServiceError,
    jobs::{Failure, JobResult, Pause},
    mocks::End,
};

use super::*;
use crate::fixtures::{ADA, BOB, now};

fn welcome() -> DeliverMail {
    DeliverMail { mail: MAIL, to: ADA.0, letter: Letter::Welcome }
}

fn message() -> DeliverMail {
    DeliverMail { mail: MAIL, to: ADA.0, letter: Letter::NewMessage { conversation: CONVERSATION, by: BOB.0 } }
}

/// What becomes of a welcome to ada, as `changed`.
async fn to(changed: impl FnOnce(&mut Recipient)) -> (JobResult, usize) {
    let mut recipient = ada();
    changed(&mut recipient);
    let mut queries = MockMailQueries::new();
    queries.expect_was_sent().returning(|_| Ok(false));
    queries.expect_recipient().returning(move |_| Ok(Some(recipient.clone())));
    let outbox = Arc::new(Outbox::default());
    let mut unit = MockUnitOfWork::default();
    unit.mail.expect_note_sent().returning(|_| Ok(()));
    let (mailing, transactions, _) = mailing(queries, &outbox, [unit]);
    let result = mailing.deliver(welcome()).await;
    let sent = outbox.taken().len();
    assert_eq!(transactions.ends().len(), sent, "what is sent is noted, and nothing else");
    (result, sent)
}

#[tokio::test]
async fn a_mail_goes_to_whoever_may_and_wants_to_get_it() {
    assert_eq!(to(|_| {}).await, (Ok(()), 1));
    for change in [
        (|ada| ada.standing.verified = false) as fn(&mut Recipient),
        |ada| ada.standing.suspended = true,
        |ada| ada.standing.preferences = MailPreferences::without([MailKind::Welcome]),
    ] {
        let (result, sent) = to(change).await;
        assert!(matches!(result, Err(Failure::Moot(_))), "{result:?}");
        assert_eq!(sent, 0);
    }
}

#[tokio::test]
async fn a_mail_that_was_sent_is_not_sent_again() {
    let mut queries = MockMailQueries::new();
    queries.expect_was_sent().withf(|mail| *mail == MAIL).times(1).returning(|_| Ok(true));
    let outbox = Arc::new(Outbox::default());
    let (mailing, transactions, _) = mailing(queries, &outbox, []);
    assert_eq!(mailing.deliver(welcome()).await, Ok(()));
    assert_eq!((outbox.taken().len(), transactions.ends().len()), (0, 0));
}

#[tokio::test]
async fn a_server_that_fails_is_tried_again_and_one_that_refuses_is_not() {
    type Expected = fn(&Failure) -> bool;
    let cases: [(MailError, Expected); 4] = [
        (ServiceError::Unavailable("down".into()).into(), |failure| matches!(failure, Failure::Retry(_))),
        (ServiceError::Unauthorized.into(), |failure| matches!(failure, Failure::Retry(_))),
        (
            ServiceError::Limited { retry_after: Some(Duration::from_secs(9)) }.into(),
            |failure| matches!(failure, Failure::Wait(Pause::For(wait), _) if wait.as_secs() == 9),
        ),
        (MailError::Refused("550 no ada@example.com here".into()), |failure| matches!(failure, Failure::Never(_))),
    ];
    for (refusal, expected) in cases {
        let outbox = Outbox::refusing([refusal]);
        let (mailing, transactions, _) = mailing(knowing("Bob"), &outbox, [noting()]);
        let failure = mailing.deliver(welcome()).await.unwrap_err();
        assert!(expected(&failure), "{failure:?}");
        assert!(!failure.reason().as_str().contains("ada@"), "{failure:?}");
        assert_eq!(transactions.ends(), []);
        // The next attempt is the same mail.
        mailing.deliver(welcome()).await.unwrap();
        assert_eq!(outbox.taken()[0].id, MAIL);
        assert_eq!(transactions.ends(), [End::Committed]);
    }
}

#[tokio::test]
async fn where_no_mail_is_sent_none_waits() {
    let outbox = Arc::new(Outbox::default());
    let (mailing, _, _) = mailing(MockMailQueries::new(), &outbox, []);
    let off = Mailing { mailer: None, ..mailing };
    assert!(matches!(off.deliver(welcome()).await, Err(Failure::Moot(_))));
}

#[tokio::test]
async fn what_is_gone_or_hidden_by_now_is_not_told() {
    let mut queries = MockMailQueries::new();
    queries.expect_was_sent().returning(|_| Ok(false));
    queries.expect_recipient().returning(|_| Ok(Some(ada())));
    queries.expect_mentioned().withf(|by, reader| (*by, *reader) == (BOB, ADA)).times(1).returning(|_, _| Ok(None));
    let outbox = Arc::new(Outbox::default());
    let (mailing, _, _) = mailing(queries, &outbox, []);
    let letter = Letter::BidReceived { gig: GIG, by: BOB.0 };
    let result = mailing.deliver(DeliverMail { mail: MAIL, to: ADA.0, letter }).await;
    assert!(matches!(result, Err(Failure::Moot(_))), "{result:?}");
    assert_eq!(outbox.taken(), []);
}

#[tokio::test]
async fn messages_are_told_while_unread_and_once_an_hour() {
    let mut queries = knowing("Bob");
    queries.expect_has_unread().times(2).returning(|_, _| Ok(true));
    queries.expect_has_unread().returning(|_, _| Ok(false));
    queries.expect_last_sent().times(1).returning(|_, _, _| Ok(Some(now() - TimeDelta::minutes(20))));
    queries.expect_last_sent().returning(|_, _, _| Ok(Some(now() - TimeDelta::minutes(60))));
    let mut unit = MockUnitOfWork::default();
    unit.mail
        .expect_note_sent()
        .withf(|sent| (sent.topic, sent.kind, sent.to) == (Some(CONVERSATION), MailKind::NewMessage, ADA))
        .times(1)
        .returning(|_| Ok(()));
    let outbox = Arc::new(Outbox::default());
    let (mailing, _, _) = mailing(queries, &outbox, [unit]);
    let early = mailing.deliver(message()).await;
    let next = Pause::Until(now() + TimeDelta::minutes(40));
    assert!(matches!(early, Err(Failure::Wait(pause, _)) if pause == next), "{early:?}");
    assert_eq!(mailing.deliver(message()).await, Ok(()));
    let read = mailing.deliver(message()).await;
    assert!(matches!(read, Err(Failure::Moot(_))), "{read:?}");
    assert_eq!(outbox.taken().len(), 1);
}

#[tokio::test]
async fn one_mail_a_conversation_waits_at_a_time_and_gives_people_time_to_read() {
    let (first, other) = (message().job(now()), DeliverMail { to: BOB.0, ..message() }.job(now()));
    assert_eq!(first.at, now() + TimeDelta::minutes(2));
    assert!(first.unique.is_some() && first.unique != other.unique);
    assert_eq!(welcome().job(now()).unique, None);
}

#[tokio::test]
async fn a_report_is_told_to_administrators_alone_even_when_it_is_late() {
    let mut queries = MockMailQueries::new();
    queries.expect_with_addresses().withf(|list| list == [address("ada@example.com")]).returning(|_| Ok(vec![ADA]));
    queries.expect_was_sent().returning(|_| Ok(false));
    queries.expect_recipient().returning(|_| Ok(Some(Recipient { address: address("eve@example.com"), ..ada() })));
    let outbox = Arc::new(Outbox::default());
    let (mailing, transactions, _) = mailing(queries, &outbox, [MockUnitOfWork::default()]);
    let report = Uuid::from_u128(4);
    mailing.alert_administrators(AlertAdministrators { report }).await.unwrap();
    let jobs = transactions.enqueued();
    assert_eq!(jobs.len(), 1);
    let job: DeliverMail = serde_json::from_value(jobs[0].args().unwrap().clone()).unwrap();
    assert_eq!((job.to, job.letter), (ADA.0, Letter::ReportAlert { report }));
    // The address has changed since: the account is nobody's in particular by now.
    assert!(matches!(mailing.deliver(job).await, Err(Failure::Moot(_))));
}

#[tokio::test]
async fn a_digest_is_enqueued_for_everybody_page_by_page_and_once_a_week() {
    let mut queries = MockMailQueries::new();
    queries.expect_digest_readers().withf(|after, _| after.is_none()).returning(|_, _| Ok(vec![ADA, BOB]));
    queries.expect_digest_readers().withf(|after, _| *after == Some(BOB)).returning(|_, _| Ok(Vec::new()));
    let outbox = Arc::new(Outbox::default());
    let (mailing, transactions, _) = mailing(queries, &outbox, [MockUnitOfWork::default()]);
    mailing.send_digests(SendDigests {}).await.unwrap();
    let keys: Vec<_> = transactions.enqueued().into_iter().map(|job| job.unique.unwrap().key).collect();
    assert_eq!(keys, [ADA, BOB].map(|id| format!("weekly_digest:2026-02-02:{id}")));
}
