use std::{
    fmt,
    sync::{Arc, OnceLock},
};

use vibeslop_application::limits::Quotas;
use vibeslop_domain::accounts::Email;
use vibeslop_mailer::LocalMailbox;
#[cfg(feature = "memory")]
use vibeslop_memory::Memory;
use vibeslop_ports::mail::{Correspondent, Mailer};

use super::{Models, Surroundings, TestStores};
use crate::fixtures::FakeClock;
#[cfg(feature = "postgres")]
use crate::postgres::{FreshDatabase, fresh_database};

/// What all nodes share.
#[derive(Debug, Clone)]
pub(super) struct Site {
    pub(super) data: Data,
    pub(super) media: Arc<tempfile::TempDir>,
    pub(super) mail: Arc<tempfile::TempDir>,
    mailbox: Arc<OnceLock<LocalMailbox>>,
    /// What sends mail in the mailbox's place.
    pub(super) mailer: Option<Instead>,
    pub(super) quotas: Option<Quotas>,
    pub(super) models: Option<Models>,
}

/// Where rows are. They go with the last node.
#[derive(Debug, Clone)]
pub(super) enum Data {
    #[cfg(feature = "postgres")]
    Postgres(Arc<FreshDatabase>),
    #[cfg(feature = "memory")]
    Memory(Memory),
}

impl Data {
    /// With nothing in it but the catalog.
    async fn fresh(
        stores: TestStores,
        #[cfg_attr(not(feature = "memory"), expect(unused))] clock: &Arc<FakeClock>,
    ) -> Self {
        match stores {
            #[cfg(feature = "postgres")]
            TestStores::Postgres => Self::Postgres(Arc::new(fresh_database().await)),
            #[cfg(feature = "memory")]
            TestStores::Memory => Self::Memory(Memory::new(clock.clone(), Arc::new(vibeslop_tokens::SystemIds))),
            #[cfg(not(all(feature = "postgres", feature = "memory")))]
            missing => panic!("this suite was built without the feature for {missing:?}"),
        }
    }
}

/// Another mailer.
#[derive(Clone)]
pub(super) struct Instead(pub(super) Arc<dyn Mailer>);

impl fmt::Debug for Instead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Instead")
    }
}

/// Who mail is from.
pub(super) fn sender() -> Correspondent {
    let address = Email::new("no-reply@vibeslop.example").expect("an address");
    Correspondent { name: Some("Vibeslop".to_owned()), address }
}

impl Site {
    pub(super) async fn new(stores: TestStores, around: &Surroundings) -> Self {
        let data = Data::fresh(stores, &around.clock).await;
        let folder = || Arc::new(tempfile::tempdir().expect("a folder"));
        let (media, mail) = (folder(), folder());
        Self { data, media, mail, mailbox: Arc::default(), mailer: None, quotas: None, models: None }
    }

    pub(super) fn mailbox(&self, clock: Arc<FakeClock>) -> LocalMailbox {
        let open = || LocalMailbox::open(self.mail.path(), sender(), clock).expect("a folder for mail");
        self.mailbox.get_or_init(open).clone()
    }
}
