use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::TimeDelta;

use crate::Invalid;

/// The largest picture, in bytes after decoding.
pub const MAX_IMAGE_BYTES: usize = 5 * 1024 * 1024;
/// The most pixels of a picture: more is a small file that fills the memory of whoever opens it.
pub const MAX_IMAGE_PIXELS: u64 = 40_000_000;

/// How long a picture is left where it is because somebody is about to refer to it: far longer than a request may take.
pub const PICTURE_HELD: TimeDelta = TimeDelta::hours(1);

/// The kinds of pictures that are kept. None of them can carry a script.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ImageFormat {
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// WebP.
    Webp,
    /// GIF.
    Gif,
}

impl ImageFormat {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Png, Self::Jpeg, Self::Webp, Self::Gif];

    /// The end of a file's name.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Webp => "webp",
            Self::Gif => "gif",
        }
    }

    /// The media type.
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
            Self::Gif => "image/gif",
        }
    }
}

/// The name of a kept picture: the SHA-256 of its bytes and its format. Equal pictures have one name, and what a
/// name stands for never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct MediaFile {
    hash: [u8; 32],
    format: ImageFormat,
}

impl MediaFile {
    /// The name of a picture whose bytes have this SHA-256.
    pub const fn new(hash: [u8; 32], format: ImageFormat) -> Self {
        Self { hash, format }
    }

    /// Reads a name as [`Display`](std::fmt::Display) writes it.
    pub fn parse(name: &str) -> Option<Self> {
        let (hex, extension) = name.split_once('.')?;
        let format = ImageFormat::ALL.into_iter().find(|format| format.extension() == extension)?;
        if hex.len() != 64 || !hex.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)) {
            return None;
        }
        let mut hash = [0; 32];
        for (byte, digits) in hash.iter_mut().zip(hex.as_bytes().chunks_exact(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
        }
        Some(Self { hash, format })
    }

    /// The SHA-256 of the bytes.
    pub const fn hash(&self) -> &[u8; 32] {
        &self.hash
    }

    /// The format.
    pub const fn format(&self) -> ImageFormat {
        self.format
    }
}

impl std::fmt::Display for MediaFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for byte in self.hash {
            write!(f, "{byte:02x}")?;
        }
        write!(f, ".{}", self.format.extension())
    }
}

/// A picture as it is stored with a post or a project: the path of one of ours (`/api/media/…`), or an address.
/// Rows from before pictures were kept apart may hold a data URL; they stay readable.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct StoredImage(String);

impl StoredImage {
    /// Where pictures are served.
    pub const PATH: &str = "/api/media/";

    /// One of our own.
    pub fn own(file: &MediaFile) -> Self {
        Self(format!("{}{file}", Self::PATH))
    }

    /// What a row holds.
    pub const fn from_row(url: String) -> Self {
        Self(url)
    }

    /// Which of our own pictures it is, if it is one.
    pub fn file(&self) -> Option<MediaFile> {
        self.0.strip_prefix(Self::PATH).and_then(MediaFile::parse)
    }

    /// What a row holds.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address for a browser: ours become absolute below `base` (without a slash at its end).
    pub fn absolute(&self, base: &str) -> String {
        if self.0.starts_with('/') { format!("{base}{}", self.0) } else { self.0.clone() }
    }
}

/// A picture inside a text: `data:image/png;base64,…`.
#[derive(Clone, PartialEq, Eq)]
pub struct DataUrl {
    /// The picture's bytes. Their format is to be found from themselves: the type in the address is a claim.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for DataUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "DataUrl({} bytes)", self.bytes.len())
    }
}

impl DataUrl {
    /// Decodes a data URL of an image.
    ///
    /// # Errors
    /// No image type, no base64, empty, or more than [`MAX_IMAGE_BYTES`].
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let (head, body) = text.strip_prefix("data:").and_then(|rest| rest.split_once(',')).ok_or(Invalid::FORM)?;
        if !head.starts_with("image/") || !head.ends_with(";base64") {
            return Err(Invalid::because("must be a PNG, JPEG, WebP or GIF picture"));
        }
        let body = body.trim();
        // Refused before it is decoded: four characters stand for three bytes.
        if body.len() / 4 * 3 > MAX_IMAGE_BYTES + 3 {
            return Err(Invalid::because("must be at most 5 MB"));
        }
        let bytes = STANDARD.decode(body).map_err(|_| Invalid::because("is not a readable picture"))?;
        match bytes.len() {
            0 => Err(Invalid::because("is not a readable picture")),
            n if n > MAX_IMAGE_BYTES => Err(Invalid::because("must be at most 5 MB")),
            _ => Ok(Self { bytes }),
        }
    }
}

/// One entry of a list of pictures that a person sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImageEntry {
    /// A new picture.
    New(DataUrl),
    /// One that is stored: it came from an answer of ours and is sent back.
    Stored(StoredImage),
}

impl ImageEntry {
    /// Judges an entry. `base` is the address of this service (without a slash at its end), `known` what the item
    /// holds already: a value sent back unchanged is always accepted.
    pub fn parse(text: &str, base: &str, known: &[StoredImage]) -> Result<Self, Invalid> {
        if let Some(stored) = known.iter().find(|image| image.as_str() == text || image.absolute(base) == text) {
            return Ok(Self::Stored(stored.clone()));
        }
        if text.starts_with("data:") {
            return DataUrl::parse(text).map(Self::New);
        }
        let path = text.strip_prefix(base).unwrap_or(text);
        let own = StoredImage(path.to_owned());
        if own.file().is_some() { Ok(Self::Stored(own)) } else { Err(Invalid::because("must be an uploaded picture")) }
    }

    /// Judges a list of at most `most` entries.
    pub fn list<S: AsRef<str>>(
        texts: &[S],
        most: usize,
        base: &str,
        known: &[StoredImage],
    ) -> Result<Vec<Self>, Invalid> {
        if texts.len() > most {
            return Err(Invalid::too_many(most));
        }
        texts.iter().map(|text| Self::parse(text.as_ref(), base, known)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = "http://localhost:4001";

    #[test]
    fn a_name_survives_being_written() {
        let file = MediaFile::new([0xab; 32], ImageFormat::Jpeg);
        assert_eq!(MediaFile::parse(&file.to_string()), Some(file));
        for bad in
            ["", "x.png", "../../etc/passwd", &format!("{}.svg", "a".repeat(64)), &format!("{}.png", "é".repeat(32))]
        {
            assert_eq!(MediaFile::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn data_urls_are_bounded_before_they_are_decoded() {
        assert_eq!(DataUrl::parse("data:image/png;base64,AAEC").unwrap().bytes, [0, 1, 2]);
        for bad in [
            "data:text/html;base64,AAEC",
            "data:image/png,AAEC",
            "data:image/png;base64,",
            "data:image/png;base64,%%",
            "x",
        ] {
            assert!(DataUrl::parse(bad).is_err(), "{bad}");
        }
        let exact = STANDARD.encode(vec![0; MAX_IMAGE_BYTES]);
        assert!(DataUrl::parse(&format!("data:image/png;base64,{exact}")).is_ok());
        let over = STANDARD.encode(vec![0; MAX_IMAGE_BYTES + 1]);
        assert!(DataUrl::parse(&format!("data:image/png;base64,{over}")).is_err());
    }

    #[test]
    fn foreign_addresses_are_refused_and_known_values_kept() {
        let own = StoredImage::own(&MediaFile::new([1; 32], ImageFormat::Png));
        assert_eq!(ImageEntry::parse(&own.absolute(BASE), BASE, &[]), Ok(ImageEntry::Stored(own)));
        assert!(ImageEntry::parse("https://elsewhere.example/x.png", BASE, &[]).is_err());
        let old = StoredImage::from_row("https://elsewhere.example/x.png".to_owned());
        assert_eq!(
            ImageEntry::parse(old.as_str(), BASE, std::slice::from_ref(&old)),
            Ok(ImageEntry::Stored(old.clone()))
        );
    }
}
