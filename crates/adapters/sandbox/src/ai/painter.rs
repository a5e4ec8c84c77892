//! Pictures by numbers, and what is to be seen in pictures.

use std::io::Cursor;

use async_trait::async_trait;
use image::{DynamicImage, ImageFormat, ImageReader, Limits, Rgb, RgbImage};
use sha2::{Digest, Sha256};
use vibeslop_ports::{
    ServiceError,
    ai::{AspectRatio, Completion, LookRequest, PaintRequest, Painted, Painter, Usage, VisionModel},
};

use super::{NAME, tokens};

/// How high a picture is.
const HEIGHT: u32 = 360;
/// How many circles there are.
const CIRCLES: usize = 5;
/// The largest picture that is looked at.
const MAX_SIDE: u32 = 8_000;

/// Paints a banner whose colors and shapes come from the prompt: equal prompts get equal pictures.
#[derive(Debug, Clone, Copy, Default)]
pub struct SandboxPainter;

#[async_trait]
impl Painter for SandboxPainter {
    fn is_sandbox(&self) -> bool {
        true
    }

    fn name(&self) -> String {
        NAME.to_owned()
    }

    async fn paint(&self, request: &PaintRequest) -> Result<Painted, ServiceError> {
        let mut hash = Sha256::new_with_prefix(request.prompt.as_bytes());
        for reference in &request.references {
            hash.update(&reference.bytes);
        }
        let width = match request.aspect_ratio {
            AspectRatio::Wide => HEIGHT * 16 / 9,
            AspectRatio::Square => HEIGHT,
        };
        let picture = painting(&hash.finalize().into(), width);
        let mut bytes = Vec::new();
        picture
            .write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png)
            .map_err(|error| ServiceError::Malformed(error.into()))?;
        let usage = Usage { prompt_tokens: tokens(&request.prompt), completion_tokens: 0, cost_usd: Some(0.0) };
        Ok(Painted { bytes, model: NAME.to_owned(), usage })
    }
}

/// A gradient from one color to another, and circles in it.
fn painting(seed: &[u8; 32], width: u32) -> DynamicImage {
    let mut numbers = seed.iter().copied().cycle();
    let mut number = || u32::from(numbers.next().unwrap_or_default());
    let mut color = || [number(), number(), number()].map(|channel| 40 + channel * 3 / 4);
    let (from, to) = (color(), color());
    let circles: Vec<(u32, u32, u32)> =
        (0..CIRCLES).map(|_| (number() * width / 255, number() * HEIGHT / 255, 30 + number() * HEIGHT / 512)).collect();
    let mut picture = RgbImage::new(width, HEIGHT);
    for (x, y, pixel) in picture.enumerate_pixels_mut() {
        let within = circles
            .iter()
            .filter(|(left, top, radius)| x.abs_diff(*left).pow(2) + y.abs_diff(*top).pow(2) <= radius.pow(2))
            .count();
        // Where circles lie over each other it is brighter.
        let light = 18 * u32::try_from(within).unwrap_or_default();
        let part = (x + y) * 255 / (width + HEIGHT);
        *pixel = Rgb([0, 1, 2].map(|channel| {
            let (from, to) = (from.get(channel).copied().unwrap_or(0), to.get(channel).copied().unwrap_or(0));
            let mixed = (from * (255 - part) + to * part) / 255 + light;
            u8::try_from(mixed).unwrap_or(u8::MAX)
        }));
    }
    DynamicImage::from(picture)
}

/// Names the colors of the first picture that it is shown: those of its left, its middle and its right.
#[derive(Debug, Clone, Copy, Default)]
pub struct SandboxVision;

#[async_trait]
impl VisionModel for SandboxVision {
    fn name(&self) -> String {
        NAME.to_owned()
    }

    async fn look(&self, request: &LookRequest) -> Result<Completion, ServiceError> {
        let colors = request.pictures.first().map(|picture| colors(&picture.bytes)).unwrap_or_default();
        let text = serde_json::to_string(&colors).map_err(|error| ServiceError::Malformed(error.into()))?;
        let usage =
            Usage { prompt_tokens: tokens(&request.question), completion_tokens: tokens(&text), cost_usd: Some(0.0) };
        Ok(Completion { text, model: NAME.to_owned(), usage })
    }
}

/// None of what is no picture.
fn colors(bytes: &[u8]) -> Vec<String> {
    let Ok(mut reader) = ImageReader::new(Cursor::new(bytes)).with_guessed_format() else { return Vec::new() };
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(MAX_SIDE), Some(MAX_SIDE));
    reader.limits(limits);
    let Ok(picture) = reader.decode() else { return Vec::new() };
    let small = picture.resize_exact(3, 1, image::imageops::FilterType::Triangle).into_rgb8();
    small.pixels().map(|Rgb([red, green, blue])| format!("#{red:02X}{green:02X}{blue:02X}")).collect()
}

#[cfg(test)]
mod tests {
    use vibeslop_ports::ai::Picture;

    use super::*;

    fn request(prompt: &str) -> PaintRequest {
        PaintRequest {
            purpose: "cover_image",
            prompt: prompt.to_owned(),
            references: Vec::new(),
            aspect_ratio: AspectRatio::Wide,
        }
    }

    #[tokio::test]
    async fn equal_prompts_get_equal_banners_and_others_get_others() {
        let painted = SandboxPainter.paint(&request("ferries")).await.unwrap();
        assert_eq!(painted, SandboxPainter.paint(&request("ferries")).await.unwrap());
        assert_ne!(painted.bytes, SandboxPainter.paint(&request("buses")).await.unwrap().bytes);
        let logo = Picture { format: vibeslop_domain::content::ImageFormat::Png, bytes: b"logo".to_vec() };
        let with_logo = PaintRequest { references: vec![logo], ..request("ferries") };
        assert_ne!(painted.bytes, SandboxPainter.paint(&with_logo).await.unwrap().bytes);
        let picture = image::load_from_memory(&painted.bytes).unwrap();
        assert_eq!((picture.width(), picture.height()), (640, 360));
        assert!(painted.bytes.starts_with(b"\x89PNG") && painted.bytes.len() < 500_000, "{}", painted.bytes.len());
    }

    #[tokio::test]
    async fn the_colors_of_a_picture_are_named_and_what_is_none_has_none() {
        let painted = SandboxPainter.paint(&request("ferries")).await.unwrap();
        let look = |bytes: Vec<u8>| LookRequest {
            purpose: "brand_colors",
            question: "Which colors?".to_owned(),
            pictures: vec![Picture { format: vibeslop_domain::content::ImageFormat::Png, bytes }],
            max_tokens: None,
            temperature: 0.3,
        };
        let named = SandboxVision.look(&look(painted.bytes)).await.unwrap().text;
        assert_eq!(named.matches('#').count(), 3, "{named}");
        assert_eq!(SandboxVision.look(&look(b"no picture".to_vec())).await.unwrap().text, "[]");
    }
}
