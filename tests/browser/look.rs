//! How the pages look: in light and dark, wide and narrow. Nothing sticks out, everything can be read, and nobody outside
//! of this machine is asked for anything.

use serde_json::json;
use uuid::Uuid;
use vibeslop_application::mail::{DeliverMail, Letter};
use vibeslop_testkit::app::{Audience, TestApp};

use crate::{driver::Browser, recorder::watched};

/// Pages, with what is waited for on each.
const PAGES: [(&str, &str, &str); 3] = [
    ("dashboard", "/dev/dashboard", "#routes-rows tr"),
    ("mailbox", "/dev/mailbox", "main h2"),
    ("docs", "/docs", ".opblock"),
];

/// What a browser asks itself.
const OWN: [&str; 3] = ["data:", "about:", "chrome:"];

/// Texts that have too little contrast to what is behind them (WCAG 2.2, 1.4.3).
const TOO_FAINT: &str = r"
    const channel = c => { c /= 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; };
    const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    const rgba = text => {
        canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = text; canvas.fillRect(0, 0, 1, 1);
        const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data; return [r, g, b, a / 255];
    };
    const over = (top, below) => [0, 1, 2].map(i => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
    const behind = element => {
        const layers = [];
        for (let e = element; e; e = e.parentElement) layers.push(rgba(getComputedStyle(e).backgroundColor));
        const base = matchMedia('(prefers-color-scheme: dark)').matches ? [18, 18, 18, 1] : [255, 255, 255, 1];
        return layers.reverse().reduce((below, layer) => over(layer, below), base);
    };
    const faint = new Set();
    for (const element of document.querySelectorAll('body *')) {
        const own = [...element.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
        const box = element.getBoundingClientRect(), style = getComputedStyle(element);
        const unseen = element.closest('.unseen, noscript, option, [disabled], .skip') || style.visibility === 'hidden';
        if (!own || unseen || !box.width || !box.height || !element.checkVisibility()) continue;
        const back = behind(element), text = over(rgba(style.color), back);
        const [a, b] = [light(text), light(back)].sort((x, y) => y - x);
        const size = parseFloat(style.fontSize), isLarge = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
        const ratio = (a + 0.05) / (b + 0.05);
        if (ratio < (isLarge ? 3 : 4.5)) {
            faint.add(`${element.tagName}.${element.className} '${element.textContent.trim().slice(0, 20)}' ${style.color} on ${back.slice(0, 3).map(Math.round)} ${ratio.toFixed(2)}`);
        }
    }
    return [...faint].slice(0, 40);
";

/// What reaches beyond the window's right edge, if the page can be scrolled there.
const STICKING_OUT: &str = r"
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const out = [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > width + 1);
    return out.slice(0, 20).map(e => `${e.tagName}.${e.className} ${e.getBoundingClientRect().right}`);
";

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_look_right_in_every_size_and_colour_and_ask_nobody_outside() {
    let app = TestApp::watched(watched(Audience::Anybody), |_| {}).await;
    for (number, name) in [(1, "bob"), (2, "ada")] {
        let to = app.person(name).await.id().0;
        app.services
            .mail
            .deliver(DeliverMail { mail: Uuid::from_u128(number), to, letter: Letter::Welcome })
            .await
            .unwrap();
    }
    for path in ["/api/stacks", "/api/tools", "/api/posts", "/api/posts/0190b1c2-7d3e-7000-8000-0000000000ab"] {
        app.anonymous().get(path).await;
    }
    let mut wrong = Vec::new();
    for (width, height) in [(1280, 900), (390, 844)] {
        let browser = Browser::open(width, height).await;
        for scheme in ["light", "dark"] {
            browser.prefer(scheme).await;
            for (name, path, shown) in PAGES {
                browser.go(&format!("{}{path}", app.url)).await;
                browser.find(shown).await;
                if name == "dashboard" {
                    // Two points make a line.
                    tokio::time::sleep(std::time::Duration::from_secs(6)).await;
                }
                if name == "docs" {
                    // One that is unfolded shows what the others hide. Colours come slowly.
                    browser.click(".opblock-post .opblock-summary-control").await;
                    browser.find(".opblock-post .responses-table").await;
                    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
                }
                let picture = format!("{name}-{width}-{scheme}");
                for (what, script) in [("faint", TOO_FAINT), ("sticking out", STICKING_OUT)] {
                    let found = browser.script(script).await;
                    if found != json!([]) {
                        wrong.push(format!("{picture}: {what}: {found:#}"));
                    }
                }
                browser.screenshot(&picture).await;
                browser.whole_page(&format!("{picture}-whole")).await;
                let landmarks = browser
                    .script(
                        "return ['header', 'nav', 'main', 'h1'].filter(t => document.querySelectorAll(t).length < 1)",
                    )
                    .await;
                assert_eq!(landmarks, json!([]), "{picture}");
            }
        }
        let outside: Vec<String> = browser
            .requests()
            .await
            .into_iter()
            .filter(|url| !url.starts_with(&app.url) && !OWN.iter().any(|own| url.starts_with(own)))
            .collect();
        assert_eq!(outside, Vec::<String>::new(), "the pages ask nobody else");
        assert_eq!(browser.complaints().await, Vec::<String>::new());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
