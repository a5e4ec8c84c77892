use std::sync::Arc;

use vibeslop_domain::{
    Invalid,
    content::{ImageFormat, MediaFile},
    github::{MAX_LOGO_BYTES, RepositoryName},
};
use vibeslop_ports::{
    ServiceError,
    content::{CheckedImage, ImageRefused},
    github::{FileTree, RepositoryFile},
    mocks::{MockImageChecker, MockRepositoryReader},
};

use super::{connection, connections};
use crate::{
    fixtures::{ADA, service_away},
    github::{Logo, Repositories},
};

fn file(path: &str, size: u64) -> RepositoryFile {
    RepositoryFile { path: path.to_owned(), size }
}

/// The logos of a repository with these files, of which `read` answers the bytes. `0` is no picture.
async fn logos(
    tree: Result<Vec<RepositoryFile>, ServiceError>,
    read: impl Fn(&str) -> Result<Option<Vec<u8>>, ServiceError> + Send + 'static,
) -> Vec<Logo> {
    let mut reader = MockRepositoryReader::new();
    reader
        .expect_files()
        .withf(|_, name, branch| name.to_string() == "ada-l/planner" && branch == "trunk")
        .times(1)
        .return_once(|_, _, _| tree.map(|files| FileTree { files, is_truncated: true }));
    reader.expect_file().returning(move |_, _, path| read(path));
    let mut checker = MockImageChecker::new();
    checker.expect_check().returning(|bytes| match bytes.as_slice() {
        [0] => Err(ImageRefused::Invalid(Invalid::because("is not a picture"))),
        _ => Ok(CheckedImage { file: MediaFile::new([bytes[0]; 32], ImageFormat::Gif), bytes }),
    });
    let (connections, _) = connections(Some(connection()), None);
    let access = connections.github(ADA).await.unwrap();
    let repositories = Repositories { reader: Arc::new(reader), checker: Arc::new(checker), connections };
    repositories.logos(&access, &RepositoryName::new("ada-l", "planner").unwrap(), "trunk").await
}

fn paths(logos: &[Logo]) -> Vec<&str> {
    logos.iter().map(|logo| logo.path.as_str()).collect()
}

#[tokio::test]
async fn the_three_best_are_read_best_first() {
    let tree = ["a/logo.png", "logo.png", "shot.png", "public/icon.png", "x/old-logo.gif"].map(|path| file(path, 10));
    let found = logos(Ok(tree.to_vec()), |path| Ok(Some(vec![u8::try_from(path.len()).unwrap()]))).await;
    assert_eq!(paths(&found), ["logo.png", "public/icon.png", "a/logo.png"]);
    assert_eq!(found[0].image.bytes, [8]);
    assert_eq!(found[0].image.file.format(), ImageFormat::Gif, "the bytes say what it is");
}

#[tokio::test]
async fn what_cannot_be_read_is_missing() {
    let tree = ["logo.png", "icon.png", "mark.png"].map(|path| file(path, 10));
    let found = logos(Ok(tree.to_vec()), |path| match path {
        "logo.png" => Err(service_away()),
        "icon.png" => Ok(Some(vec![0])),
        _ => Ok(Some(vec![1])),
    })
    .await;
    assert_eq!(paths(&found), ["mark.png"]);
    assert!(logos(Ok(vec![file("logo.png", 10)]), |_| Ok(None)).await.is_empty());
    assert!(logos(Err(service_away()), |_| Ok(None)).await.is_empty());
}

#[tokio::test]
async fn files_that_are_too_large_or_empty_are_not_asked_for() {
    let most = u64::try_from(MAX_LOGO_BYTES).unwrap();
    let tree = vec![file("logo.png", most + 1), file("icon.png", 0), file("mark.png", most)];
    assert_eq!(paths(&logos(Ok(tree), |_| Ok(Some(vec![1]))).await), ["mark.png"]);
}
