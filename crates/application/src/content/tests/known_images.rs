//! What is known of a picture is not asked for again.

use std::collections::HashMap;

use chrono::TimeDelta;
use vibeslop_domain::Invalid;
use vibeslop_ports::{
    ServiceError,
    content::ImageRefused,
    mocks::{MockImageChecker, MockKnownImages},
    moderation::Verdict,
};

use super::{Gate, file, new, own};
use crate::{
    Error,
    fixtures::{ADA, now, service_away, store_away},
};

fn knowing(verdict: Verdict) -> Gate {
    let mut known = MockKnownImages::new();
    known
        .expect_verdicts()
        .withf(|files, since, at| *files == [file(1)] && *since == now() - TimeDelta::days(30) && *at == now())
        .times(1)
        .return_once(move |_, _, _| Ok(HashMap::from([(file(1), verdict)])));
    let mut gate = Gate { known, ..Gate::new() };
    gate.judge.expect_judge().never();
    gate
}

#[tokio::test]
async fn a_picture_that_was_found_safe_is_kept_without_a_question() {
    let mut gate = knowing(Verdict::Safe);
    gate.store.expect_put().times(1).returning(|_| Ok(()));
    assert_eq!(gate.images().keep("media", vec![new(1)]).await.unwrap(), [own(1)]);
}

#[tokio::test]
async fn a_picture_that_was_refused_is_refused_without_a_question() {
    let gate = knowing(Verdict::Unsafe { reason: Some("Blood".to_owned()) });
    let error = gate.images().keep("media", vec![new(1)]).await.unwrap_err();
    assert!(matches!(&error, Error::Refused { code: "content_policy_violation", message } if message == "Blood"));
}

#[tokio::test]
async fn what_the_judge_says_is_remembered_with_its_name() {
    for (answer, verdict) in [
        (Ok(Verdict::Safe), Verdict::Safe),
        (Ok(Verdict::Unsafe { reason: None }), Verdict::Unsafe { reason: None }),
        (Err(ServiceError::Moderated), Verdict::Unsafe { reason: None }),
    ] {
        let mut known = MockKnownImages::new();
        known.expect_verdicts().returning(|_, _, _| Ok(HashMap::new()));
        known
            .expect_judged()
            .withf(move |name, said, judge, at| {
                *name == file(1) && *said == verdict && judge == "judge" && *at == now()
            })
            .times(1)
            .returning(|_, _, _, _| Ok(()));
        let mut gate = Gate { known, ..Gate::new() };
        gate.judge.expect_judge().return_once(|_| answer);
        gate.store.expect_put().returning(|_| Ok(()));
        let _ = gate.images().keep("media", vec![new(1)]).await;
    }
}

#[tokio::test]
async fn no_answer_is_nothing_to_remember() {
    let mut known = MockKnownImages::new();
    known.expect_verdicts().returning(|_, _, _| Ok(HashMap::new()));
    known.expect_judged().never();
    let mut gate = Gate { known, ..Gate::new() };
    gate.judge.expect_judge().return_once(|_| Err(service_away()));
    assert!(gate.images().keep("media", vec![new(1)]).await.is_err());
}

#[tokio::test]
async fn a_verdict_that_cannot_be_remembered_holds_all_the_same() {
    let mut known = MockKnownImages::new();
    known.expect_verdicts().returning(|_, _, _| Ok(HashMap::new()));
    known.expect_judged().return_once(|_, _, _, _| Err(store_away()));
    let mut gate = Gate { known, ..Gate::new() };
    gate.judge.expect_judge().return_once(|_| Ok(Verdict::Safe));
    gate.store.expect_put().times(1).returning(|_| Ok(()));
    assert_eq!(gate.images().keep("media", vec![new(1)]).await.unwrap(), [own(1)]);
}

#[tokio::test]
async fn what_was_made_here_is_remembered_for_an_hour_under_the_name_that_it_comes_back_with() {
    let mut known = MockKnownImages::new();
    known
        .expect_made_here()
        .withf(|name, maker, until| *name == file(7) && *maker == ADA && *until == now() + TimeDelta::hours(1))
        .times(1)
        .returning(|_, _, _| Ok(()));
    let gate = Gate { known, ..Gate::new() };
    let image = gate.images().made_here(ADA, vec![7]).await.unwrap();
    assert_eq!((image.file, image.bytes), (file(7), vec![7]));
}

#[tokio::test]
async fn a_model_that_makes_no_picture_has_failed() {
    let mut gate = Gate { checker: MockImageChecker::new(), ..Gate::new() };
    gate.checker.expect_check().returning(|_| Err(ImageRefused::Invalid(Invalid::because("is not a picture"))));
    let error = gate.images().made_here(ADA, vec![7]).await.unwrap_err();
    assert!(matches!(error, Error::Service { code: "image_generation_failed", .. }), "{error:?}");
}
