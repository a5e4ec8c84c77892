use std::{
    fs::{self, File},
    io::{self, ErrorKind, Write},
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use async_trait::async_trait;
use tokio::task;
use vibeslop_domain::content::MediaFile;
use vibeslop_ports::{
    StoreError,
    content::{CheckedImage, KeptMedia, MediaStore},
};

/// Where pictures are written before they get their names.
const INCOMING: &str = "incoming";
/// How old an unfinished file must be for nobody to be writing it any more.
const ABANDONED: Duration = Duration::from_hours(1);
/// Makes the names of unfinished files differ.
static NEXT: AtomicU64 = AtomicU64::new(0);

/// Keeps pictures in a folder, two levels deep: `ab/cd/abcd….png`. No part of a path comes from a person: names are
/// hashes.
///
/// A picture is written beside the others, brought to the disk, and only then given its name, so that a reader never
/// sees half of one and a machine that loses its power loses no picture that was kept. Several programs may share a
/// folder.
#[derive(Debug, Clone)]
pub struct LocalMedia {
    folder: PathBuf,
}

impl LocalMedia {
    /// Opens a folder, makes it if it is not there, and clears away what a killed program left unfinished.
    ///
    /// # Errors
    /// The folder cannot be made.
    pub fn open(folder: impl Into<PathBuf>) -> Result<Self, StoreError> {
        let folder = folder.into();
        let incoming = folder.join(INCOMING);
        fs::create_dir_all(&incoming).map_err(store_error)?;
        for unfinished in fs::read_dir(&incoming).map_err(store_error)?.flatten() {
            let modified = unfinished.metadata().and_then(|metadata| metadata.modified());
            if modified.is_ok_and(|time| time.elapsed().is_ok_and(|age| age > ABANDONED)) {
                // Another program may have been faster.
                let _ = fs::remove_file(unfinished.path());
            }
        }
        Ok(Self { folder })
    }

    fn path(&self, file: &MediaFile) -> PathBuf {
        let [first, second, ..] = file.hash();
        self.folder.join(format!("{first:02x}")).join(format!("{second:02x}")).join(file.to_string())
    }

    fn write(&self, image: &CheckedImage) -> io::Result<()> {
        let path = self.path(&image.file);
        // Equal names are equal bytes. A file of another length was damaged from outside, and is replaced.
        let length = u64::try_from(image.bytes.len()).unwrap_or(u64::MAX);
        if fs::metadata(&path).is_ok_and(|kept| kept.len() == length) {
            return Ok(());
        }
        let unfinished = self.write_unfinished(image)?;
        let named = name(&unfinished, &path);
        if named.is_err() {
            let _ = fs::remove_file(&unfinished);
        }
        named
    }

    fn write_unfinished(&self, image: &CheckedImage) -> io::Result<PathBuf> {
        loop {
            let name = format!("{}.{}.{}", image.file, process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
            let path = self.folder.join(INCOMING).join(name);
            let mut file = match File::create_new(&path) {
                // A program on another machine, or an earlier one with the same number.
                Err(error) if error.kind() == ErrorKind::AlreadyExists => continue,
                file => file?,
            };
            let written = file.write_all(&image.bytes).and_then(|()| file.sync_all());
            if written.is_err() {
                let _ = fs::remove_file(&path);
            }
            return written.map(|()| path);
        }
    }
}

#[async_trait]
impl MediaStore for LocalMedia {
    async fn put(&self, image: &CheckedImage) -> Result<(), StoreError> {
        let (store, image) = (self.clone(), image.clone());
        blocking(move || store.write(&image)).await
    }

    async fn get(&self, file: &MediaFile) -> Result<Option<KeptMedia>, StoreError> {
        let path = self.path(file);
        blocking(move || match fs::read(path) {
            Ok(bytes) => Ok(Some(KeptMedia { bytes })),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        })
        .await
    }

    async fn remove(&self, file: &MediaFile) -> Result<(), StoreError> {
        let path = self.path(file);
        blocking(move || match fs::remove_file(path) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        })
        .await
    }
}

/// Gives a finished file its name, and brings to the disk that it has one.
fn name(unfinished: &Path, path: &Path) -> io::Result<()> {
    let Some(folder) = path.parent() else { return Err(ErrorKind::InvalidInput.into()) };
    fs::create_dir_all(folder)?;
    fs::rename(unfinished, path)?;
    // The file's entry, and those of the two folders above it, which may be new.
    folder.ancestors().take(3).try_for_each(|folder| File::open(folder)?.sync_all())
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> Result<T, StoreError> {
    match task::spawn_blocking(work).await {
        Ok(done) => done.map_err(store_error),
        Err(error) => Err(StoreError::failed(error)),
    }
}

fn store_error(error: io::Error) -> StoreError {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::ResourceBusy | ErrorKind::TimedOut => {
            StoreError::Unavailable(error.into())
        }
        _ => StoreError::failed(error),
    }
}
