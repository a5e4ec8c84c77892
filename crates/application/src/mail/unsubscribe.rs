use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use uuid::Uuid;
use vibeslop_domain::{ids::UserId, mail::MailKind};
use vibeslop_ports::{BoxError, tokens::Sealed};

use super::Mailing;
use crate::{Error, in_transaction};

/// What the token of a link is sealed for.
const PURPOSE: &str = "email_unsubscribe";

/// What a link of a mail ends: the mail of one kind to one person, and nothing else. It works without a sign-in and for
/// as long as the mail is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unsubscribing {
    /// Whose mail.
    pub user: UserId,
    /// Which.
    pub kind: MailKind,
}

impl Mailing {
    /// The address at which a mail of this kind can be ended.
    pub(super) fn unsubscribe_url(&self, user: UserId, kind: MailKind) -> Result<String, BoxError> {
        let sealed = self.cipher.seal(PURPOSE, format!("{}:{}", user.0.simple(), kind.as_str()).as_bytes())?;
        let token = URL_SAFE_NO_PAD.encode(sealed.0);
        Ok(format!("{}/api/email/unsubscribe?token={token}", self.backend_url))
    }

    /// What a link ends. Nothing changes by asking: programs that look for viruses open every link of a mail.
    ///
    /// # Errors
    /// `invalid_token`: no mail of ours holds it.
    pub fn unsubscribing(&self, token: &str) -> Result<Unsubscribing, Error> {
        self.opened(token).ok_or_else(|| Error::Malformed {
            code: "invalid_token",
            message: "The link is not one of ours, or was cut off on the way".to_owned(),
        })
    }

    /// Ends it. Ending it twice changes nothing, and neither does ending that of somebody who is gone.
    pub async fn unsubscribe(&self, token: &str) -> Result<Unsubscribing, Error> {
        let ended = self.unsubscribing(token)?;
        in_transaction(&*self.transactions, async |tx| {
            Ok(tx.mail().set_preferences(ended.user, &[(ended.kind, false)]).await?)
        })
        .await?;
        Ok(ended)
    }

    fn opened(&self, token: &str) -> Option<Unsubscribing> {
        let sealed = Sealed(URL_SAFE_NO_PAD.decode(token).ok()?);
        let text = String::from_utf8(self.cipher.open(PURPOSE, &sealed).ok()?).ok()?;
        let (user, kind) = text.split_once(':')?;
        Some(Unsubscribing { user: UserId(Uuid::try_parse(user).ok()?), kind: MailKind::parse(kind)? })
    }
}
