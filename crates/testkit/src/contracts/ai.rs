//! Laws of the books on models.

use std::time::Duration;

use chrono::TimeDelta;
use vibeslop_domain::ids::UserId;
use vibeslop_ports::ai::{CallOutcome, ModelCall, Usage, UsageLine};

use super::Stores;
use crate::fixtures::{id, noon};

fn call(user: Option<UserId>, purpose: &'static str, cost_usd: Option<f64>) -> ModelCall {
    ModelCall {
        user,
        purpose,
        model: "a/model".to_owned(),
        usage: Usage { prompt_tokens: 100, completion_tokens: 10, cost_usd },
        duration: Duration::from_millis(1_500),
        outcome: CallOutcome::Answered,
        at: noon(),
    }
}

async fn lines(stores: &Stores, user: Option<UserId>) -> Vec<UsageLine> {
    stores.calls.usage_since(noon(), user).await.unwrap()
}

/// Calls are added up by purpose and model, the dearest first.
pub async fn calls_are_added_up_by_purpose_and_model(stores: &Stores) {
    let (ada, bob) = (stores.person(1, "ada").await, stores.person(2, "bob").await);
    let early = ModelCall { at: noon() - TimeDelta::seconds(1), ..call(Some(ada), "project_text", Some(9.0)) };
    let failed = ModelCall { outcome: CallOutcome::TimedOut, ..call(Some(bob), "project_text", None) };
    let other = ModelCall { model: "b/model".to_owned(), ..call(None, "image_verdict", None) };
    let calls =
        [early, call(Some(ada), "project_text", Some(0.25)), call(Some(ada), "cover_image", Some(0.5)), failed, other];
    for call in &calls {
        stores.calls.record(call).await.unwrap();
    }
    let all = lines(stores, None).await;
    let told: Vec<_> = all
        .iter()
        .map(|line| (line.purpose.as_str(), line.calls, line.failures, line.people, line.usage.cost_usd))
        .collect();
    assert_eq!(
        told,
        [("cover_image", 1, 0, 1, Some(0.5)), ("project_text", 2, 1, 2, Some(0.25)), ("image_verdict", 1, 0, 0, None),]
    );
    assert_eq!((all[1].usage.prompt_tokens, all[1].usage.completion_tokens), (200, 20));
    assert_eq!((all[1].duration, all[2].model.as_str()), (Duration::from_secs(3), "b/model"));
    let of_bob = lines(stores, Some(bob)).await;
    assert_eq!(of_bob.iter().map(|line| line.purpose.as_str()).collect::<Vec<_>>(), ["project_text"]);
}

/// Every outcome can be written down, a stranger's numbers and names too, and somebody who is gone is nobody.
pub async fn whatever_a_service_says_can_be_written_down(stores: &Stores) {
    for outcome in CallOutcome::ALL {
        stores.calls.record(&ModelCall { outcome, ..call(None, "project_text", Some(0.0)) }).await.unwrap();
    }
    let odd = Usage { prompt_tokens: u64::MAX, completion_tokens: u64::MAX, cost_usd: Some(f64::INFINITY) };
    for model in [String::new(), "x\0y".to_owned(), "é".repeat(5_000)] {
        let odd = ModelCall { model, usage: odd, ..call(Some(UserId(id(99))), "cover_image", None) };
        stores.calls.record(&odd).await.unwrap();
        stores.calls.record(&odd).await.unwrap();
    }
    let all = lines(stores, None).await;
    assert_eq!(all.iter().map(|line| line.calls).sum::<u64>(), 14);
    assert!(all.iter().all(|line| line.people == 0));
}
