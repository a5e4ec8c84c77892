//! What pictures come in: containers of blocks, some of which are the picture and some say things about it.
//!
//! Each module walks through one kind of container, copies the blocks that are on its list and leaves out the rest.
//! The lists name what is kept, so that a block nobody has heard of is dropped.

mod cursor;
mod gif;
mod jpeg;
mod png;
mod webp;

use vibeslop_domain::{
    Invalid,
    content::{ImageFormat, MAX_IMAGE_PIXELS},
};

/// What a person reads of a file that is broken off, damaged, or no picture behind its first bytes.
pub(crate) const UNREADABLE: &str = "is a damaged or incomplete picture";
/// The most pixels of all frames of an animation together.
const MAX_ANIMATION_PIXELS: u64 = 250_000_000;

/// A picture without metadata, not yet proven to be one.
#[derive(Debug)]
pub(crate) struct Cleaned {
    pub(crate) format: ImageFormat,
    pub(crate) bytes: Vec<u8>,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) frames: usize,
}

/// Finds out the format and takes out what is not the picture.
pub(crate) fn clean(bytes: &[u8]) -> Result<Cleaned, Invalid> {
    match bytes {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => png::clean(bytes),
        [0xff, 0xd8, 0xff, ..] => jpeg::clean(bytes),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => webp::clean(bytes),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => gif::clean(bytes),
        _ => Err(Invalid::because("must be a PNG, JPEG, WebP or GIF picture")),
    }
}

const fn unreadable() -> Invalid {
    Invalid::because(UNREADABLE)
}

/// Refuses a picture with too many pixels, and one without any.
fn judge_size(width: u32, height: u32) -> Result<(), Invalid> {
    match u64::from(width) * u64::from(height) {
        0 => Err(unreadable()),
        n if n > MAX_IMAGE_PIXELS => Err(Invalid::because("must have at most 40 million pixels")),
        _ => Ok(()),
    }
}

/// Counts the pixels that are painted to show all frames, and refuses when they become too many.
#[derive(Debug, Default)]
struct Animation {
    frames: usize,
    painted: u64,
}

impl Animation {
    /// A frame is painted onto the whole picture, whatever its own size.
    fn add(&mut self, frame: (u32, u32), canvas: (u32, u32)) -> Result<(), Invalid> {
        judge_size(frame.0, frame.1)?;
        let area = |(width, height): (u32, u32)| u64::from(width) * u64::from(height);
        self.frames += 1;
        self.painted += area(frame).max(area(canvas));
        if self.frames > 1 && self.painted > MAX_ANIMATION_PIXELS {
            return Err(Invalid::because("must have at most 250 million pixels in all its frames together"));
        }
        Ok(())
    }
}
