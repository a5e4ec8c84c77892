//! Who is there, and what they keep: the whole world of the sandbox, as tables.

mod alice;
mod bob;
mod carol;

use chrono::{DateTime, Days, SecondsFormat, Utc};
use vibeslop_ports::github::{Repository, RepositorySummary};

/// Somebody who can sign in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Person {
    /// A number that never changes, as GitHub gives one.
    pub(crate) number: u32,
    pub(crate) login: &'static str,
    pub(crate) name: &'static str,
    pub(crate) bio: &'static str,
    pub(crate) location: &'static str,
    pub(crate) email: &'static str,
    pub(crate) keeps: &'static [Kept],
}

/// A repository that somebody keeps.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Kept {
    pub(crate) id: i64,
    pub(crate) name: &'static str,
    pub(crate) description: Option<&'static str>,
    pub(crate) homepage: Option<&'static str>,
    pub(crate) private: bool,
    pub(crate) stars: i64,
    pub(crate) forks: i64,
    /// In KB.
    pub(crate) size: i64,
    /// Bytes by language, most first.
    pub(crate) languages: &'static [(&'static str, i64)],
    pub(crate) topics: &'static [&'static str],
    pub(crate) readme: Option<&'static str>,
    /// The day it was made.
    pub(crate) created: &'static str,
    /// How many days ago something was pushed. Counted from today, so that the sandbox never looks abandoned.
    pub(crate) pushed_days_ago: Option<u64>,
}

/// Everybody.
pub(crate) const PEOPLE: [Person; 3] = [alice::ALICE, bob::BOB, carol::CAROL];

/// The person with this login. Logins ignore case, as GitHub's do.
pub(crate) fn person(login: &str) -> Option<&'static Person> {
    PEOPLE.iter().find(|person| person.login.eq_ignore_ascii_case(login))
}

impl Person {
    /// The repository with this name, in any case.
    pub(crate) fn repository(&self, name: &str) -> Option<&'static Kept> {
        self.keeps.iter().find(|kept| kept.name.eq_ignore_ascii_case(name))
    }
}

impl Kept {
    /// As a list shows it.
    pub(crate) fn summary(&self, owner: &Person, now: DateTime<Utc>) -> RepositorySummary {
        let created_at = format!("{}T09:30:00Z", self.created);
        let pushed_at = self.pushed_days_ago.map(|days| pushed_at(now, days, self.id));
        RepositorySummary {
            id: self.id,
            name: self.name.to_owned(),
            full_name: format!("{}/{}", owner.login, self.name),
            description: self.description.map(str::to_owned),
            owner_login: owner.login.to_owned(),
            owner_avatar_url: None,
            html_url: format!("https://github.com/{}/{}", owner.login, self.name),
            private: self.private,
            stargazers_count: self.stars,
            language: self.languages.first().map(|(language, _)| (*language).to_owned()),
            updated_at: pushed_at.clone().unwrap_or_else(|| created_at.clone()),
            pushed_at,
            created_at,
        }
    }

    /// As its own page shows it.
    pub(crate) fn repository(&self, owner: &Person, now: DateTime<Utc>) -> Repository {
        Repository {
            summary: self.summary(owner, now),
            homepage: self.homepage.map(str::to_owned),
            watchers_count: self.stars,
            forks_count: self.forks,
            size: self.size,
            default_branch: "main".to_owned(),
        }
    }
}

/// Some minute of a day `days` before `now`: the same one all day long, another for each repository.
fn pushed_at(now: DateTime<Utc>, days: u64, id: i64) -> String {
    let day = now.date_naive().checked_sub_days(Days::new(days)).unwrap_or_default();
    let minute = u32::try_from(id.rem_euclid(60)).unwrap_or_default();
    // Shortly after midnight: a push of today must not lie in the future for most of the day.
    let time = day.and_hms_opt(0, minute, 0).unwrap_or_default();
    time.and_utc().to_rfc3339_opts(SecondsFormat::Secs, true)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use vibeslop_domain::{accounts::Email, github::RepositoryName, link::WebUrl};

    use super::*;

    fn all() -> impl Iterator<Item = (&'static Person, &'static Kept)> {
        PEOPLE.iter().flat_map(|person| person.keeps.iter().map(move |kept| (person, kept)))
    }

    #[test]
    fn three_people_keep_three_to_six_repositories_each() {
        assert_eq!(PEOPLE.map(|person| person.login), ["alice", "bob", "carol"]);
        for person in PEOPLE {
            assert!((3..=6).contains(&person.keeps.len()), "{}", person.login);
            assert!(Email::new(person.email).is_ok() && person.email.ends_with("@example.com"), "{}", person.email);
        }
        let private: Vec<_> = all().filter(|(_, kept)| kept.private).map(|(person, _)| person.login).collect();
        assert_eq!(private, ["carol"]);
    }

    #[test]
    fn every_entry_makes_sense_to_the_domain() {
        let mut ids = HashSet::new();
        for (person, kept) in all() {
            assert!(ids.insert(kept.id), "{} has a number twice", kept.name);
            assert!(RepositoryName::new(person.login, kept.name).is_ok(), "{}", kept.name);
            assert!(kept.homepage.is_none_or(|url| WebUrl::optional(url).is_ok()), "{}", kept.name);
            assert!(kept.languages.is_sorted_by(|(_, a), (_, b)| a >= b), "{}", kept.name);
            assert!(kept.created.parse::<chrono::NaiveDate>().is_ok(), "{}", kept.name);
        }
    }

    #[test]
    fn a_push_stays_where_it_is_all_day_and_never_lies_in_the_future() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        assert_eq!(pushed_at(at("2026-02-02T12:00:00Z"), 3, 61), "2026-01-30T00:01:00Z");
        assert_eq!(pushed_at(at("2026-02-02T23:59:59Z"), 3, 61), "2026-01-30T00:01:00Z");
        let least = all().filter_map(|(_, kept)| kept.pushed_days_ago).min();
        assert!(least.is_some_and(|days| days >= 1), "{least:?}");
    }
}
