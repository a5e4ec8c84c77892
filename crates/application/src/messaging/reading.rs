use vibeslop_domain::{
    ids::{ConversationId, UserId},
    page::TimeList,
};
use vibeslop_ports::{
    content::AuthorView,
    messaging::{ConversationView, MessageView, ThreadState},
};

use super::Messaging;
use crate::{
    Error,
    page::{Listed, PageRequest},
};

pub(super) const NO_CONVERSATION: Error = Error::NotFound("conversation");

/// A part of a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thread {
    /// The other person.
    pub participant: AuthorView,
    /// What was said, the oldest first. The part behind this one holds what was said before.
    pub messages: Listed<MessageView>,
    /// The state that this was read in.
    pub state: ThreadState,
}

impl Messaging {
    /// One's conversations, those first in which something was said last.
    pub async fn conversations(&self, of: UserId, request: &PageRequest) -> Result<Listed<ConversationView>, Error> {
        let list = TimeList::Conversations;
        let page = self.queries.conversations(of, request.start(list)?, request.limit).await?;
        Ok(Listed::of(page, list))
    }

    /// A part of a conversation, from the newest message backwards. It marks nothing as read.
    pub async fn thread(
        &self,
        viewer: UserId,
        conversation: ConversationId,
        request: &PageRequest,
    ) -> Result<Thread, Error> {
        let list = TimeList::Messages;
        let start = request.start(list)?;
        let view = self.queries.thread(conversation, viewer, start, request.limit).await?.ok_or(NO_CONVERSATION)?;
        let mut messages = Listed::of(view.messages, list);
        messages.items.reverse();
        Ok(Thread { participant: view.participant, messages, state: view.state })
    }

    /// Whether a conversation is as it was: what [`thread`](Self::thread) answers is the same as long as this is. An open
    /// page asks in a tight loop.
    pub async fn thread_state(&self, viewer: UserId, conversation: ConversationId) -> Result<ThreadState, Error> {
        self.queries.thread_state(conversation, viewer).await?.ok_or(NO_CONVERSATION)
    }
}
