//! The names of stored images. The service creates them: a client's file name never becomes a path.

/// The most folders of an `upload_dir`.
const MAX_FOLDERS: usize = 8;
/// The most characters of a folder.
const MAX_FOLDER_LENGTH: usize = 64;

/// Creates a name of the form `<upload_dir>/<deployment>/<uuid>.<extension>`.
pub(super) fn new(deployment_uuid: &str, upload_dir: Option<&str>, content_type: &str) -> String {
    let extension = if content_type == "image/png" { "png" } else { "jpg" };
    let uuid = uuid::Uuid::now_v7();
    let mut name = String::new();
    for folder in upload_dir.map(folders).unwrap_or_default() {
        name.push_str(&folder);
        name.push('/');
    }
    name + deployment_uuid + "/" + &uuid.to_string() + "." + extension
}

/// Returns the folders of a client's path, with only characters that are safe in a file system.
fn folders(upload_dir: &str) -> Vec<String> {
    upload_dir
        .split(['/', '\\'])
        .map(|folder| {
            let plain =
                |c: char| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '_' };
            folder.chars().take(MAX_FOLDER_LENGTH).map(plain).collect::<String>()
        })
        // Leading and trailing dots mean `..` or hidden files, and Windows strips trailing ones.
        .map(|folder| folder.trim_matches('.').to_owned())
        .filter(|folder| !folder.is_empty())
        .take(MAX_FOLDERS)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_have_only_safe_characters() {
        let cases: [(&str, &[&str]); 8] = [
            ("", &[]),
            ("a/b", &["a", "b"]),
            ("/a//b/", &["a", "b"]),
            ("../../etc/passwd", &["etc", "passwd"]),
            ("a/./../b", &["a", "b"]),
            ("..\\c:\\x", &["c_", "x"]),
            ("é\0\n%2e%2e", &["____2e_2e"]),
            (".hidden/...", &["hidden"]),
        ];
        for (given, expected) in cases {
            assert_eq!(folders(given), expected, "{given:?}");
        }
        assert!(folders(&"x/".repeat(100)).len() <= MAX_FOLDERS);
        assert!(folders(&"y".repeat(1000))[0].len() <= MAX_FOLDER_LENGTH);
    }

    #[test]
    fn names_are_unique_and_have_an_extension() {
        let first = new("d", Some("a"), "image/png");
        assert!(first.starts_with("a/d/") && first.ends_with(".png"), "{first}");
        assert_ne!(first, new("d", Some("a"), "image/png"));
        assert!(new("d", None, "image/jpeg").ends_with(".jpg"));
    }
}
