//! A browser, through the WebDriver protocol of Debian's `chromium-driver`. It is a handful of JSON requests.

use std::{
    net::TcpListener,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use reqwest::{Client, Method};
use serde_json::{Value, json};

/// The key under which the protocol names an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
/// How long a page may take to show what is waited for.
const PATIENCE: Duration = Duration::from_secs(20);

pub struct Browser {
    driver: Child,
    client: Client,
    session: String,
    /// Where the browser keeps what it keeps.
    _profile: tempfile::TempDir,
}

impl Browser {
    /// A window of this size, with nothing remembered and nobody asked outside of this machine.
    pub async fn open(width: u32, height: u32) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let driver = Command::new("chromedriver")
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver is installed (scripts/prepare --browser)");
        let profile = tempfile::tempdir().unwrap();
        let client = Client::builder().no_proxy().timeout(Duration::from_secs(60)).build().unwrap();
        let base = format!("http://127.0.0.1:{port}");
        let began = Instant::now();
        while client.get(format!("{base}/status")).send().await.is_err() {
            assert!(began.elapsed() < PATIENCE, "chromedriver does not answer");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let arguments = json!([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            format!("--window-size={width},{height}"),
            format!("--user-data-dir={}", profile.path().display()),
        ]);
        let wanted = json!({"capabilities": {"alwaysMatch": {
            "goog:chromeOptions": {"args": arguments},
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
        }}});
        let answer = client.post(format!("{base}/session")).body(wanted.to_string()).send().await.unwrap();
        let answer: Value = answer.json().await.unwrap();
        let id = answer["value"]["sessionId"].as_str().unwrap_or_else(|| panic!("no session: {answer}"));
        let session = format!("{base}/session/{id}");
        let browser = Self { driver, client, session, _profile: profile };
        // A headless window does not get as narrow as a telephone.
        let size = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        browser.tell("Emulation.setDeviceMetricsOverride", size).await;
        browser
    }

    /// Tells the browser something in its own protocol.
    async fn tell(&self, command: &str, parameters: Value) {
        let body = json!({"cmd": command, "params": parameters});
        self.call(Method::POST, "/goog/cdp/execute", body).await.unwrap();
    }

    /// Lets the browser prefer this scheme of colours, `light` or `dark`.
    pub async fn prefer(&self, scheme: &str) {
        let features = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
        self.tell("Emulation.setEmulatedMedia", features).await;
    }

    /// Presses a key and lets it go.
    pub async fn press(&self, key: char) {
        let steps = json!([{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]);
        let keyboard = json!({"actions": [{"type": "key", "id": "keyboard", "actions": steps}]});
        self.call(Method::POST, "/actions", keyboard).await.unwrap();
    }

    async fn call(&self, method: Method, path: &str, body: Value) -> Result<Value, String> {
        let mut request = self.client.request(method.clone(), format!("{}{path}", self.session));
        if method == Method::POST {
            request = request.body(body.to_string());
        }
        let answer: Value = request.send().await.unwrap().json().await.unwrap();
        match answer["value"]["error"].as_str() {
            Some(_) => Err(answer["value"]["message"].to_string()),
            None => Ok(answer["value"].clone()),
        }
    }

    pub async fn go(&self, url: &str) {
        self.call(Method::POST, "/url", json!({"url": url})).await.unwrap();
    }

    pub async fn address(&self) -> String {
        self.call(Method::GET, "/url", Value::Null).await.unwrap().as_str().unwrap().to_owned()
    }

    /// The first element that a CSS selector or an XPath (it begins with `/` or `(`) finds, as soon as it is there and
    /// can be seen.
    pub async fn find(&self, selector: &str) -> String {
        let using = if selector.starts_with(['/', '(']) { "xpath" } else { "css selector" };
        let began = Instant::now();
        loop {
            let found = self.call(Method::POST, "/element", json!({"using": using, "value": selector})).await;
            if let Ok(found) = &found {
                let id = found[ELEMENT].as_str().unwrap().to_owned();
                let shown = self.call(Method::GET, &format!("/element/{id}/displayed"), Value::Null).await;
                if shown == Ok(Value::Bool(true)) {
                    return id;
                }
            }
            if began.elapsed() > PATIENCE {
                self.screenshot("missing").await;
                panic!("{selector} is not on the page {}", self.address().await);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    pub async fn click(&self, selector: &str) {
        let began = Instant::now();
        loop {
            let id = self.find(selector).await;
            match self.call(Method::POST, &format!("/element/{id}/click"), json!({})).await {
                Ok(_) => return,
                // Something moved or lay over it just then.
                Err(why) => assert!(began.elapsed() < PATIENCE, "{selector} cannot be clicked: {why}"),
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    pub async fn text(&self, selector: &str) -> String {
        let id = self.find(selector).await;
        let text = self.call(Method::GET, &format!("/element/{id}/text"), Value::Null).await.unwrap();
        text.as_str().unwrap().to_owned()
    }

    /// Runs a script in the page and answers what it returns.
    pub async fn script(&self, script: &str) -> Value {
        self.call(Method::POST, "/execute/sync", json!({"script": script, "args": []})).await.unwrap()
    }

    /// Runs a script in the page again and again until it returns something true, and answers that.
    pub async fn until(&self, script: &str) -> Value {
        let began = Instant::now();
        loop {
            let answer = self.script(script).await;
            if !matches!(answer, Value::Null | Value::Bool(false)) {
                return answer;
            }
            if began.elapsed() > PATIENCE {
                self.screenshot("missing").await;
                panic!("{script} does not come true on the page {}", self.address().await);
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// The addresses that were asked for since this was last asked, by pages and everything in them.
    pub async fn requests(&self) -> Vec<String> {
        let log = self.call(Method::POST, "/se/log", json!({"type": "performance"})).await.unwrap();
        let events = log.as_array().unwrap().iter();
        let messages = events.filter_map(|entry| serde_json::from_str::<Value>(entry["message"].as_str()?).ok());
        let requests = messages.filter(|event| event["message"]["method"] == "Network.requestWillBeSent");
        requests.map(|event| event["message"]["params"]["request"]["url"].as_str().unwrap().to_owned()).collect()
    }

    /// What the page complained of since it was last asked, errors alone.
    pub async fn complaints(&self) -> Vec<String> {
        let log = self.call(Method::POST, "/se/log", json!({"type": "browser"})).await.unwrap();
        let entries = log.as_array().unwrap();
        entries.iter().filter(|entry| entry["level"] == "SEVERE").map(|entry| entry["message"].to_string()).collect()
    }

    /// A picture of all of the page, also of what is below the window, up to some screens.
    pub async fn whole_page(&self, name: &str) {
        let size = self.script("return [innerWidth, Math.min(document.documentElement.scrollHeight, 6000)]").await;
        let clip = json!({"x": 0, "y": 0, "width": size[0], "height": size[1], "scale": 1});
        let parameters = json!({"format": "png", "captureBeyondViewport": true, "clip": clip});
        let body = json!({"cmd": "Page.captureScreenshot", "params": parameters});
        let picture = self.call(Method::POST, "/goog/cdp/execute", body).await.unwrap();
        keep(name, picture["data"].as_str().unwrap());
    }

    /// A picture of the page, kept beside the built files for whoever wants to look.
    pub async fn screenshot(&self, name: &str) {
        let picture = self.call(Method::GET, "/screenshot", Value::Null).await.unwrap();
        keep(name, picture.as_str().unwrap());
    }
}

fn keep(name: &str, picture: &str) {
    let bytes = STANDARD.decode(picture).unwrap();
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("screenshots");
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join(format!("{name}.png"));
    std::fs::write(&file, bytes).unwrap();
    println!("screenshot: {}", file.display());
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The driver takes its browser along.
        let _ = rustix::process::kill_process(
            rustix::process::Pid::from_child(&self.driver),
            rustix::process::Signal::TERM,
        );
        let _ = self.driver.wait();
    }
}
