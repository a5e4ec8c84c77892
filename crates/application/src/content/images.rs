use std::{collections::HashSet, sync::Arc};

use futures_util::future::join_all;
use vibeslop_domain::{
    Invalid, Violations,
    content::{ImageEntry, MediaFile, PICTURE_HELD, StoredImage},
    ids::UserId,
    moderation::{OWN_PICTURE_LASTS, VERDICT_LASTS},
};
use vibeslop_ports::{
    ServiceError,
    content::{CheckedImage, ImageChecker, ImageRefused, MediaHolds, MediaStore},
    environment::Clock,
    moderation::{ImageJudge, KnownImages, Verdict},
    transactions::Transactions,
};

use crate::{Error, ServiceFailure, debug::opaque_debug};

/// Takes pictures in and hands them out.
///
/// Nothing is kept that was not judged. A picture that is kept already is therefore not judged again: its name is
/// the hash of the bytes that were. Nor is one whose verdict is remembered, or that was made here a short while ago.
#[derive(Clone)]
pub struct Images {
    /// Finds out what bytes are.
    pub checker: Arc<dyn ImageChecker>,
    /// Says whether a picture may be shown.
    pub judge: Arc<dyn ImageJudge>,
    /// Remembers what was said.
    pub known: Arc<dyn KnownImages>,
    /// Keeps pictures.
    pub store: Arc<dyn MediaStore>,
    /// Remembers who is about to refer to which.
    pub holds: Arc<dyn MediaHolds>,
    /// Opens units of work.
    pub transactions: Arc<dyn Transactions>,
    /// The time.
    pub clock: Arc<dyn Clock>,
}

opaque_debug!(Images);

/// An entry on its way.
enum Looked {
    New(CheckedImage),
    Stored(StoredImage),
}

impl Images {
    /// Keeps what is new among `entries`, the value of `field`, and answers all of them, in order. Nothing is kept
    /// if one of them is no picture, is not there or may not be shown.
    pub async fn keep(&self, field: &'static str, entries: Vec<ImageEntry>) -> Result<Vec<StoredImage>, Error> {
        self.keep_beside(&[], field, entries).await
    }

    /// [`keep`](Self::keep) for something that holds `known` pictures: they are accepted as they are, even where
    /// the row holds an address from before pictures were kept here.
    pub(crate) async fn keep_beside(
        &self,
        known: &[StoredImage],
        field: &'static str,
        entries: Vec<ImageEntry>,
    ) -> Result<Vec<StoredImage>, Error> {
        // Before anybody looks whether it is there: from now on nobody takes it away.
        let stored: Vec<MediaFile> = entries
            .iter()
            .filter_map(|entry| match entry {
                ImageEntry::Stored(image) => image.file(),
                ImageEntry::New(_) => None,
            })
            .collect();
        self.hold(&stored).await?;
        let looked = self.look_at(known, field, entries).await?;
        // Twice the same picture is one question, and one file.
        let mut seen = HashSet::new();
        let new: Vec<&CheckedImage> = looked
            .iter()
            .filter_map(|entry| match entry {
                Looked::New(image) => seen.insert(image.file).then_some(image),
                Looked::Stored(_) => None,
            })
            .collect();
        self.judge(&new).await?;
        let files: Vec<MediaFile> = new.iter().map(|image| image.file).collect();
        self.hold(&files).await?;
        for kept in join_all(new.into_iter().map(|image| self.store.put(image))).await {
            kept?;
        }
        Ok(looked
            .into_iter()
            .map(|entry| match entry {
                Looked::New(image) => StoredImage::own(&image.file),
                Looked::Stored(image) => image,
            })
            .collect())
    }

    /// Keeps others from taking these away while a row that refers to them is on its way.
    async fn hold(&self, files: &[MediaFile]) -> Result<(), Error> {
        if files.is_empty() {
            return Ok(());
        }
        Ok(self.holds.hold(files, self.clock.now() + PICTURE_HELD).await?)
    }

    /// The picture of this name, if there is one. A name that is none has no picture.
    pub async fn read(&self, name: &str) -> Result<Option<(MediaFile, Vec<u8>)>, Error> {
        let Some(file) = MediaFile::parse(name) else { return Ok(None) };
        Ok(self.store.get(&file).await?.map(|kept| (file, kept.bytes)))
    }

    /// Finds out what each entry is, all at the same time.
    async fn look_at(
        &self,
        known: &[StoredImage],
        field: &'static str,
        entries: Vec<ImageEntry>,
    ) -> Result<Vec<Looked>, Error> {
        let looks = entries.into_iter().map(async |entry| match entry {
            ImageEntry::Stored(image) if known.contains(&image) => Ok(Looked::Stored(image)),
            ImageEntry::Stored(image) => match image.file() {
                Some(file) if self.store.get(&file).await?.is_some() => Ok(Looked::Stored(image)),
                _ => Err(Violations::of(field, Invalid::MISSING).into()),
            },
            ImageEntry::New(data) => match self.checker.check(data.bytes).await {
                Ok(image) => Ok(Looked::New(image)),
                Err(ImageRefused::Invalid(reason)) => Err(Violations::of(field, reason).into()),
                Err(ImageRefused::Service(error)) => Err(Error::service(
                    "media_unavailable",
                    "Pictures cannot be taken in at the moment; please try again",
                    error,
                )),
            },
        });
        join_all(looks).await.into_iter().collect()
    }

    /// Has the pictures of which nothing is known judged, all at the same time. One that may not be shown weighs more
    /// than one that could not be judged: it would not help to try again.
    async fn judge(&self, images: &[&CheckedImage]) -> Result<(), Error> {
        if images.is_empty() {
            return Ok(());
        }
        let files: Vec<_> = images.iter().map(|image| image.file).collect();
        let now = self.clock.now();
        let known = self.known.verdicts(&files, now - VERDICT_LASTS, now).await?;
        let verdicts = images.iter().map(async |image| match known.get(&image.file) {
            Some(verdict) => Ok(verdict.clone()),
            None => self.ask(image).await,
        });
        let mut unjudged = None;
        for verdict in join_all(verdicts).await {
            match verdict {
                Ok(Verdict::Safe) => {}
                Ok(Verdict::Unsafe { reason }) => return Err(refused(reason)),
                Err(error) => unjudged = unjudged.or(Some(error)),
            }
        }
        unjudged.map_or(Ok(()), |source| Err(unavailable(source)))
    }

    /// Asks the judge, and remembers what it says. No answer is nothing to remember.
    async fn ask(&self, image: &CheckedImage) -> Result<Verdict, ServiceError> {
        let verdict = match self.judge.judge(image).await {
            // The judge's own service did not want to look at it.
            Err(ServiceError::Moderated) => Verdict::Unsafe { reason: None },
            answer => answer?,
        };
        if let Err(error) = self.known.judged(&image.file, &verdict, &self.judge.name(), self.clock.now()).await {
            // The verdict holds all the same; it will only be asked for again.
            tracing::warn!(error = &error as &dyn std::error::Error, "a verdict on a picture could not be kept");
        }
        Ok(verdict)
    }

    /// The picture in these bytes, which were made here for `maker`: it is not judged when it comes back within an hour.
    /// What is handed out are the bytes of the answer, for those are what its name stands for.
    ///
    /// # Errors
    /// [`ServiceError::Malformed`] if they are no picture that is taken in.
    pub async fn made_here(&self, maker: UserId, bytes: Vec<u8>) -> Result<CheckedImage, Error> {
        let image = self.checker.check(bytes).await.map_err(|refused| {
            let source = match refused {
                ImageRefused::Invalid(reason) => ServiceError::Malformed(reason.to_string().into()),
                ImageRefused::Service(error) => error,
            };
            Error::service("image_generation_failed", "The picture could not be made; please try again", source)
        })?;
        self.known.made_here(&image.file, maker, self.clock.now() + OWN_PICTURE_LASTS).await?;
        Ok(image)
    }
}

fn refused(reason: Option<String>) -> Error {
    Error::Refused {
        code: "content_policy_violation",
        message: reason.unwrap_or_else(|| "The picture does not follow our content policy".to_owned()),
    }
}

/// Whatever failed, to the person it is the same: the picture was not refused, it could not be judged.
fn unavailable(source: ServiceError) -> Error {
    let retry_after = match &source {
        ServiceError::Limited { retry_after } => *retry_after,
        ServiceError::Resting { retry_after } => Some(*retry_after),
        _ => None,
    };
    Error::Service {
        code: "moderation_unavailable",
        message: "Pictures cannot be checked at the moment; please try again in a minute".to_owned(),
        failure: ServiceFailure::Unavailable { retry_after },
        source,
    }
}
