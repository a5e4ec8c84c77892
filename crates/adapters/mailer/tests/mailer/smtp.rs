//! Mail to a server, in good and in bad times.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    error::Error,
    sync::Arc,
    time::{Duration, Instant},
};

use vibeslop_mailer::SmtpMailer;
use vibeslop_ports::{
    ServiceError,
    mail::{Mail, MailError, Mailer},
};

use crate::{
    fixtures::{clock, correspondent, mail, vibeslop},
    server::{Answers, Server},
};

fn mailer(url: &str) -> SmtpMailer {
    SmtpMailer::new(&url.into(), vibeslop(), clock()).unwrap().with_time_limit(Duration::from_secs(20))
}

/// What comes of a mail to a server that answers in this way, and the server.
async fn sent(answers: Answers) -> (Result<(), MailError>, Server) {
    let server = Server::start(answers).await;
    (mailer(&server.url()).send(&mail(1)).await, server)
}

#[tokio::test]
async fn a_mail_arrives_with_both_its_parts() {
    let (outcome, server) = sent(Answers::default()).await;
    outcome.unwrap();
    let received = server.mails().remove(0);
    assert_eq!(received.from, "MAIL FROM:<no-reply@vibeslop.example>");
    assert_eq!(received.to, ["RCPT TO:<ada@example.com>"]);
    let (head, body) = received.message.split_once("\n\n").unwrap();
    for header in [
        "From: Vibeslop <no-reply@vibeslop.example>",
        "To: \"Ada L.\" <ada@example.com>",
        "Subject: A bid on your gig, number 1",
        "Date: Mon, 02 Feb 2026 12:15:30 +0000",
        "Message-ID: <00000000000000000000000000000001@vibeslop.example>",
        "Auto-Submitted: auto-generated",
        "List-Unsubscribe: <https://vibeslop.example/api/unsubscribe?token=a.b-c_d%3D>",
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
        "MIME-Version: 1.0",
    ] {
        assert!(head.lines().any(|line| line == header), "{header} is missing in\n{head}");
    }
    assert!(head.contains("Content-Type: multipart/alternative"), "{head}");
    let (text, html) = (body.find("text/plain").unwrap(), body.find("text/html").unwrap());
    assert!(text < html, "a reader takes the last part that it can show");
    assert!(body.contains("Bob bids 300 =E2=82=AC."), "{body}");
    assert!(body.contains("A dot alone ends nothing."), "{body}");
}

#[tokio::test]
async fn a_connection_is_used_again() {
    let server = Server::start(Answers::default()).await;
    let mailer = mailer(&server.url());
    for number in 0..5 {
        mailer.send(&mail(number)).await.unwrap();
    }
    assert_eq!((server.mails().len(), server.connections()), (5, 1));
}

#[tokio::test]
async fn many_mails_at_once_all_arrive() {
    let server = Server::start(Answers::default()).await;
    let mailer = Arc::new(mailer(&server.url()));
    let sending: Vec<_> = (0..40)
        .map(|number| {
            let mailer = Arc::clone(&mailer);
            tokio::spawn(async move { mailer.send(&mail(number)).await })
        })
        .collect();
    for sent in sending {
        sent.await.unwrap().unwrap();
    }
    assert_eq!(server.mails().len(), 40);
}

#[tokio::test]
async fn a_mail_that_is_refused_for_good_is_told_from_one_that_may_go_later() {
    let refused = |outcome: &Result<(), MailError>| matches!(outcome, Err(MailError::Refused(_)));
    let later =
        |outcome: &Result<(), MailError>| matches!(outcome, Err(MailError::Service(ServiceError::Unavailable(_))));
    let usual = Answers::default;

    for answers in [
        Answers { recipient: "550 5.1.1 No such user", ..usual() },
        Answers { sender: "553 5.7.1 Not you", ..usual() },
        Answers { message: "554 5.7.1 Spam", ..usual() },
        Answers { data: "503 5.5.1 Not now", ..usual() },
    ] {
        let (outcome, _) = sent(answers).await;
        assert!(refused(&outcome), "{outcome:?}");
    }
    for answers in [
        Answers { greeting: "421 4.3.2 Too busy", ..usual() },
        Answers { greeting: "554 5.3.2 Not here", ..usual() },
        Answers { recipient: "450 4.2.0 Greylisted", ..usual() },
        Answers { message: "452 4.3.1 No room", ..usual() },
        Answers { sender: "hang up", ..usual() },
        Answers { greeting: "HTTP/1.1 400 Bad Request", ..usual() },
    ] {
        let (outcome, _) = sent(answers).await;
        assert!(later(&outcome), "{outcome:?}");
    }
}

#[tokio::test]
async fn a_mailer_goes_on_after_a_refusal() {
    let server = Server::start(Answers { recipient: "550 5.1.1 No such user", ..Answers::default() }).await;
    let mailer = mailer(&server.url());
    for _ in 0..3 {
        let outcome = mailer.send(&mail(1)).await;
        assert!(matches!(outcome, Err(MailError::Refused(_))), "{outcome:?}");
    }
}

#[tokio::test]
async fn an_address_that_mail_does_not_know_is_refused_before_anything_is_sent() {
    let server = Server::start(Answers::default()).await;
    for address in ["ada@-.example", "a..da@example.com", "a\\da@example.com"] {
        let to = correspondent("Ada", address);
        let outcome = mailer(&server.url()).send(&Mail { to, ..mail(1) }).await;
        assert!(matches!(outcome, Err(MailError::Refused(_))), "{address}: {outcome:?}");
    }
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn letters_that_the_server_does_not_know_refuse_the_mail() {
    let server = Server::start(Answers::default()).await;
    let to = correspondent("", "jörg@example.com");
    let outcome = mailer(&server.url()).send(&Mail { to, ..mail(1) }).await;
    assert!(matches!(outcome, Err(MailError::Refused(_))), "{outcome:?}");
    assert!(server.mails().is_empty());
}

#[tokio::test]
async fn a_silent_server_is_given_up_and_its_connection_not_used_again() {
    for answers in [
        Answers { greeting: "", ..Answers::default() },
        Answers { hello: "", ..Answers::default() },
        Answers { message: "", ..Answers::default() },
    ] {
        let server = Server::start(answers).await;
        let mailer = mailer(&server.url()).with_time_limit(Duration::from_millis(300));
        for tries in 1..=2 {
            let began = Instant::now();
            let outcome = mailer.send(&mail(1)).await;
            assert!(matches!(outcome, Err(MailError::Service(ServiceError::TimedOut))), "{outcome:?}");
            assert!(began.elapsed() < Duration::from_secs(5));
            assert_eq!(server.connections(), tries);
        }
    }
}

#[tokio::test]
async fn nobody_at_the_door_is_a_fault_that_passes() {
    let mut server = Server::start(Answers::default()).await;
    let mailer = mailer(&server.url());
    let port = server.port;
    server.stop_accepting().await;
    let outcome = mailer.send(&mail(1)).await;
    assert!(matches!(outcome, Err(MailError::Service(ServiceError::Unavailable(_)))), "{outcome:?}");

    let back = Server::start_on(port, Answers::default()).await;
    mailer.send(&mail(1)).await.unwrap();
    assert_eq!(back.mails().len(), 1);
}

#[tokio::test]
async fn a_connection_that_the_server_closed_is_replaced() {
    let server = Server::start(Answers { one_mail: true, ..Answers::default() }).await;
    let mailer = mailer(&server.url());
    for number in 0..3 {
        mailer.send(&mail(number)).await.unwrap();
    }
    assert_eq!((server.mails().len(), server.connections()), (3, 3));
}

#[tokio::test]
async fn a_name_and_a_password_are_told_to_a_server_on_this_machine() {
    let hello = "250-mail.example.com\r\n250-8BITMIME\r\n250 AUTH PLAIN LOGIN";
    let server = Server::start(Answers { hello, ..Answers::default() }).await;
    let url = format!("smtp://ada:p%40ss@127.0.0.1:{}", server.port);
    mailer(&url).send(&mail(1)).await.unwrap();
    // "\0ada\0p@ss" in base64.
    assert!(server.commands().contains(&"AUTH PLAIN AGFkYQBwQHNz".to_owned()), "{:?}", server.commands());

    let server = Server::start(Answers { hello, sign_in: "535 5.7.8 Wrong", ..Answers::default() }).await;
    let url = format!("smtp://ada:p%40ss@127.0.0.1:{}", server.port);
    let mailer = mailer(&url);
    let outcome = mailer.send(&mail(1)).await;
    assert!(matches!(outcome, Err(MailError::Service(ServiceError::Unauthorized))), "{outcome:?}");
    assert!(server.mails().is_empty());
    assert!(!format!("{mailer:?} {outcome:?}").contains("p@ss"));
}

#[tokio::test]
async fn without_the_tls_that_was_asked_for_nothing_is_sent() {
    let hello = "250-mail.example.com\r\n250-8BITMIME\r\n250 AUTH PLAIN";
    for scheme in ["smtp://ada:pass@127.0.0.1:PORT?tls=required", "smtps://ada:pass@127.0.0.1:PORT"] {
        let server = Server::start(Answers { hello, ..Answers::default() }).await;
        let outcome = mailer(&scheme.replace("PORT", &server.port.to_string())).send(&mail(1)).await;
        assert!(matches!(outcome, Err(MailError::Service(_))), "{scheme}: {outcome:?}");
        let commands = server.commands();
        let told = commands.iter().any(|line| line.starts_with("AUTH") || line.starts_with("MAIL"));
        assert!(!told && server.mails().is_empty(), "{scheme}: {commands:?}");
    }
}

#[tokio::test]
async fn the_servers_words_are_for_the_log_alone() {
    let (outcome, _) = sent(Answers { recipient: "550 5.1.1 ada is unknown here", ..Answers::default() }).await;
    let error = outcome.unwrap_err();
    assert_eq!(error.to_string(), "the mail was refused");
    assert!(error.source().unwrap().to_string().contains("ada is unknown here"));
}
