use vibeslop_domain::{Invalid, content::ImageFormat};

use super::{
    Animation, Cleaned,
    cursor::{Cursor, u24_le},
    judge_size, unreadable,
};

/// Flags of the extended header: it has Exif, it has XMP.
const EXIF: u8 = 0x08;
const XMP: u8 = 0x04;
/// And: it moves.
const MOVES: u8 = 0x02;

/// WebP (RFC 9649): RIFF chunks of type, length and data, padded to an even length.
pub(super) fn clean(bytes: &[u8]) -> Result<Cleaned, Invalid> {
    let mut cursor = Cursor::new(bytes);
    cursor.take(4)?;
    let length = usize::try_from(u32::from_le_bytes(cursor.array()?)).map_err(|_| unreadable())?;
    // What follows the length that the file states is no part of it.
    let mut cursor = Cursor::new(cursor.take(length)?);
    cursor.take(4)?;

    let (kind, data) = chunk(&mut cursor)?;
    let mut kept = b"WEBP".to_vec();
    let (size, frames) = match &kind {
        b"VP8 " | b"VP8L" => {
            let size = coded_size(kind, data)?;
            judge_size(size.0, size.1)?;
            write_chunk(&mut kept, kind, data)?;
            (size, 1)
        }
        b"VP8X" => extended(data, cursor, &mut kept)?,
        _ => return Err(unreadable()),
    };
    let mut bytes = Vec::with_capacity(kept.len() + 8);
    write_chunk(&mut bytes, *b"RIFF", &kept)?;
    Ok(Cleaned { format: ImageFormat::Webp, bytes, width: size.0, height: size.1, frames })
}

/// The extended form: a header that says what there is, then chunks.
fn extended(header: &[u8], mut cursor: Cursor<'_>, kept: &mut Vec<u8>) -> Result<((u32, u32), usize), Invalid> {
    let mut fields = Cursor::new(header);
    let [flags] = fields.array()?;
    fields.take(3)?;
    let canvas = (u24_le(fields.array()?) + 1, u24_le(fields.array()?) + 1);
    judge_size(canvas.0, canvas.1)?;
    let moves = flags & MOVES != 0;

    let mut cleaned_header = vec![flags & !(EXIF | XMP)];
    cleaned_header.extend_from_slice(header.get(1..10).ok_or_else(unreadable)?);
    write_chunk(kept, *b"VP8X", &cleaned_header)?;

    let mut animation = Animation::default();
    let mut pictures = 0;
    while !cursor.is_at_end() {
        let (kind, data) = chunk(&mut cursor)?;
        match &kind {
            b"ICCP" | b"ANIM" => write_chunk(kept, kind, data)?,
            b"ANMF" if moves => {
                let frame = frame(data, canvas, &mut animation)?;
                write_chunk(kept, kind, &frame)?;
            }
            b"ALPH" if !moves => write_chunk(kept, kind, data)?,
            b"VP8 " | b"VP8L" if !moves => {
                pictures += 1;
                if pictures > 1 || coded_size(kind, data)? != canvas {
                    return Err(unreadable());
                }
                write_chunk(kept, kind, data)?;
            }
            _ => {}
        }
    }
    let frames = if moves { animation.frames } else { pictures };
    if frames == 0 { Err(unreadable()) } else { Ok((canvas, frames)) }
}

/// A frame of an animation: where it stands and for how long, then chunks as in a still picture.
fn frame(data: &[u8], canvas: (u32, u32), animation: &mut Animation) -> Result<Vec<u8>, Invalid> {
    let mut cursor = Cursor::new(data);
    let head = cursor.take(16)?;
    let mut fields = Cursor::new(head);
    fields.take(6)?;
    let size = (u24_le(fields.array()?) + 1, u24_le(fields.array()?) + 1);
    animation.add(size, canvas)?;

    let mut kept = head.to_vec();
    let mut pictures = 0;
    while !cursor.is_at_end() {
        let (kind, data) = chunk(&mut cursor)?;
        match &kind {
            b"ALPH" => write_chunk(&mut kept, kind, data)?,
            b"VP8 " | b"VP8L" => {
                pictures += 1;
                if coded_size(kind, data)? != size {
                    return Err(unreadable());
                }
                write_chunk(&mut kept, kind, data)?;
            }
            _ => {}
        }
    }
    if pictures == 1 { Ok(kept) } else { Err(unreadable()) }
}

fn chunk<'a>(cursor: &mut Cursor<'a>) -> Result<([u8; 4], &'a [u8]), Invalid> {
    let kind = cursor.array()?;
    let length = usize::try_from(u32::from_le_bytes(cursor.array()?)).map_err(|_| unreadable())?;
    let data = cursor.take(length)?;
    // The padding behind the last chunk is sometimes forgotten.
    if length % 2 == 1 && !cursor.is_at_end() {
        cursor.byte()?;
    }
    Ok((kind, data))
}

/// The size that the coded picture itself states. It decides how much memory a decoder takes.
fn coded_size(kind: [u8; 4], data: &[u8]) -> Result<(u32, u32), Invalid> {
    let mut cursor = Cursor::new(data);
    if kind == *b"VP8L" {
        if cursor.byte()? != 0x2f {
            return Err(unreadable());
        }
        let bits = u32::from_le_bytes(cursor.array()?);
        return Ok(((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1));
    }
    let [tag, ..]: [u8; 3] = cursor.array()?;
    // Only a picture that needs no other one before it, with the start code of such.
    if tag & 1 != 0 || cursor.array()? != [0x9d, 0x01, 0x2a] {
        return Err(unreadable());
    }
    let (width, height) = (u16::from_le_bytes(cursor.array()?), u16::from_le_bytes(cursor.array()?));
    Ok((u32::from(width & 0x3fff), u32::from(height & 0x3fff)))
}

fn write_chunk(bytes: &mut Vec<u8>, kind: [u8; 4], data: &[u8]) -> Result<(), Invalid> {
    bytes.extend_from_slice(&kind);
    bytes.extend_from_slice(&u32::try_from(data.len()).map_err(|_| unreadable())?.to_le_bytes());
    bytes.extend_from_slice(data);
    if data.len() % 2 == 1 {
        bytes.push(0);
    }
    Ok(())
}
