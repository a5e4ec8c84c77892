//! Signing in and out, the signed-in person's own account, and people as others see them.

mod cookie;
mod counts;
mod editing;
mod export;
mod leaving;
mod me;
mod people;
mod preferences;
mod profile;
mod profile_body;
mod sandbox_page;
mod sign_in;
mod tokens;
mod user_body;

pub use counts::CountsBody;

use crate::routes::Routes;

pub fn routes(routes: &mut Routes) {
    routes
        .add(&sign_in::__path_begin, sign_in::begin)
        .add(&sign_in::__path_callback, sign_in::callback)
        .add(&tokens::__path_exchange, tokens::exchange)
        .add(&tokens::__path_log_out, tokens::log_out)
        .add(&me::__path_me, me::me)
        .add(&export::__path_export, export::export)
        .add(&export::__path_download, export::download)
        .add(&leaving::__path_leave, leaving::leave)
        .add(&editing::__path_update, editing::update)
        .add(&editing::__path_onboard, editing::onboard)
        .add(&preferences::__path_set, preferences::set)
        .add(&counts::__path_counts, counts::counts)
        .add(&people::__path_check_username, people::check_username)
        .add(&people::__path_search, people::search)
        .add(&profile::__path_profile, profile::profile);
}

/// The page where one picks who signs in: only where a sandbox stands in for GitHub.
pub fn sandbox_routes(routes: &mut Routes) {
    routes.page(sandbox_page::PATH, sandbox_page::authorize);
}
