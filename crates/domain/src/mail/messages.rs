use chrono::{DateTime, TimeDelta, Utc};

/// How long a message may be unread before a mail tells of it: whoever looks at the conversation needs none.
pub const MESSAGE_MAIL_DELAY: TimeDelta = TimeDelta::minutes(2);
/// The least time between two mails about one conversation.
pub const BETWEEN_MESSAGE_MAILS: TimeDelta = TimeDelta::hours(1);
/// How long it is known that a mail went out: longer than the job that sends it can go on trying, and than any rest
/// between two mails.
pub const KEEP_SENT: TimeDelta = TimeDelta::days(30);

/// What becomes of a mail about the unread messages of a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageMail {
    /// It is due.
    Due,
    /// It is to be asked about again at this time.
    NotBefore(DateTime<Utc>),
    /// Everything has been read.
    Needless,
}

/// Whether somebody is told by mail of messages in a conversation: only while something is unread, and once an hour at
/// most. `last` is when they were told last.
pub fn message_mail(unread: bool, last: Option<DateTime<Utc>>, now: DateTime<Utc>) -> MessageMail {
    if !unread {
        return MessageMail::Needless;
    }
    match last.map(|last| last + BETWEEN_MESSAGE_MAILS) {
        Some(next) if next > now => MessageMail::NotBefore(next),
        _ => MessageMail::Due,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds)
    }

    #[test]
    fn an_hour_lies_between_two_mails_of_a_conversation() {
        assert_eq!(message_mail(true, None, at(0)), MessageMail::Due);
        assert_eq!(message_mail(true, Some(at(0)), at(3_599)), MessageMail::NotBefore(at(3_600)));
        assert_eq!(message_mail(true, Some(at(0)), at(3_600)), MessageMail::Due);
        assert_eq!(message_mail(false, None, at(0)), MessageMail::Needless);
    }

    proptest! {
        /// Whatever the order of messages and readings, mails that go out when they are due are an hour apart.
        #[test]
        fn however_many_messages_come_mails_are_an_hour_apart(times in proptest::collection::vec(0i64..20_000, 0..200)) {
            let mut times = times;
            times.sort_unstable();
            let mut sent: Vec<DateTime<Utc>> = Vec::new();
            for time in times {
                if message_mail(true, sent.last().copied(), at(time)) == MessageMail::Due {
                    sent.push(at(time));
                }
            }
            for (one, next) in sent.iter().zip(sent.iter().skip(1)) {
                prop_assert!(*next - *one >= BETWEEN_MESSAGE_MAILS);
            }
        }
    }
}
