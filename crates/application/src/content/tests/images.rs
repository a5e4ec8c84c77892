use std::time::Duration;

use vibeslop_domain::{Invalid, content::ImageEntry, content::StoredImage};
use vibeslop_ports::{
    ServiceError,
    content::{ImageRefused, KeptMedia},
    mocks::MockImageChecker,
    moderation::Verdict,
};

use super::{Gate, file, new, own};
use crate::{
    Error, ServiceFailure,
    fixtures::{service_away, store_away},
};

/// What a gate answers that keeps nothing.
async fn refused(mut gate: Gate, entries: Vec<ImageEntry>) -> Error {
    gate.store.expect_put().never();
    gate.images().keep("media", entries).await.expect_err("must be refused")
}

#[tokio::test]
async fn new_pictures_are_judged_kept_and_named_in_their_order() {
    let mut gate = Gate::new();
    gate.judge.expect_judge().times(2).returning(|_| Ok(Verdict::Safe));
    gate.store.expect_put().withf(|image| image.bytes.len() == 1).times(2).returning(|_| Ok(()));
    gate.store
        .expect_get()
        .withf(|name| *name == file(9))
        .times(1)
        .returning(|_| Ok(Some(KeptMedia { bytes: vec![9] })));
    let entries = vec![new(2), ImageEntry::Stored(own(9)), new(1)];
    assert_eq!(gate.images().keep("media", entries).await.unwrap(), [own(2), own(9), own(1)]);
}

#[tokio::test]
async fn the_same_picture_twice_is_judged_once() {
    let mut gate = Gate::new();
    gate.judge.expect_judge().times(1).returning(|_| Ok(Verdict::Safe));
    gate.store.expect_put().times(1).returning(|_| Ok(()));
    assert_eq!(gate.images().keep("media", vec![new(1), new(1)]).await.unwrap(), [own(1), own(1)]);
}

#[tokio::test]
async fn one_picture_that_may_not_be_shown_keeps_all_out() {
    let mut gate = Gate::new();
    gate.judge.expect_judge().returning(|image| {
        Ok(if image.file == file(2) { Verdict::Unsafe { reason: Some("Blood".to_owned()) } } else { Verdict::Safe })
    });
    let error = refused(gate, vec![new(1), new(2)]).await;
    assert!(matches!(&error, Error::Refused { code: "content_policy_violation", message } if message == "Blood"));
}

#[tokio::test]
async fn a_refusal_without_a_reason_still_says_something() {
    for verdict in [|| Ok(Verdict::Unsafe { reason: None }), || Err(ServiceError::Moderated)] {
        let mut gate = Gate::new();
        gate.judge.expect_judge().returning(move |_| verdict());
        let error = refused(gate, vec![new(1)]).await;
        assert!(matches!(&error, Error::Refused { code: "content_policy_violation", message } if !message.is_empty()));
    }
}

#[tokio::test]
async fn a_judge_that_does_not_answer_keeps_pictures_out_and_asks_for_patience() {
    let minute = Some(Duration::from_mins(1));
    for (source, wait) in [
        (service_away(), None),
        (ServiceError::TimedOut, None),
        (ServiceError::Malformed("no verdict".into()), None),
        (ServiceError::Unauthorized, None),
        (ServiceError::Limited { retry_after: minute }, minute),
    ] {
        let mut gate = Gate::new();
        gate.judge.expect_judge().return_once(|_| Err(source));
        match refused(gate, vec![new(1)]).await {
            Error::Service {
                code: "moderation_unavailable",
                failure: ServiceFailure::Unavailable { retry_after },
                ..
            } => assert_eq!(retry_after, wait),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn a_certain_refusal_weighs_more_than_a_missing_verdict() {
    let mut gate = Gate::new();
    gate.judge.expect_judge().returning(|image| {
        if image.file == file(1) { Err(service_away()) } else { Ok(Verdict::Unsafe { reason: None }) }
    });
    let error = refused(gate, vec![new(1), new(2)]).await;
    assert!(matches!(error, Error::Refused { .. }), "{error:?}");
}

#[tokio::test]
async fn what_is_no_picture_is_told_under_its_field_and_never_judged() {
    let mut gate = Gate { checker: MockImageChecker::new(), ..Gate::new() };
    gate.checker.expect_check().returning(|_| Err(ImageRefused::Invalid(Invalid::because("is not a picture"))));
    gate.judge.expect_judge().never();
    match refused(gate, vec![new(1)]).await {
        Error::Invalid(wrong) => assert_eq!(wrong.of_field("media"), [Invalid::because("is not a picture")]),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_checker_that_fails_is_not_the_pictures_fault() {
    let mut gate = Gate { checker: MockImageChecker::new(), ..Gate::new() };
    gate.checker.expect_check().returning(|_| Err(service_away().into()));
    gate.judge.expect_judge().never();
    let error = refused(gate, vec![new(1)]).await;
    assert!(matches!(error, Error::Service { code: "media_unavailable", .. }), "{error:?}");
}

#[tokio::test]
async fn a_name_of_ours_that_nothing_stands_behind_is_refused() {
    let mut gate = Gate::new();
    gate.store.expect_get().returning(|_| Ok(None));
    gate.judge.expect_judge().never();
    match refused(gate, vec![ImageEntry::Stored(own(9))]).await {
        Error::Invalid(wrong) => assert_eq!(wrong.of_field("media"), [Invalid::MISSING]),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn what_a_thing_holds_already_is_accepted_as_it_is() {
    let mut gate = Gate::untouched();
    gate.store.expect_get().never();
    let old = StoredImage::from_row("https://elsewhere.example/x.png".to_owned());
    let known = [own(9), old.clone()];
    let entries = vec![ImageEntry::Stored(old.clone()), ImageEntry::Stored(own(9))];
    assert_eq!(gate.images().keep_beside(&known, "images", entries).await.unwrap(), [old, own(9)]);
}

#[tokio::test]
async fn a_store_that_is_away_is_said_to_be() {
    let mut gate = Gate::new();
    gate.judge.expect_judge().returning(|_| Ok(Verdict::Safe));
    gate.store.expect_put().returning(|_| Err(store_away()));
    let error = gate.images().keep("media", vec![new(1)]).await.unwrap_err();
    assert!(matches!(error, Error::Unavailable(_)), "{error:?}");
}

#[tokio::test]
async fn only_a_name_of_ours_is_looked_for() {
    let mut gate = Gate::new();
    gate.store.expect_get().times(2).returning(|name| Ok((*name == file(1)).then(|| KeptMedia { bytes: vec![1] })));
    let images = gate.images();
    assert_eq!(images.read(&file(1).to_string()).await.unwrap(), Some((file(1), vec![1])));
    assert_eq!(images.read(&file(2).to_string()).await.unwrap(), None);
    assert_eq!(images.read("../../etc/passwd").await.unwrap(), None);
}
