use std::sync::Arc;

use vibeslop_domain::ids::UserId;
use vibeslop_ports::{
    accounts::{Reseal, SealedIdentity},
    tokens::{Cipher, Sealed},
    transactions::Transactions,
};

use super::token_purpose;
use crate::{Error, debug::opaque_debug, in_transaction};

/// How many identities are looked at in one unit of work.
const AT_ONCE: u16 = 500;

/// Seals kept tokens anew after the secret that seals them was changed, so that the old one can be forgotten.
#[derive(Clone)]
pub struct Resealing {
    /// Opens units of work.
    pub transactions: Arc<dyn Transactions>,
    /// Knows the present secret and the earlier ones.
    pub cipher: Arc<dyn Cipher>,
}

opaque_debug!(Resealing);

/// What became of the kept tokens.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Resealed {
    /// Identities that were looked at.
    pub looked_at: u64,
    /// Those whose tokens are sealed with the present secret now and were not before.
    pub resealed: u64,
    /// Those with a token that none of the secrets opens. Signing in again mends them.
    pub unreadable: u64,
}

impl Resealing {
    /// Seals all tokens anew that an earlier secret sealed. May run while people sign in, and as often as one likes: what
    /// is replaced meanwhile stays as it is.
    pub async fn run(&self) -> Result<Resealed, Error> {
        let mut done = Resealed::default();
        let mut after = None;
        loop {
            let (last, part) = in_transaction(&*self.transactions, async |tx| {
                let identities = tx.accounts().sealed_identities(after, AT_ONCE).await?;
                let mut part = Resealed { looked_at: count(&identities), ..Resealed::default() };
                let mut anew = Vec::new();
                for identity in &identities {
                    match self.anew(identity)? {
                        Some(Anew { reseal: Some(reseal), is_whole }) => {
                            part.unreadable += u64::from(!is_whole);
                            anew.push(reseal);
                        }
                        Some(Anew { reseal: None, .. }) => part.unreadable += 1,
                        None => {}
                    }
                }
                if !anew.is_empty() {
                    part.resealed = tx.accounts().reseal(&anew).await?;
                }
                Ok((identities.last().map(|identity| identity.id), part))
            })
            .await?;
            done.looked_at += part.looked_at;
            done.resealed += part.resealed;
            done.unreadable += part.unreadable;
            if last.is_none() {
                return Ok(done);
            }
            after = last;
        }
    }

    /// The identity's tokens, sealed anew; `None` where nothing is to be done.
    fn anew(&self, identity: &SealedIdentity) -> Result<Option<Anew>, Error> {
        let access = self.token(identity.user, identity.access_token.as_ref())?;
        let refresh = self.token(identity.user, identity.refresh_token.as_ref())?;
        let is_whole = !matches!(access, Token::Unreadable) && !matches!(refresh, Token::Unreadable);
        if matches!(access, Token::Current) && matches!(refresh, Token::Current) {
            return Ok(None);
        }
        let changes = matches!(access, Token::Anew(_)) || matches!(refresh, Token::Anew(_));
        let reseal = changes.then(|| Reseal {
            old: identity.clone(),
            access_token: access.or(identity.access_token.as_ref()),
            refresh_token: refresh.or(identity.refresh_token.as_ref()),
        });
        Ok(Some(Anew { reseal, is_whole }))
    }

    fn token(&self, user: UserId, kept: Option<&Sealed>) -> Result<Token, Error> {
        let Some(kept) = kept.filter(|kept| self.cipher.is_outdated(kept)) else { return Ok(Token::Current) };
        let purpose = token_purpose(user);
        let Ok(secret) = self.cipher.open(&purpose, kept) else { return Ok(Token::Unreadable) };
        Ok(Token::Anew(self.cipher.seal(&purpose, &secret).map_err(Error::Internal)?))
    }
}

struct Anew {
    reseal: Option<Reseal>,
    is_whole: bool,
}

/// One of an identity's tokens.
enum Token {
    /// There is none, or the present secret sealed it.
    Current,
    Anew(Sealed),
    Unreadable,
}

impl Token {
    /// What is kept from now on.
    fn or(self, kept: Option<&Sealed>) -> Option<Sealed> {
        match self {
            Self::Anew(sealed) => Some(sealed),
            Self::Current | Self::Unreadable => kept.cloned(),
        }
    }
}

fn count(identities: &[SealedIdentity]) -> u64 {
    u64::try_from(identities.len()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;
    use vibeslop_ports::mocks::{End, MockCipher, MockTransactions, MockUnitOfWork};

    use super::*;
    use crate::fixtures::{ADA, BOB};

    const CURRENT: u8 = 2;
    const OLD: u8 = 1;

    /// The first byte of what is sealed tells with which secret; `0` is one that nobody knows any more.
    fn cipher() -> MockCipher {
        let mut cipher = MockCipher::new();
        cipher.expect_is_outdated().returning(|sealed| sealed.0[0] != CURRENT);
        cipher.expect_open().returning(|_, sealed| match sealed.0[0] {
            0 => Err(vibeslop_ports::tokens::Unreadable),
            _ => Ok(sealed.0[1..].to_vec()),
        });
        cipher.expect_seal().returning(|_, secret| Ok(sealed(CURRENT, secret)));
        cipher
    }

    fn sealed(key: u8, secret: &[u8]) -> Sealed {
        Sealed([&[key], secret].concat())
    }

    fn identity(number: u128, user: UserId, access: u8, refresh: Option<u8>) -> SealedIdentity {
        SealedIdentity {
            id: Uuid::from_u128(number),
            user,
            access_token: Some(sealed(access, b"access")),
            refresh_token: refresh.map(|key| sealed(key, b"refresh")),
        }
    }

    #[tokio::test]
    async fn what_an_earlier_secret_sealed_is_sealed_anew_and_the_rest_left_alone() {
        let mut first = MockUnitOfWork::default();
        first.accounts.expect_sealed_identities().withf(|after, _| after.is_none()).return_once(|_, _| {
            Ok(vec![
                identity(1, ADA, OLD, Some(CURRENT)),
                identity(2, BOB, CURRENT, None),
                identity(3, BOB, 0, Some(OLD)),
                identity(4, BOB, 0, None),
            ])
        });
        first
            .accounts
            .expect_reseal()
            .withf(|anew| {
                let tokens: Vec<_> = anew
                    .iter()
                    .map(|reseal| {
                        let first = |token: &Option<Sealed>| token.as_ref().map(|sealed| sealed.0[0]);
                        (reseal.old.id.as_u128(), first(&reseal.access_token), first(&reseal.refresh_token))
                    })
                    .collect();
                tokens == [(1, Some(CURRENT), Some(CURRENT)), (3, Some(0), Some(CURRENT))]
            })
            .times(1)
            .returning(|anew| Ok(anew.len() as u64));
        let mut second = MockUnitOfWork::default();
        second
            .accounts
            .expect_sealed_identities()
            .withf(|after, _| *after == Some(Uuid::from_u128(4)))
            .return_once(|_, _| Ok(Vec::new()));
        second.accounts.expect_reseal().never();
        let transactions = Arc::new(MockTransactions::of([first, second]));
        let resealing = Resealing { transactions: transactions.clone(), cipher: Arc::new(cipher()) };
        let done = resealing.run().await.unwrap();
        assert_eq!(done, Resealed { looked_at: 4, resealed: 2, unreadable: 2 });
        assert_eq!(transactions.ends(), [End::Committed; 2]);
    }
}
