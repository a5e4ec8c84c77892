use vibeslop_domain::{Invalid, content::ImageFormat};

use super::{Animation, Cleaned, cursor::Cursor, judge_size, unreadable};

/// GIF: a header, then blocks; each frame may have a block before it that says how it is shown.
pub(super) fn clean(bytes: &[u8]) -> Result<Cleaned, Invalid> {
    let mut cursor = Cursor::new(bytes);
    let mut kept = cursor.take(6)?.to_vec();
    let screen = cursor.take(7)?;
    let mut fields = Cursor::new(screen);
    let width = u32::from(u16::from_le_bytes(fields.array()?));
    let height = u32::from(u16::from_le_bytes(fields.array()?));
    judge_size(width, height)?;
    kept.extend_from_slice(screen);
    kept.extend_from_slice(cursor.take(colours(fields.byte()?))?);

    let mut animation = Animation::default();
    let mut shown: Option<&[u8]> = None;
    let mut repeats = false;
    loop {
        match cursor.byte()? {
            0x2c => {
                // Kept only now: what it says is about the next frame, and texts that would be drawn are dropped.
                if let Some(control) = shown.take() {
                    kept.extend_from_slice(&[0x21, 0xf9]);
                    kept.extend_from_slice(control);
                }
                kept.push(0x2c);
                kept.extend_from_slice(frame(&mut cursor, (width, height), &mut animation)?);
            }
            0x21 => match cursor.byte()? {
                0xf9 => shown = Some(control(&mut cursor)?),
                0xff => {
                    if let Some(times) = repetition(&mut cursor)?.filter(|_| !repeats) {
                        repeats = true;
                        kept.extend_from_slice(b"\x21\xff\x0bNETSCAPE2.0\x03\x01");
                        kept.extend_from_slice(&times);
                        kept.push(0);
                    }
                }
                0x01 => {
                    shown = None;
                    sub_blocks(&mut cursor)?;
                }
                _ => {
                    sub_blocks(&mut cursor)?;
                }
            },
            // Some programs write a zero too many between blocks.
            0 => {}
            0x3b => break,
            _ => return Err(unreadable()),
        }
    }
    kept.push(0x3b);
    match animation.frames {
        0 => Err(unreadable()),
        frames => Ok(Cleaned { format: ImageFormat::Gif, bytes: kept, width, height, frames }),
    }
}

/// A frame behind its mark: descriptor, colours, coded picture.
fn frame<'a>(cursor: &mut Cursor<'a>, canvas: (u32, u32), animation: &mut Animation) -> Result<&'a [u8], Invalid> {
    let begin = cursor.rest();
    let mut fields = Cursor::new(cursor.take(9)?);
    fields.take(4)?;
    let (width, height) = (u16::from_le_bytes(fields.array()?), u16::from_le_bytes(fields.array()?));
    animation.add((width.into(), height.into()), canvas)?;
    cursor.take(colours(fields.byte()?))?;
    cursor.byte()?; // how many bits the first code has
    sub_blocks(cursor)?;
    begin.get(..begin.len() - cursor.rest().len()).ok_or_else(unreadable)
}

/// How many bytes of colours follow, as the flags say.
fn colours(flags: u8) -> usize {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) }
}

/// The extension that says how the next frame is shown, as it stood there.
fn control<'a>(cursor: &mut Cursor<'a>) -> Result<&'a [u8], Invalid> {
    match cursor.take(6)? {
        // Length, flags, delay, transparent colour, end.
        block @ [4, _, _, _, _, 0] => Ok(block),
        _ => Err(unreadable()),
    }
}

/// How often the animation repeats, if that is what an application says here.
fn repetition(cursor: &mut Cursor<'_>) -> Result<Option<[u8; 2]>, Invalid> {
    let begin = *cursor;
    sub_blocks(cursor)?;
    let mut says = begin;
    Ok(match says.array::<17>() {
        Ok([11, name @ .., 3, 1, low, high, 0]) if matches!(&name, b"NETSCAPE2.0" | b"ANIMEXTS1.0") => {
            Some([low, high])
        }
        _ => None,
    })
}

/// Passes over data in pieces of up to 255 bytes, up to an empty one.
fn sub_blocks(cursor: &mut Cursor<'_>) -> Result<(), Invalid> {
    loop {
        match cursor.byte()? {
            0 => return Ok(()),
            length => {
                cursor.take(length.into())?;
            }
        }
    }
}
