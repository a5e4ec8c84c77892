use vibeslop_domain::engagement::{MAX_IMPRESSIONS, Onlooker};
use vibeslop_ports::mocks::End;

use super::*;
use crate::{Error, fixtures::ADA};

fn draft(entries: usize, fingerprint: Option<&str>) -> ImpressionsDraft {
    let entry = |n: usize| (Some("post".to_owned()), Some(Uuid::from_u128(n as u128).to_string()));
    ImpressionsDraft { items: (0..entries).map(entry).collect(), fingerprint: fingerprint.map(str::to_owned) }
}

#[tokio::test]
async fn what_was_counted_is_answered() {
    let mut unit = MockUnitOfWork::default();
    unit.engagement
        .expect_see()
        .withf(|sighting, at| {
            matches!(sighting.onlooker, Onlooker::Person(ADA, Some(_))) && sighting.items.len() == 3 && *at == now()
        })
        .times(1)
        .returning(|_, _| Ok(2));
    let (engagement, transactions) = engagement([unit], MockEngagementQueries::new());
    assert_eq!(engagement.see(Some(ADA), &draft(3, Some("browser"))).await.unwrap(), 2);
    assert_eq!(transactions.ends(), [End::Committed]);
}

#[tokio::test]
async fn a_batch_that_names_nothing_costs_nothing() {
    let (engagement, transactions) = engagement([], MockEngagementQueries::new());
    let nothing = ImpressionsDraft { items: vec![(Some("planet".to_owned()), None)], ..draft(0, Some("browser")) };
    assert_eq!(engagement.see(None, &nothing).await.unwrap(), 0);
    assert_eq!(transactions.ends(), []);
}

#[tokio::test]
async fn nobody_without_a_name_is_malformed_and_too_many_are_invalid() {
    let (engagement, _) = engagement([], MockEngagementQueries::new());
    let nameless = engagement.see(None, &draft(1, None)).await;
    assert!(matches!(nameless, Err(Error::Malformed { .. })), "{nameless:?}");
    let many = engagement.see(Some(ADA), &draft(MAX_IMPRESSIONS + 1, None)).await;
    assert!(matches!(many, Err(Error::Invalid(_))), "{many:?}");
}
