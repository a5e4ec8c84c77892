use serde_json::{Value, json};
use vibeslop_domain::{
    content::{ItemRef, StoredImage},
    gigs::Review,
    ids::UserId,
    link::{GithubUrl, WebUrl},
    money::Cents,
};

use super::{Row, sections::names};
use crate::{
    engagement::rows::{Liked, rows_of},
    gigs::rows::BidRow,
    world::World,
};

/// Adds fields to an object.
fn with(mut json: Value, fields: Value) -> Value {
    if let (Value::Object(json), Value::Object(fields)) = (&mut json, fields) {
        json.extend(fields);
    }
    json
}

impl World {
    /// How often what was done with an item.
    fn exported_counts(&self, item: ItemRef) -> Value {
        let counts = self.counts(item, 0);
        json!({
            "likes_count": counts.likes,
            "comments_count": counts.comments,
            "reposts_count": counts.reposts,
            "bookmarks_count": rows_of(&self.bookmarks, item).count(),
            "quotes_count": self.posts.values().filter(|row| row.post.quote == Some(item)).count(),
        })
    }

    /// Posts, with what they said before.
    pub(super) fn exported_posts(&self, person: UserId) -> Vec<Row> {
        let own = self.posts.values().filter(|row| row.post.author == person);
        let row = own.map(|row| {
            let post = &row.post;
            let quoted = post.quote.map(names).unwrap_or_default();
            let edits =
                row.revisions.iter().map(|(_, edit)| json!({"content": edit.content, "replaced_at": edit.replaced_at}));
            let json = json!({
                "id": post.id.0,
                "content": post.text.as_str(),
                "linked_project_id": post.linked_project.map(|id| id.0),
                "quoted_post_id": quoted.0,
                "quoted_project_id": quoted.1,
                "impression_count": row.impressions,
                "edited_at": row.edited_at,
                "inserted_at": post.created_at,
                "updated_at": row.edited_at.unwrap_or(post.created_at),
                "media": post.media.iter().map(StoredImage::as_str).collect::<Vec<_>>(),
                "edits": edits.collect::<Vec<_>>(),
            });
            let counts = self.exported_counts(ItemRef::Post(post.id));
            Row::new(post.created_at, post.id.0, with(json, counts))
        });
        row.collect()
    }

    /// Projects, with all that is in them.
    pub(super) fn exported_projects(&self, person: UserId) -> Vec<Row> {
        let own = self.projects.values().filter(|row| row.project.owner == person);
        let row = own.map(|row| {
            let project = &row.project;
            let images = project.images.iter().map(|own| json!({"url": own.image.as_str(), "alt_text": null}));
            let timeline = project.timeline.iter().map(|entry| {
                json!({
                    "date": entry.date_label,
                    "occurred_on": entry.occurred_on,
                    "title": entry.title,
                    "description": entry.description,
                })
            });
            let json = json!({
                "id": project.id.0,
                "title": project.title,
                "description": project.description,
                "long_description": project.long_description,
                "status": project.status.as_str(),
                "live_url": project.links.live.as_ref().map(WebUrl::as_str),
                "github_url": project.links.github.as_ref().map(GithubUrl::as_str),
                "view_count": row.views,
                "published_at": project.published_at,
                "inserted_at": project.created_at,
                "updated_at": row.updated_at,
                "images": images.collect::<Vec<_>>(),
                "highlights": project.highlights,
                "timeline": timeline.collect::<Vec<_>>(),
                "ai_tools": self.tools_of(&row.tools).into_iter().map(|tool| tool.name).collect::<Vec<_>>(),
                "tech_stacks": self.stacks_of(&row.stacks).into_iter().map(|stack| stack.name).collect::<Vec<_>>(),
            });
            let counts = self.exported_counts(ItemRef::Project(project.id));
            Row::new(project.created_at, project.id.0, with(json, counts))
        });
        row.collect()
    }

    pub(super) fn exported_comments(&self, person: UserId) -> Vec<Row> {
        let own = self.comments.values().filter(|row| row.comment.author == person);
        let row = own.map(|row| {
            let comment = &row.comment;
            let (post, project) = names(comment.item);
            let json = json!({
                "id": comment.id.0,
                "post_id": post,
                "project_id": project,
                "parent_id": comment.parent.map(|id| id.0),
                "content": comment.text.as_str(),
                "likes_count": rows_of(&self.likes, Liked::Comment(comment.id)).count(),
                "edited_at": row.edited_at,
                "inserted_at": comment.created_at,
                "updated_at": row.edited_at.unwrap_or(comment.created_at),
            });
            Row::new(comment.created_at, comment.id.0, json)
        });
        row.collect()
    }

    pub(super) fn exported_gigs(&self, person: UserId) -> Vec<Row> {
        let own = self.gigs.values().filter(|row| row.gig.owner == person);
        let row = own.map(|row| {
            let gig = &row.gig;
            let json = json!({
                "id": gig.id.0,
                "title": gig.title,
                "description": gig.description,
                "budget_min": gig.budget.min().map(Cents::get),
                "budget_max": gig.budget.max().map(Cents::get),
                "currency": gig.currency.code(),
                "deadline": gig.deadline,
                "status": gig.state.status().as_str(),
                "hired_bid_id": gig.state.hired().map(|hired| hired.bid.0),
                "bids_count": self.bids_count(gig.id),
                "views_count": row.views_count,
                "inserted_at": gig.created_at,
                "updated_at": row.updated_at,
                "ai_tools": self.tools_of(&row.tools).into_iter().map(|tool| tool.name).collect::<Vec<_>>(),
                "tech_stacks": self.stacks_of(&row.stacks).into_iter().map(|stack| stack.name).collect::<Vec<_>>(),
            });
            Row::new(gig.created_at, gig.id.0, json)
        });
        row.collect()
    }

    pub(super) fn exported_bids(&self, person: UserId) -> Vec<Row> {
        let own = self.bids.values().filter(|row| row.bid.bidder == person);
        own.map(|row| bid(row, json!({}))).collect()
    }

    /// Bids on the person's gigs, by those whom they see.
    pub(super) fn exported_bids_received(&self, person: UserId) -> Vec<Row> {
        let theirs = |row: &&BidRow| self.gigs.get(&row.bid.gig).is_some_and(|gig| gig.gig.owner == person);
        let seen = self.bids.values().filter(theirs).filter(|row| self.sees(Some(person), row.bid.bidder));
        let row = seen.map(|row| {
            let bidder = row.bid.bidder;
            bid(row, json!({"bidder_id": bidder.0, "bidder_username": self.name_of(bidder)}))
        });
        row.collect()
    }

    pub(super) fn exported_reviews(&self, person: UserId) -> Vec<Row> {
        let own = self.reviews.values().filter(|row| row.reviewer == person);
        let row = own.map(|row| {
            let of = row.reviewee;
            review(row, json!({"reviewee_id": of.0, "reviewee_username": self.name_of(of)}))
        });
        row.collect()
    }

    /// Reviews of the person, by those whom they see.
    pub(super) fn exported_reviews_received(&self, person: UserId) -> Vec<Row> {
        let of = self.reviews.values().filter(|row| row.reviewee == person);
        let row = of.filter(|row| self.sees(Some(person), row.reviewer)).map(|row| {
            let by = row.reviewer;
            review(row, json!({"reviewer_id": by.0, "reviewer_username": self.name_of(by)}))
        });
        row.collect()
    }
}

fn bid(row: &BidRow, bidder: Value) -> Row {
    let bid = &row.bid;
    let json = json!({
        "id": bid.id.0,
        "gig_id": bid.gig.0,
        "amount": bid.amount.get(),
        "currency": bid.currency.code(),
        "delivery_days": bid.delivery_days.get(),
        "proposal": bid.proposal.as_str(),
        "status": bid.status.as_str(),
        "inserted_at": bid.placed_at,
        "updated_at": row.updated_at,
    });
    Row::new(bid.placed_at, bid.id.0, with(json, bidder))
}

fn review(row: &Review, whom: Value) -> Row {
    let json = json!({
        "id": row.id.0,
        "gig_id": row.gig.0,
        "rating": row.terms.rating.get(),
        "content": row.terms.content,
        "review_type": row.kind.as_str(),
        "inserted_at": row.written_at,
        "updated_at": row.written_at,
    });
    Row::new(row.written_at, row.id.0, with(json, whom))
}
