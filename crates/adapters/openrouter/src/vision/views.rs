use std::io::Cursor;

use base64::{Engine, engine::general_purpose::STANDARD};
use image::{
    AnimationDecoder, DynamicImage, Frame, ImageDecoder, ImageError, ImageReader, ImageResult, Rgba, RgbaImage,
    codecs::{gif::GifDecoder, jpeg::JpegEncoder, webp::WebPDecoder},
    imageops,
};
use vibeslop_domain::content::ImageFormat;
use vibeslop_ports::content::CheckedImage;

/// Up to this size, in bytes, a still picture is shown as it is.
const SMALL: usize = 512 * 1024;
/// The longest side of a picture that was made small, in pixels: enough to see what there is to see.
const SIDE: u32 = 1_280;
/// The longest side of a moment of an animation.
const MOMENT_SIDE: u32 = 640;
/// The most moments of an animation that are shown.
const MOMENTS: usize = 8;

/// The picture itself, if it is still and small.
pub(super) fn as_it_is(image: &CheckedImage) -> Option<String> {
    // What a GIF or a WebP moves is only known once it is opened; few models look at more than its first moment.
    let still = matches!(image.file.format(), ImageFormat::Png | ImageFormat::Jpeg);
    (still && image.bytes.len() <= SMALL).then(|| data_url(image.file.format().content_type(), &image.bytes))
}

/// What a large or a moving picture shows: itself in small, or moments that are spread evenly over an animation.
pub(super) fn made_small(image: &CheckedImage) -> ImageResult<Vec<String>> {
    let bytes = Cursor::new(image.bytes.as_slice());
    let frames = match image.file.format() {
        ImageFormat::Gif => Some(GifDecoder::new(bytes)?.into_frames()),
        ImageFormat::Webp => {
            let decoder = WebPDecoder::new(bytes)?;
            decoder.has_animation().then(|| decoder.into_frames())
        }
        ImageFormat::Png | ImageFormat::Jpeg => None,
    };
    match frames {
        Some(frames) => moments(frames)?.into_iter().map(|moment| jpeg(&moment)).collect(),
        None => Ok(vec![jpeg(&still(&image.bytes)?)?]),
    }
}

fn still(bytes: &[u8]) -> ImageResult<RgbaImage> {
    let mut decoder = ImageReader::new(Cursor::new(bytes)).with_guessed_format()?.into_decoder()?;
    let orientation = decoder.orientation()?;
    let mut picture = DynamicImage::from_decoder(decoder)?;
    if picture.width().max(picture.height()) > SIDE {
        picture = picture.thumbnail(SIDE, SIDE);
    }
    picture.apply_orientation(orientation);
    Ok(picture.into_rgba8())
}

/// Keeps every n-th moment, and doubles n whenever too many are kept: the number of frames is known at the end only,
/// and they are too large to keep all.
fn moments(frames: impl Iterator<Item = ImageResult<Frame>>) -> ImageResult<Vec<RgbaImage>> {
    let (mut kept, mut every) = (Vec::new(), 1);
    for (number, frame) in frames.enumerate() {
        let frame = frame?;
        if number % every != 0 {
            continue;
        }
        if kept.len() == MOMENTS {
            let mut odd = false;
            kept.retain(|_| {
                odd = !odd;
                odd
            });
            every *= 2;
            if number % every != 0 {
                continue;
            }
        }
        kept.push(small_moment(frame.into_buffer()));
    }
    if kept.is_empty() { Err(ImageError::IoError(std::io::ErrorKind::UnexpectedEof.into())) } else { Ok(kept) }
}

fn small_moment(moment: RgbaImage) -> RgbaImage {
    let longest = moment.width().max(moment.height());
    if longest <= MOMENT_SIDE {
        return moment;
    }
    DynamicImage::from(moment).thumbnail(MOMENT_SIDE, MOMENT_SIDE).into_rgba8()
}

/// As a JPEG, on white where it can be seen through.
fn jpeg(picture: &RgbaImage) -> ImageResult<String> {
    let mut ground = RgbaImage::from_pixel(picture.width(), picture.height(), Rgba([255; 4]));
    imageops::overlay(&mut ground, picture, 0, 0);
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 80).encode_image(&DynamicImage::from(ground).into_rgb8())?;
    Ok(data_url("image/jpeg", &bytes))
}

fn data_url(content_type: &str, bytes: &[u8]) -> String {
    format!("data:{content_type};base64,{}", STANDARD.encode(bytes))
}

#[cfg(test)]
mod tests {
    use image::{Delay, codecs::gif::GifEncoder};
    use vibeslop_domain::content::MediaFile;

    use super::*;

    fn checked(format: ImageFormat, bytes: Vec<u8>) -> CheckedImage {
        CheckedImage { file: MediaFile::new([7; 32], format), bytes }
    }

    fn frame(shade: u8) -> Frame {
        Frame::from_parts(
            RgbaImage::from_pixel(4, 4, Rgba([shade, shade, shade, 255])),
            0,
            0,
            Delay::from_numer_denom_ms(40, 1),
        )
    }

    fn opened(url: &str) -> RgbaImage {
        let bytes = STANDARD.decode(url.strip_prefix("data:image/jpeg;base64,").unwrap()).unwrap();
        image::load_from_memory(&bytes).unwrap().into_rgba8()
    }

    #[test]
    fn small_stills_are_shown_as_they_are() {
        let png = checked(ImageFormat::Png, b"abc".to_vec());
        assert_eq!(as_it_is(&png).as_deref(), Some("data:image/png;base64,YWJj"));
        assert_eq!(as_it_is(&checked(ImageFormat::Jpeg, vec![0; SMALL + 1])), None);
        assert_eq!(as_it_is(&checked(ImageFormat::Gif, b"abc".to_vec())), None);
    }

    #[test]
    fn large_pictures_are_made_small() {
        let mut png = Vec::new();
        let large = DynamicImage::from(RgbaImage::from_pixel(2_000, 500, Rgba([10, 200, 30, 255])));
        large.write_to(&mut Cursor::new(&mut png), image::ImageFormat::Png).unwrap();
        let views = made_small(&checked(ImageFormat::Png, png)).unwrap();
        assert_eq!(views.len(), 1);
        assert_eq!(opened(&views[0]).dimensions(), (1_280, 320));
    }

    #[test]
    fn an_animation_is_shown_by_moments_from_its_beginning_to_its_end() {
        for (frames, most, last) in [(1, 1, 0), (8, 8, 7), (9, 5, 8), (100, 7, 96)] {
            let kept = moments((0..frames).map(|shade| Ok(frame(shade)))).unwrap();
            let shades: Vec<u8> = kept.iter().map(|moment| moment.get_pixel(0, 0).0[0]).collect();
            assert_eq!((kept.len(), shades.first(), shades.last()), (most, Some(&0), Some(&last)), "{shades:?}");
            assert!(shades.is_sorted());
        }
    }

    #[test]
    fn a_gif_is_opened_and_what_is_broken_is_an_error() {
        let mut gif = Vec::new();
        GifEncoder::new(&mut gif).encode_frames([frame(0), frame(255)]).unwrap();
        assert_eq!(made_small(&checked(ImageFormat::Gif, gif)).unwrap().len(), 2);
        for format in ImageFormat::ALL {
            assert!(made_small(&checked(format, b"no picture".to_vec())).is_err(), "{format:?}");
        }
    }

    #[test]
    fn what_can_be_seen_through_stands_on_white() {
        let view = opened(&jpeg(&RgbaImage::from_pixel(8, 8, Rgba([0, 0, 0, 0]))).unwrap());
        assert!(view.get_pixel(3, 3).0[0] > 250);
    }
}
