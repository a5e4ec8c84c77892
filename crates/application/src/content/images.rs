use std::{collections::HashSet, sync::Arc};

use futures_util::future::join_all;
use vibeslop_domain::{
    Invalid, Violations,
    content::{ImageEntry, MediaFile, StoredImage},
};
use vibeslop_ports::{
    ServiceError,
    content::{CheckedImage, ImageChecker, ImageRefused, MediaStore},
    moderation::{ImageJudge, Verdict},
};

use crate::{Error, ServiceFailure, debug::opaque_debug};

/// Takes pictures in and hands them out.
///
/// Nothing is kept that was not judged. A picture that is kept already is therefore not judged again: its name is
/// the hash of the bytes that were.
#[derive(Clone)]
pub struct Images {
    /// Finds out what bytes are.
    pub checker: Arc<dyn ImageChecker>,
    /// Says whether a picture may be shown.
    pub judge: Arc<dyn ImageJudge>,
    /// Keeps pictures.
    pub store: Arc<dyn MediaStore>,
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

    /// Has all pictures judged at the same time. One that may not be shown weighs more than one that could not be
    /// judged: it would not help to try again.
    async fn judge(&self, images: &[&CheckedImage]) -> Result<(), Error> {
        let mut unjudged = None;
        for verdict in join_all(images.iter().map(|image| self.judge.judge(image))).await {
            match verdict {
                Ok(Verdict::Safe) => {}
                Ok(Verdict::Unsafe { reason }) => return Err(refused(reason)),
                // The judge's own service did not want to look at it.
                Err(ServiceError::Moderated) => return Err(refused(None)),
                Err(error) => unjudged = unjudged.or(Some(error)),
            }
        }
        unjudged.map_or(Ok(()), |source| Err(unavailable(source)))
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
