use serde_json::json;
use vibeslop_domain::{ids::UserId, scores::GithubStats};

use super::{Beside, Row};
use crate::world::World;

fn stats(stats: &GithubStats) -> serde_json::Value {
    let parts = &stats.score_breakdown;
    json!({
        "score_breakdown": {
            "commits": parts.commits,
            "pull_requests": parts.pull_requests,
            "issues": parts.issues,
            "repos": parts.repos,
            "stars": parts.stars,
            "forks": parts.forks,
            "followers": parts.followers,
            "consistency": parts.consistency,
            "language_diversity": parts.language_diversity,
        },
        "commits_count": stats.commits_count,
        "prs_count": stats.prs_count,
        "prs_merged_count": stats.prs_merged_count,
        "issues_count": stats.issues_count,
        "public_repos": stats.public_repos,
        "total_stars": stats.total_stars,
        "total_forks": stats.total_forks,
        "followers": stats.followers,
        "languages": stats.languages,
        "active_weeks": stats.active_weeks,
        "current_streak": stats.current_streak,
    })
}

impl World {
    /// The account. No sealed token is read.
    pub(super) fn exported_account(&self, person: UserId, beside: &Beside) -> Vec<Row> {
        let Some(row) = self.user(person) else { return Vec::new() };
        let mut json = json!({
            "id": row.id.0,
            "email": row.email.as_str(),
            "email_verified": row.email_verified,
            "username": row.username.as_str(),
            "display_name": row.display_name,
            "bio": row.bio,
            "location": row.location,
            "website_url": row.website_url,
            "twitter_handle": row.twitter_handle,
            "github_username": row.github_username,
            "avatar_url": row.avatar_url,
            "banner_url": row.banner_url,
            "is_verified": row.is_verified,
            "has_onboarded": row.has_onboarded,
            "message_privacy": row.message_privacy.as_str(),
            "developer_score": row.developer_score,
            "developer_score_updated_at": row.developer_score_updated_at,
            "github_stats": row.github_stats.as_ref().map(stats),
            "followers_count": self.followers_of(person),
            "following_count": crate::social::rows::ties_of(&self.follows, person).count(),
            "suspended_at": row.suspended_at,
            "suspended_until": row.suspended_until,
            "suspension_reason": row.suspension_reason,
            "tokens_valid_after": row.tokens_valid_after,
            "leaves_at": row.leaves_at,
            "inserted_at": row.inserted_at,
            "updated_at": row.updated_at,
            "favorite_tools": self.tools_of(&row.tools).into_iter().map(|tool| tool.name).collect::<Vec<_>>(),
            "tech_stacks": self.stacks_of(&row.stacks).into_iter().map(|stack| stack.name).collect::<Vec<_>>(),
        });
        for (name, part) in [
            ("identities", self.exported_identities(person)),
            ("unwanted_emails", self.exported_refusals(person)),
            ("sent_emails", self.exported_mails(person)),
            ("ended_sessions", self.exported_sessions(person)),
            ("limits", exported_limits(beside)),
        ] {
            if let Some(fields) = json.as_object_mut() {
                fields.insert(name.to_owned(), part.into());
            }
        }
        vec![Row::new(row.inserted_at, row.id.0, json)]
    }

    fn exported_identities(&self, person: UserId) -> Vec<serde_json::Value> {
        let mut own: Vec<_> = self.identities.values().filter(|row| row.user == person).collect();
        own.sort_by_key(|row| (row.inserted_at, row.id));
        let json = |row: &crate::accounts::rows::IdentityRow| {
            json!({
                "provider": row.provider.as_str(),
                "provider_user_id": row.subject,
                "login": row.login,
                "email": row.email,
                "scopes": row.scopes,
                "expires_at": row.expires_at,
                "refused_since": row.broken_at,
                "inserted_at": row.inserted_at,
                "updated_at": row.updated_at,
            })
        };
        own.into_iter().map(json).collect()
    }

    fn exported_refusals(&self, person: UserId) -> Vec<serde_json::Value> {
        let own = self.mail_refusals.iter().filter(|((whose, _), _)| *whose == person);
        let mut own: Vec<_> = own.map(|((_, kind), since)| (kind.as_str(), *since)).collect();
        own.sort_unstable();
        own.into_iter().map(|(kind, since)| json!({"kind": kind, "since": since})).collect()
    }

    fn exported_mails(&self, person: UserId) -> Vec<serde_json::Value> {
        let mut own: Vec<_> = self.sent_mails.values().filter(|sent| sent.to == person).collect();
        own.sort_by_key(|sent| (sent.at, sent.mail));
        own.into_iter().map(|sent| json!({"kind": sent.kind.as_str(), "sent_at": sent.at})).collect()
    }

    fn exported_sessions(&self, person: UserId) -> Vec<serde_json::Value> {
        let mut own: Vec<_> = self.revoked_tokens.iter().filter(|(_, row)| row.user == person).collect();
        own.sort_by_key(|(token, row)| (row.at, *token));
        let json = |(token, row): (&String, &crate::accounts::rows::RevokedTokenRow)| json!({"token_id": token, "ended_at": row.at, "would_have_ended_at": row.expires_at});
        own.into_iter().map(json).collect()
    }
}

fn exported_limits(beside: &Beside) -> Vec<serde_json::Value> {
    let json = |(policy, since, used): &(vibeslop_domain::limits::PolicyName, _, _)| json!({"policy": policy.as_str(), "starts_at": since, "used": used});
    beside.limits.iter().map(json).collect()
}
