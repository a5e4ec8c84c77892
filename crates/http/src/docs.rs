//! The description of the API: the OpenAPI document and the page where one reads it and tries calls.

pub mod describe;
mod openapi;
mod page;

pub use openapi::openapi;

use crate::routes::Routes;

pub fn routes(routes: &mut Routes) {
    routes.add(&openapi::__path_document, openapi::document);
    page::routes(routes);
}
