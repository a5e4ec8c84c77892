//! Value objects as text, words and numbers. Reading judges: what would be refused of a person is refused here.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use crate::{
    Invalid, Violations,
    accounts::{Bio, DisplayName, Email, Location, MessagePrivacy, ProviderName, TwitterHandle, Username},
    admin::{AdminAction, PersonSearch},
    catalog::{StackCategory, TagName},
    content::{CommentText, MediaFile, PostText, ProjectStatus, StoredImage},
    engagement::Fingerprint,
    gigs::{BidStatus, DeliveryDays, GigOrder, GigStatus, Proposal, Rating, ReviewType},
    github::RepositoryName,
    jobs::{JobState, Queue},
    link::{GithubUrl, WebUrl},
    mail::MailKind,
    messaging::MessageText,
    money::{Cents, Currency},
    notifications::NotificationKind,
    retries::RetryKey,
    social::{ReportReason, ReportStatus},
    stream::EventId,
};

/// Types that are written as a text by the first function and read from one by the second.
macro_rules! as_text {
    ($($type:ty: $write:expr, $read:expr;)*) => {$(
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let write: fn(&Self) -> Cow<'_, str> = $write;
                serializer.serialize_str(&write(self))
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                let read: fn(&str) -> Result<Self, Invalid> = $read;
                read(&text).map_err(D::Error::custom)
            }
        }
    )*};
}

/// Types that are written as a whole number.
macro_rules! as_number {
    ($($type:ty),* $(,)?) => {$(
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_i64(self.get().into())
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::new(i64::deserialize(deserializer)?).map_err(D::Error::custom)
            }
        }
    )*};
}

/// What may be missing elsewhere has to be there where a value of the type is read.
fn there<T>(judged: Result<Option<T>, Invalid>) -> Result<T, Invalid> {
    judged?.ok_or(Invalid::BLANK)
}

/// A word that has to be one of those that there are.
fn word<T, E>(found: Result<T, E>) -> Result<T, Invalid> {
    found.map_err(|_| Invalid::FORM)
}

as_text! {
    Username: |it| it.as_str().into(), |text| Self::new(text);
    Email: |it| it.as_str().into(), |text| Self::new(text);
    ProviderName: |it| it.as_str().into(), |text| Self::new(text);
    DisplayName: |it| it.as_str().into(), |text| Self::new(text);
    Bio: |it| it.as_str().into(), |text| there(Self::optional(text));
    Location: |it| it.as_str().into(), |text| there(Self::optional(text));
    TwitterHandle: |it| it.as_str().into(), |text| there(Self::optional(text));
    MessagePrivacy: |it| it.as_str().into(), |text| text.parse();

    PersonSearch: |it| it.as_str().into(), |text| there(Self::optional(text));
    AdminAction: |it| it.as_str().into(), |text| word(text.parse());

    TagName: |it| it.as_str().into(), |text| Self::new(text);
    StackCategory: |it| it.as_str().into(), |text| Self::new(Some(text));

    PostText: |it| it.as_str().into(), |text| Self::new(text);
    CommentText: |it| it.as_str().into(), |text| Self::new(text);
    ProjectStatus: |it| it.as_str().into(), |text| text.parse();
    StoredImage: |it| it.as_str().into(), |text| Ok(Self::from_row(text.to_owned()));
    MediaFile: |it| it.to_string().into(), |text| Self::parse(text).ok_or(Invalid::FORM);

    Fingerprint: |it| it.as_str().into(), |text| there(Self::optional(text));

    GigStatus: |it| it.as_str().into(), |text| text.parse();
    GigOrder: |it| it.as_str().into(), |text| {
        Self::ALL.into_iter().find(|order| order.as_str() == text).ok_or(Invalid::FORM)
    };
    BidStatus: |it| it.as_str().into(), |text| text.parse();
    Proposal: |it| it.as_str().into(), |text| Self::new(text);
    ReviewType: |it| it.as_str().into(), |text| text.parse();

    RepositoryName: |it| it.to_string().into(), |text| {
        text.split_once('/').ok_or(Invalid::FORM).and_then(|(owner, name)| Self::new(owner, name))
    };
    WebUrl: |it| it.as_str().into(), |text| there(Self::optional(text));
    GithubUrl: |it| it.as_str().into(), |text| there(Self::optional(text));

    JobState: |it| it.as_str().into(), |text| word(text.parse());
    Queue: |it| it.as_str().into(), |text| word(text.parse());
    MailKind: |it| it.as_str().into(), |text| Self::parse(text).ok_or(Invalid::FORM);
    MessageText: |it| it.as_str().into(), |text| Self::new(text);
    Currency: |it| it.code().into(), |text| Self::new(text);
    NotificationKind: |it| it.as_str().into(), |text| text.parse();
    RetryKey: |it| it.as_str().into(), |text| word(Self::parse(text.as_bytes()));
    ReportReason: |it| it.as_str().into(), |text| there(Self::optional(text));
    ReportStatus: |it| it.as_str().into(), |text| text.parse();
    EventId: |it| it.to_string().into(), |text| word(text.parse());
}

as_number!(Cents, DeliveryDays, Rating);

impl Serialize for Invalid {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl Serialize for Violations {
    /// Each field with its reasons, in the order of the names.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.fields())
    }
}
