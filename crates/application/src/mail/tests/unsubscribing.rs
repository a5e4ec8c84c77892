use vibeslop_domain::mail::MailKind;

use super::*;
use crate::{Error, fixtures::ADA};

fn with(units: impl IntoIterator<Item = MockUnitOfWork>) -> Mailing {
    mailing(MockMailQueries::new(), &Arc::new(Outbox::default()), units).0
}

#[tokio::test]
async fn a_link_ends_one_kind_of_one_person() {
    let mut unit = MockUnitOfWork::default();
    unit.mail
        .expect_set_preferences()
        .withf(|user, wanted| *user == ADA && wanted == [(MailKind::NewMessage, false)])
        .times(1)
        .returning(|_, _| Ok(true));
    let mailing = with([unit]);
    let url = mailing.unsubscribe_url(ADA, MailKind::NewMessage).unwrap();
    let (_, token) = url.split_once("?token=").unwrap();
    let expected = Unsubscribing { user: ADA, kind: MailKind::NewMessage };
    assert_eq!(mailing.unsubscribing(token).unwrap(), expected);
    assert_eq!(mailing.unsubscribe(token).await.unwrap(), expected);
}

#[tokio::test]
async fn what_we_did_not_seal_ends_nothing() {
    let mailing = with([]);
    for token in ["", "%", "AAAA", "YWRhOndlbGNvbWU"] {
        let refused = mailing.unsubscribe(token).await;
        assert!(matches!(refused, Err(Error::Malformed { code: "invalid_token", .. })), "{token}: {refused:?}");
    }
}

#[tokio::test]
async fn preferences_name_every_kind() {
    let mut queries = MockMailQueries::new();
    queries.expect_preferences().returning(|_| Ok(Some(MailPreferences::without([MailKind::WeeklyDigest]))));
    let (mailing, _, _) = mailing(queries, &Arc::new(Outbox::default()), []);
    let choices = mailing.preferences(ADA).await.unwrap();
    assert!(choices.iter().map(|(kind, _)| *kind).eq(MailKind::CHOICES));
    let refused: Vec<_> = choices.iter().filter(|(_, wanted)| !wanted).map(|(kind, _)| *kind).collect();
    assert_eq!(refused, [MailKind::WeeklyDigest]);
}
