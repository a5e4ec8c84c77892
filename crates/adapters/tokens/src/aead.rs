use chacha20poly1305::aead::{Aead as _, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use rand::TryRng;
use rand::rngs::SysRng;
use secrecy::SecretString;
use sha2::Sha256;
use vibeslop_ports::BoxError;
use vibeslop_ports::tokens::{Cipher, Sealed, Unreadable};

use crate::WeakSecret;

/// The form of what is sealed: this byte, the key's identifier, a nonce, the encrypted secret with its tag.
const VERSION: u8 = 1;
const KEY_ID: usize = 4;
const NONCE: usize = 24;

// Labels tell apart what is derived from one secret. Another use of the secret takes another label.
const KEY_LABEL: &[u8] = b"vibeslop/sealed/v1/key";
const KEY_ID_LABEL: &[u8] = b"vibeslop/sealed/v1/key-id";

/// XChaCha20-Poly1305 with keys derived from secrets by HKDF-SHA256.
///
/// The purpose is authenticated with the secret: what was sealed for one purpose cannot be passed off as another.
/// Nonces are random, 192 bits long, so that they never meet.
pub struct Aead {
    current: KeyOf,
    earlier: Vec<KeyOf>,
}

impl Aead {
    /// Seals with `current`; opens what was sealed with it or with one of `earlier`. To change the secret, put the
    /// old one into `earlier` and leave it there as long as something sealed with it is kept.
    ///
    /// # Errors
    /// One of the secrets has fewer than [`WeakSecret::MIN_BYTES`] bytes.
    pub fn new(current: &SecretString, earlier: &[SecretString]) -> Result<Self, WeakSecret> {
        Ok(Self {
            current: KeyOf::secret(current)?,
            earlier: earlier.iter().map(KeyOf::secret).collect::<Result<_, _>>()?,
        })
    }
}

impl Cipher for Aead {
    fn seal(&self, purpose: &str, secret: &[u8]) -> Result<Sealed, BoxError> {
        let mut nonce = [0; NONCE];
        SysRng.try_fill_bytes(&mut nonce)?;
        let head = head(self.current.id);
        let aad = associated(head, purpose);
        let body = self.current.cipher.encrypt(&XNonce::from(nonce), Payload { msg: secret, aad: &aad })?;
        Ok(Sealed([&head, nonce.as_slice(), &body].concat()))
    }

    fn open(&self, purpose: &str, sealed: &Sealed) -> Result<Vec<u8>, Unreadable> {
        let parts = Parts::of(sealed).ok_or(Unreadable)?;
        let aad = associated(head(parts.key_id), purpose);
        // Identifiers are short: two secrets may share one, so every key of that identifier is tried.
        std::iter::once(&self.current)
            .chain(&self.earlier)
            .filter(|key| key.id == parts.key_id)
            .find_map(|key| key.cipher.decrypt(&XNonce::from(parts.nonce), Payload { msg: parts.body, aad: &aad }).ok())
            .ok_or(Unreadable)
    }

    fn is_outdated(&self, sealed: &Sealed) -> bool {
        Parts::of(sealed).is_none_or(|parts| parts.key_id != self.current.id)
    }
}

impl std::fmt::Debug for Aead {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Aead").field("earlier", &self.earlier.len()).finish_non_exhaustive()
    }
}

/// A key and a short identifier that says nothing about it.
struct KeyOf {
    id: [u8; KEY_ID],
    cipher: XChaCha20Poly1305,
}

impl KeyOf {
    fn secret(secret: &SecretString) -> Result<Self, WeakSecret> {
        let derived = Hkdf::<Sha256>::new(None, WeakSecret::judge(secret)?);
        let (mut key, mut id) = ([0; 32], [0; KEY_ID]);
        // Neither can fail: HKDF gives up to 8,160 bytes.
        derived.expand(KEY_LABEL, &mut key).map_err(|_| WeakSecret)?;
        derived.expand(KEY_ID_LABEL, &mut id).map_err(|_| WeakSecret)?;
        Ok(Self { id, cipher: XChaCha20Poly1305::new(&Key::from(key)) })
    }
}

/// Sealed bytes, taken apart.
struct Parts<'a> {
    key_id: [u8; KEY_ID],
    nonce: [u8; NONCE],
    body: &'a [u8],
}

impl<'a> Parts<'a> {
    fn of(sealed: &'a Sealed) -> Option<Self> {
        let (version, rest) = sealed.0.split_first()?;
        let (key_id, rest) = rest.split_first_chunk()?;
        let (nonce, body) = rest.split_first_chunk()?;
        (*version == VERSION).then_some(Self { key_id: *key_id, nonce: *nonce, body })
    }
}

fn head(key_id: [u8; KEY_ID]) -> [u8; 1 + KEY_ID] {
    let [a, b, c, d] = key_id;
    [VERSION, a, b, c, d]
}

/// What is authenticated beside the secret. The head has a fixed length, so no two purposes give the same bytes.
fn associated(head: [u8; 1 + KEY_ID], purpose: &str) -> Vec<u8> {
    [&head, purpose.as_bytes()].concat()
}
