use async_trait::async_trait;
use vibeslop_ports::{
    ServiceError,
    content::CheckedImage,
    moderation::{ImageJudge, Verdict},
};

/// The one picture that the sandbox finds unsafe: a red square with a white cross, a PNG of 32 × 32 pixels, in the
/// file `unsafe-sample.png` of this crate. To be refused, put up this very file. A test writes it anew and finds it
/// unchanged; it has no metadata, so that it stays the same when that is taken out.
pub const UNSAFE_SAMPLE: &[u8] = include_bytes!("../unsafe-sample.png");

/// The SHA-256 of every picture that is found unsafe. So far that of [`UNSAFE_SAMPLE`].
const UNSAFE: [[u8; 32]; 1] = [[
    0xd9, 0x27, 0x75, 0x6d, 0x6e, 0xc5, 0xfc, 0xde, 0x84, 0x6d, 0x16, 0xdd, 0x81, 0x61, 0x2f, 0x60, 0x4f, 0x20, 0xdf,
    0x4e, 0xd8, 0x5d, 0x3a, 0x41, 0xc6, 0xe5, 0xd8, 0x57, 0x4f, 0x95, 0x95, 0xda,
]];

/// Judges pictures without looking at them: all are safe but the documented sample.
#[derive(Debug, Clone, Copy, Default)]
pub struct SandboxJudge;

#[async_trait]
impl ImageJudge for SandboxJudge {
    fn name(&self) -> String {
        "sandbox".to_owned()
    }

    async fn judge(&self, image: &CheckedImage) -> Result<Verdict, ServiceError> {
        if UNSAFE.contains(image.file.hash()) {
            return Ok(Verdict::Unsafe {
                reason: Some("This is the sample of a picture that may not be shown".to_owned()),
            });
        }
        Ok(Verdict::Safe)
    }
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};
    use vibeslop_domain::content::{ImageFormat, MediaFile};

    use super::*;

    const SIDE: usize = 32;

    fn checked(bytes: &[u8]) -> CheckedImage {
        let file = MediaFile::new(Sha256::digest(bytes).into(), ImageFormat::Png);
        CheckedImage { file, bytes: bytes.to_vec() }
    }

    /// The sample, written by the rules of the PNG specification: two colours, one bit a pixel, not compressed.
    fn sample() -> Vec<u8> {
        let mut pixels = Vec::new();
        for y in 0..SIDE {
            pixels.push(0); // this row is not filtered
            for byte in 0..SIDE / 8 {
                let white = |bit: &usize| {
                    let x = byte * 8 + bit;
                    x.abs_diff(y) < 4 || (SIDE - 1 - x).abs_diff(y) < 4
                };
                pixels.push((0..8).filter(white).fold(0, |bits, bit| bits | 0x80 >> bit));
            }
        }
        let size = u16::try_from(pixels.len()).unwrap();
        let mut stream = vec![0x78, 0x01, 1]; // zlib, and one last block that is stored as it is
        stream.extend(size.to_le_bytes());
        stream.extend((!size).to_le_bytes());
        stream.extend(&pixels);
        stream.extend(adler32(&pixels).to_be_bytes());

        let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
        chunk(&mut png, *b"IHDR", &[0, 0, 0, 32, 0, 0, 0, 32, 1, 3, 0, 0, 0]);
        chunk(&mut png, *b"PLTE", &[0xc0, 0x10, 0x20, 0xff, 0xff, 0xff]);
        chunk(&mut png, *b"IDAT", &stream);
        chunk(&mut png, *b"IEND", &[]);
        png
    }

    fn chunk(png: &mut Vec<u8>, kind: [u8; 4], data: &[u8]) {
        png.extend(u32::try_from(data.len()).unwrap().to_be_bytes());
        let start = png.len();
        png.extend(kind);
        png.extend(data);
        png.extend(crc32(&png[start..]).to_be_bytes());
    }

    fn crc32(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(u32::MAX, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { 0xedb8_8320 ^ crc >> 1 } else { crc >> 1 })
        })
    }

    fn adler32(bytes: &[u8]) -> u32 {
        let (a, b) = bytes.iter().fold((1, 0), |(a, b), byte| {
            let a = (a + u32::from(*byte)) % 65_521;
            (a, (b + a) % 65_521)
        });
        b << 16 | a
    }

    #[test]
    fn the_sample_is_what_it_is_said_to_be() {
        assert_eq!(sample(), UNSAFE_SAMPLE);
        assert_eq!(UNSAFE[0], <[u8; 32]>::from(Sha256::digest(UNSAFE_SAMPLE)));
    }

    #[tokio::test]
    async fn the_sample_is_unsafe_and_nothing_else() {
        let refused = SandboxJudge.judge(&checked(UNSAFE_SAMPLE)).await.unwrap();
        assert!(matches!(refused, Verdict::Unsafe { reason: Some(_) }));
        assert_eq!(SandboxJudge.judge(&checked(b"another picture")).await.unwrap(), Verdict::Safe);
    }
}
