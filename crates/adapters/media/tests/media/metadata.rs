//! What is taken out of pictures, and what stays.

use image::{ImageDecoder, ImageResult, codecs::jpeg::JpegDecoder, metadata::Orientation};
use sha2::{Digest, Sha256};
use vibeslop_domain::content::{ImageFormat, MediaFile};

use crate::pictures::{
    checked, coded_webp, contains, extended_header, gif, jpeg, look_alike, png, png_chunk, riff, riff_chunk, segment,
    webp, with,
};

/// Exif as a camera writes it: the picture has to be turned right (6), and it was taken at a place.
fn exif(orientation: u8) -> Vec<u8> {
    let tiff: &[&[u8]] = &[
        b"II*\0\x08\0\0\0",
        b"\x03\0",                                          // three entries
        b"\x0f\x01\x02\0\x08\0\0\0\x32\0\0\0",              // maker, a text at 50
        &[0x12, 1, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0], // orientation
        b"\x25\x88\x04\0\x01\0\0\0\x3a\0\0\0",              // GPS, a directory at 58
        b"\0\0\0\0",
        b"Camera\0\0",
        b"\x01\0\x01\0\x02\0\x02\0\0\0N\0\0\0\0\0\0\0", // latitude: north
    ];
    [b"Exif\0\0", tiff.concat().as_slice()].concat()
}

fn orientation(bytes: &[u8]) -> ImageResult<Orientation> {
    JpegDecoder::new(std::io::Cursor::new(bytes))?.orientation()
}

#[tokio::test]
async fn a_jpeg_comes_back_without_the_place_where_it_was_taken() {
    let profile = segment(0xe2, b"ICC_PROFILE\0\x01\x01profile");
    let original = jpeg();
    let spoken: Vec<u8> = [
        segment(0xe1, &exif(6)),
        segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>Lisbon</x:xmpmeta>"),
        profile.clone(),
        segment(0xe2, b"MPF\0a second picture"),
        segment(0xed, b"Photoshop 3.0\08BIM by Ada"),
        segment(0xfe, b"a comment"),
        segment(0xe5, b"anything"),
    ]
    .concat();
    // Behind the first segment, and a film behind the end.
    let head = 4 + usize::from(original[5]);
    let told = [with(&original, head, &spoken), b"and a film".to_vec()].concat();
    assert_eq!(orientation(&told).unwrap(), Orientation::Rotate90);

    let image = checked(told).await;
    for gone in [&b"Camera"[..], b"Lisbon", b"MPF", b"Photoshop", b"comment", b"anything", b"film", b"\x25\x88"] {
        assert!(!contains(&image.bytes, gone), "{gone:?}");
    }
    assert!(contains(&image.bytes, &profile));
    assert_eq!(orientation(&image.bytes).unwrap(), Orientation::Rotate90);
    assert!(look_alike(&image.bytes, &original));
    assert_eq!(image.file.format(), ImageFormat::Jpeg);
}

#[tokio::test]
async fn an_orientation_that_turns_nothing_is_dropped() {
    for odd in [0, 1, 9, 255] {
        let image = checked(with(&jpeg(), 2, &segment(0xe1, &exif(odd)))).await;
        assert!(!contains(&image.bytes, b"Exif"), "{odd}");
    }
    let garbled = checked(with(&jpeg(), 2, &segment(0xe1, b"Exif\0\0II*\0\xff\xff\xff\xff"))).await;
    assert_eq!(garbled, checked(jpeg()).await);
}

#[tokio::test]
async fn a_png_comes_back_without_texts_and_times() {
    let original = png();
    let spoken = [
        png_chunk(b"tEXt", b"Author\0Ada"),
        png_chunk(b"zTXt", b"Comment\0\0packed"),
        png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0<x/>"),
        png_chunk(b"eXIf", &exif(6)[6..]),
        png_chunk(b"tIME", &[7, 234, 2, 2, 12, 0, 0]),
        png_chunk(b"acTL", &[0, 0, 0, 1, 0, 0, 0, 0]),
        png_chunk(b"prVt", b"nobody knows"),
    ]
    .concat();
    let colours = png_chunk(b"gAMA", &45_455_u32.to_be_bytes());
    let told = [with(&original, 33, &[spoken, colours.clone()].concat()), b"hidden".to_vec()].concat();
    let image = checked(told).await;
    assert_eq!(image.bytes, with(&original, 33, &colours));
}

#[tokio::test]
async fn a_webp_comes_back_without_exif_and_says_so() {
    let profile = riff_chunk(b"ICCP", b"profile");
    let told = riff(&[
        extended_header(0x2c), // profile, Exif and XMP
        profile.clone(),
        coded_webp(),
        riff_chunk(b"EXIF", &exif(6)),
        riff_chunk(b"XMP ", b"<x:xmpmeta>Lisbon</x:xmpmeta>"),
        riff_chunk(b"what", b"nobody knows"),
    ]);
    let image = checked([told, b"hidden".to_vec()].concat()).await;
    assert_eq!(image.bytes, riff(&[extended_header(0x20), profile, coded_webp()]));
    assert!(look_alike(&image.bytes, &webp()));
}

#[tokio::test]
async fn what_says_nothing_stays_as_it_is() {
    for (format, bytes) in
        [(ImageFormat::Png, png()), (ImageFormat::Jpeg, jpeg()), (ImageFormat::Webp, webp()), (ImageFormat::Gif, gif())]
    {
        let image = checked(bytes.clone()).await;
        assert_eq!(image.bytes, bytes, "{format:?}");
        assert_eq!(image.file, MediaFile::new(Sha256::digest(&bytes).into(), format));
    }
}

#[tokio::test]
async fn cleaning_twice_is_cleaning_once() {
    let told = with(&jpeg(), 2, &[segment(0xe1, &exif(8)), segment(0xfe, b"x")].concat());
    let once = checked(told.clone()).await;
    assert_eq!(checked(told).await, once);
    assert_eq!(checked(once.bytes.clone()).await, once);
}

#[tokio::test]
async fn a_thumbnail_in_the_first_segment_is_dropped() {
    let small = segment(0xe0, b"JFIF\0\x01\x02\0\0\x01\0\x01\x01\x01abc");
    let original = jpeg();
    let head = 4 + usize::from(original[5]);
    let told = [&[0xff, 0xd8], small.as_slice(), &original[head..]].concat();
    let image = checked(told).await;
    assert!(image.bytes.starts_with(b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x02\0\0\x01\0\x01\0\0\xff"));
}
