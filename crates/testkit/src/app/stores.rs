/// What the applications of a test suite keep their data in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TestStores {
    /// A PostgreSQL database for each test.
    Postgres,
    /// The memory of the test.
    Memory,
}

impl TestStores {
    /// What `VIBESLOP_TEST_STORES` says: `postgres` or `memory`. Without it PostgreSQL, where the feature `postgres` is on.
    ///
    /// # Panics
    /// It says something else.
    #[expect(clippy::disallowed_methods, reason = "it belongs to the test suite, which has no configuration")]
    pub fn chosen() -> Self {
        match std::env::var("VIBESLOP_TEST_STORES").as_deref() {
            Ok("postgres") => Self::Postgres,
            Ok("memory") => Self::Memory,
            Ok(other) => panic!("VIBESLOP_TEST_STORES is {other:?}, and neither postgres nor memory"),
            Err(_) if cfg!(feature = "postgres") => Self::Postgres,
            Err(_) => Self::Memory,
        }
    }
}

/// Passes the test over, and says so, where the suite does not run on PostgreSQL: for tests that look at a database by
/// SQL, count statements, or wait for its locks. To stand at the beginning of the test.
#[macro_export]
macro_rules! postgres_only {
    () => {
        if $crate::app::TestStores::chosen() != $crate::app::TestStores::Postgres {
            eprintln!("passed over: {}:{} needs PostgreSQL", file!(), line!());
            return;
        }
    };
}
