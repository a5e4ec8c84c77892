mod exports;
mod leaving;
mod profiles;
mod sessions;
mod sign_in;
mod sign_in_races;
mod sign_in_state;

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use secrecy::ExposeSecret;
use uuid::Uuid;
use vibeslop_domain::accounts::{Administrators, Email, ExternalProfile, ProviderName};
use vibeslop_ports::{
    accounts::{Authorization, SignedInIdentity, Viewer},
    mocks::{MockAccessTokens, MockAccountQueries, MockIdentityProvider, MockTransactions, MockUnitOfWork},
    tokens::Claims,
};

use super::{Accounts, Begun, Callback, SignIn};
use crate::fixtures::{ADA, BASE, CountingEntropy, CountingIds, OpenCipher, SetClock, now};

/// A service of accounts around what a test prepares.
struct Prepared {
    queries: MockAccountQueries,
    tokens: MockAccessTokens,
    provider: MockIdentityProvider,
    transactions: Arc<MockTransactions>,
    clock: Arc<SetClock>,
}

impl Prepared {
    fn with(units: impl IntoIterator<Item = MockUnitOfWork>) -> Self {
        Self {
            queries: MockAccountQueries::new(),
            tokens: MockAccessTokens::new(),
            provider: MockIdentityProvider::new(),
            transactions: Arc::new(MockTransactions::of(units)),
            clock: SetClock::new(),
        }
    }

    fn accounts(self) -> Accounts {
        Accounts {
            queries: Arc::new(self.queries),
            transactions: self.transactions,
            tokens: Arc::new(self.tokens),
            clock: self.clock,
            ids: Arc::new(CountingIds::default()),
            administrators: Administrators::new(vec![Email::new("root@example.com").unwrap()]),
        }
    }

    /// GitHub, and a second service under the name `other`.
    fn sign_in(mut self) -> SignIn {
        let provider = Arc::new(std::mem::take(&mut self.provider));
        SignIn {
            accounts: self.accounts(),
            providers: [
                (ProviderName::github(), Arc::clone(&provider) as Arc<_>),
                (ProviderName::new("other").unwrap(), provider as Arc<_>),
            ]
            .into(),
            cipher: Arc::new(OpenCipher),
            entropy: Arc::new(CountingEntropy::default()),
            backend_url: BASE.to_owned(),
        }
    }

    /// Tokens are issued as their claims' debug text.
    fn issuing(mut self) -> Self {
        self.tokens.expect_issue().returning(|claims| Ok(format!("token of {}", claims.user).into()));
        self
    }

    /// The other service lets everybody in as Ada.
    fn agreeing(mut self) -> Self {
        self.provider.expect_authorize().returning(|request| {
            Ok(Authorization { url: format!("https://service.example/?state={}", request.state.expose_secret()) })
        });
        self.provider.expect_identify().returning(|_, _| Ok(identity()));
        self
    }
}

fn identity() -> SignedInIdentity {
    SignedInIdentity {
        profile: ExternalProfile {
            provider: ProviderName::github(),
            subject: "583231".to_owned(),
            login: "Ada-L".to_owned(),
            name: Some("Ada Lovelace".to_owned()),
            verified_email: Some("ada@example.com".to_owned()),
            bio: None,
            location: None,
            avatar_url: None,
        },
        access_token: "gho_token".into(),
        refresh_token: None,
        scopes: Some("read:user".to_owned()),
        expires_at: None,
    }
}

/// The browser comes back with what it was sent away with.
fn returned(begun: &Begun) -> Callback {
    let state = begun.url.split_once("state=").map(|(_, state)| state.to_owned());
    Callback { code: Some("code".into()), state, error: None }
}

fn claims() -> Claims {
    let issued_at = DateTime::from_timestamp(now().timestamp(), 0).unwrap();
    Claims {
        user: ADA,
        token_id: Some("a token".to_owned()),
        issued_at: Some(issued_at),
        expires_at: issued_at + TimeDelta::days(7),
    }
}

/// The identifier that a token issued at this moment gets.
fn token_id_at(moment: DateTime<Utc>) -> String {
    let millis: u64 = moment.timestamp_millis().try_into().unwrap();
    uuid::Builder::from_unix_timestamp_millis(millis, &[7; 10]).into_uuid().to_string()
}

fn viewer(tokens_valid_after: Option<DateTime<Utc>>) -> Viewer {
    Viewer {
        id: ADA,
        username: "ada".to_owned(),
        email: Email::new("ada@example.com").unwrap(),
        email_verified: true,
        tokens_valid_after,
        suspended: false,
    }
}

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}
