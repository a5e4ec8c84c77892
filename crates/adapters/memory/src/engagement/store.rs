use async_trait::async_trait;
use chrono::{DateTime, Utc};
use vibeslop_domain::{
    content::ItemRef,
    engagement::{Act, Engageable, Fingerprint, Likeable, Onlooker, Sighting},
    ids::UserId,
};
use vibeslop_ports::{
    StoreError,
    engagement::{EngagementStore, LockedThing},
};

use super::rows::{BookmarkRow, LikeRow, Liked, LookRow, Looker, RepostRow, rows_of};
use crate::{accounts::count, unit_of_work::Unit, world::World};

impl From<Likeable> for Liked {
    fn from(thing: Likeable) -> Self {
        match thing {
            Likeable::Item(item) => Self::Item(item),
            Likeable::Comment(id) => Self::Comment(id),
        }
    }
}

impl World {
    /// A thing that the viewer sees. Of a comment they see the writer, and the item that it is on.
    fn engageable(&self, thing: Likeable, viewer: UserId) -> Option<Engageable> {
        let (owner, item) = match thing {
            Likeable::Item(item) => (self.seen_item(item, Some(viewer))?, item),
            Likeable::Comment(id) => {
                let comment = &self.comments.get(&id)?.comment;
                self.seen_item(comment.item, Some(viewer))?;
                (comment.author, comment.item)
            }
        };
        let seen = self.sees(Some(viewer), owner);
        seen.then(|| Engageable { owner, item, is_public: self.is_public(item) })
    }

    /// How many do this.
    fn total(&self, act: Act) -> i64 {
        match act {
            Act::Like(thing) => count(rows_of(&self.likes, thing.into())),
            Act::Repost(item) => count(rows_of(&self.reposts, item)),
            Act::Bookmark(item) => count(rows_of(&self.bookmarks, item)),
        }
    }

    fn is_there(&self, thing: Likeable) -> bool {
        match thing {
            Likeable::Item(item) => self.item_owner(item).is_some(),
            Likeable::Comment(id) => self.comments.contains(&id),
        }
    }

    /// Whether somebody who looks at an item is to be counted: they see it as anybody would, it is not theirs, and they
    /// were not counted before, nor their browser before they signed in.
    fn is_new_to(&self, item: ItemRef, onlooker: &Onlooker) -> bool {
        let person = onlooker.person();
        let browser = onlooker.browser().map(Fingerprint::as_str);
        let seen_by = |looker| self.impressions.contains(&(item, looker));
        self.is_public(item)
            && self.item_owner(item).is_some_and(|owner| Some(owner) != person && self.sees(person, owner))
            && !person.is_some_and(|person| seen_by(Looker::Person(person)))
            && !browser.is_some_and(|browser| seen_by(Looker::Browser(browser.to_owned())))
    }

    fn count_look(&mut self, item: ItemRef, onlooker: &Onlooker, at: DateTime<Utc>) {
        let looker = match onlooker {
            Onlooker::Person(id, _) => Looker::Person(*id),
            Onlooker::Browser(browser) => Looker::Browser(browser.as_str().to_owned()),
        };
        let browser = onlooker.person().and(onlooker.browser()).map(|browser| browser.as_str().to_owned());
        self.impressions.put((item, looker), LookRow { at, browser });
        match item {
            ItemRef::Post(id) => self.posts.get_mut(&id).map(|row| row.impressions += 1),
            ItemRef::Project(id) => self.projects.get_mut(&id).map(|row| row.views += 1),
        };
        self.count_hour(item, at, |hour| hour.impressions += 1);
    }
}

#[async_trait]
impl EngagementStore for Unit {
    async fn lock(&mut self, act: Act, viewer: UserId) -> Result<Option<LockedThing>, StoreError> {
        let Some(viewer_since) = self.world.user(viewer).map(|row| row.inserted_at) else { return Ok(None) };
        let thing = self.world.engageable(act.target(), viewer);
        Ok(thing.map(|thing| LockedThing { thing, total: self.world.total(act), viewer_since }))
    }

    async fn add(&mut self, act: Act, viewer: UserId, at: DateTime<Utc>) -> Result<bool, StoreError> {
        let (id, world) = (self.new_id(), &mut self.world);
        world.there(viewer)?;
        if !world.is_there(act.target()) {
            return Err(StoreError::failed("a row names a thing that is not there"));
        }
        let added = match act {
            Act::Like(thing) => world.likes.add((thing.into(), viewer), LikeRow { id, at }),
            Act::Repost(item) => world.reposts.add((item, viewer), RepostRow { id, at }),
            Act::Bookmark(item) => world.bookmarks.add((item, viewer), BookmarkRow { id, at }),
        };
        if let (true, Likeable::Item(item)) = (added, act.target()) {
            world.count_hour(item, at, |hour| match act {
                Act::Like(_) => hour.likes += 1,
                Act::Repost(_) => hour.reposts += 1,
                Act::Bookmark(_) => hour.bookmarks += 1,
            });
        }
        Ok(added)
    }

    async fn remove(&mut self, act: Act, viewer: UserId) -> Result<bool, StoreError> {
        Ok(match act {
            Act::Like(thing) => self.world.likes.remove(&(thing.into(), viewer)).is_some(),
            Act::Repost(item) => self.world.reposts.remove(&(item, viewer)).is_some(),
            Act::Bookmark(item) => self.world.bookmarks.remove(&(item, viewer)).is_some(),
        })
    }

    async fn see(&mut self, sighting: &Sighting, at: DateTime<Utc>) -> Result<usize, StoreError> {
        let onlooker = &sighting.onlooker;
        if onlooker.person().is_some_and(|person| self.world.user(person).is_none()) {
            return Ok(0);
        }
        let new = sighting.items.iter().copied().filter(|item| self.world.is_new_to(*item, onlooker));
        let new: Vec<ItemRef> = new.collect();
        for item in &new {
            self.world.count_look(*item, onlooker, at);
        }
        Ok(new.len())
    }
}
