//! The feature `serde`: what is written can be read back, and reading judges.

#![cfg(feature = "serde")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fmt::Debug;

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{from_value, json, to_value};
use uuid::Uuid;
use vibeslop_domain::{
    Invalid, Violations,
    accounts::{Bio, DisplayName, Email, MessagePrivacy, TwitterHandle, Username},
    admin::AdminAction,
    catalog::{StackCategory, TagName},
    content::{CommentText, ImageFormat, ItemRef, MediaFile, PostText, ProjectStatus, StoredImage},
    gigs::{BidStatus, DeliveryDays, GigOrder, GigStatus, Rating, ReviewType},
    github::RepositoryName,
    ids::{GigId, PostId, UserId},
    jobs::{JobState, Queue},
    link::{GithubUrl, WebUrl},
    mail::MailKind,
    money::{Cents, Currency},
    notifications::NotificationKind,
    social::ReportStatus,
    stream::{EventId, Position},
};

#[track_caller]
fn reads<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T, written: &serde_json::Value) {
    assert_eq!(&to_value(value).unwrap(), written);
    assert_eq!(&from_value::<T>(written.clone()).unwrap(), value);
}

#[track_caller]
fn refuses<T: DeserializeOwned + Debug>(written: &serde_json::Value) -> String {
    from_value::<T>(written.clone()).unwrap_err().to_string()
}

#[test]
fn identifiers_are_their_texts() {
    let id = Uuid::from_u128(7);
    reads(&UserId(id), &json!("00000000-0000-0000-0000-000000000007"));
    reads(&GigId(id), &json!(id.to_string()));
    reads(&ItemRef::Post(PostId(id)), &json!({ "kind": "post", "id": id.to_string() }));
    reads(&Position(12), &json!(12));
    refuses::<UserId>(&json!("ada"));
}

#[test]
fn values_survive_a_round_trip() {
    reads(&Username::new("ada_l").unwrap(), &json!("ada_l"));
    reads(&Email::new("Ada@example.org").unwrap(), &json!("Ada@example.org"));
    reads(&DisplayName::new("Ada Lovelace").unwrap(), &json!("Ada Lovelace"));
    reads(&TwitterHandle::optional("@ada").unwrap().unwrap(), &json!("ada"));
    reads(&TagName::new("Rust").unwrap(), &json!("Rust"));
    reads(&StackCategory::new(Some("backend")).unwrap(), &json!("backend"));
    reads(&PostText::default(), &json!(""));
    reads(
        &StoredImage::own(&MediaFile::new([1; 32], ImageFormat::Png)),
        &json!(format!("/api/media/{}.png", "01".repeat(32))),
    );
    reads(&MediaFile::new([1; 32], ImageFormat::Gif), &json!(format!("{}.gif", "01".repeat(32))));
    reads(&RepositoryName::new("ada-l", "planner").unwrap(), &json!("ada-l/planner"));
    reads(&WebUrl::optional("https://a.example/x").unwrap().unwrap(), &json!("https://a.example/x"));
    reads(&GithubUrl::optional("https://github.com/a/b").unwrap().unwrap(), &json!("https://github.com/a/b"));
    reads(&Cents::new(500).unwrap(), &json!(500));
    reads(&Currency::new("eur").unwrap(), &json!("EUR"));
    reads(&DeliveryDays::new(3).unwrap(), &json!(3));
    reads(&Rating::new(5).unwrap(), &json!(5));
    reads(&"17-1".parse::<EventId>().unwrap(), &json!("17-1"));
}

#[test]
fn words_are_those_of_the_wire() {
    reads(&MessagePrivacy::Followers, &json!("followers"));
    reads(&AdminAction::RetryJob, &json!("job.retry"));
    reads(&ProjectStatus::Draft, &json!("draft"));
    reads(&GigStatus::InProgress, &json!("in_progress"));
    reads(&GigOrder::BudgetHigh, &json!("budget_high"));
    reads(&BidStatus::Withdrawn, &json!("withdrawn"));
    reads(&ReviewType::ClientToFreelancer, &json!("client_to_freelancer"));
    reads(&JobState::Retryable, &json!("retryable"));
    reads(&Queue::DeveloperScores, &json!("developer_scores"));
    reads(&MailKind::WeeklyDigest, &json!("weekly_digest"));
    reads(&NotificationKind::BidReceived, &json!("bid_received"));
    reads(&ReportStatus::Dismissed, &json!("dismissed"));
    refuses::<GigOrder>(&json!("cheapest"));
}

#[test]
fn what_a_person_may_not_send_is_not_read_either() {
    assert_eq!(refuses::<Username>(&json!("admin")), "is reserved");
    assert_eq!(refuses::<Bio>(&json!("  ")), "can't be blank");
    assert_eq!(refuses::<CommentText>(&json!("x".repeat(2_001))), "should be at most 2000 character(s)");
    assert_eq!(refuses::<Cents>(&json!(0)), "must be greater than 0");
    assert_eq!(refuses::<Rating>(&json!(6)), "must be between 1 and 5");
    assert_eq!(refuses::<WebUrl>(&json!("javascript:alert(1)")), "must be a web address (http or https)");
    refuses::<Currency>(&json!("XXX"));
    refuses::<RepositoryName>(&json!("no slash"));
}

#[test]
fn faults_are_written_by_field() {
    let mut wrong = Violations::of("title", Invalid::BLANK);
    wrong.add("budget_max", Invalid::FORM);
    assert_eq!(to_value(&wrong).unwrap(), json!({ "budget_max": ["is invalid"], "title": ["can't be blank"] }));
}
