use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::chance::Chance;

/// What each person has, about.
pub const POSTS: u64 = 10;
pub const FOLLOWS: u64 = 30;
pub const LIKED_POSTS: u64 = 45;
pub const LIKED_PROJECTS: u64 = 5;
/// Over how long it came about.
const DAYS: i64 = 365;

/// What a number stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Person = 1,
    Post = 2,
    Project = 3,
}

/// What people do to posts, besides liking them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    Comment = 31,
    Repost = 32,
    Bookmark = 33,
}

impl Deed {
    /// How often each person does it, about.
    const fn mean(self) -> u64 {
        match self {
            Self::Comment => 4,
            Self::Repost => 2,
            Self::Bookmark => 3,
        }
    }
}

/// A site of so many people, whose history ends at a moment.
#[derive(Debug, Clone, Copy)]
pub struct Population {
    pub people: u64,
    pub now: DateTime<Utc>,
}

impl Population {
    pub const fn count(&self, kind: Kind) -> u64 {
        match kind {
            Kind::Person | Kind::Project => self.people,
            Kind::Post => self.people * POSTS,
        }
    }

    /// When something came about: things are numbered in the order of time.
    pub fn at(&self, kind: Kind, number: u64) -> DateTime<Utc> {
        let span = TimeDelta::days(DAYS).num_milliseconds();
        let count = i64::try_from(self.count(kind).max(1)).unwrap_or(i64::MAX);
        let place = i64::try_from(number).unwrap_or(i64::MAX);
        let start = match kind {
            // People come before what they do.
            Kind::Person => self.now - TimeDelta::days(2 * DAYS),
            Kind::Post | Kind::Project => self.now - TimeDelta::days(DAYS),
        };
        start + TimeDelta::milliseconds(span / count * place)
    }

    /// An identifier of version 7, of the time and the number.
    pub fn id(&self, kind: Kind, number: u64) -> Uuid {
        let millis = u64::try_from(self.at(kind, number).timestamp_millis()).unwrap_or_default();
        let mut chance = Chance::of(kind as u64, number);
        let random = (u128::from(chance.draw()) << 64) | u128::from(chance.draw());
        let low = (random & 0x0fff_3fff_ffff_ffff_ffff) | 0x7000_8000_0000_0000_0000;
        Uuid::from_u128((u128::from(millis & 0xffff_ffff_ffff) << 80) | low)
    }

    /// Whose a post is: some write more than others.
    pub fn author(&self, post: u64) -> u64 {
        let mut chance = Chance::of(21, post);
        if chance.below(4) == 0 { self.famous(&mut chance) } else { chance.below(self.people) }
    }

    /// Somebody, a few of them far more often than most.
    fn famous(&self, chance: &mut Chance) -> u64 {
        // Not those who came first, but anybody.
        chance.skewed(self.people, 3.0).wrapping_mul(7_919) % self.people.max(1)
    }

    /// Whom somebody follows: each once, and never themselves.
    pub fn followed(&self, person: u64) -> Vec<u32> {
        let mut chance = Chance::of(22, person);
        let wanted = FOLLOWS / 2 + chance.below(FOLLOWS + 1);
        distinct(wanted.min(self.people.saturating_sub(1) / 2), || self.famous(&mut chance), person)
    }

    /// The posts or projects that somebody likes: each once.
    pub fn liked(&self, kind: Kind, person: u64) -> Vec<u32> {
        let (mut chance, count) = (Chance::of(22 + kind as u64, person), self.count(kind));
        let mean = if kind == Kind::Post { LIKED_POSTS } else { LIKED_PROJECTS };
        let wanted = (mean / 2 + chance.below(mean + 1)).min(count / 2);
        distinct(wanted, || chance.skewed(count, 2.5).wrapping_mul(104_729) % count.max(1), u64::MAX)
    }

    /// The posts that somebody comments on, reposts or keeps: each once.
    pub fn touched(&self, deed: Deed, person: u64) -> Vec<u32> {
        let (mut chance, count) = (Chance::of(deed as u64, person), self.count(Kind::Post));
        let wanted = (deed.mean() / 2 + chance.below(deed.mean() + 1)).min(count / 2);
        distinct(wanted, || chance.skewed(count, 2.0).wrapping_mul(15_485_863) % count.max(1), u64::MAX)
    }
}

fn distinct(wanted: u64, mut draw: impl FnMut() -> u64, never: u64) -> Vec<u32> {
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    for _ in 0..wanted * 4 {
        if found.len() as u64 >= wanted {
            break;
        }
        let number = draw();
        if number != never
            && let Ok(number) = u32::try_from(number)
            && seen.insert(number)
        {
            found.push(number);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn population() -> Population {
        Population { people: 2_000, now: DateTime::UNIX_EPOCH + TimeDelta::days(20_000) }
    }

    #[test]
    fn few_are_followed_by_many() {
        let site = population();
        let mut followers = vec![0_u32; 2_000];
        for person in 0..site.people {
            let followed = site.followed(person);
            assert_eq!(followed.iter().collect::<HashSet<_>>().len(), followed.len());
            assert!(!followed.contains(&u32::try_from(person).unwrap()));
            for other in followed {
                followers[usize::try_from(other).unwrap()] += 1;
            }
        }
        let all: u32 = followers.iter().sum();
        assert!((50_000..70_000).contains(&all), "{all}");
        followers.sort_unstable_by_key(|count| std::cmp::Reverse(*count));
        let of_a_tenth: u32 = followers[..200].iter().sum();
        assert!(of_a_tenth * 10 > all * 3, "{of_a_tenth} of {all}");
    }

    #[test]
    fn identifiers_are_of_version_seven_and_in_the_order_of_time() {
        let site = population();
        let ids: Vec<Uuid> = (0..500).map(|number| site.id(Kind::Post, number)).collect();
        assert!(ids.is_sorted() && ids.iter().all(|id| id.get_version_num() == 7));
        assert!(site.at(Kind::Post, 19_999) < site.now);
        assert_ne!(site.id(Kind::Post, 3), site.id(Kind::Project, 3));
    }

    #[test]
    fn a_site_of_one_is_possible() {
        let alone = Population { people: 1, ..population() };
        assert!(alone.followed(0).is_empty());
        assert!(alone.liked(Kind::Post, 0).len() <= 5 && alone.author(3) == 0);
    }
}
