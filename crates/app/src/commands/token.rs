//! `vibeslop token`: a token for scripts.

use crate::config::{Config, Environment};

/// Runs the command.
#[expect(clippy::unused_async, reason = "the wiring that waits is not here yet")]
pub async fn run(config: Config, _username: &str, yes: bool) -> anyhow::Result<()> {
    permitted(config.environment, yes)?;
    anyhow::bail!("`vibeslop token` is not part of this build")
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
