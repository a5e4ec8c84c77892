use async_trait::async_trait;
use secrecy::{ExposeSecret, SecretString};
use url::form_urlencoded;
use vibeslop_domain::accounts::{ExternalProfile, ProviderName};
use vibeslop_ports::accounts::{
    Authorization, AuthorizationRequest, IdentityError, IdentityProvider, SandboxDirectory, SandboxPerson,
    SignedInIdentity,
};

use super::SandboxGithub;
use crate::{
    grants::{Grant, challenge},
    people::{PEOPLE, Person, person},
};

/// Where the authorisation page is, below the address of this service.
const PAGE: &str = "/dev/github/login/oauth/authorize";
/// What a sign-in asks for.
const SCOPES: &str = "read:user user:email";
/// What every access token begins with. It holds the login, so that it outlives a restart.
const TOKEN: &str = "sandbox-";

#[async_trait]
impl IdentityProvider for SandboxGithub {
    fn is_sandbox(&self) -> bool {
        true
    }

    async fn authorize(&self, request: &AuthorizationRequest) -> Result<Authorization, IdentityError> {
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("client_id", "sandbox")
            .append_pair("redirect_uri", &request.redirect_uri)
            .append_pair("response_type", "code")
            .append_pair("scope", SCOPES)
            .append_pair("state", request.state.expose_secret())
            .append_pair("code_challenge", &challenge(request.verifier.expose_secret()))
            .append_pair("code_challenge_method", "S256")
            .finish();
        Ok(Authorization { url: format!("{}{PAGE}?{query}", self.backend_url) })
    }

    async fn identify(
        &self,
        code: &SecretString,
        request: &AuthorizationRequest,
    ) -> Result<SignedInIdentity, IdentityError> {
        let verifier = request.verifier.expose_secret();
        let login = self.grants.take(code.expose_secret(), verifier, &request.redirect_uri, self.clock.now());
        let person = login.and_then(person).ok_or(IdentityError::CodeRefused)?;
        Ok(SignedInIdentity {
            profile: profile(person),
            access_token: token_of(person.login),
            refresh_token: None,
            scopes: Some(SCOPES.to_owned()),
            expires_at: None,
        })
    }
}

impl SandboxDirectory for SandboxGithub {
    fn people(&self) -> Vec<SandboxPerson> {
        let shown = |person: &Person| SandboxPerson {
            login: person.login.to_owned(),
            name: person.name.to_owned(),
            bio: person.bio.to_owned(),
        };
        PEOPLE.iter().map(shown).collect()
    }

    fn grant(&self, login: &str, redirect_uri: &str, code_challenge: Option<&str>) -> Option<SecretString> {
        let login = person(login)?.login;
        let code = self.entropy.secret();
        let grant = Grant {
            login,
            redirect_uri: redirect_uri.to_owned(),
            code_challenge: code_challenge.map(str::to_owned),
            granted_at: self.clock.now(),
        };
        self.grants.put(code.expose_secret(), grant);
        Some(code)
    }
}

/// The access token of whoever has this login.
pub(super) fn token_of(login: &str) -> SecretString {
    format!("{TOKEN}{login}").into()
}

/// Whose access token this is.
pub(super) fn bearer(token: &SecretString) -> Option<&'static Person> {
    person(token.expose_secret().strip_prefix(TOKEN)?)
}

fn profile(person: &Person) -> ExternalProfile {
    ExternalProfile {
        provider: ProviderName::github(),
        subject: person.number.to_string(),
        login: person.login.to_owned(),
        name: Some(person.name.to_owned()),
        verified_email: Some(person.email.to_owned()),
        bio: Some(person.bio.to_owned()),
        location: Some(person.location.to_owned()),
        avatar_url: None,
    }
}
