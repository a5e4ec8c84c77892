//! What goes with what is deleted: the foreign keys that cascade in SQL, each in one place.

use vibeslop_domain::{
    content::ItemRef,
    gigs::GigState,
    ids::{BidId, CommentId, ConversationId, GigId, NotificationId, PostId, ProjectId, StackId, ToolId, UserId},
    notifications::NotificationTarget,
    social::{Relation, Reported},
};
use vibeslop_ports::{notifications::NotificationSource, stream::What};

use crate::{
    engagement::rows::{Liked, Looker},
    gigs::rows::BidRow,
    notifications::rows::NotificationRow,
    text::lower,
    world::World,
};

impl World {
    /// Deletes an account with all that hangs on it. Whether it was there.
    pub(crate) fn delete_user(&mut self, id: UserId) -> bool {
        let Some(row) = self.users.remove(&id) else { return false };
        self.names.remove(&row.username);
        self.addresses.remove(&lower(row.email.as_str()));
        self.identities.remove_where(|_, row| row.user == id);
        self.revoked_tokens.remove_where(|_, row| row.user == id);
        self.login_codes.remove_where(|_, row| row.user == id);
        self.stream_tickets.remove_where(|_, ticket| ticket.claims.user == id);
        self.mail_refusals.remove_where(|(user, _), _| *user == id);
        self.sent_mails.remove_where(|_, sent| sent.to == id);
        self.delete_export(id);
        for relation in [Relation::Follows, Relation::Blocks, Relation::Mutes] {
            for (person, other) in self.ties(relation).keys_where(|(person, other), _| *person == id || *other == id) {
                self.untie(relation, person, other);
            }
        }
        self.reports.remove_where(|_, row| row.reporter == id);
        self.drop_reports(Reported::User(id));
        for conversation in self.conversations.keys_where(|_, row| row.pair.one() == id || row.pair.two() == id) {
            self.delete_conversation(conversation);
        }
        for gig in self.gigs.keys_where(|_, row| row.gig.owner == id) {
            self.delete_gig(gig);
        }
        for bid in self.bids.keys_where(|_, row| row.bid.bidder == id) {
            self.delete_bid(bid);
        }
        self.reviews.remove_where(|_, review| review.reviewer == id || review.reviewee == id);
        for comment in self.comments.keys_where(|_, row| row.comment.author == id) {
            self.delete_comment(comment);
        }
        for post in self.posts.keys_where(|_, row| row.post.author == id) {
            self.delete_post(post);
        }
        for project in self.projects.keys_where(|_, row| row.project.owner == id) {
            self.delete_project(project);
        }
        self.likes.remove_where(|(_, user), _| *user == id);
        self.reposts.remove_where(|(_, user), _| *user == id);
        self.bookmarks.remove_where(|(_, user), _| *user == id);
        self.impressions.remove_where(|(_, looker), _| *looker == Looker::Person(id));
        self.delete_notifications(|row| row.cause.recipient == id || row.cause.actor == id);
        self.gone.push(id);
        self.tell(id, What::PersonEnded);
        true
    }

    /// Deletes a post with all that hangs on it. Posts that quote it stay.
    pub(crate) fn delete_post(&mut self, id: PostId) -> bool {
        if self.posts.remove(&id).is_none() {
            return false;
        }
        self.delete_notifications(|row| row.cause.source == Some(NotificationSource::Post(id)));
        self.delete_what_hangs_on(ItemRef::Post(id));
        true
    }

    /// Deletes a project with all that hangs on it. Posts that quote or link it stay.
    pub(crate) fn delete_project(&mut self, id: ProjectId) -> bool {
        if self.projects.remove(&id).is_none() {
            return false;
        }
        for post in self.posts.keys_where(|_, row| row.post.linked_project == Some(id)) {
            if let Some(row) = self.posts.get_mut(&post) {
                row.post.linked_project = None;
            }
        }
        self.delete_what_hangs_on(ItemRef::Project(id));
        true
    }

    fn delete_what_hangs_on(&mut self, item: ItemRef) {
        for post in self.posts.keys_where(|_, row| row.post.quote == Some(item)) {
            if let Some(row) = self.posts.get_mut(&post) {
                row.post.quote = None;
            }
        }
        for comment in self.comments.keys_where(|_, row| row.comment.item == item) {
            self.delete_comment(comment);
        }
        self.likes.remove_where(|(liked, _), _| *liked == Liked::Item(item));
        self.reposts.remove_where(|(of, _), _| *of == item);
        self.bookmarks.remove_where(|(of, _), _| *of == item);
        self.impressions.remove_where(|(of, _), _| *of == item);
        self.hours.remove_where(|(of, _), _| *of == item);
        self.delete_notifications(|row| row.cause.target == Some(item.into()));
        self.drop_reports(Reported::Item(item));
    }

    /// Deletes a comment with its answers and all that hangs on them.
    pub(crate) fn delete_comment(&mut self, id: CommentId) -> bool {
        if self.comments.remove(&id).is_none() {
            return false;
        }
        for answer in self.comments.keys_where(|_, row| row.comment.parent == Some(id)) {
            self.delete_comment(answer);
        }
        self.likes.remove_where(|(liked, _), _| *liked == Liked::Comment(id));
        self.delete_notifications(|row| row.cause.source == Some(NotificationSource::Comment(id)));
        self.drop_reports(Reported::Comment(id));
        true
    }

    /// Deletes a gig with its bids, its reviews and all that is told of it.
    pub(crate) fn delete_gig(&mut self, id: GigId) -> bool {
        if self.gigs.remove(&id).is_none() {
            return false;
        }
        self.bids.remove_where(|_, row| row.bid.gig == id);
        self.reviews.remove_where(|_, review| review.gig == id);
        self.delete_notifications(|row| row.cause.target == Some(NotificationTarget::Gig(id)));
        self.drop_reports(Reported::Gig(id));
        true
    }

    /// Deletes a bid. The gig that it was hired for knows of nobody any more.
    pub(crate) fn delete_bid(&mut self, id: BidId) -> bool {
        let Some(BidRow { bid, .. }) = self.bids.remove(&id) else { return false };
        if let Some(row) = self.gigs.get_mut(&bid.gig)
            && row.gig.state.hired().is_some_and(|hired| hired.bid == id)
        {
            row.version += 1;
            match &mut row.gig.state {
                GigState::InProgress(hired) | GigState::Completed(hired) => *hired = None,
                GigState::Open | GigState::Cancelled => {}
            }
        }
        true
    }

    /// Deletes a conversation with its messages. Whoever had not read them has fewer to read.
    pub(crate) fn delete_conversation(&mut self, id: ConversationId) -> bool {
        let Some(row) = self.conversations.remove(&id) else { return false };
        let messages = self.messages.remove_where(|_, message| message.conversation == id);
        for (reader, writer) in [(row.pair.one(), row.pair.two()), (row.pair.two(), row.pair.one())] {
            if messages.iter().any(|message| message.sender == writer && message.read_at.is_none()) {
                self.tell(reader, What::Counts);
            }
        }
        true
    }

    /// Deletes notifications, and tells those who had not read one. Answers how many.
    pub(crate) fn delete_notifications(&mut self, wanted: impl Fn(&NotificationRow) -> bool) -> usize {
        let gone: Vec<NotificationId> = self.notifications.keys_where(|_, row| wanted(row));
        let mut unread = std::collections::BTreeSet::new();
        for row in gone.iter().filter_map(|id| self.notifications.remove(id)) {
            if !row.read {
                unread.insert(row.cause.recipient);
            }
        }
        for person in unread {
            self.tell(person, What::Counts);
        }
        gone.len()
    }

    /// Open reports go with what they are about.
    fn drop_reports(&mut self, thing: Reported) {
        self.reports.remove_where(|_, row| row.thing == thing && row.holds_on());
    }

    /// Deletes a tool. Nothing names it any more.
    pub(crate) fn delete_tool(&mut self, id: ToolId) -> bool {
        if self.tools.remove(&id).is_none() {
            return false;
        }
        for user in self.users.keys_where(|_, row| row.tools.contains(&id)) {
            self.touch_user(user, |row| _ = row.tools.remove(&id));
        }
        for project in self.projects.keys_where(|_, row| row.tools.contains(&id)) {
            self.projects.get_mut(&project).map(|row| row.tools.remove(&id));
        }
        for gig in self.gigs.keys_where(|_, row| row.tools.contains(&id)) {
            self.gigs.get_mut(&gig).map(|row| row.tools.remove(&id));
        }
        true
    }

    /// Deletes a stack. Nothing names it any more.
    pub(crate) fn delete_stack(&mut self, id: StackId) -> bool {
        if self.stacks.remove(&id).is_none() {
            return false;
        }
        for user in self.users.keys_where(|_, row| row.stacks.contains(&id)) {
            self.touch_user(user, |row| _ = row.stacks.remove(&id));
        }
        for project in self.projects.keys_where(|_, row| row.stacks.contains(&id)) {
            self.projects.get_mut(&project).map(|row| row.stacks.remove(&id));
        }
        for gig in self.gigs.keys_where(|_, row| row.stacks.contains(&id)) {
            self.gigs.get_mut(&gig).map(|row| row.stacks.remove(&id));
        }
        true
    }
}

#[cfg(test)]
mod tests;
