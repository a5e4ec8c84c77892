//! What people write to each other.

use std::{collections::HashSet, fmt::Write};

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;
use vibeslop_postgres::bulk::Bulk;

use super::{
    chance::Chance,
    load::{minutes, written},
    population::{Kind, Population},
    ties::Ties,
    words::write_text,
};

/// The most messages of a conversation.
const MOST: u64 = 12;

/// A conversation of two, the smaller identifier first.
struct Conversation {
    one: Uuid,
    two: Uuid,
    messages: Vec<Message>,
    is_read: bool,
}

struct Message {
    id: Uuid,
    by_one: bool,
    at: DateTime<Utc>,
}

impl Conversation {
    /// Between two who are numbered.
    fn of(site: &Population, person: u64, other: u64) -> Self {
        let (a, b) = (site.id(Kind::Person, person), site.id(Kind::Person, other));
        let mut chance = Chance::of(51, (person << 32) | other);
        let count = 1 + i64::try_from(chance.below(MOST)).unwrap_or_default();
        let ended = site.now - TimeDelta::minutes(minutes(&mut chance, 300_000));
        let messages = (0..count).map(|place| Message {
            id: Uuid::from_u64_pair(chance.draw(), chance.draw()),
            by_one: chance.below(2) == 0,
            at: ended - TimeDelta::minutes(7 * (count - 1 - place)),
        });
        let messages = messages.collect();
        Self { one: a.min(b), two: a.max(b), messages, is_read: chance.below(3) > 0 }
    }

    fn id(&self) -> Uuid {
        // Made of the two: as good as any other, and the same whoever asks.
        Uuid::from_u128(self.one.as_u128() ^ self.two.as_u128().rotate_left(31))
    }

    /// Of the messages of each side, how many the other has not read: the last, or none.
    fn unread(&self) -> (u8, u8) {
        match self.messages.last() {
            Some(last) if !self.is_read => (u8::from(!last.by_one), u8::from(last.by_one)),
            _ => (0, 0),
        }
    }
}

/// One conversation a person, with somebody followed.
pub async fn write(bulk: &Bulk, site: &Population, ties: &Ties) -> anyhow::Result<()> {
    let mut all = conversations(site, ties);
    let into = "conversations (id, user_one_id, user_two_id, created_by_id, last_message_id, last_message_at, \
                user_one_unread, user_two_unread, user_one_wrote, user_two_wrote, inserted_at)";
    bulk.copy(into, |text| {
        let Some(conversation) = all.next() else { return false };
        let Conversation { one, two, messages, .. } = &conversation;
        let (Some(first), Some(last)) = (messages.first(), messages.last()) else { return true };
        let (unread_one, unread_two) = conversation.unread();
        let wrote = |one: bool| messages.iter().any(|message| message.by_one == one);
        let author = if first.by_one { one } else { two };
        let _ = writeln!(
            text,
            "{}\t{one}\t{two}\t{author}\t{}\t{}\t{unread_one}\t{unread_two}\t{}\t{}\t{}",
            conversation.id(),
            last.id,
            written(last.at),
            wrote(true),
            wrote(false),
            written(first.at),
        );
        true
    })
    .await?;
    let mut all = conversations(site, ties);
    bulk.copy("messages (id, conversation_id, sender_id, content, read_at, inserted_at)", |text| {
        let Some(conversation) = all.next() else { return false };
        for (place, message) in conversation.messages.iter().enumerate() {
            let is_last = place + 1 == conversation.messages.len();
            let sender = if message.by_one { conversation.one } else { conversation.two };
            let _ = write!(text, "{}\t{}\t{sender}\t", message.id, conversation.id());
            write_text(text, &mut Chance::of(52, message.id.as_u64_pair().0), 2, 12);
            let time = written(message.at);
            let read = if is_last && !conversation.is_read { "\\N" } else { &time };
            let _ = writeln!(text, "\t{read}\t{time}");
        }
        true
    })
    .await?;
    Ok(())
}

fn conversations(site: &Population, ties: &Ties) -> impl Iterator<Item = Conversation> {
    let site = *site;
    let mut known = HashSet::new();
    let pairs =
        (0..).zip(&ties.followed).filter_map(|(person, followed)| Some((person, u64::from(*followed.first()?))));
    pairs
        .filter(move |(person, other)| known.insert((*person.min(other), *person.max(other))))
        .map(move |(person, other)| Conversation::of(&site, person, other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_have_one_conversation_and_it_ends_with_what_is_unread() {
        let site = Population { people: 300, now: DateTime::UNIX_EPOCH + TimeDelta::days(20_000) };
        let ties = Ties::of(&site);
        let all: Vec<_> = conversations(&site, &ties).collect();
        let pairs: HashSet<_> = all.iter().map(|talk| (talk.one, talk.two)).collect();
        assert_eq!(pairs.len(), all.len());
        assert!(all.len() > 200 && all.iter().all(|talk| talk.one < talk.two));
        assert!(all.iter().all(|talk| talk.messages.is_sorted_by_key(|message| message.at)));
        assert!(all.iter().any(|talk| talk.unread() == (1, 0)) && all.iter().any(|talk| talk.unread() == (0, 0)));
    }
}
