//! Developers' scores, and whose can be made.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{
    BoolExpressionMethods, ExpressionMethods, QueryDsl,
    sql_types::{BigInt, Uuid as SqlUuid},
};
use diesel_async::RunQueryDsl;
use uuid::Uuid;
use vibeslop_domain::{ids::UserId, scores::Assessment};
use vibeslop_ports::{StoreError, scores::ScoreStore};

use crate::{accounts::github_stats::json_of, error::store_error, schema::users, unit_of_work::PgUnitOfWork};

crate::statement! {
    /// People with a connection to GitHub that works, behind one of them. Index: the primary key of users, then
    /// `oauth_accounts_of_user`.
    struct ConnectedPeople {
        after: Uuid as SqlUuid,
        most: i64 as BigInt,
    }
    rows SqlUuid;
    sql "SELECT u.id FROM active_users u
         WHERE u.id > $1 AND EXISTS (
             SELECT FROM oauth_accounts o
             WHERE o.user_id = u.id AND o.provider = 'github' AND o.access_token_sealed IS NOT NULL
                AND o.broken_at IS NULL
         )
         ORDER BY u.id LIMIT $2";
}

#[async_trait]
impl ScoreStore for PgUnitOfWork {
    async fn keep_score(&mut self, user: UserId, made: &Assessment, at: DateTime<Utc>) -> Result<bool, StoreError> {
        let stats = json_of(&made.stats).map_err(StoreError::failed)?;
        let older = users::developer_score_updated_at.is_null().or(users::developer_score_updated_at.lt(at));
        // Not `updated_at`: nobody edited the profile, and an edit that is under way is not to meet another version.
        diesel::update(users::table.filter(users::id.eq(user.0)).filter(older))
            .set((
                users::developer_score.eq(made.score.get()),
                users::developer_score_updated_at.eq(at),
                users::github_stats.eq(stats),
            ))
            .execute(self.connection()?)
            .await
            .map(|rows| rows > 0)
            .map_err(store_error)
    }

    async fn connected_people(&mut self, after: Option<UserId>, most: i64) -> Result<Vec<UserId>, StoreError> {
        let statement = ConnectedPeople { after: after.map_or(Uuid::nil(), |after| after.0), most };
        let people: Vec<Uuid> = statement.load(self.connection()?).await.map_err(store_error)?;
        Ok(people.into_iter().map(UserId).collect())
    }
}
