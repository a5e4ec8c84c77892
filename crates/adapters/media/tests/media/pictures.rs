//! Pictures made for the tests, and what becomes of them.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::Cursor;

use image::{
    Delay, DynamicImage, Frame, ImageFormat, Rgba, RgbaImage,
    codecs::gif::{GifEncoder, Repeat},
};
use vibeslop_domain::Invalid;
use vibeslop_media::ImageInspector;
use vibeslop_ports::content::{CheckedImage, ImageChecker, ImageRefused};

/// A picture whose pixels differ, so that a loss would show.
pub fn pixels(width: u32, height: u32) -> RgbaImage {
    RgbaImage::from_fn(width, height, |x, y| {
        let shade = |n: u32| u8::try_from(n % 256).unwrap();
        Rgba([shade(x * 7), shade(y * 11), shade(x * y), 255])
    })
}

pub fn encoded(format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::from(pixels(48, 32)).into_rgb8().write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

pub fn png() -> Vec<u8> {
    encoded(ImageFormat::Png)
}

pub fn jpeg() -> Vec<u8> {
    encoded(ImageFormat::Jpeg)
}

pub fn webp() -> Vec<u8> {
    encoded(ImageFormat::WebP)
}

/// Three frames that repeat for ever.
pub fn gif() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = GifEncoder::new(&mut bytes);
    encoder.set_repeat(Repeat::Infinite).unwrap();
    let frame = |n: u32| Frame::from_parts(pixels(8 + n, 8), 0, 0, Delay::from_numer_denom_ms(80, 1));
    encoder.encode_frames([8, 4, 0].map(frame)).unwrap();
    drop(encoder);
    bytes
}

pub async fn checked(bytes: Vec<u8>) -> CheckedImage {
    ImageInspector::new().check(bytes).await.unwrap()
}

/// The phrase with which a picture is refused.
pub async fn refusal(bytes: Vec<u8>) -> String {
    match ImageInspector::new().check(bytes).await {
        Err(ImageRefused::Invalid(Invalid(phrase))) => phrase.into_owned(),
        other => panic!("not refused as invalid: {other:?}"),
    }
}

/// A chunk of a PNG with its checksum.
pub fn png_chunk(kind: &[u8], data: &[u8]) -> Vec<u8> {
    let named = [kind, data].concat();
    let crc = !named.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { 0xedb8_8320 ^ (crc >> 1) } else { crc >> 1 })
    });
    [&u32::try_from(data.len()).unwrap().to_be_bytes()[..], &named, &crc.to_be_bytes()].concat()
}

/// A chunk of a WebP, padded.
pub fn riff_chunk(kind: &[u8], data: &[u8]) -> Vec<u8> {
    let padding = if data.len() % 2 == 1 { &[0][..] } else { &[] };
    [kind, &u32::try_from(data.len()).unwrap().to_le_bytes(), data, padding].concat()
}

/// A WebP of these chunks.
pub fn riff(chunks: &[Vec<u8>]) -> Vec<u8> {
    riff_chunk(b"RIFF", &[b"WEBP", chunks.concat().as_slice()].concat())
}

/// The header of an extended WebP of 48 × 32 pixels.
pub fn extended_header(flags: u8) -> Vec<u8> {
    riff_chunk(b"VP8X", &[flags, 0, 0, 0, 47, 0, 0, 31, 0, 0])
}

/// The chunk with the coded picture of [`webp`].
pub fn coded_webp() -> Vec<u8> {
    webp().split_off(12)
}

/// A segment of a JPEG.
pub fn segment(code: u8, data: &[u8]) -> Vec<u8> {
    [&[0xff, code], &u16::try_from(data.len() + 2).unwrap().to_be_bytes()[..], data].concat()
}

/// `bytes` with `inserted` at an offset.
pub fn with(bytes: &[u8], at: usize, inserted: &[u8]) -> Vec<u8> {
    let (before, behind) = bytes.split_at(at);
    [before, inserted, behind].concat()
}

pub fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// Whether two files show the same pixels.
pub fn look_alike(one: &[u8], other: &[u8]) -> bool {
    image::load_from_memory(one).unwrap().into_rgba8() == image::load_from_memory(other).unwrap().into_rgba8()
}
