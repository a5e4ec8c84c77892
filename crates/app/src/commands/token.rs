//! `vibeslop token`: a token for scripts.

use std::io::Write;

use anyhow::Context;
use secrecy::ExposeSecret;

use crate::{
    config::{Config, Environment},
    wiring::{OpenDatabase, Use, Wired},
};

/// Runs the command.
pub async fn run(config: Config, username: &str, yes: bool) -> anyhow::Result<()> {
    permitted(config.environment, yes)?;
    let open = OpenDatabase::new(&config, Use::Command).await?;
    let issued = issue(&config, &open, username).await;
    open.close().await?;
    writeln!(std::io::stdout().lock(), "{}", issued?.expose_secret())?;
    Ok(())
}

async fn issue(config: &Config, open: &OpenDatabase, username: &str) -> anyhow::Result<secrecy::SecretString> {
    let wired = Wired::new(config, open, config.server.port).await?;
    let issued = wired.services.accounts.token_for(username).await.context("no token can be made")?;
    wired.database.close();
    let issued = issued.with_context(|| format!("there is nobody with the username {username:?}"))?;
    Ok(issued.token)
}

/// In production a token is a real person's key, printed on a screen.
fn permitted(environment: Environment, yes: bool) -> anyhow::Result<()> {
    anyhow::ensure!(
        yes || !environment.is_production(),
        "this is production: whoever reads the token can act as that person. Say --yes if you mean it"
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn production_wants_to_be_asked_twice() {
        assert!(permitted(Environment::Development, false).is_ok());
        assert!(permitted(Environment::Production, false).is_err());
        assert!(permitted(Environment::Production, true).is_ok());
    }
}
