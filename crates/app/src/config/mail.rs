use std::fmt;

use secrecy::SecretString;
use url::Url;
use vibeslop_domain::accounts::Email;

use super::{
    fault::Noted,
    reader::Reader,
    settings::{MAIL_ENABLED, MAIL_FROM, SMTP_URL},
    values::flag,
};

/// Whether, how and from whom mail goes out.
#[derive(Debug, Clone)]
pub struct Mail {
    /// What becomes of a mail.
    pub delivery: Delivery,
    /// Who it is from.
    pub from: Sender,
}

/// What becomes of a mail.
#[derive(Debug, Clone)]
pub enum Delivery {
    /// It is handed to the server at this address.
    Smtp(SecretString),
    /// It stays on this machine, where a developer can read it.
    Mailbox,
    /// None is written.
    Off,
}

/// Who mail is from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// The name, if there is one.
    pub name: Option<String>,
    /// The address.
    pub address: Email,
}

impl Mail {
    /// `host` is the one of the service's own address, for a sender nobody has set.
    pub(super) fn read(reader: &mut Reader, host: Result<&str, Noted>) -> Result<Self, Noted> {
        let enabled = reader.required(&MAIL_ENABLED, flag);
        let smtp = reader.secret(&SMTP_URL, address);
        let from = reader.optional(&MAIL_FROM, Sender::new);

        let delivery = match (enabled, smtp) {
            (Ok(false), Ok(_)) => Ok(Delivery::Off),
            (Ok(true), Ok(Some(url))) => Ok(Delivery::Smtp(url)),
            (Ok(true), Ok(None)) => {
                let why = "mail would stay on this machine (or say MAIL_ENABLED=false)";
                reader.needed_in_production(&SMTP_URL, why, None::<()>).map(|_| Delivery::Mailbox)
            }
            (Err(noted), _) | (_, Err(noted)) => Err(noted),
        };
        let from = if let Some(sender) = from? {
            sender
        } else {
            let sender = Sender::new(&format!("Vibeslop <no-reply@{}>", host?))
                .map_err(|_| reader.faults.missing(&MAIL_FROM, "no sender can be made from BACKEND_URL"))?;
            reader.follows(&MAIL_FROM, &sender, "follows from BACKEND_URL");
            sender
        };
        Ok(Self { delivery: delivery?, from })
    }
}

impl Sender {
    /// `Name <address>`, or the address alone.
    fn new(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text:?} is no sender, such as Vibeslop <no-reply@example.com>");
        let (name, address) = match text.strip_suffix('>') {
            Some(rest) => rest.rsplit_once('<').map(|(name, address)| (name.trim(), address)).ok_or_else(wrong)?,
            None => ("", text),
        };
        let name = name.strip_prefix('"').and_then(|name| name.strip_suffix('"')).unwrap_or(name);
        if name.chars().any(|c| c.is_control() || matches!(c, '<' | '>' | '"' | '\\')) {
            return Err(wrong());
        }
        let address = Email::new(address).map_err(|_| wrong())?;
        Ok(Self { name: (!name.is_empty()).then(|| name.to_owned()), address })
    }
}

impl fmt::Display for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => write!(f, "{name} <{}>", self.address.as_str()),
            None => f.write_str(self.address.as_str()),
        }
    }
}

/// Says what is wrong with a server's address, without repeating any of it.
fn address(text: &str) -> Result<(), &'static str> {
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "smtp" | "smtps"));
    match url.as_ref().and_then(Url::host_str) {
        Some(host) if !host.is_empty() => Ok(()),
        _ => Err("is not an address like smtps://user:password@host:465"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sender_is_an_address_with_or_without_a_name() {
        for (text, shown) in [
            ("ada@example.com", "ada@example.com"),
            ("Ada L. <ada@example.com>", "Ada L. <ada@example.com>"),
            ("\"Ada, L.\" <ada@example.com>", "Ada, L. <ada@example.com>"),
        ] {
            assert_eq!(Sender::new(text).unwrap().to_string(), shown);
        }
        for text in
            ["ada", "Ada <ada>", "Ada ada@example.com>", "A\nB <ada@example.com>", "<>", "A <b> <ada@example.com>"]
        {
            assert!(Sender::new(text).is_err(), "{text}");
        }
    }

    #[test]
    fn addresses_of_mail_servers_are_judged() {
        for right in ["smtp://localhost:2525", "smtps://ada:p%40w@mail.example.com"] {
            assert_eq!(address(right), Ok(()), "{right}");
        }
        for wrong in ["", "mail.example.com", "https://mail.example.com", "smtp://", "smtp://host:port"] {
            assert!(address(wrong).is_err(), "{wrong}");
        }
    }
}
