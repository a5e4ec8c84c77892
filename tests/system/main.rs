//! The whole system over HTTP, on a real PostgreSQL that the tests start themselves.
