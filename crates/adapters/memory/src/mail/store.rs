use async_trait::async_trait;
use vibeslop_domain::{ids::UserId, mail::MailKind};
use vibeslop_ports::{
    StoreError,
    mail::{MailStore, SentMail},
};

use crate::unit_of_work::Unit;

#[async_trait]
impl MailStore for Unit {
    async fn set_preferences(&mut self, user: UserId, wanted: &[(MailKind, bool)]) -> Result<bool, StoreError> {
        if self.world.user(user).is_none() {
            return Ok(false);
        }
        for (kind, wants) in wanted {
            if *wants {
                self.world.mail_refusals.remove(&(user, *kind));
            } else {
                self.world.mail_refusals.add((user, *kind), self.world.now);
            }
        }
        Ok(true)
    }

    async fn note_sent(&mut self, sent: &SentMail) -> Result<(), StoreError> {
        self.world.there(sent.to)?;
        self.world.sent_mails.add(sent.mail, *sent);
        Ok(())
    }
}
