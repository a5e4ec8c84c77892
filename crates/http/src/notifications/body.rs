use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vibeslop_application::notifications::{Notification, Told};
use vibeslop_domain::text;
use vibeslop_ports::notifications::TargetView;

use crate::{ground::Time, shapes::ParticipantBody};

/// How many characters of a post its preview shows.
const PREVIEW: usize = 100;

/// What a notification is about.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NotificationTarget)]
pub struct TargetBody {
    /// `Post`, `Project` or `Gig`.
    #[serde(rename = "type")]
    #[schema(example = "Post")]
    kind: &'static str,
    id: Uuid,
    /// Of a project or a gig.
    #[schema(required)]
    title: Option<String>,
    /// The first 100 characters of a post.
    #[schema(required)]
    preview: Option<String>,
}

impl From<TargetView> for TargetBody {
    fn from(target: TargetView) -> Self {
        match target {
            TargetView::Post { id, beginning } => {
                let preview = Some(text::beginning(&beginning, PREVIEW).to_owned());
                Self { kind: "Post", id: id.0, title: None, preview }
            }
            TargetView::Project { id, title } => Self { kind: "Project", id: id.0, title: Some(title), preview: None },
            TargetView::Gig { id, title } => Self { kind: "Gig", id: id.0, title: Some(title), preview: None },
        }
    }
}

/// Where somebody is to look, besides the target.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NotificationActionTarget)]
struct ActionTargetBody {
    /// `Post`.
    #[serde(rename = "type")]
    kind: &'static str,
    id: Uuid,
}

/// That somebody did something.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Notification)]
pub struct NotificationBody {
    id: Uuid,
    /// `like`, `comment`, `follow`, `repost`, `mention`, `bid_received`, `bid_accepted`, `bid_rejected`, `gig_completed`
    /// or `review_received`; with `types=extended` also `quote`, which is a `mention` otherwise.
    #[serde(rename = "type")]
    #[schema(example = "like")]
    kind: &'static str,
    /// Who did it; of several, the newest.
    actor: ParticipantBody,
    /// Null for a follow, and for what is gone or not shown to the caller.
    #[schema(required)]
    target: Option<TargetBody>,
    /// The first 100 characters of a text, or the title of a gig.
    #[schema(required)]
    content: Option<String>,
    created_at: Time,
    read: bool,
    /// With `types=extended`: up to three of those who did it, the newest first.
    #[serde(skip_serializing_if = "Option::is_none")]
    actors: Option<Vec<ParticipantBody>>,
    /// With `types=extended`: how many people did it.
    #[serde(skip_serializing_if = "Option::is_none")]
    actor_count: Option<i64>,
    /// With `types=extended`: whether the entry stands for what several people did, or could.
    #[serde(skip_serializing_if = "Option::is_none")]
    is_grouped: Option<bool>,
    /// With `types=extended`: the post that quotes, or null.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<ActionTargetBody>)]
    #[expect(clippy::option_option, reason = "left out and null are two things")]
    action_target: Option<Option<ActionTargetBody>>,
}

impl NotificationBody {
    /// `None` of a notification without anybody who did it, which no store answers.
    pub fn new(notification: Notification, told: Told, base: &str) -> Option<Self> {
        let Notification { view, kind, is_grouped } = notification;
        let actor = ParticipantBody::new(view.actors.first().cloned()?, base);
        let extended = told != Told::Plainly;
        let action_target = view.source.map(|source| {
            let TargetBody { kind, id, .. } = source.into();
            ActionTargetBody { kind, id }
        });
        let actors = view.actors.into_iter().map(|actor| ParticipantBody::new(actor, base));
        Some(Self {
            id: view.id.0,
            kind: kind.as_str(),
            actor,
            target: view.target.map(TargetBody::from),
            content: view.preview,
            created_at: view.created_at.into(),
            read: view.read,
            actors: extended.then(|| actors.collect()),
            actor_count: extended.then_some(view.actor_count),
            is_grouped: extended.then_some(is_grouped),
            action_target: extended.then_some(action_target),
        })
    }
}
