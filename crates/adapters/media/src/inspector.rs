use std::sync::Arc;

use async_trait::async_trait;
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;
use vibeslop_domain::{
    Invalid,
    content::{MAX_IMAGE_BYTES, MediaFile},
};
use vibeslop_ports::{
    ServiceError,
    content::{CheckedImage, ImageChecker, ImageRefused},
};

use crate::{
    container::{self, UNREADABLE},
    decode,
};

/// How many pictures are opened at the same time. One of the largest takes about 600 MB while it is open.
const AT_ONCE: usize = 2;

/// Finds out what bytes are.
///
/// The kind is found from the bytes alone. Size and number of pixels are judged before a pixel is decoded. Metadata
/// are taken out of the container, and what the picture itself is made of stays as it is, byte for byte: nothing is
/// compressed a second time. What is left is then decoded to its end, so that what is kept is known to be whole.
///
/// | format | kept besides the picture | everything else is dropped |
/// | --- | --- | --- |
/// | JPEG | colour profile, Adobe's colour marker, pixel density, orientation | Exif with place and camera, XMP, IPTC, comments, thumbnails, what follows the end |
/// | PNG | transparency, colour chunks, pixel density | texts, Exif, time, unknown chunks; an animated PNG becomes its still picture |
/// | WebP | colour profile, animation | Exif, XMP, unknown chunks |
/// | GIF | animation and how often it repeats | comments, XMP, other extensions |
///
/// A JPEG's orientation is kept as an Exif block of our own that says nothing else: turning the pixels would compress
/// them again. Browsers heed it in JPEG files alone, hence it is kept in no other.
#[derive(Debug, Clone)]
pub struct ImageInspector {
    turns: Arc<Semaphore>,
}

impl ImageInspector {
    /// An inspector. Its clones share the number of pictures that are opened at the same time.
    pub fn new() -> Self {
        Self { turns: Arc::new(Semaphore::new(AT_ONCE)) }
    }
}

impl Default for ImageInspector {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
impl ImageChecker for ImageInspector {
    async fn check(&self, bytes: Vec<u8>) -> Result<CheckedImage, ImageRefused> {
        let out_of_order = |error| ServiceError::Unavailable(error);
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(|error| out_of_order(error.into()))?;
        let inspected = tokio::task::spawn_blocking(move || {
            // Held inside, so that a caller who goes away does not let the next one in while this one still runs.
            let _turn = turn;
            inspect(&bytes)
        });
        match inspected.await {
            Ok(inspected) => Ok(inspected?),
            Err(error) if error.is_panic() => {
                tracing::error!("a decoder of pictures panicked");
                Err(Invalid::because(UNREADABLE).into())
            }
            Err(error) => Err(out_of_order(error.into()).into()),
        }
    }
}

fn inspect(bytes: &[u8]) -> Result<CheckedImage, Invalid> {
    if bytes.len() > MAX_IMAGE_BYTES {
        return Err(Invalid::because("must be at most 5 MB"));
    }
    let cleaned = container::clean(bytes)?;
    decode::prove(&cleaned)?;
    let file = MediaFile::new(Sha256::digest(&cleaned.bytes).into(), cleaned.format);
    Ok(CheckedImage { file, bytes: cleaned.bytes })
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use image::{DynamicImage, Frame, ImageFormat, RgbImage, codecs::gif::GifEncoder};

    use super::*;

    fn pictures() -> Vec<Vec<u8>> {
        let picture =
            RgbImage::from_fn(16, 12, |x, y| [x, y, x * y].map(|n| u8::try_from(n).unwrap_or_default()).into());
        let mut pictures = Vec::new();
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
            let mut bytes = Cursor::new(Vec::new());
            picture.write_to(&mut bytes, format).unwrap();
            pictures.push(bytes.into_inner());
        }
        let mut gif = Vec::new();
        let frame = || Frame::new(DynamicImage::from(picture.clone()).into_rgba8());
        GifEncoder::new(&mut gif).encode_frames([frame(), frame()]).unwrap();
        pictures.push(gif);
        pictures
    }

    /// Called directly: behind `check` a panic would only be a refusal.
    #[test]
    fn whatever_bytes_come_nothing_panics() {
        for picture in pictures() {
            assert!(inspect(&picture).is_ok());
            for at in 0..picture.len() {
                for change in [0x01, 0x80, 0xff] {
                    let mut odd = picture.clone();
                    odd[at] ^= change;
                    let changed = inspect(&odd);
                    assert!(changed.is_err() || at > 0, "the first byte of a picture means nothing");
                    let cut = inspect(&odd[..at]);
                    assert!(cut.is_err(), "a picture of {} bytes is whole with {at}", picture.len());
                }
            }
        }
    }
}
