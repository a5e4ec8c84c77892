use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use vibeslop_domain::ids::UserId;
use vibeslop_ports::tokens::Claims;

const ISSUER: &str = "vibeslop";
// What the earlier backend's library writes when nobody tells it otherwise.
const AUDIENCE: &str = "Joken";

/// How far the clocks of two nodes may be apart for a token that was issued a moment ago.
const NOT_BEFORE_LEEWAY: TimeDelta = TimeDelta::seconds(30);
/// How long a token is still taken after its end. Short, because a revocation is kept until the end alone.
const EXPIRY_LEEWAY: TimeDelta = TimeDelta::seconds(5);

/// The claims as they stand in the token. Times are whole seconds since 1970, in both backends.
#[derive(Serialize, Deserialize)]
pub(crate) struct WireClaims {
    user_id: Uuid,
    exp: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    iss: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    aud: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    nbf: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    iat: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    jti: Option<String>,
}

impl WireClaims {
    /// What a new token says; `None` if the claims lack what each new token has to have.
    pub(crate) fn of(claims: &Claims) -> Option<Self> {
        let issued = claims.issued_at?.timestamp();
        Some(Self {
            user_id: claims.user.0,
            exp: claims.expires_at.timestamp(),
            iss: Some(ISSUER.to_owned()),
            aud: Some(AUDIENCE.to_owned()),
            nbf: Some(issued),
            iat: Some(issued),
            jti: Some(claims.token_id.clone()?),
        })
    }

    /// The claims, if they are in force at `now` and meant for us.
    pub(crate) fn in_force(self, now: DateTime<Utc>) -> Option<Claims> {
        let expires_at = instant(self.exp)?;
        let begun = match self.nbf {
            Some(seconds) => instant(seconds)? - NOT_BEFORE_LEEWAY <= now,
            None => true,
        };
        let named = self
            .jti
            .as_ref()
            .is_none_or(|id| (1..=LONGEST_ID).contains(&id.len()) && !id.chars().any(char::is_control));
        let ours = self.iss.is_none_or(|issuer| issuer == ISSUER) && self.aud.is_none_or(|aud| aud == AUDIENCE);
        if !(begun && named && ours && now < expires_at + EXPIRY_LEEWAY) {
            return None;
        }
        Some(Claims {
            user: UserId(self.user_id),
            token_id: self.jti,
            issued_at: self.iat.and_then(instant),
            expires_at,
        })
    }
}

/// The longest identifier of a token, in bytes: more could not be noted as revoked.
const LONGEST_ID: usize = 255;

/// Far-off years are no instants: sums with a leeway stay inside what the type can hold.
fn instant(seconds: i64) -> Option<DateTime<Utc>> {
    let year_10_000 = 253_402_300_800;
    if (0..year_10_000).contains(&seconds) { DateTime::from_timestamp(seconds, 0) } else { None }
}
