use std::io::Cursor;

use image::{
    AnimationDecoder, DynamicImage, Frame, ImageDecoder, ImageReader, ImageResult, Limits,
    codecs::{gif::GifDecoder, webp::WebPDecoder},
};
use vibeslop_domain::{Invalid, content::ImageFormat};

use crate::container::{Cleaned, UNREADABLE};

/// The most memory that pixels may take at once: those of a frame, of the one before and of both together, at 40 million
/// of four bytes each; or 40 million of eight bytes.
const MAX_ALLOC: u64 = 512 * 1024 * 1024;

/// Decodes a picture to its end and throws the pixels away: what can be shown here can be shown elsewhere.
///
/// # Errors
/// It cannot be decoded, or turns out to be another picture than its container said.
pub(crate) fn prove(picture: &Cleaned) -> Result<(), Invalid> {
    let shown = decode(picture).map_err(|error| {
        tracing::debug!(format = ?picture.format, %error, "a picture could not be decoded");
        Invalid::because(UNREADABLE)
    })?;
    if shown == (picture.width, picture.height, picture.frames) { Ok(()) } else { Err(Invalid::because(UNREADABLE)) }
}

/// Width, height and number of frames, as found by decoding all of them.
fn decode(picture: &Cleaned) -> ImageResult<(u32, u32, usize)> {
    let bytes = Cursor::new(picture.bytes.as_slice());
    match picture.format {
        ImageFormat::Png => still(ImageReader::with_format(bytes, image::ImageFormat::Png)),
        ImageFormat::Jpeg => still(ImageReader::with_format(bytes, image::ImageFormat::Jpeg)),
        ImageFormat::Gif => {
            let mut decoder = GifDecoder::new(bytes)?;
            decoder.set_limits(limits())?;
            let (width, height) = decoder.dimensions();
            Ok((width, height, count(decoder.into_frames())?))
        }
        ImageFormat::Webp => {
            let mut decoder = WebPDecoder::new(bytes)?;
            decoder.set_limits(limits())?;
            let (width, height) = decoder.dimensions();
            let frames = if decoder.has_animation() {
                count(decoder.into_frames())?
            } else {
                DynamicImage::from_decoder(decoder)?;
                1
            };
            Ok((width, height, frames))
        }
    }
}

fn still(mut reader: ImageReader<Cursor<&[u8]>>) -> ImageResult<(u32, u32, usize)> {
    reader.limits(limits());
    let shown = reader.decode()?;
    Ok((shown.width(), shown.height(), 1))
}

fn count(frames: impl Iterator<Item = ImageResult<Frame>>) -> ImageResult<usize> {
    let mut number = 0;
    for frame in frames {
        frame?;
        number += 1;
    }
    Ok(number)
}

fn limits() -> Limits {
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MAX_ALLOC);
    limits
}
