//! Signing in and out, and the signed-in person's own account.

mod cookie;
mod me;
mod sandbox_page;
mod sign_in;
mod tokens;

use crate::routes::Routes;

pub fn routes(routes: &mut Routes) {
    routes
        .add(&sign_in::__path_begin, sign_in::begin)
        .add(&sign_in::__path_callback, sign_in::callback)
        .add(&tokens::__path_exchange, tokens::exchange)
        .add(&tokens::__path_log_out, tokens::log_out)
        .add(&me::__path_me, me::me);
}

/// The page where one picks who signs in: only where a sandbox stands in for GitHub.
pub fn sandbox_routes(routes: &mut Routes) {
    routes.page(sandbox_page::PATH, sandbox_page::authorize);
}
