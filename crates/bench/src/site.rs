//! A site of several nodes, each a process of the real program, and clients that find their way without a load balancer.
//!
//! What a client does is a rule of three sentences, and nothing else ([`Visitor`], [`Listener`]):
//!
//! 1. It asks every node ten times a second whether it is ready ([`Nodes`]), and goes only to those that last said so.
//! 2. It keeps its connection until it is told `Connection: close`, or until the node is not ready any more, and opens a
//!    new one for the next request then.
//! 3. Nothing is tried twice. Whatever is not answered, or is answered with a status of 500 or more, is a failure. A
//!    stream that ends in order is opened anew, with the identifier of the last event in `Last-Event-ID`.
//!
//! The bare HTTP beneath ([`wire`]) is written here, because clients of other people try again by themselves when a
//! connection turns out to be closed.

mod crowd;
mod life;
mod listener;
mod nodes;
mod people;
mod program;
mod running;
mod tally;
mod visitor;
pub mod wire;

pub use self::{
    crowd::{Crowd, Outcome},
    life::{Life, live},
    listener::Listener,
    nodes::Nodes,
    people::{JWT_SECRET, Person, people},
    program::{Program, Settings, beside_this, free_ports},
    running::Running,
    tally::{Counted, Tally},
    visitor::{Failure, Visitor},
};
