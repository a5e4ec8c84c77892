//! Follows, blocks, mutes, and reports.

mod lists;
mod reports;
mod ties;

use crate::routes::Routes;

pub fn routes(routes: &mut Routes) {
    routes
        .add(&ties::__path_follow, ties::follow)
        .add(&ties::__path_unfollow, ties::unfollow)
        .add(&ties::__path_block, ties::block)
        .add(&ties::__path_unblock, ties::unblock)
        .add(&ties::__path_mute, ties::mute)
        .add(&ties::__path_unmute, ties::unmute)
        .add(&lists::__path_followers, lists::followers)
        .add(&lists::__path_following, lists::following)
        .add(&lists::__path_blocks, lists::blocks)
        .add(&lists::__path_mutes, lists::mutes)
        .add(&reports::__path_report, reports::report);
}
