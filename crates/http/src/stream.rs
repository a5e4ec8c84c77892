//! The live stream, as server-sent events.

mod event;
mod listen;
mod stalled;
mod tickets;

pub use stalled::cut_when_stalled;

use crate::routes::Routes;

pub fn routes(routes: &mut Routes) {
    routes.add(&listen::__path_listen, listen::listen).add(&tickets::__path_issue, tickets::issue);
}
