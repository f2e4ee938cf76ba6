use crate::support::{PNG, Site, filenames, image_of, prediction};

#[tokio::test]
async fn a_restart_loses_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let site = Site::on(folder.path()).await;
    let receipt = site.monitor(&prediction("a.png")).await.created();
    let (deployment, datalake, jwt) = (site.deployment.clone(), site.datalake.clone(), site.jwt.clone());
    site.shutdown().await;

    let mut site = Site::on(folder.path()).await;
    assert_eq!((&site.deployment, &site.datalake), (&deployment, &datalake));
    let list = site.list(&[("q", r#"source = "serving""#)]).await;
    assert_eq!(filenames(&list), ["a.png"]);
    assert_eq!(image_of(&site, &list["items"][0]).await, PNG);

    // The login of before still counts, and so does what was sent before.
    site.jwt = jwt;
    assert_eq!(site.monitor(&prediction("a.png")).await.created(), receipt);
    site.monitor(&prediction("b.png")).await.created();
    assert_eq!(site.list(&[]).await["count"], 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_services_on_one_folder_are_one_service() {
    let folder = tempfile::tempdir().expect("a folder");
    let first = std::sync::Arc::new(Site::on(folder.path()).await);
    let mut second = Site::on(folder.path()).await;
    second.jwt.clone_from(&first.jwt);
    let second = std::sync::Arc::new(second);
    let calls: Vec<_> = (0..20)
        .map(|index| {
            let site = std::sync::Arc::clone(if index % 2 == 0 { &first } else { &second });
            tokio::spawn(async move {
                site.monitor_with_key(Some("k"), prediction("a.png").to_string()).await.created()
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
async fn a_storage_that_fails_is_worth_a_retry() {
    let folder = tempfile::tempdir().expect("a folder");
    let site = Site::on(folder.path()).await;
    let images = folder.path().join("images");
    std::fs::remove_dir_all(&images).expect("removed");
    std::fs::write(&images, "in the way").expect("written");
    site.monitor_with_key(Some("k"), prediction("a.png").to_string()).await.refused(503);
    assert_eq!(site.list(&[]).await["count"], 0);

    std::fs::remove_file(&images).expect("removed");
    std::fs::create_dir(&images).expect("created");
    site.monitor_with_key(Some("k"), prediction("a.png").to_string()).await.created();
    assert_eq!(site.list(&[]).await["count"], 1);
}
