//! A mailbox on this machine.

mod file;

use std::{
    collections::VecDeque,
    fs, io,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;
use chrono::SubsecRound;
use tokio::task;
use uuid::Uuid;
use vibeslop_domain::ids::UserId;
use vibeslop_ports::{
    ServiceError, StoreError,
    environment::Clock,
    mail::{Correspondent, KeptMail, Mail, MailError, Mailbox, Mailer},
};

use crate::message::compose;

/// The most mails that are kept. The oldest go first.
const MOST: usize = 1_000;

/// Keeps mail in memory and in a folder, a file for each, for whoever develops here. It survives a restart and holds
/// the newest 1,000.
#[derive(Clone)]
pub struct LocalMailbox {
    shared: Arc<Shared>,
}

struct Shared {
    folder: PathBuf,
    from: Correspondent,
    clock: Arc<dyn Clock>,
    /// Newest first. Locked while the folder is changed, so that both say the same.
    mails: Mutex<VecDeque<Arc<KeptMail>>>,
}

impl LocalMailbox {
    /// Opens a mailbox, or makes one.
    ///
    /// # Errors
    /// The folder cannot be made or read. A file in it that is no mail is passed over.
    pub fn open(folder: impl Into<PathBuf>, from: Correspondent, clock: Arc<dyn Clock>) -> Result<Self, StoreError> {
        let folder = folder.into();
        fs::create_dir_all(&folder).map_err(StoreError::failed)?;
        let mut mails = file::read_all(&folder).map_err(StoreError::failed)?;
        mails.sort_by_key(|kept| (kept.sent_at, kept.mail.id));
        let mails = mails.into_iter().rev().map(Arc::new).collect();
        let shared = Shared { folder, from, clock, mails: Mutex::new(mails) };
        shared.drop_oldest(&mut shared.mails()).map_err(StoreError::failed)?;
        Ok(Self { shared: Arc::new(shared) })
    }

    /// Works on the folder without holding up others on this thread.
    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Shared) -> io::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let shared = Arc::clone(&self.shared);
        task::spawn_blocking(move || work(&shared)).await.map_err(StoreError::failed)?.map_err(StoreError::failed)
    }
}

impl Shared {
    fn mails(&self) -> MutexGuard<'_, VecDeque<Arc<KeptMail>>> {
        self.mails.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keep(&self, kept: KeptMail) -> io::Result<()> {
        let mut mails = self.mails();
        file::write(&self.folder, &kept)?;
        // Handed over for a second time it is still one mail.
        mails.retain(|other| other.mail.id != kept.mail.id);
        mails.push_front(Arc::new(kept));
        self.drop_oldest(&mut mails)
    }

    fn drop_oldest(&self, mails: &mut VecDeque<Arc<KeptMail>>) -> io::Result<()> {
        while mails.len() > MOST {
            if let Some(oldest) = mails.pop_back() {
                file::remove(&self.folder, oldest.mail.id)?;
            }
        }
        Ok(())
    }

    /// The folder is looked at as well: another program may keep its mail there.
    fn forget(&self, person: UserId) -> io::Result<()> {
        let mut mails = self.mails();
        for kept in file::read_all(&self.folder)? {
            if kept.mail.people.contains(&person) {
                file::remove(&self.folder, kept.mail.id)?;
            }
        }
        mails.retain(|kept| !kept.mail.people.contains(&person));
        Ok(())
    }

    fn clear(&self) -> io::Result<()> {
        let mut mails = self.mails();
        while let Some(kept) = mails.pop_back() {
            file::remove(&self.folder, kept.mail.id)?;
        }
        Ok(())
    }
}

#[async_trait]
impl Mailer for LocalMailbox {
    async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        let Shared { from, clock, .. } = &*self.shared;
        // As exact as the file is, so that a restart changes nothing.
        let sent_at = clock.now().trunc_subsecs(3);
        let source = String::from_utf8_lossy(&compose(mail, from, sent_at)?.formatted()).into_owned();
        let kept = KeptMail { mail: mail.clone(), from: from.clone(), sent_at, source };
        let outcome = self.blocking(move |shared| shared.keep(kept)).await;
        outcome.map_err(|error| ServiceError::Unavailable(error.into()).into())
    }

    async fn forget(&self, person: UserId) -> Result<(), StoreError> {
        self.blocking(move |shared| shared.forget(person)).await
    }
}

#[async_trait]
impl Mailbox for LocalMailbox {
    async fn list(&self) -> Result<Vec<Arc<KeptMail>>, StoreError> {
        Ok(self.shared.mails().iter().cloned().collect())
    }

    async fn get(&self, id: Uuid) -> Result<Option<Arc<KeptMail>>, StoreError> {
        Ok(self.shared.mails().iter().find(|kept| kept.mail.id == id).cloned())
    }

    async fn clear(&self) -> Result<(), StoreError> {
        self.blocking(Shared::clear).await
    }
}

impl std::fmt::Debug for LocalMailbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LocalMailbox").field("mails", &self.shared.mails().len()).finish_non_exhaustive()
    }
}
