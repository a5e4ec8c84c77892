//! Nobody writes headers but us.

use vibeslop_mailer::{LocalMailbox, SmtpMailer};
use vibeslop_ports::mail::{Correspondent, Mail, MailError, Mailbox, Mailer};

use crate::{
    fixtures::{clock, mail, vibeslop},
    server::{Answers, Server},
};

/// The names of the headers of a mail as it was sent.
fn header_names(source: &str) -> Vec<String> {
    let head = source.split("\r\n\r\n").next().unwrap_or_default().split("\n\n").next().unwrap_or_default();
    let lines = head.lines().filter(|line| !line.starts_with([' ', '\t']));
    lines.map(|line| line.split(':').next().unwrap_or_default().to_owned()).collect()
}

const USUAL: [&str; 10] = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "MIME-Version",
    "Content-Type",
];

#[tokio::test]
async fn line_breaks_in_names_and_subjects_add_no_header() {
    let server = Server::start(Answers::default()).await;
    let breaks = ["\r\n", "\n", "\r", "\r\n ", "\u{2028}", "\u{85}", "\0\r\n", "\r\n\r\n", "é\r\n", "\u{b}", "\u{c}"];
    for line_break in breaks {
        let evil = format!("Ada{line_break}Bcc: victim@example.com{line_break}X-Evil: 1");
        let from = Correspondent { name: Some(evil.clone()), ..vibeslop() };
        let to = Correspondent { name: Some(evil.clone()), ..mail(1).to };
        let smtp = SmtpMailer::new(&server.url().into(), from, clock()).unwrap();
        smtp.send(&Mail { to, subject: evil, ..mail(1) }).await.unwrap();
        let received = server.mails().pop().unwrap();
        assert_eq!(received.to, ["RCPT TO:<ada@example.com>"], "{line_break:?}");
        assert_eq!(header_names(&received.message), USUAL, "{line_break:?}\n{}", received.message);
    }
}

#[tokio::test]
async fn an_address_to_unsubscribe_at_is_an_address() {
    let server = Server::start(Answers::default()).await;
    let smtp = SmtpMailer::new(&server.url().into(), vibeslop(), clock()).unwrap();
    let long = format!("https://vibeslop.example/{}", "x".repeat(1_000));
    for url in [
        "https://a.example/\r\nBcc: x@y.example",
        "https://a.example/> <mailto:x",
        "mailto:x@y.example",
        "",
        "https://a.example/é",
        &long,
    ] {
        let outcome = smtp.send(&Mail { unsubscribe_url: Some(url.to_owned()), ..mail(1) }).await;
        assert!(matches!(outcome, Err(MailError::Refused(_))), "{url:?}: {outcome:?}");
    }
    assert!(server.mails().is_empty());

    smtp.send(&Mail { unsubscribe_url: None, ..mail(1) }).await.unwrap();
    let names = header_names(&server.mails()[0].message);
    assert!(!names.iter().any(|name| name.starts_with("List-")), "{names:?}");
}

#[tokio::test]
async fn names_of_all_scripts_arrive_encoded() {
    let server = Server::start(Answers::default()).await;
    let smtp = SmtpMailer::new(&server.url().into(), vibeslop(), clock()).unwrap();
    for name in ["Jörg \"der Bär\" <x@y.example>", "山田 太郎", "<script>alert(1)</script>", "👩‍👩‍👧", ",;:@\\", "   "]
    {
        let to = Correspondent { name: Some(name.to_owned()), ..mail(1).to };
        smtp.send(&Mail { to, subject: name.repeat(20), ..mail(1) }).await.unwrap();
        let received = server.mails().pop().unwrap();
        assert!(received.message.is_ascii(), "{name}");
        assert_eq!(header_names(&received.message), USUAL, "{name}\n{}", received.message);
        assert!(received.message.lines().all(|line| line.len() <= 998), "{name}");
    }
}

#[tokio::test]
async fn a_mail_that_stays_here_is_the_same_mail() {
    let server = Server::start(Answers::default()).await;
    SmtpMailer::new(&server.url().into(), vibeslop(), clock()).unwrap().send(&mail(7)).await.unwrap();
    let folder = tempfile::TempDir::new().unwrap();
    let mailbox = LocalMailbox::open(folder.path(), vibeslop(), clock()).unwrap();
    mailbox.send(&mail(7)).await.unwrap();
    let kept = mailbox.list().await.unwrap().remove(0);
    let (sent, kept) = (server.mails().remove(0).message, kept.source.replace("\r\n", "\n"));
    // The boundary between the parts is drawn by chance.
    let plain = |text: &str| {
        text.lines()
            .filter(|line| !line.contains("boundary") && !line.starts_with("--"))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(plain(&sent).join("\n").trim(), plain(&kept).join("\n").trim());
}
