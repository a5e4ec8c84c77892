//! Conversations and messages.

mod conversations;
mod messages;
mod thread;

pub use messages::MessageBody;

use crate::routes::Routes;

pub fn routes(routes: &mut Routes) {
    routes
        .add(&conversations::__path_conversations, conversations::conversations)
        .add(&conversations::__path_open, conversations::open)
        .add(&thread::__path_thread, thread::thread)
        .add(&messages::__path_send, messages::send)
        .add(&messages::__path_read, messages::read);
}
