//! What people are told of.

mod body;
mod list;
mod reading;

pub use body::NotificationBody;

use crate::routes::Routes;

pub fn routes(routes: &mut Routes) {
    routes
        .add(&list::__path_list, list::list)
        .add(&reading::__path_read, reading::read)
        .add(&reading::__path_read_all, reading::read_all);
}
