//! Real servers in temporary folders. Every test passes as root and as an ordinary user; what needs root says so and ends.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test fails by panicking and tells what it measured")]

mod crashes;
mod life;
mod places;
mod sharing;
mod site;
mod users;
