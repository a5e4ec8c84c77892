use image::metadata::Orientation;
use vibeslop_domain::{Invalid, content::ImageFormat};

use super::{Cleaned, cursor::Cursor, judge_size, unreadable};

/// The most scans: each paints the whole picture once more, and honest files have about ten.
const MAX_SCANS: usize = 64;
/// What a segment of Exif begins with.
const EXIF: &[u8] = b"Exif\0\0";

/// JPEG (ITU-T T.81): markers, most of them with a segment of data, and the coded picture behind each scan's header.
pub(super) fn clean(bytes: &[u8]) -> Result<Cleaned, Invalid> {
    let mut cursor = Cursor::new(bytes);
    let mut parts = Parts::default();
    cursor.take(2)?;
    loop {
        match marker(&mut cursor)? {
            // The end. What follows it is no part of the picture, whatever it is.
            0xd9 => break,
            code @ (0xc4 | 0xcc | 0xda | 0xdb | 0xdd) => {
                parts.picture_segment(code, segment(&mut cursor)?)?;
                if code == 0xda {
                    parts.scan(coded(&mut cursor)?)?;
                }
            }
            code @ 0xc0..=0xcf if code != 0xc8 => {
                let data = segment(&mut cursor)?;
                parts.frame_header(data)?;
                parts.picture_segment(code, data)?;
            }
            code @ (0xe0..=0xef | 0xfe) => parts.application_segment(code, segment(&mut cursor)?),
            // Markers of kinds of JPEG that no browser shows.
            _ => return Err(unreadable()),
        }
    }
    parts.assembled()
}

/// What was found so far.
#[derive(Default)]
struct Parts<'a> {
    size: Option<(u32, u32)>,
    scans: usize,
    density: Option<[u8; 7]>,
    orientation: Option<u8>,
    /// Segments and coded data in their order.
    picture: Vec<u8>,
    /// What is only said about the picture, and kept.
    profile: Vec<(u8, &'a [u8])>,
}

impl<'a> Parts<'a> {
    fn frame_header(&mut self, data: &[u8]) -> Result<(), Invalid> {
        let mut cursor = Cursor::new(data);
        cursor.byte()?; // bits of a sample
        let (height, width) = (u16::from_be_bytes(cursor.array()?), u16::from_be_bytes(cursor.array()?));
        judge_size(width.into(), height.into())?;
        match self.size.replace((width.into(), height.into())) {
            None => Ok(()),
            Some(_) => Err(unreadable()),
        }
    }

    fn picture_segment(&mut self, code: u8, data: &[u8]) -> Result<(), Invalid> {
        write_segment(&mut self.picture, code, data)
    }

    fn scan(&mut self, coded: &[u8]) -> Result<(), Invalid> {
        self.scans += 1;
        self.picture.extend_from_slice(coded);
        if self.scans > MAX_SCANS || self.size.is_none() { Err(unreadable()) } else { Ok(()) }
    }

    /// Segments that programs write about a picture. A few of them change how it looks.
    fn application_segment(&mut self, code: u8, data: &'a [u8]) {
        match code {
            0xe0 => {
                // Version, unit and densities; a thumbnail may follow.
                let density = data.strip_prefix(b"JFIF\0").and_then(|rest| rest.first_chunk());
                self.density = self.density.or(density.copied());
            }
            0xe1 => {
                let said = data.strip_prefix(EXIF).and_then(Orientation::from_exif_chunk).map(Orientation::to_exif);
                self.orientation = self.orientation.or(said);
            }
            0xe2 if data.starts_with(b"ICC_PROFILE\0") => self.profile.push((code, data)),
            // Says how the colours are coded.
            0xee if data.starts_with(b"Adobe") => self.profile.push((code, data.get(..12).unwrap_or(data))),
            _ => {}
        }
    }

    fn assembled(self) -> Result<Cleaned, Invalid> {
        let (width, height) = self.size.filter(|_| self.scans > 0).ok_or_else(unreadable)?;
        let mut bytes = vec![0xff, 0xd8];
        if let Some(density) = self.density {
            write_segment(&mut bytes, 0xe0, &[b"JFIF\0", density.as_slice(), &[0, 0]].concat())?;
        }
        if let Some(turned @ 2..=8) = self.orientation {
            // One entry (0x0112, a short, once) in one directory.
            let directory =
                [b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".as_slice(), &[turned], &[0; 6]].concat();
            write_segment(&mut bytes, 0xe1, &[EXIF, &directory].concat())?;
        }
        for (code, data) in self.profile {
            write_segment(&mut bytes, code, data)?;
        }
        bytes.extend_from_slice(&self.picture);
        bytes.extend_from_slice(&[0xff, 0xd9]);
        Ok(Cleaned { format: ImageFormat::Jpeg, bytes, width, height, frames: 1 })
    }
}

fn marker(cursor: &mut Cursor<'_>) -> Result<u8, Invalid> {
    if cursor.byte()? != 0xff {
        return Err(unreadable());
    }
    loop {
        // Any number of these may fill up the space before a marker.
        match cursor.byte()? {
            0xff => {}
            code => return Ok(code),
        }
    }
}

fn segment<'a>(cursor: &mut Cursor<'a>) -> Result<&'a [u8], Invalid> {
    // The length counts its own two bytes.
    let length = usize::from(u16::from_be_bytes(cursor.array()?)).checked_sub(2).ok_or_else(unreadable)?;
    cursor.take(length)
}

/// The coded picture up to the next marker that ends it.
fn coded<'a>(cursor: &mut Cursor<'a>) -> Result<&'a [u8], Invalid> {
    // A byte of 0xff in the data is followed by 0; the markers 0xd0 to 0xd7 stand inside the data. Neither ends them.
    let ends = |pair: &[u8]| matches!(pair, [0xff, code] if !matches!(code, 0 | 0xd0..=0xd7));
    let length = cursor.rest().windows(2).position(ends).ok_or_else(unreadable)?;
    cursor.take(length)
}

fn write_segment(bytes: &mut Vec<u8>, code: u8, data: &[u8]) -> Result<(), Invalid> {
    let length = u16::try_from(data.len() + 2).map_err(|_| unreadable())?;
    bytes.extend_from_slice(&[0xff, code]);
    bytes.extend_from_slice(&length.to_be_bytes());
    bytes.extend_from_slice(data);
    Ok(())
}
