use vibeslop_domain::{Invalid, content::ImageFormat};

use super::{Cleaned, cursor::Cursor, judge_size, unreadable};

/// The chunks that are kept: the picture, and what its colours and its shape need.
const KEPT: [[u8; 4]; 15] = [
    *b"IHDR", *b"PLTE", *b"IDAT", *b"IEND", *b"tRNS", *b"bKGD", *b"sBIT", *b"gAMA", *b"cHRM", *b"sRGB", *b"iCCP",
    *b"cICP", *b"mDCV", *b"cLLI", *b"pHYs",
];

/// PNG, third edition: a signature, then chunks of length, type, data and checksum.
pub(super) fn clean(bytes: &[u8]) -> Result<Cleaned, Invalid> {
    let mut cursor = Cursor::new(bytes);
    let mut kept = cursor.take(8)?.to_vec();
    let mut size = None;
    loop {
        let chunk = cursor.rest();
        let length = u32::from_be_bytes(cursor.array()?);
        let kind: [u8; 4] = cursor.array()?;
        let data = cursor.take(usize::try_from(length).map_err(|_| unreadable())?)?;
        cursor.take(4)?;
        let whole = chunk.get(..data.len() + 12).ok_or_else(unreadable)?;

        match (&kind, size) {
            (b"IHDR", None) => size = Some(dimensions(data)?),
            // A second header, or anything before the first.
            (b"IHDR", Some(_)) | (_, None) => return Err(unreadable()),
            _ => {}
        }
        if KEPT.contains(&kind) {
            kept.extend_from_slice(whole);
        } else if kind.first().is_some_and(u8::is_ascii_uppercase) {
            // Upper case says that the picture cannot be shown without it.
            return Err(unreadable());
        }
        if kind == *b"IEND" {
            break;
        }
    }
    let (width, height) = size.ok_or_else(unreadable)?;
    Ok(Cleaned { format: ImageFormat::Png, bytes: kept, width, height, frames: 1 })
}

fn dimensions(header: &[u8]) -> Result<(u32, u32), Invalid> {
    let mut cursor = Cursor::new(header);
    let (width, height) = (u32::from_be_bytes(cursor.array()?), u32::from_be_bytes(cursor.array()?));
    judge_size(width, height)?;
    Ok((width, height))
}
