//! What is no picture, or too much of one.

use image::{
    ImageEncoder,
    codecs::png::{CompressionType, FilterType, PngEncoder},
};
use vibeslop_domain::content::{ImageFormat, MAX_IMAGE_BYTES};

use crate::pictures::{checked, extended_header, gif, jpeg, png, png_chunk, refusal, riff, riff_chunk, webp, with};

const NO_PICTURE: &str = "must be a PNG, JPEG, WebP or GIF picture";
const UNREADABLE: &str = "is a damaged or incomplete picture";
const TOO_MANY_PIXELS: &str = "must have at most 40 million pixels";

#[tokio::test]
async fn a_picture_is_what_its_bytes_are_whatever_it_is_called() {
    // The port takes no name and no type: a PNG that was sent as `photo.jpg` with `image/jpeg` is a PNG.
    assert_eq!(checked(png()).await.file.format(), ImageFormat::Png);
    assert_eq!(checked(jpeg()).await.file.format(), ImageFormat::Jpeg);
}

#[tokio::test]
async fn drawings_scripts_and_other_files_are_refused() {
    for file in [
        &b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"[..],
        b"<?xml version='1.0'?><svg/>",
        b"<html><script>alert(1)</script></html>",
        b"#!/bin/sh\nrm -rf /\n",
        b"BM\x3a\0\0\0",
        b"II*\0\x08\0\0\0",
        b"\0\0\0\x20ftypavif",
        b"%PDF-1.7",
        b"PK\x03\x04",
        b"",
        b"\x89PNG",
        b"GIF88a",
        b"RIFF\x04\0\0\0WAVE",
    ] {
        assert_eq!(refusal(file.to_vec()).await, NO_PICTURE, "{:?}", String::from_utf8_lossy(file));
    }
}

#[tokio::test]
async fn a_script_behind_the_first_bytes_of_a_picture_is_refused() {
    let script = b"/*<script>alert(1)</script>*/";
    for head in [&b"\x89PNG\r\n\x1a\n"[..], b"\xff\xd8\xff\xe0", b"RIFF\x20\0\0\0WEBPVP8L", b"GIF89a\x08\0\x08\0\0\0\0"]
    {
        assert_eq!(refusal([head, script].concat()).await, UNREADABLE, "{head:?}");
    }
}

#[tokio::test]
async fn a_script_behind_a_whole_picture_is_cut_off() {
    for picture in [png(), jpeg(), webp(), gif()] {
        let image = checked([picture.as_slice(), b"<script>alert(1)</script>"].concat()).await;
        assert_eq!(image.bytes, picture);
    }
}

#[tokio::test]
async fn too_many_pixels_are_refused_by_what_the_header_says() {
    // 8,200 × 5,000 = 41 million.
    let mut declared = png();
    let header = png_chunk(b"IHDR", &[0, 0, 0x20, 0x08, 0, 0, 0x13, 0x88, 8, 2, 0, 0, 0]);
    declared.splice(8..33, header);
    assert_eq!(refusal(declared).await, TOO_MANY_PIXELS);

    let mut tall = jpeg();
    let frame = tall.windows(2).position(|marker| marker == b"\xff\xc0").unwrap();
    tall[frame + 5..frame + 9].copy_from_slice(&[0xff, 0xff, 0xff, 0xff]);
    assert_eq!(refusal(tall).await, TOO_MANY_PIXELS);

    assert_eq!(refusal(b"GIF89a\xff\xff\xff\xff\0\0\0\x3b".to_vec()).await, TOO_MANY_PIXELS);
    let canvas = riff_chunk(b"VP8X", &[0, 0, 0, 0, 0xff, 0xff, 0, 0xff, 0xff, 0]);
    assert_eq!(refusal(riff(&[canvas])).await, TOO_MANY_PIXELS);
    let lossless = riff_chunk(b"VP8L", &[0x2f, 0xff, 0xff, 0xff, 0x0f, 0, 0]);
    assert_eq!(refusal(riff(&[lossless])).await, TOO_MANY_PIXELS);
}

#[tokio::test]
async fn a_small_file_with_41_million_pixels_is_refused() {
    let (width, height) = (8_200, 5_000);
    let mut bomb = Vec::new();
    PngEncoder::new_with_quality(&mut bomb, CompressionType::Fast, FilterType::NoFilter)
        .write_image(&vec![0; 41_000_000], width, height, image::ExtendedColorType::L8)
        .unwrap();
    assert!(bomb.len() < 500_000, "{}", bomb.len());
    assert_eq!(refusal(bomb).await, TOO_MANY_PIXELS);
}

#[tokio::test]
async fn a_file_that_is_too_large_is_refused() {
    assert_eq!(refusal(vec![0; MAX_IMAGE_BYTES + 1]).await, "must be at most 5 MB");
}

#[tokio::test]
async fn pictures_that_break_off_are_refused_wherever_they_do() {
    for picture in [png(), jpeg(), webp(), gif()] {
        for end in
            [20, picture.len() / 4, picture.len() / 2, picture.len() * 3 / 4, picture.len() - 2, picture.len() - 1]
        {
            let phrase = refusal(picture[..end].to_vec()).await;
            assert_eq!(phrase, UNREADABLE, "{end} of {}", picture.len());
        }
    }
}

#[tokio::test]
async fn damaged_pictures_are_refused() {
    // A bit of the picture's data turned over.
    let mut damaged = png();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 0x40;
    assert_eq!(refusal(damaged).await, UNREADABLE);
    // No picture data at all.
    let (head, tail) = (png()[..33].to_vec(), png_chunk(b"IEND", b""));
    assert_eq!(refusal([head, tail].concat()).await, UNREADABLE);
    // Two headers; a chunk that nobody knows and that cannot be done without.
    let again = png()[8..33].to_vec();
    assert_eq!(refusal(with(&png(), 33, &again)).await, UNREADABLE);
    assert_eq!(refusal(with(&png(), 33, &png_chunk(b"CRIT", b""))).await, UNREADABLE);
    // Sizes of nothing.
    assert_eq!(refusal(b"GIF89a\0\0\0\0\0\0\0\x3b".to_vec()).await, UNREADABLE);
    // A canvas of another size than the picture on it.
    let small = webp().split_off(12);
    let header = riff_chunk(b"VP8X", &[0, 0, 0, 0, 9, 0, 0, 9, 0, 0]);
    assert_eq!(refusal(riff(&[header, small])).await, UNREADABLE);
    assert_eq!(refusal(riff(&[extended_header(0)])).await, UNREADABLE);
}

#[tokio::test]
async fn a_jpeg_with_scans_without_end_is_refused() {
    let original = jpeg();
    let scan = original.windows(2).position(|marker| marker == b"\xff\xda").unwrap();
    let (head, scan) = original[..original.len() - 2].split_at(scan);
    let bomb = [head, &scan.repeat(65), b"\xff\xd9"].concat();
    assert_eq!(refusal(bomb).await, UNREADABLE);
}

#[tokio::test]
async fn a_lossy_webp_is_a_picture_too() {
    // One white pixel.
    let coded = [
        0x30, 0x01, 0x00, 0x9d, 0x01, 0x2a, 0x01, 0x00, 0x01, 0x00, 0x0e, 0xc0, 0xfe, 0x25, 0xa4, 0x00, 0x03, 0x70,
        0x00, 0x00, 0x00, 0x00,
    ];
    let image = checked(riff(&[riff_chunk(b"VP8 ", &coded)])).await;
    assert_eq!(image.file.format(), ImageFormat::Webp);
}
