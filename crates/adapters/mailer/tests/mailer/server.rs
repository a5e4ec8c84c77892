#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    io,
    sync::{Arc, Mutex},
};

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// What a server answers. Empty: nothing, for ever.
#[derive(Clone)]
pub struct Answers {
    pub greeting: &'static str,
    pub hello: &'static str,
    pub sign_in: &'static str,
    pub sender: &'static str,
    pub recipient: &'static str,
    pub data: &'static str,
    pub message: &'static str,
    /// Whether it hangs up after a mail.
    pub one_mail: bool,
}

impl Default for Answers {
    fn default() -> Self {
        Self {
            greeting: "220 mail.example.com ESMTP",
            hello: "250-mail.example.com\r\n250 8BITMIME",
            sign_in: "235 2.7.0 Welcome",
            sender: "250 2.1.0 Ok",
            recipient: "250 2.1.5 Ok",
            data: "354 Go ahead",
            message: "250 2.0.0 Ok: queued",
            one_mail: false,
        }
    }
}

/// A mail as it arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    pub from: String,
    pub to: Vec<String>,
    /// Without the dots that SMTP doubles.
    pub message: String,
}

#[derive(Default)]
pub struct Seen {
    pub connections: usize,
    pub commands: Vec<String>,
    pub mails: Vec<Received>,
}

/// An SMTP server on this machine (RFC 5321, as far as it takes).
pub struct Server {
    pub port: u16,
    pub seen: Arc<Mutex<Seen>>,
    accepting: JoinHandle<()>,
}

impl Server {
    pub async fn start(answers: Answers) -> Self {
        Self::start_on(0, answers).await
    }

    pub async fn start_on(port: u16, answers: Answers) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let seen = Arc::new(Mutex::new(Seen::default()));
        let shared = Arc::clone(&seen);
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                shared.lock().unwrap().connections += 1;
                let (answers, seen) = (answers.clone(), Arc::clone(&shared));
                // A client that hangs up in the middle ends it with an error that nobody needs.
                tokio::spawn(async move { serve(stream, &answers, &seen).await });
            }
        });
        Self { port, seen, accepting }
    }

    pub fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    pub fn mails(&self) -> Vec<Received> {
        self.seen.lock().unwrap().mails.clone()
    }

    pub fn connections(&self) -> usize {
        self.seen.lock().unwrap().connections
    }

    pub fn commands(&self) -> Vec<String> {
        self.seen.lock().unwrap().commands.clone()
    }

    /// Takes no more connections. Those that are open stay open.
    pub async fn stop_accepting(&mut self) {
        self.accepting.abort();
        let _ = (&mut self.accepting).await;
    }
}

async fn serve(stream: TcpStream, answers: &Answers, seen: &Mutex<Seen>) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    answer(&mut stream, answers.greeting).await?;
    let (mut from, mut to) = (String::new(), Vec::new());
    loop {
        let line = line(&mut stream).await?;
        seen.lock().unwrap().commands.push(line.clone());
        let verb = line.split([' ', ':']).next().unwrap_or_default().to_uppercase();
        match verb.as_str() {
            "EHLO" | "HELO" => answer(&mut stream, answers.hello).await?,
            "AUTH" => answer(&mut stream, answers.sign_in).await?,
            "MAIL" => {
                from = line;
                answer(&mut stream, answers.sender).await?;
            }
            "RCPT" => {
                to.push(line);
                answer(&mut stream, answers.recipient).await?;
            }
            "DATA" => {
                answer(&mut stream, answers.data).await?;
                if answers.data.starts_with("354") {
                    let message = message(&mut stream).await?;
                    let received = Received { from: std::mem::take(&mut from), to: std::mem::take(&mut to), message };
                    seen.lock().unwrap().mails.push(received);
                    answer(&mut stream, answers.message).await?;
                    if answers.one_mail {
                        return Ok(());
                    }
                }
            }
            "NOOP" | "RSET" => answer(&mut stream, "250 Ok").await?,
            "QUIT" => return answer(&mut stream, "221 Bye").await,
            _ => answer(&mut stream, "500 5.5.2 What?").await?,
        }
    }
}

async fn answer(stream: &mut BufReader<TcpStream>, text: &str) -> io::Result<()> {
    match text {
        "" => std::future::pending().await,
        "hang up" => Err(io::ErrorKind::ConnectionAborted.into()),
        _ => stream.get_mut().write_all(format!("{text}\r\n").as_bytes()).await,
    }
}

async fn line(stream: &mut BufReader<TcpStream>) -> io::Result<String> {
    let mut line = String::new();
    if stream.read_line(&mut line).await? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

async fn message(stream: &mut BufReader<TcpStream>) -> io::Result<String> {
    let mut message = String::new();
    loop {
        let line = line(stream).await?;
        if line == "." {
            return Ok(message);
        }
        message.push_str(line.strip_prefix('.').unwrap_or(&line));
        message.push('\n');
    }
}
