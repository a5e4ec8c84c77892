use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use josekit::JoseError;
use josekit::jws::alg::hmac::{HmacJwsAlgorithm, HmacJwsSigner};
use josekit::jws::{HS256, JwsAlgorithm, JwsContext, JwsHeader, JwsVerifier};
use secrecy::SecretString;
use sha2::{Digest, Sha256};
use vibeslop_ports::BoxError;
use vibeslop_ports::tokens::{AccessTokens, Claims, InvalidToken};

use crate::WeakSecret;
use crate::claims::WireClaims;

/// The longest token that is looked at. Ours have about 400 bytes.
const MAX_BYTES: usize = 4_096;

/// Access tokens as JWTs, signed with HS256 and nothing else.
pub struct JoseTokens {
    signer: HmacJwsSigner,
    verifier: Verifier,
    context: JwsContext,
}

impl JoseTokens {
    /// Tokens signed with `secret`, taken as bytes like the earlier backend does.
    ///
    /// # Errors
    /// The secret has fewer than [`WeakSecret::MIN_BYTES`] bytes.
    pub fn new(secret: &SecretString) -> Result<Self, WeakSecret> {
        let key = WeakSecret::judge(secret)?;
        let signer = HS256.signer_from_bytes(key).map_err(|_| WeakSecret)?;
        let verifier = Verifier(Hmac::new_from_slice(key).map_err(|_| WeakSecret)?);
        Ok(Self { signer, verifier, context: JwsContext::new() })
    }
}

impl AccessTokens for JoseTokens {
    fn issue(&self, claims: &Claims) -> Result<SecretString, BoxError> {
        let claims = WireClaims::of(claims).ok_or("a new token needs an identifier and the time of its issue")?;
        let mut header = JwsHeader::new();
        header.set_token_type("JWT");
        let payload = serde_json::to_vec(&claims)?;
        Ok(self.context.serialize_compact(&payload, &header, &self.signer)?.into())
    }

    fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<Claims, InvalidToken> {
        if token.len() > MAX_BYTES {
            return Err(InvalidToken);
        }
        let (payload, _) = self.context.deserialize_compact(token, &self.verifier).map_err(|_| InvalidToken)?;
        let claims: WireClaims = serde_json::from_slice(&payload).map_err(|_| InvalidToken)?;
        let claims = claims.in_force(now).ok_or(InvalidToken)?;
        // A token without an identifier gets one from itself, so that it can be revoked like any other.
        let token_id = claims.token_id.unwrap_or_else(|| URL_SAFE_NO_PAD.encode(Sha256::digest(token)));
        Ok(Claims { token_id: Some(token_id), ..claims })
    }
}

impl std::fmt::Debug for JoseTokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("JoseTokens").finish_non_exhaustive()
    }
}

/// josekit's own verifier compares signatures byte by byte until the first difference, and the time that takes tells
/// a forger how far they have come. This one always compares to the end. It has the key at hand, too: nearly every request
/// shows a token, and setting OpenSSL up for it takes longer than the rest of reading it.
#[derive(Clone)]
struct Verifier(Hmac<Sha256>);

impl JwsVerifier for Verifier {
    fn algorithm(&self) -> &dyn JwsAlgorithm {
        &HmacJwsAlgorithm::Hs256
    }

    fn key_id(&self) -> Option<&str> {
        None
    }

    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), JoseError> {
        let wrong = |_| JoseError::InvalidSignature(std::io::Error::other("the signature is wrong").into());
        self.0.clone().chain_update(message).verify_slice(signature).map_err(wrong)
    }

    fn box_clone(&self) -> Box<dyn JwsVerifier> {
        Box::new(self.clone())
    }
}

impl std::fmt::Debug for Verifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Verifier").finish_non_exhaustive()
    }
}
