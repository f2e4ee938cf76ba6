use std::time::{Duration, SystemTime};

use crate::support::{PNG, TestServer, image_of, prediction};

#[tokio::test]
async fn old_images_without_a_record_are_removed_at_the_start() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = TestServer::on(folder.path()).await;
    server.monitor(&prediction("a.png")).await.created();
    let images = folder.path().join("images");
    let deployment = images.join(&server.deployment);
    server.shutdown().await;

    let put = |path: std::path::PathBuf, age: u64| {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("created");
        std::fs::write(&path, PNG).expect("written");
        let file = std::fs::File::options().write(true).open(&path).expect("opened");
        file.set_modified(SystemTime::now() - Duration::from_secs(age)).expect("set");
        path
    };
    for entry in std::fs::read_dir(&deployment).expect("a folder") {
        put(entry.expect("an entry").path(), 7200);
    }
    let name = || format!("{}.png", uuid::Uuid::now_v7());
    let orphan = put(deployment.join(name()), 7200);
    let nested = put(images.join("up").join(deployment.file_name().expect("a name")).join(name()), 7200);
    let young = put(deployment.join(name()), 60);
    let foreign = put(deployment.join("holiday.png"), 7200);
    let of_another = put(images.join(uuid::Uuid::now_v7().to_string()).join(name()), 7200);

    let server = TestServer::on(folder.path()).await;
    for _ in 0..100 {
        if !orphan.exists() && !nested.exists() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(!orphan.exists() && !nested.exists());
    assert!(young.exists() && foreign.exists() && of_another.exists());
    let list = server.list(&[]).await;
    assert_eq!(image_of(&server, &list["items"][0]).await, PNG);
}
