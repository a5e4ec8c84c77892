//! What others did in a week that concerns somebody.

use chrono::{DateTime, Utc};
use vibeslop_domain::{
    ids::UserId,
    mail::{Week, WeekInNumbers},
};

use crate::{accounts::count, engagement::rows::Liked, world::World};

impl World {
    /// A week in numbers: deeds of others whom the person sees.
    pub(super) fn week(&self, person: UserId, week: Week) -> WeekInNumbers {
        let this = |at: DateTime<Utc>| (week.start()..week.end()).contains(&at);
        let other = |actor: UserId| actor != person && self.sees(Some(person), actor);
        let of_person = |owner: Option<UserId>| owner == Some(person);

        let followers = self.follows.iter().filter(|((_, followed), _)| *followed == person);
        let followers = followers.filter(|((follower, _), row)| this(row.at) && other(*follower));
        let likes = self.likes.iter().filter(|((liked, _), _)| of_person(self.liked_owner(*liked)));
        let likes = likes.filter(|((_, liker), row)| this(row.at) && other(*liker));
        let comments = self.comments.values().map(|row| &row.comment);
        let comments = comments.filter(|comment| this(comment.created_at) && other(comment.author));
        let reposts = self.reposts.iter().filter(|((item, _), _)| of_person(self.item_owner(*item)));
        let reposts = reposts.filter(|((_, reposter), row)| this(row.at) && other(*reposter));
        let projects = self.projects.values().filter(|row| row.is_published()).map(|row| &row.project);
        let projects = projects.filter(|project| self.follows(Some(person), project.owner));
        let projects = projects.filter(|project| project.published_at.is_some_and(this) && other(project.owner));
        WeekInNumbers {
            followers: count(followers),
            likes: count(likes),
            comments: count(comments.filter(|comment| of_person(self.item_owner(comment.item)))),
            reposts: count(reposts),
            projects: count(projects),
        }
    }

    fn liked_owner(&self, liked: Liked) -> Option<UserId> {
        match liked {
            Liked::Item(item) => self.item_owner(item),
            Liked::Comment(id) => self.comments.get(&id).map(|row| row.comment.author),
        }
    }
}
