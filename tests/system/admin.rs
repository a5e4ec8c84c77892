//! Administration, from outside.

mod catalog;
mod deletion;
mod jobs;
mod people;
mod reports;
mod suspension;
