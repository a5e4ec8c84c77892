use anyhow::{Context, anyhow};
use chrono::{DateTime, TimeDelta, Utc};
use diesel::{
    dsl::sql,
    sql_types::{Text, Uuid as SqlUuid},
};
use diesel_async::RunQueryDsl;
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;
use vibeslop_domain::ids::UserId;
use vibeslop_ports::{
    environment::{Clock, Ids},
    tokens::{AccessTokens, Claims},
};
use vibeslop_postgres::Database;
use vibeslop_tokens::{JoseTokens, SystemClock, SystemIds};

/// What the nodes of a site sign tokens with.
pub const JWT_SECRET: &str = "what the nodes of a measured site sign with";

/// Somebody who has an account, and a token for it.
#[derive(Debug, Clone)]
pub struct Person {
    /// The name.
    pub username: String,
    /// The token.
    pub token: String,
}

/// So many people of a database that has been filled (`vibeslop seed --scale`).
pub async fn people(url: &SecretString, many: usize) -> anyhow::Result<Vec<Person>> {
    let database = Database::connect(url, 1).await.context("the database cannot be used")?;
    let query = sql::<(SqlUuid, Text)>("SELECT id, username::text FROM users ORDER BY id");
    let mut connection = database.connection().await?;
    let found: Vec<(Uuid, String)> = query.get_results(&mut *connection).await?;
    anyhow::ensure!(found.len() >= many, "there are {} people, and {many} are needed", found.len());
    let tokens = JoseTokens::new(&JWT_SECRET.into())?;
    let now = SystemClock.now();
    let people = found.into_iter().take(many).map(|(id, username)| {
        let token = issue(&tokens, UserId(id), now)?;
        Ok(Person { username, token: token.expose_secret().to_owned() })
    });
    people.collect()
}

fn issue(tokens: &JoseTokens, user: UserId, now: DateTime<Utc>) -> anyhow::Result<SecretString> {
    let claims = Claims {
        user,
        token_id: Some(SystemIds.next().to_string()),
        issued_at: Some(now),
        expires_at: now + TimeDelta::days(1),
    };
    tokens.issue(&claims).map_err(|error| anyhow!(error))
}
