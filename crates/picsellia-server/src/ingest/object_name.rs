//! The names of stored images. They are this service's: a client's file name never becomes a path.

/// Limits on the folder that a client asks for.
const MAX_FOLDERS: usize = 8;
const MAX_FOLDER_LENGTH: usize = 64;

/// `<upload_dir>/<deployment>/<uuid>.<extension>`, with a fresh uuid.
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

/// The folders of a client's path, of plain characters, none of which means anything to a file system.
fn folders(upload_dir: &str) -> Vec<String> {
    upload_dir
        .split(['/', '\\'])
        .map(|folder| {
            let plain =
                |c: char| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '_' };
            folder.chars().take(MAX_FOLDER_LENGTH).map(plain).collect::<String>()
        })
        // Leading and trailing dots: `..`, hidden files, and what Windows strips.
        .map(|folder| folder.trim_matches('.').to_owned())
        .filter(|folder| !folder.is_empty())
        .take(MAX_FOLDERS)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_harmless() {
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
    fn names_are_unique_and_say_their_format() {
        let first = new("d", Some("a"), "image/png");
        assert!(first.starts_with("a/d/") && first.ends_with(".png"), "{first}");
        assert_ne!(first, new("d", Some("a"), "image/png"));
        assert!(new("d", None, "image/jpeg").ends_with(".jpg"));
    }
}
