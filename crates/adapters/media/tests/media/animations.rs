//! Pictures that move.

use image::{
    AnimationDecoder, Frame,
    codecs::{gif::GifDecoder, webp::WebPDecoder},
};

use crate::pictures::{checked, coded_webp, contains, extended_header, gif, refusal, riff, riff_chunk, webp};

fn frames<'a>(decoder: impl AnimationDecoder<'a>) -> Vec<Frame> {
    decoder.into_frames().collect_frames().unwrap_or_default()
}

fn gif_frames(bytes: &[u8]) -> Vec<Frame> {
    GifDecoder::new(std::io::Cursor::new(bytes)).map(frames).unwrap_or_default()
}

/// An animated WebP of 48 × 32 pixels with frames of that size.
fn animated_webp(count: usize) -> Vec<u8> {
    let head = [0, 0, 0, 0, 0, 0, 47, 0, 0, 31, 0, 0, 100, 0, 0, 2];
    let frame = riff_chunk(b"ANMF", &[head.as_slice(), &coded_webp(), &riff_chunk(b"what", b"hidden")].concat());
    let mut chunks = vec![extended_header(0x02 | 0x08), riff_chunk(b"ANIM", &[0; 6])];
    chunks.extend(std::iter::repeat_n(frame, count));
    chunks.push(riff_chunk(b"EXIF", b"II*\0place"));
    riff(&chunks)
}

#[tokio::test]
async fn an_animated_gif_stays_animated_and_loses_its_comments() {
    let original = gif();
    // Behind the header and the colours of the whole: where extensions begin.
    let at = original.iter().position(|byte| *byte == 0x21).unwrap();
    let spoken: &[&[u8]] = &[
        b"\x21\xfe\x09a comment\0",
        b"\x21\xff\x0bXMP DataXMP\x05<x/>!\0",
        b"\x21\xff\x0bICCRGBG1012\x03icc\0",
        b"\x21\x01\x0c\0\0\0\0\x08\0\x08\0\x04\x04\0\x01\x04text\0",
        b"\0",
    ];
    let told = [&original[..at], &spoken.concat(), &original[at..], b"trailing"].concat();
    let image = checked(told).await;
    assert_eq!(image.bytes, original);
    let (cleaned, before) = (gif_frames(&image.bytes), gif_frames(&original));
    assert_eq!(cleaned.len(), 3);
    for (one, other) in cleaned.iter().zip(&before) {
        assert_eq!((one.buffer(), one.delay()), (other.buffer(), other.delay()));
    }
    assert!(contains(&image.bytes, b"NETSCAPE2.0\x03\x01\0\0\0"));
}

#[tokio::test]
async fn an_animated_webp_stays_animated_and_loses_its_exif() {
    let image = checked(animated_webp(3)).await;
    assert!(!contains(&image.bytes, b"place") && !contains(&image.bytes, b"hidden"));
    let decoder = WebPDecoder::new(std::io::Cursor::new(image.bytes.as_slice())).unwrap();
    assert!(decoder.has_animation());
    let still = image::load_from_memory(&webp()).unwrap().into_rgba8();
    let frames = frames(decoder);
    assert_eq!(frames.len(), 3);
    assert!(frames.iter().all(|frame| *frame.buffer() == still));
}

#[tokio::test]
async fn a_frame_that_is_larger_than_it_says_is_refused() {
    let mut odd = animated_webp(2);
    let at = odd.windows(4).position(|kind| kind == b"ANMF").unwrap();
    odd[at + 8 + 6] = 3; // the frame's width
    assert_eq!(refusal(odd).await, "is a damaged or incomplete picture");
}

#[tokio::test]
async fn an_animation_that_paints_too_much_is_refused_before_it_is_decoded() {
    // 6,000 × 6,000 pixels, painted by dots of one pixel: 30 bytes a frame.
    let mut bomb = b"GIF89a\x70\x17\x70\x17\0\0\0".to_vec();
    for _ in 0..8 {
        bomb.extend(b"\x2c\0\0\0\0\x01\0\x01\0\x80\0\0\0\xff\xff\xff\x02\x02\x44\x01\0");
    }
    bomb.push(0x3b);
    assert_eq!(refusal(bomb).await, "must have at most 250 million pixels in all its frames together");
}

#[tokio::test]
async fn an_animation_without_frames_is_none() {
    assert_eq!(refusal(animated_webp(0)).await, "is a damaged or incomplete picture");
    assert_eq!(refusal(b"GIF89a\x08\0\x08\0\0\0\0\x3b".to_vec()).await, "is a damaged or incomplete picture");
}
