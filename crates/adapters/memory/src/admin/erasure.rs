//! What names a person and does not hang on them.

use std::collections::BTreeSet;

use vibeslop_domain::{content::ItemRef, ids::UserId, social::Reported};

use crate::{engagement::rows::Looker, world::World};

impl World {
    /// Whose a thing is, if it is still there.
    pub(crate) fn owner_of(&self, thing: Reported) -> Option<UserId> {
        match thing {
            Reported::User(id) => self.user(id).map(|row| row.id),
            Reported::Item(item) => self.item_owner(item),
            Reported::Gig(id) => self.gigs.get(&id).map(|row| row.gig.owner),
            Reported::Comment(id) => self.comments.get(&id).map(|row| row.comment.author),
        }
    }

    /// Decided reports outlive what they are about. What somebody wrote there of the person does not.
    pub(super) fn forget_reasons(&mut self, person: UserId) {
        let about = |thing| self.owner_of(thing) == Some(person);
        let decided =
            self.reports.keys_where(|_, row| row.reason.is_some() && !row.status.is_open() && about(row.thing));
        for id in decided {
            if let Some(row) = self.reports.get_mut(&id) {
                row.reason = None;
            }
        }
    }

    /// What the person's browsers saw while nobody was signed in. How often things were seen stays.
    pub(super) fn forget_browsers(&mut self, person: UserId) {
        let own = self.impressions.iter().filter(|((_, looker), _)| *looker == Looker::Person(person));
        let own: BTreeSet<String> = own.filter_map(|(_, row)| row.browser.clone()).collect();
        let is_own = |looker: &Looker| matches!(looker, Looker::Browser(browser) if own.contains(browser));
        let seen: Vec<(ItemRef, Looker)> = self.impressions.keys_where(|(_, looker), _| is_own(looker));
        for key in seen {
            self.impressions.remove(&key);
        }
    }
}
