use serde_json::json;
use uuid::Uuid;
use vibeslop_domain::{content::ItemRef, ids::UserId, notifications::NotificationTarget};
use vibeslop_ports::notifications::NotificationSource;

use super::{Row, sections::names};
use crate::{
    engagement::rows::{Liked, Looker},
    messaging::rows::ConversationRow,
    social::rows::{Ties, ties_of},
    world::World,
};

const fn id_of(item: ItemRef) -> Uuid {
    match item {
        ItemRef::Post(id) => id.0,
        ItemRef::Project(id) => id.0,
    }
}

impl World {
    pub(super) fn exported_likes(&self, person: UserId) -> Vec<Row> {
        let own = self.likes.iter().filter(|((_, user), _)| *user == person);
        let row = own.map(|((liked, _), row)| {
            let (post, project, comment) = match liked {
                Liked::Item(item) => {
                    let (post, project) = names(*item);
                    (post, project, None)
                }
                Liked::Comment(id) => (json!(null), json!(null), Some(id.0)),
            };
            let json = json!({
                "id": row.id, "post_id": post, "project_id": project, "comment_id": comment, "inserted_at": row.at,
            });
            Row::new(row.at, row.id, json)
        });
        row.collect()
    }

    pub(super) fn exported_reposts(&self, person: UserId) -> Vec<Row> {
        let own = self.reposts.iter().filter(|((_, user), _)| *user == person);
        own.map(|((item, _), row)| of_item(*item, row.id, row.at)).collect()
    }

    pub(super) fn exported_bookmarks(&self, person: UserId) -> Vec<Row> {
        let own = self.bookmarks.iter().filter(|((_, user), _)| *user == person);
        own.map(|((item, _), row)| of_item(*item, row.id, row.at)).collect()
    }

    pub(super) fn exported_views(&self, person: UserId) -> Vec<Row> {
        let own = self.impressions.iter().filter(|((_, looker), _)| *looker == Looker::Person(person));
        let row = own.map(|((item, _), row)| {
            let (post, project) = names(*item);
            let json = json!({
                "post_id": post, "project_id": project, "fingerprint": row.browser, "inserted_at": row.at,
            });
            Row::new(row.at, id_of(*item), json)
        });
        row.collect()
    }

    /// To whom the person stands so. Who is suspended or leaving has no name.
    pub(super) fn exported_ties(&self, ties: &Ties, person: UserId) -> Vec<Row> {
        ties_of(ties, person).map(|(other, at)| self.tie_row(other, at)).collect()
    }

    /// Who follows the person, as far as they see them.
    pub(super) fn exported_followers(&self, person: UserId) -> Vec<Row> {
        let followers = self.follows.iter().filter(|((_, other), _)| *other == person);
        let seen = followers.filter(|((follower, _), _)| self.sees(Some(person), *follower));
        seen.map(|((follower, _), row)| self.tie_row(*follower, row.at)).collect()
    }

    fn tie_row(&self, other: UserId, at: chrono::DateTime<chrono::Utc>) -> Row {
        Row::new(at, other.0, json!({"id": other.0, "username": self.name_of(other), "inserted_at": at}))
    }

    /// Conversations. One that somebody else opened and has said nothing in is none yet.
    pub(super) fn exported_conversations(&self, person: UserId) -> Vec<Row> {
        let row = |(row, other): (&ConversationRow, UserId)| {
            let said: Vec<_> = self.messages.values().filter(|said| said.conversation == row.id).collect();
            let last = said.iter().map(|said| said.inserted_at).max();
            let unread = said.iter().filter(|said| said.waits_for(person)).count();
            let json = json!({
                "id": row.id.0,
                "with_id": other.0,
                "with_username": self.name_of(other),
                "opened_by_me": row.created_by == person,
                "unread_count": unread,
                "last_message_at": last,
                "inserted_at": row.inserted_at,
            });
            (row.created_by == person || last.is_some()).then(|| Row::new(row.inserted_at, row.id.0, json))
        };
        self.own_conversations(person).filter_map(row).collect()
    }

    /// What was said in the person's conversations, conversation by conversation. What others said is there as the person
    /// sees it: not that of somebody who is suspended or leaving.
    pub(super) fn exported_messages(&self, person: UserId) -> Vec<Row> {
        let mut rows = Vec::new();
        for (conversation, other) in self.own_conversations(person) {
            let other_is_there = self.active(other).is_some();
            let said = self.messages.values().filter(|said| said.conversation == conversation.id);
            rows.extend(said.filter(|said| said.sender == person || other_is_there).map(|said| {
                let json = json!({
                    "id": said.id.0,
                    "conversation_id": conversation.id.0,
                    "sender_id": said.sender.0,
                    "mine": said.sender == person,
                    "content": said.content,
                    "read_at": said.read_at,
                    "inserted_at": said.inserted_at,
                });
                Row { group: conversation.id.0, ..Row::new(said.inserted_at, said.id.0, json) }
            }));
        }
        rows
    }

    fn own_conversations(&self, person: UserId) -> impl Iterator<Item = (&ConversationRow, UserId)> {
        self.conversations.values().filter_map(move |row| Some((row, row.other(person)?)))
    }

    /// What the person was told. Whoever they do not see has no name and no words.
    pub(super) fn exported_notifications(&self, person: UserId) -> Vec<Row> {
        let own = self.notifications.values().filter(|row| row.cause.recipient == person);
        let row = own.map(|row| {
            let cause = &row.cause;
            let actor = self.user(cause.actor).filter(|_| self.shows(row));
            let gig = match cause.target {
                Some(NotificationTarget::Gig(id)) => Some(id.0),
                _ => None,
            };
            let (comment, post) = match cause.source {
                Some(NotificationSource::Comment(id)) => (Some(id.0), None),
                Some(NotificationSource::Post(id)) => (None, Some(id.0)),
                None => (None, None),
            };
            let json = json!({
                "id": row.id.0,
                "type": cause.kind.as_str(),
                "actor_id": actor.map(|actor| actor.id.0),
                "actor_username": actor.map(|actor| actor.username.as_str()),
                "post_id": cause.target.and_then(NotificationTarget::post),
                "project_id": cause.target.and_then(NotificationTarget::project),
                "gig_id": gig,
                "source_comment_id": comment,
                "source_post_id": post,
                "content_preview": row.preview.as_ref().filter(|_| actor.is_some()),
                "read": row.read,
                "inserted_at": row.at,
            });
            Row::new(row.at, row.id.0, json)
        });
        row.collect()
    }

    pub(super) fn exported_reports(&self, person: UserId) -> Vec<Row> {
        let own = self.reports.values().filter(|row| row.reporter == person);
        let row = own.map(|row| {
            let json = json!({
                "id": row.id.0,
                "type": row.thing.kind(),
                "thing_id": row.thing.id(),
                "reason": row.reason,
                "status": row.status.as_str(),
                "inserted_at": row.inserted_at,
                "updated_at": row.updated_at,
            });
            Row::new(row.inserted_at, row.id.0, json)
        });
        row.collect()
    }
}

fn of_item(item: ItemRef, id: Uuid, at: chrono::DateTime<chrono::Utc>) -> Row {
    let (post, project) = names(item);
    Row::new(at, id, json!({"id": id, "post_id": post, "project_id": project, "inserted_at": at}))
}
