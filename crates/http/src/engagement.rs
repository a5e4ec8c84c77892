//! Likes, reposts, bookmarks, and what was looked at.

mod acts;
mod bookmarks;
mod impressions;

use crate::routes::Routes;

pub fn routes(routes: &mut Routes) {
    routes
        .add(&acts::__path_like, acts::like)
        .add(&acts::__path_repost, acts::repost)
        .add(&acts::__path_bookmark, acts::bookmark)
        .add(&bookmarks::__path_bookmarks, bookmarks::bookmarks)
        .add(&impressions::__path_see, impressions::see);
}
