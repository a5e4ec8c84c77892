//! Posts, projects and their pictures, comments, and what hangs on a profile.

mod comments;
mod edited;
mod media;
mod personal;
mod posts;
mod project_body;
mod projects;

use crate::routes::Routes;

pub fn routes(routes: &mut Routes) {
    routes
        .add(&comments::__path_list, comments::list)
        .add(&comments::__path_create, comments::create)
        .add(&comments::__path_update, comments::update)
        .add(&comments::__path_delete, comments::delete)
        .add(&edited::__path_update, edited::update)
        .add(&edited::__path_history, edited::history)
        .add(&media::__path_picture, media::picture)
        .add(&personal::__path_timeline, personal::timeline)
        .add(&personal::__path_posts, personal::posts)
        .add(&personal::__path_projects, personal::projects)
        .add(&personal::__path_likes, personal::likes)
        .add(&personal::__path_reposts, personal::reposts)
        .add(&posts::__path_create, posts::create)
        .add(&posts::__path_show, posts::show)
        .add(&posts::__path_delete, posts::delete)
        .add(&projects::__path_list, projects::list)
        .add(&projects::__path_create, projects::create)
        .add(&projects::__path_github_urls, projects::github_urls)
        .add(&projects::__path_show, projects::show)
        .add(&projects::__path_update, projects::update)
        .add(&projects::__path_delete, projects::delete);
}
