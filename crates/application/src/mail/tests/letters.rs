use vibeslop_domain::mail::{MailKind, WeekInNumbers};
use vibeslop_ports::mail::ReportedThing;

use super::*;
use crate::fixtures::{ADA, BOB};

/// A letter of every kind that people choose among.
fn letters() -> [Letter; 9] {
    let by = BOB.0;
    [
        Letter::Welcome,
        Letter::BidReceived { gig: GIG, by },
        Letter::BidAccepted { gig: GIG, by },
        Letter::BidRejected { gig: GIG, by },
        Letter::GigCompleted { gig: GIG, by },
        Letter::ReviewReceived { gig: GIG, by },
        Letter::NewMessage { conversation: CONVERSATION, by },
        Letter::WeeklyDigest { until: "2026-02-02".parse().unwrap() },
        Letter::ReportAlert { report: Uuid::from_u128(4) },
    ]
}

/// The mail that a letter becomes, where everybody has this name.
async fn mail(letter: Letter, name: &'static str) -> Mail {
    let mut queries = knowing(name);
    queries.expect_has_unread().returning(|_, _| Ok(true));
    queries.expect_last_sent().returning(|_, _, _| Ok(None));
    queries.expect_week().returning(|_, _| Ok(WeekInNumbers { followers: 1, likes: 12, ..WeekInNumbers::default() }));
    queries.expect_report().returning(move |_| {
        Ok(Some(ReportedThing {
            reporter_id: BOB,
            reporter: named(name),
            owner: None,
            kind: "Comment".to_owned(),
            reason: Some(name.to_owned()),
        }))
    });
    let outbox = Arc::new(Outbox::default());
    let (mailing, _, _) = mailing(queries, &outbox, [noting()]);
    mailing.deliver(DeliverMail { mail: MAIL, to: ADA.0, letter }).await.unwrap();
    outbox.taken().remove(0)
}

#[tokio::test]
async fn every_kind_has_both_parts_and_a_way_out_of_it() {
    let mut kinds = Vec::new();
    for letter in letters() {
        let mail = mail(letter, "Bob").await;
        assert_eq!((mail.id, mail.kind), (MAIL, letter.kind()));
        assert_eq!(mail.to.address, address("ada@example.com"));
        let out = mail.unsubscribe_url.unwrap();
        assert!(out.starts_with("http://localhost:4001/api/email/unsubscribe?token="), "{out}");
        assert!(mail.html.contains(&format!("href=\"{out}\"")) && mail.text.contains(&out), "{}", mail.text);
        assert!(mail.html.contains("http://localhost:5173") && mail.text.contains("http://localhost:5173"));
        assert!(!mail.subject.is_empty() && !mail.text.contains("&#"), "{}", mail.text);
        let speaks_of_nobody = matches!(letter, Letter::Welcome | Letter::WeeklyDigest { .. });
        assert_eq!(mail.people, if speaks_of_nobody { vec![ADA] } else { vec![ADA, BOB] }, "{letter:?}");
        kinds.push(mail.kind);
    }
    assert_eq!(kinds, MailKind::CHOICES);
}

#[tokio::test]
async fn what_people_write_is_text_in_html() {
    for letter in letters() {
        let mail = mail(letter, "<script>alert(1)</script>").await;
        assert!(!mail.html.contains("<script") && !mail.html.contains("<b>boat"), "{}", mail.html);
        if !matches!(letter, Letter::Welcome | Letter::WeeklyDigest { .. }) {
            assert!(mail.html.contains("&#60;script&#62;"), "{}", mail.html);
            assert!(mail.text.contains("<script>alert(1)</script>"), "{}", mail.text);
        }
    }
}

#[tokio::test]
async fn a_digest_tells_what_happened_and_nothing_of_what_did_not() {
    let mail = mail(Letter::WeeklyDigest { until: "2026-02-02".parse().unwrap() }, "Bob").await;
    assert!(mail.text.contains("- 1 new follower\n- 12 likes\n") && !mail.text.contains("repost"), "{}", mail.text);
    assert!(mail.html.contains("<li>12 likes</li>"), "{}", mail.html);
}

#[test]
fn what_a_job_holds_of_a_letter_is_identifiers() {
    let job = DeliverMail { mail: MAIL, to: ADA.0, letter: Letter::BidReceived { gig: GIG, by: BOB.0 } };
    let json = serde_json::json!({
        "mail": MAIL, "to": ADA.0, "letter": {"kind": "bid_received", "gig": GIG, "by": BOB.0},
    });
    assert_eq!(serde_json::to_value(job).unwrap(), json);
    assert_eq!(serde_json::from_value::<DeliverMail>(json).unwrap(), job);
}
