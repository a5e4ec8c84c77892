//! Which mail a person wants, and the mailbox on this machine for whoever develops here.

mod mailbox;
mod mailbox_json;
mod preferences;
mod unsubscribe;

use crate::{pages::NOT_KEPT, routes::Routes};

pub fn routes(routes: &mut Routes) {
    routes
        .add(&preferences::__path_get, preferences::get)
        .add(&preferences::__path_set, preferences::set)
        .add(&unsubscribe::__path_ask, unsubscribe::ask)
        .add(&unsubscribe::__path_end, unsubscribe::end);
}

/// The mailbox: only where mail stays on this machine.
pub fn mailbox_routes(routes: &mut Routes) {
    routes
        .page("/dev/mailbox", mailbox::list)
        .page("/dev/mailbox/json", mailbox_json::json)
        .page("/dev/mailbox/{id}", mailbox::html)
        .page("/dev/mailbox/{id}/text", mailbox::text)
        .page("/dev/mailbox/{id}/source", mailbox::source)
        .page("/dev/mailbox/{id}/html", mailbox::body)
        .form("/dev/mailbox/clear", mailbox::clear);
}
