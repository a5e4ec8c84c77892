use chrono::{DateTime, TimeDelta, Utc};
use openidconnect::core::{
    CoreIdToken, CoreIdTokenClaims, CoreIdTokenVerifier, CoreJwsSigningAlgorithm, CoreProviderMetadata,
};
use openidconnect::{
    AccessToken, AccessTokenHash, ClaimsVerificationError, ClientId, Nonce, SignatureVerificationError,
};

/// How far the provider's clock may be behind ours when a token ends.
const LEEWAY: TimeDelta = TimeDelta::seconds(30);

/// What is taken: signatures that only the provider can make. With a shared secret (HS256) this service could make
/// them as well, and whoever gets the provider to publish that secret or takes a public key for one.
const ASYMMETRIC: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// Why an ID token is not believed.
pub(crate) enum Doubt {
    /// It was signed with a key that is not known. The provider may have a new one.
    UnknownKey,
    /// It is wrong. The text names what, for the log.
    Untrusted(String),
}

/// Judges ID tokens by what the provider says of itself.
pub(crate) struct Verifier<'a> {
    pub(crate) provider: &'a CoreProviderMetadata,
    pub(crate) client_id: &'a ClientId,
    pub(crate) nonce: &'a Nonce,
    pub(crate) now: DateTime<Utc>,
}

impl Verifier<'_> {
    /// The token's claims, if it was signed by the provider, for this service, for this sign-in, and is in force.
    pub(crate) fn claims<'t>(
        &self,
        token: &'t CoreIdToken,
        access_token: &AccessToken,
    ) -> Result<&'t CoreIdTokenClaims, Doubt> {
        let now = self.now - LEEWAY;
        let supported = self.provider.id_token_signing_alg_values_supported();
        // A public client's verifier has no secret that a signature could be checked with.
        let verifier = CoreIdTokenVerifier::new_public_client(
            self.client_id.clone(),
            self.provider.issuer().clone(),
            self.provider.jwks().clone(),
        )
        .set_allowed_algs(ASYMMETRIC.into_iter().filter(|algorithm| supported.contains(algorithm)))
        .set_time_fn(move || now)
        // Judged below, where the authorized party is known.
        .set_other_audience_verifier_fn(|_| true);
        let claims = token.claims(&verifier, self.nonce).map_err(doubt)?;
        self.is_meant_for_us(claims)?;
        belongs_to(token, claims, access_token, &verifier)?;
        if claims.subject().trim().is_empty() {
            return Err(Doubt::Untrusted("it names nobody".to_owned()));
        }
        Ok(claims)
    }

    /// A token for several services has to say that this one asked for it (OpenID Connect Core, section 3.1.3.7).
    fn is_meant_for_us(&self, claims: &CoreIdTokenClaims) -> Result<(), Doubt> {
        let asked = claims.authorized_party();
        if claims.audiences().len() > 1 && asked.is_none() {
            return Err(Doubt::Untrusted("it is for several services and does not say who asked".to_owned()));
        }
        match asked {
            Some(party) if party != self.client_id => Err(Doubt::Untrusted("another service asked for it".to_owned())),
            _ => Ok(()),
        }
    }
}

/// Where the token names the access token that it came with, it has to be this one.
fn belongs_to(
    token: &CoreIdToken,
    claims: &CoreIdTokenClaims,
    access_token: &AccessToken,
    verifier: &CoreIdTokenVerifier<'_>,
) -> Result<(), Doubt> {
    let Some(named) = claims.access_token_hash() else { return Ok(()) };
    let untrusted = |error: SignatureVerificationError| Doubt::Untrusted(error.to_string());
    let algorithm = token.signing_alg().map_err(untrusted)?;
    let key = token.signing_key(verifier).map_err(untrusted)?;
    match AccessTokenHash::from_token(access_token, algorithm, key) {
        Ok(actual) if actual == *named => Ok(()),
        _ => Err(Doubt::Untrusted("it came with another access token than it names".to_owned())),
    }
}

fn doubt(error: ClaimsVerificationError) -> Doubt {
    use SignatureVerificationError::{AmbiguousKeyId, CryptoError, NoMatchingKey};
    match error {
        // A provider that names no keys shows by a wrong signature, or by several fitting keys, that it has a new one.
        ClaimsVerificationError::SignatureVerification(NoMatchingKey | AmbiguousKeyId(_) | CryptoError(_)) => {
            Doubt::UnknownKey
        }
        ClaimsVerificationError::SignatureVerification(error) => Doubt::Untrusted(error.to_string()),
        other => Doubt::Untrusted(other.to_string()),
    }
}
