//! Administration: for the accounts with one of the configured addresses, verified.

mod administrator;
mod audit;
mod catalog;
mod jobs;
mod list;
mod people;
mod reports;

use crate::routes::Routes;

pub fn routes(routes: &mut Routes) {
    routes
        .add(&people::__path_people, people::people)
        .add(&people::__path_toggle_verified, people::toggle_verified)
        .add(&people::__path_suspend, people::suspend)
        .add(&people::__path_restore, people::restore)
        .add(&people::__path_delete, people::delete)
        .add(&catalog::__path_create_tool, catalog::create_tool)
        .add(&catalog::__path_delete_tool, catalog::delete_tool)
        .add(&catalog::__path_sync_tools, catalog::sync_tools)
        .add(&catalog::__path_create_stack, catalog::create_stack)
        .add(&catalog::__path_delete_stack, catalog::delete_stack)
        .add(&reports::__path_reports, reports::reports)
        .add(&reports::__path_update, reports::update)
        .add(&reports::__path_delete_content, reports::delete_content)
        .add(&jobs::__path_jobs, jobs::jobs)
        .add(&jobs::__path_retry, jobs::retry)
        .add(&jobs::__path_cancel, jobs::cancel)
        .add(&audit::__path_audit, audit::audit);
}
