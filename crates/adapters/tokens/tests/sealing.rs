//! What is sealed comes back for the same purpose only, unchanged or not at all.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use proptest::prelude::*;
use secrecy::SecretString;
use vibeslop_ports::tokens::{Cipher, Sealed, Unreadable};
use vibeslop_tokens::{Aead, WeakSecret};

const OLD: &str = "the secret of last year, which was long enough to be one, too: 0123456789";
const NEW: &str = "the secret of this year, which is long enough to be one as well: 9876543210";

fn cipher(current: &str, earlier: &[&str]) -> Aead {
    let earlier: Vec<SecretString> = earlier.iter().map(|&secret| secret.into()).collect();
    Aead::new(&current.into(), &earlier).unwrap()
}

#[test]
fn the_same_secret_is_never_sealed_to_the_same_bytes() {
    let cipher = cipher(NEW, &[]);
    let first = cipher.seal("p", b"gho_token").unwrap();
    assert_ne!(first, cipher.seal("p", b"gho_token").unwrap());
    assert!(!first.0.windows(9).any(|bytes| bytes == b"gho_token"));
}

#[test]
fn another_purpose_does_not_open() {
    let cipher = cipher(NEW, &[]);
    let sealed = cipher.seal("oauth_token:ada", b"gho_token").unwrap();
    assert_eq!(cipher.open("oauth_token:ada", &sealed).unwrap(), b"gho_token");
    for purpose in ["oauth_token:bob", "oauth_token:ad", "oauth_token:adaa", ""] {
        assert_eq!(cipher.open(purpose, &sealed), Err(Unreadable), "{purpose}");
    }
}

#[test]
fn a_changed_secret_still_opens_what_the_earlier_one_sealed() {
    let sealed = cipher(OLD, &[]).seal("p", b"kept").unwrap();
    let rotated = cipher(NEW, &[OLD]);
    assert_eq!(rotated.open("p", &sealed).unwrap(), b"kept");
    assert!(rotated.is_outdated(&sealed));
    let anew = rotated.seal("p", b"kept").unwrap();
    assert!(!rotated.is_outdated(&anew));
    assert_eq!(cipher(NEW, &[]).open("p", &anew).unwrap(), b"kept");
    assert_eq!(cipher(NEW, &[]).open("p", &sealed), Err(Unreadable));
    assert_eq!(cipher(OLD, &[]).open("p", &anew), Err(Unreadable));
}

#[test]
fn bytes_sealed_by_an_earlier_release_still_open() {
    // Made once by an independent implementation of HKDF and XChaCha20-Poly1305. If this fails, every stored token is lost.
    let stored =
        "016c9a85e40102030405060708090a0b0c0d0e0f10111213141516171892ebe41e3b09e9c8922d879dff755b306276eed61e194577c5";
    let bytes =
        stored.as_bytes().chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap());
    assert_eq!(cipher(NEW, &[]).open("oauth_token:ada", &Sealed(bytes.collect())).unwrap(), b"gho_token");
}

#[test]
fn weak_secrets_are_refused_and_none_is_shown() {
    assert!(matches!(Aead::new(&"short".into(), &[]), Err(WeakSecret)));
    assert!(matches!(Aead::new(&NEW.into(), &["short".into()]), Err(WeakSecret)));
    assert_eq!(format!("{:?}", cipher(NEW, &[OLD])), "Aead { earlier: 1, .. }");
}

proptest! {
    #[test]
    fn what_is_sealed_comes_back(purpose in "\\PC{0,40}", secret: Vec<u8>) {
        let cipher = cipher(NEW, &[]);
        let sealed = cipher.seal(&purpose, &secret).unwrap();
        prop_assert_eq!(cipher.open(&purpose, &sealed), Ok(secret));
    }

    #[test]
    fn any_flipped_bit_is_noticed(secret: Vec<u8>, place: prop::sample::Index, bit in 0..8_u8) {
        let cipher = cipher(NEW, &[OLD]);
        let mut sealed = cipher.seal("p", &secret).unwrap();
        let place = place.index(sealed.0.len());
        sealed.0[place] ^= 1 << bit;
        prop_assert_eq!(cipher.open("p", &sealed), Err(Unreadable));
    }

    #[test]
    fn a_cut_is_noticed_and_garbage_does_no_harm(secret: Vec<u8>, cut: prop::sample::Index, garbage: Vec<u8>) {
        let cipher = cipher(NEW, &[]);
        let mut sealed = cipher.seal("p", &secret).unwrap();
        sealed.0.truncate(cut.index(sealed.0.len()));
        prop_assert_eq!(cipher.open("p", &sealed), Err(Unreadable));
        prop_assert_eq!(cipher.open("p", &Sealed(garbage)), Err(Unreadable));
    }
}
