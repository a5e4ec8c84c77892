use std::net::IpAddr;

use crate::ids::UserId;

/// Who looks at a gig, as far as views are counted: once a day each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Onlooker {
    /// Somebody signed in.
    Person(UserId),
    /// A browser of nobody signed in, as far as it can be known again.
    Browser {
        /// From where it asks.
        address: IpAddr,
        /// What it says that it is.
        user_agent: String,
    },
}
