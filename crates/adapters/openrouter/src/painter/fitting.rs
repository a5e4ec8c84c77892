use std::io::Cursor;

use image::{ImageReader, ImageResult, Limits, codecs::jpeg::JpegEncoder};
use tokio::task::spawn_blocking;
use vibeslop_domain::content::MAX_IMAGE_BYTES;
use vibeslop_ports::ServiceError;

/// The largest side of a picture that is opened, and of what is made of it.
const MAX_SIDE: u32 = 12_000;
const SIDE: u32 = 2_560;

/// The picture, made smaller if it has more bytes than pictures here may have: models paint larger ones.
pub(super) async fn fitting(bytes: Vec<u8>) -> Result<Vec<u8>, ServiceError> {
    if bytes.len() <= MAX_IMAGE_BYTES {
        return Ok(bytes);
    }
    let made = spawn_blocking(move || smaller(&bytes)).await;
    made.map_err(|error| ServiceError::Unavailable(error.into()))?
        .map_err(|error| ServiceError::Malformed(error.into()))
}

fn smaller(bytes: &[u8]) -> ImageResult<Vec<u8>> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format()?;
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(MAX_SIDE), Some(MAX_SIDE));
    reader.limits(limits);
    let mut picture = reader.decode()?;
    if picture.width().max(picture.height()) > SIDE {
        picture = picture.thumbnail(SIDE, SIDE);
    }
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, 88).encode_image(&picture.into_rgb8())?;
    Ok(jpeg)
}

#[cfg(test)]
mod tests {
    use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

    use super::*;

    #[tokio::test]
    async fn a_picture_of_too_many_bytes_becomes_a_smaller_one() {
        // Noise, which no format makes small.
        let mut state = 1_u32;
        let noise = RgbImage::from_fn(1_600, 1_300, |_, _| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let [a, b, c, _] = state.to_be_bytes();
            Rgb([a, b, c])
        });
        let mut png = Vec::new();
        DynamicImage::from(noise).write_to(&mut Cursor::new(&mut png), ImageFormat::Png).unwrap();
        assert!(png.len() > MAX_IMAGE_BYTES, "{}", png.len());
        let made = fitting(png).await.unwrap();
        assert!(made.len() <= MAX_IMAGE_BYTES && made.starts_with(&[0xFF, 0xD8]), "{}", made.len());
    }

    #[tokio::test]
    async fn a_small_one_stays_and_what_is_none_is_an_error() {
        assert_eq!(fitting(b"anything".to_vec()).await.unwrap(), b"anything");
        assert!(fitting(vec![0; MAX_IMAGE_BYTES + 1]).await.is_err());
    }
}
