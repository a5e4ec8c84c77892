use super::Email;

/// Whose accounts are administrators' accounts: those with one of these addresses, verified.
#[derive(Debug, Clone, Default)]
pub struct Administrators(Vec<Email>);

impl Administrators {
    /// The accounts with one of `addresses`.
    pub const fn new(addresses: Vec<Email>) -> Self {
        Self(addresses)
    }

    /// Whether the account with this address is an administrator's. An address that was only claimed proves
    /// nothing, whoever it belongs to.
    pub fn include(&self, address: &Email, verified: bool) -> bool {
        verified && self.0.contains(address)
    }

    /// The addresses.
    pub fn addresses(&self) -> &[Email] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_verified_address_makes_an_administrator() {
        let administrators = Administrators::new(vec![Email::new("Root@Example.com").unwrap()]);
        let root = Email::new("root@example.com").unwrap();
        assert!(administrators.include(&root, true));
        assert!(!administrators.include(&root, false));
        assert!(!Administrators::default().include(&root, true));
    }
}
