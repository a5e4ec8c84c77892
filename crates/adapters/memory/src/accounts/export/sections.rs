use serde_json::{Value, json};
use uuid::Uuid;
use vibeslop_domain::{accounts::ExportSection, content::ItemRef, ids::UserId};

use super::{Beside, Row};
use crate::world::World;

impl World {
    /// What is the person's in a section.
    pub(super) fn exported(&self, person: UserId, section: ExportSection, beside: &Beside) -> Vec<Row> {
        match section {
            ExportSection::Account => self.exported_account(person, beside),
            ExportSection::Projects => self.exported_projects(person),
            ExportSection::Posts => self.exported_posts(person),
            ExportSection::Comments => self.exported_comments(person),
            ExportSection::Likes => self.exported_likes(person),
            ExportSection::Reposts => self.exported_reposts(person),
            ExportSection::Bookmarks => self.exported_bookmarks(person),
            ExportSection::Views => self.exported_views(person),
            ExportSection::Following => self.exported_ties(&self.follows, person),
            ExportSection::Followers => self.exported_followers(person),
            ExportSection::Blocks => self.exported_ties(&self.blocks, person),
            ExportSection::Mutes => self.exported_ties(&self.mutes, person),
            ExportSection::Conversations => self.exported_conversations(person),
            ExportSection::Messages => self.exported_messages(person),
            ExportSection::Gigs => self.exported_gigs(person),
            ExportSection::Bids => self.exported_bids(person),
            ExportSection::BidsReceived => self.exported_bids_received(person),
            ExportSection::Reviews => self.exported_reviews(person),
            ExportSection::ReviewsReceived => self.exported_reviews_received(person),
            ExportSection::Notifications => self.exported_notifications(person),
            ExportSection::Reports => self.exported_reports(person),
            ExportSection::AiUsage => exported_calls(beside),
            ExportSection::Pictures => self.exported_pictures(person, beside),
        }
    }

    /// The name of somebody, unless they are suspended or leaving.
    pub(super) fn name_of(&self, person: UserId) -> Option<&str> {
        self.active(person).map(|row| row.username.as_str())
    }

    fn exported_pictures(&self, person: UserId, beside: &Beside) -> Vec<Row> {
        let row = |at, id, url: &str, used_as: &str| {
            Row::new(at, id, json!({"url": url, "sha256": null, "used_as": used_as, "inserted_at": at}))
        };
        let mut rows = Vec::new();
        for post in self.posts.values().filter(|row| row.post.author == person) {
            let pictures = post.post.media.iter().zip(0_u128..);
            let id = |number| Uuid::from_u128(post.post.id.0.as_u128().wrapping_add(number));
            rows.extend(
                pictures.map(|(picture, number)| row(post.post.created_at, id(number), picture.as_str(), "post")),
            );
        }
        for project in self.projects.values().filter(|row| row.project.owner == person) {
            let at = project.project.created_at;
            rows.extend(project.project.images.iter().map(|own| row(at, own.id.0, own.image.as_str(), "project")));
        }
        if let Some(user) = self.user(person) {
            let own = [(1, &user.avatar_url, "avatar"), (2, &user.banner_url, "banner")];
            let own = own.into_iter().filter_map(|(number, url, used_as)| Some((number, url.as_ref()?, used_as)));
            rows.extend(own.map(|(number, url, used_as)| row(user.inserted_at, Uuid::from_u128(number), url, used_as)));
        }
        rows.extend(beside.painted.iter().map(|(hash, at)| {
            let hex: String = hash.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
            let (first, _) = hash.split_at(16);
            let id = Uuid::from_slice(first).unwrap_or_default();
            Row::new(*at, id, json!({"url": null, "sha256": hex, "used_as": "painted", "inserted_at": at}))
        }));
        rows
    }
}

fn exported_calls(beside: &Beside) -> Vec<Row> {
    let calls = beside.calls.iter().zip(0_u128..);
    let row = calls.map(|(call, number)| {
        let json = json!({
            "purpose": call.purpose,
            "model": call.model,
            "prompt_tokens": call.usage.prompt_tokens,
            "completion_tokens": call.usage.completion_tokens,
            "cost_usd": call.usage.cost_usd,
            "duration_ms": u64::try_from(call.duration.as_millis()).unwrap_or(u64::MAX),
            "outcome": call.outcome.as_str(),
            "inserted_at": call.at,
        });
        Row::new(call.at, Uuid::from_u128(number), json)
    });
    row.collect()
}

/// An item as a row names it.
pub(super) fn names(item: ItemRef) -> (Value, Value) {
    match item {
        ItemRef::Post(id) => (json!(id.0), Value::Null),
        ItemRef::Project(id) => (Value::Null, json!(id.0)),
    }
}
