use vibeslop_domain::{
    ids::UserId,
    mail::{MessageMail, message_mail},
};
use vibeslop_ports::{
    jobs::{Failure, Pause, Reason},
    mail::Recipient,
};

use super::{Letter, Mailing};
use crate::failures::failed;

impl Mailing {
    /// Whether a mail may go out by now: whoever it is for is there, wants it, and it has not become needless.
    pub(super) async fn admit(&self, letter: &Letter, to: UserId) -> Result<Recipient, Failure> {
        let kind = letter.kind();
        let recipient = self.queries.recipient(to).await.map_err(failed)?;
        let recipient = recipient.ok_or_else(|| Failure::Moot(Reason::new("the account is gone")))?;
        recipient.standing.may_get(kind).map_err(|why| Failure::Moot(Reason::new(why)))?;
        match letter {
            Letter::NewMessage { conversation, .. } => {
                let unread = self.queries.has_unread(*conversation, to).await.map_err(failed)?;
                let last = self.queries.last_sent(to, kind, *conversation).await.map_err(failed)?;
                match message_mail(unread, last, self.clock.now()) {
                    MessageMail::Due => {}
                    MessageMail::NotBefore(moment) => {
                        return Err(Failure::Wait(
                            Pause::Until(moment),
                            Reason::new("there was a mail within the hour"),
                        ));
                    }
                    MessageMail::Needless => return Err(Failure::Moot(Reason::new("everything has been read"))),
                }
            }
            Letter::ReportAlert { .. }
                if !self.administrators.include(&recipient.address, recipient.standing.verified) =>
            {
                return Err(Failure::Moot(Reason::new("the account is no administrator's any more")));
            }
            Letter::AccountLeaving { .. } if !recipient.standing.leaving => {
                return Err(Failure::Moot(Reason::new("they have come back")));
            }
            _ => {}
        }
        Ok(recipient)
    }
}
