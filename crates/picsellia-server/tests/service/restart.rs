use crate::support::{PNG, TestServer, filenames, image_of, prediction};

#[tokio::test]
async fn a_restart_loses_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = TestServer::on(folder.path()).await;
    let receipt = server.monitor(&prediction("a.png")).await.created();
    let (deployment, datalake, jwt) =
        (server.deployment.clone(), server.datalake.clone(), server.jwt.clone());
    server.shutdown().await;

    let mut server = TestServer::on(folder.path()).await;
    assert_eq!((&server.deployment, &server.datalake), (&deployment, &datalake));
    let list = server.list(&[("q", r#"source = "serving""#)]).await;
    assert_eq!(filenames(&list), ["a.png"]);
    assert_eq!(image_of(&server, &list["items"][0]).await, PNG);

    // The earlier login is still valid, and a replay is recognized.
    server.jwt = jwt;
    assert_eq!(server.monitor(&prediction("a.png")).await.created(), receipt);
    server.monitor(&prediction("b.png")).await.created();
    assert_eq!(server.list(&[]).await["count"], 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_services_can_share_a_folder() {
    let folder = tempfile::tempdir().expect("a folder");
    let first = std::sync::Arc::new(TestServer::on(folder.path()).await);
    let mut second = TestServer::on(folder.path()).await;
    second.jwt.clone_from(&first.jwt);
    let second = std::sync::Arc::new(second);
    let calls: Vec<_> = (0..20)
        .map(|index| {
            let server = std::sync::Arc::clone(if index % 2 == 0 { &first } else { &second });
            tokio::spawn(async move {
                server.monitor_with_key(Some("k"), prediction("a.png").to_string()).await.created()
            })
        })
        .collect();
    let mut ids = std::collections::BTreeSet::new();
    for call in calls {
        ids.insert(call.await.expect("a receipt")["id"].to_string());
    }
    assert_eq!(ids.len(), 1, "{ids:?}");
    assert_eq!(first.list(&[]).await["count"], 1);
    assert_eq!(second.list(&[]).await["count"], 1);
}

#[tokio::test]
async fn a_storage_failure_can_be_retried() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = TestServer::on(folder.path()).await;
    let images = folder.path().join("images");
    std::fs::remove_dir_all(&images).expect("removed");
    std::fs::write(&images, "in the way").expect("written");
    server.monitor_with_key(Some("k"), prediction("a.png").to_string()).await.rejected(503);
    assert_eq!(server.list(&[]).await["count"], 0);

    std::fs::remove_file(&images).expect("removed");
    std::fs::create_dir(&images).expect("created");
    server.monitor_with_key(Some("k"), prediction("a.png").to_string()).await.created();
    assert_eq!(server.list(&[]).await["count"], 1);
}
