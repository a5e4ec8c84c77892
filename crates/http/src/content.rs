//! Posts, projects and their pictures, and what hangs on a profile.

mod media;
mod personal;
mod posts;
mod project_body;
mod projects;

use crate::routes::Routes;

pub fn routes(routes: &mut Routes) {
    routes
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
