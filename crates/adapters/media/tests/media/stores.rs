//! The places where pictures are kept.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use sha2::{Digest, Sha256};
use tempfile::TempDir;
use vibeslop_domain::content::{ImageFormat, MediaFile};
use vibeslop_media::{LocalMedia, S3Media, S3Settings};
use vibeslop_ports::{
    StoreError,
    content::{CheckedImage, KeptMedia, MediaStore},
};
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate, matchers::any};

fn picture(bytes: &[u8]) -> CheckedImage {
    let file = MediaFile::new(Sha256::digest(bytes).into(), ImageFormat::Png);
    CheckedImage { file, bytes: bytes.to_vec() }
}

/// The law of the port. Every store has to pass it.
async fn a_store_keeps_what_it_is_given(store: Arc<dyn MediaStore>) {
    let (one, other) = (picture(b"one picture"), picture(&vec![7; 300_000]));
    assert_eq!(store.get(&one.file).await.unwrap(), None);

    store.put(&one).await.unwrap();
    store.put(&other).await.unwrap();
    assert_eq!(store.get(&one.file).await.unwrap(), Some(KeptMedia { bytes: one.bytes.clone() }));
    assert_eq!(store.get(&other.file).await.unwrap(), Some(KeptMedia { bytes: other.bytes.clone() }));

    // Keeping it twice changes nothing.
    store.put(&one).await.unwrap();
    assert_eq!(store.get(&one.file).await.unwrap(), Some(KeptMedia { bytes: one.bytes.clone() }));

    // The same bytes by the name of another format are another picture.
    let renamed = MediaFile::new(*one.file.hash(), ImageFormat::Gif);
    assert_eq!(store.get(&renamed).await.unwrap(), None);

    // What was taken away is gone, can be taken away again, and can be kept anew.
    for _ in 0..2 {
        store.remove(&one.file).await.unwrap();
        assert_eq!(store.get(&one.file).await.unwrap(), None);
    }
    assert!(store.get(&other.file).await.unwrap().is_some());
    store.put(&one).await.unwrap();
    assert_eq!(store.get(&one.file).await.unwrap(), Some(KeptMedia { bytes: one.bytes.clone() }));

    // Many at once, the same one among them.
    let writers: Vec<_> = (0..40_u8)
        .map(|n| {
            let (store, image) = (Arc::clone(&store), picture(&vec![n % 20; 10_000]));
            tokio::spawn(async move {
                store.put(&image).await.unwrap();
                assert_eq!(store.get(&image.file).await.unwrap().unwrap().bytes, image.bytes);
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_keeps_the_law() {
    let folder = TempDir::new().unwrap();
    a_store_keeps_what_it_is_given(Arc::new(LocalMedia::open(folder.path().join("new/media")).unwrap())).await;
}

#[tokio::test]
async fn a_folder_is_two_levels_deep_and_holds_nothing_unfinished() {
    let folder = TempDir::new().unwrap();
    let store = LocalMedia::open(folder.path()).unwrap();
    let image = picture(b"x");
    store.put(&image).await.unwrap();
    let name = image.file.to_string();
    let path = folder.path().join(&name[..2]).join(&name[2..4]).join(&name);
    assert_eq!(std::fs::read(&path).unwrap(), b"x");
    assert_eq!(std::fs::read_dir(folder.path().join("incoming")).unwrap().count(), 0);

    // Another program on the same folder sees it, and a damaged file is replaced.
    let other = LocalMedia::open(folder.path()).unwrap();
    assert!(other.get(&image.file).await.unwrap().is_some());
    std::fs::write(&path, b"").unwrap();
    other.put(&image).await.unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), b"x");
}

#[tokio::test]
async fn what_a_killed_program_left_is_cleared_away_in_time() {
    let folder = TempDir::new().unwrap();
    LocalMedia::open(folder.path()).unwrap();
    let (fresh, old) = (folder.path().join("incoming/fresh"), folder.path().join("incoming/old"));
    std::fs::write(&fresh, b"half").unwrap();
    std::fs::write(&old, b"half").unwrap();
    let yesterday = std::time::SystemTime::now() - std::time::Duration::from_hours(24);
    std::fs::File::options().write(true).open(&old).unwrap().set_modified(yesterday).unwrap();
    LocalMedia::open(folder.path()).unwrap();
    assert!(fresh.exists() && !old.exists());
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_to_is_an_error() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("a file");
    std::fs::write(&file, b"").unwrap();
    assert!(matches!(LocalMedia::open(file.join("media")), Err(StoreError::Failed(_))));

    let store = LocalMedia::open(folder.path().join("media")).unwrap();
    std::fs::remove_dir_all(folder.path().join("media")).unwrap();
    let outcome = store.put(&picture(b"x")).await;
    assert!(matches!(outcome, Err(StoreError::Failed(_))), "{outcome:?}");
}

/// As much of S3 as is used: objects by their paths. A request that is not signed with the right key is refused.
#[derive(Default)]
struct FakeS3 {
    objects: Mutex<HashMap<String, (Vec<u8>, String)>>,
    puts: Mutex<usize>,
}

struct Answers(Arc<FakeS3>);

impl Respond for Answers {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let header = |name: &str| request.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let signed = header("authorization");
        if !signed.starts_with("AWS4-HMAC-SHA256 Credential=public-half/")
            || !signed.contains("/eu-test-1/s3/aws4_request")
        {
            return ResponseTemplate::new(403).set_body_string("<Error><Code>AccessDenied</Code></Error>");
        }
        let path = request.url.path().to_owned();
        if !path.starts_with("/pictures/media/") {
            return ResponseTemplate::new(404).set_body_string("<Error><Code>NoSuchBucket</Code></Error>");
        }
        let mut objects = self.0.objects.lock().unwrap();
        if request.method.as_str() == "PUT" {
            *self.0.puts.lock().unwrap() += 1;
            objects.insert(path, (request.body.clone(), header("content-type").to_owned()));
            return ResponseTemplate::new(200).insert_header("etag", "\"tag\"");
        }
        if request.method.as_str() == "DELETE" {
            // As S3 does: one that is not there is fine.
            objects.remove(&path);
            return ResponseTemplate::new(204);
        }
        match objects.get(&path) {
            Some((bytes, content_type)) => ResponseTemplate::new(200)
                .insert_header("etag", "\"tag\"")
                .insert_header("last-modified", "Mon, 02 Feb 2026 12:00:00 GMT")
                .set_body_raw(bytes.clone(), content_type),
            None => ResponseTemplate::new(404).set_body_string("<Error><Code>NoSuchKey</Code></Error>"),
        }
    }
}

async fn s3() -> (MockServer, Arc<FakeS3>) {
    let (server, fake) = (MockServer::start().await, Arc::new(FakeS3::default()));
    Mock::given(any()).respond_with(Answers(Arc::clone(&fake))).mount(&server).await;
    (server, fake)
}

fn settings(endpoint: String) -> S3Settings {
    S3Settings {
        endpoint: Some(endpoint),
        bucket: "pictures".to_owned(),
        region: "eu-test-1".to_owned(),
        access_key_id: "public-half".into(),
        secret_access_key: "secret-half".into(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_keeps_the_law() {
    let (server, _) = s3().await;
    a_store_keeps_what_it_is_given(Arc::new(S3Media::new(&settings(server.uri())).unwrap())).await;
}

#[tokio::test]
async fn a_picture_is_sent_to_a_bucket_once_and_with_its_type() {
    let (server, fake) = s3().await;
    let store = S3Media::new(&settings(format!("{}/", server.uri()))).unwrap();
    let image = picture(b"x");
    store.put(&image).await.unwrap();
    store.put(&image).await.unwrap();
    assert_eq!(*fake.puts.lock().unwrap(), 1);
    let kept = fake.objects.lock().unwrap()[&format!("/pictures/media/{}", image.file)].clone();
    assert_eq!(kept, (b"x".to_vec(), "image/png".to_owned()));
}

#[tokio::test]
async fn a_bucket_that_is_closed_or_away_is_an_error_that_shows_no_key() {
    let (server, _) = s3().await;
    let wrong = S3Settings { access_key_id: "stranger".into(), ..settings(server.uri()) };
    let refused = S3Media::new(&wrong).unwrap().get(&picture(b"x").file).await;
    assert!(matches!(refused, Err(StoreError::Failed(_))), "{refused:?}");

    let broken = MockServer::start().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(503)).mount(&broken).await;
    let store = S3Media::new(&settings(broken.uri())).unwrap();
    let away = store.put(&picture(b"x")).await;
    assert!(matches!(away, Err(StoreError::Unavailable(_))), "{away:?}");

    let shown = format!("{refused:?} {away:?} {store:?} {:?}", settings(String::new()));
    assert!(!shown.contains("secret-half"), "{shown}");
}
