//! The books on calls of models.

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Double, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;
use vibeslop_domain::ids::UserId;
use vibeslop_ports::{
    StoreError,
    ai::{CallLog, ModelCall, Usage, UsageLine},
};

use crate::{Database, error::store_error};

/// The most characters of a model's name. It is a stranger's text.
const MAX_MODEL: usize = 200;

crate::statement! {
    /// See the file.
    struct Record<'a> {
        user: Option<Uuid> as Nullable<SqlUuid>,
        purpose: &'a str as Text,
        model: &'a str as Text,
        prompt_tokens: i64 as BigInt,
        completion_tokens: i64 as BigInt,
        cost_usd: Option<f64> as Nullable<Double>,
        duration_ms: i64 as BigInt,
        outcome: &'a str as Text,
        at: DateTime<Utc> as Timestamptz,
    }
    rows ();
    sql include_str!("ai/record.sql");
}

crate::statement! {
    /// See the file.
    struct UsageSince {
        since: DateTime<Utc> as Timestamptz,
        user: Option<Uuid> as Nullable<SqlUuid>,
    }
    rows (Text, Text, BigInt, BigInt, BigInt, BigInt, BigInt, Nullable<Double>, BigInt);
    sql include_str!("ai/usage_since.sql");
}

/// Purpose, model, people, calls, failures, tokens asked, tokens answered, price, milliseconds.
type Row = (String, String, i64, i64, i64, i64, i64, Option<f64>, i64);

#[async_trait]
impl CallLog for Database {
    async fn record(&self, call: &ModelCall) -> Result<(), StoreError> {
        let mut connection = self.own().await?;
        let model: String = call.model.chars().filter(|c| *c != '\0').take(MAX_MODEL).collect();
        let record = Record {
            user: call.user.map(|user| user.0),
            purpose: call.purpose,
            model: if model.is_empty() { "unknown" } else { &model },
            prompt_tokens: whole(call.usage.prompt_tokens),
            completion_tokens: whole(call.usage.completion_tokens),
            cost_usd: call.usage.cost_usd.filter(|cost| cost.is_finite() && *cost >= 0.0),
            duration_ms: i64::try_from(call.duration.as_millis()).unwrap_or(i64::MAX),
            outcome: call.outcome.as_str(),
            at: call.at,
        };
        record.execute(&mut *connection).await.map_err(store_error)?;
        Ok(())
    }

    async fn usage_since(&self, since: DateTime<Utc>, user: Option<UserId>) -> Result<Vec<UsageLine>, StoreError> {
        let mut connection = self.own().await?;
        let asked = UsageSince { since, user: user.map(|user| user.0) };
        let rows: Vec<Row> = asked.load(&mut *connection).await.map_err(store_error)?;
        Ok(rows.into_iter().map(line).collect())
    }
}

fn line((purpose, model, people, calls, failures, asked, answered, cost_usd, millis): Row) -> UsageLine {
    UsageLine {
        purpose,
        model,
        people: count(people),
        calls: count(calls),
        failures: count(failures),
        usage: Usage { prompt_tokens: count(asked), completion_tokens: count(answered), cost_usd },
        duration: Duration::from_millis(count(millis)),
    }
}

fn whole(number: u64) -> i64 {
    // A number that no service means must not overflow the sum of all.
    i64::try_from(number).unwrap_or(i64::MAX).min(1_000_000_000_000)
}

fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or_default()
}
