//! The transcripts of the guide are true: each command is run, and its output is compared.
//!
//! `UPDATE=1` rewrites the page. Ids, times and the port differ between runs, so the page has fixed
//! placeholders for them.

use std::io::Cursor;
use std::path::PathBuf;
use std::process::Stdio;

use picsellia_draw::image::{ImageFormat, Rgb, RgbImage};
use picsellia_server::{InferenceType, Server};

use crate::support::Shell;

/// The URL in the page, with the default port of the service.
const URL: &str = "http://127.0.0.1:7425";

#[test]
fn the_transcripts_of_the_guide_match_the_command() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/guide/command-line.md");
    let page = std::fs::read_to_string(&path).expect("the page");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let server = runtime.block_on(service());

    let mut session = Session::new(server.url());
    let mut now = String::new();
    let mut transcript = false;
    for line in page.lines() {
        if line.starts_with("```") {
            transcript = line == "```console";
        } else if let (true, Some(command)) = (transcript, line.strip_prefix("$ ")) {
            now.push_str(&format!("{line}\n{}", session.run(command)));
            continue;
        } else if transcript {
            continue;
        }
        now.push_str(line);
        now.push('\n');
    }
    runtime.block_on(server.shutdown()).expect("it stops cleanly");
    if std::env::var_os("UPDATE").is_some_and(|update| !update.is_empty()) {
        return std::fs::write(&path, &now).expect("written");
    }
    let different = now.lines().zip(page.lines()).find(|(now, page)| now != page);
    assert!(now == page, "the guide does not match the command (UPDATE=1 rewrites it): {different:?}");
}

/// Starts the service of the page, on a port with four digits so that columns stay aligned.
async fn service() -> Server {
    for port in 7425..10_000 {
        let builder = Server::builder().listen(format!("127.0.0.1:{port}")).organization("acme");
        let builder = builder.deployment("doors", InferenceType::ObjectDetection);
        if let Ok(server) = builder.labels("doors", ["person", "car"]).start().await {
            return server;
        }
    }
    panic!("no free port")
}

/// A shell, and the ids that have placeholders in the page.
struct Session {
    shell: Shell,
    url: String,
    ids: Vec<String>,
}

impl Session {
    fn new(url: &str) -> Self {
        let bin = PathBuf::from(env!("CARGO_BIN_EXE_picsellia"));
        let bin = bin.parent().and_then(|folder| folder.to_str()).expect("a path in Unicode");
        let shell = Shell::new()
            .set("PATH", &format!("{bin}:/usr/bin:/bin"))
            .set("PICSELLIA_HOST", url)
            .set("PICSELLIA_ORGANIZATION", "acme")
            .set("PICSELLIA_TOKEN", "local");
        shell.write("door.png", door());
        shell.write(
            "prediction.json",
            "{\"detection_classes\":[1,0],\"detection_boxes\":[[128,200,159,240],[300,80,700,320]],\"detection_scores\":[0.9,0.7]}\n",
        );
        shell.write(
            "reversed.json",
            "{\"detection_classes\":[1],\"detection_boxes\":[[190,100,50,90]],\"detection_scores\":[0.7]}\n",
        );
        shell.write("review.json", "{\"boxes\":[{\"label\":\"person\",\"box\":[296,84,704,318]}]}\n");
        Self { shell, url: url.to_owned(), ids: Vec::new() }
    }

    /// Runs a command, and returns its output with the placeholders of the page.
    fn run(&mut self, command: &str) -> String {
        let mut command = command.replace(URL, &self.url);
        for (index, id) in self.ids.iter().enumerate() {
            command = command.replace(&placeholder(index), id);
        }
        let mut sh = self.shell.command_of("sh");
        let output = sh
            .args(["-c", &format!("{{ {command}\n}} 2>&1")])
            .stdin(Stdio::null())
            .output()
            .expect("sh runs");
        let mut text = String::from_utf8(output.stdout).expect("text");
        if !output.status.success() {
            text.push_str(&format!("[exit code {}]\n", output.status.code().expect("it ends by itself")));
        }
        self.with_placeholders(&text)
    }

    fn with_placeholders(&mut self, text: &str) -> String {
        let mut text = text.replace(&self.url, URL);
        for id in ids(&text) {
            let known = self.ids.iter().position(|known| *known == id);
            let index = known.unwrap_or_else(|| {
                self.ids.push(id.clone());
                self.ids.len() - 1
            });
            text = text.replace(&id, &placeholder(index));
        }
        for (before, after, value) in [
            ("\"created_at\":\"", "\"", "2026-01-01T12:00:00.000000Z"),
            ("\"timestamp\":", "}", "1767268800.0"),
            ("response after ", " ms", "3"),
        ] {
            text = replace_between(&text, before, after, value);
        }
        text
    }
}

/// Returns the placeholder of the id with this index.
fn placeholder(index: usize) -> String {
    format!("01980000-0000-7000-8000-{:012}", index + 1)
}

/// Returns the UUIDs in a text, in order.
fn ids(text: &str) -> Vec<String> {
    let is_id = |word: &&str| {
        let dashes = word.char_indices().filter(|(_, c)| *c == '-').map(|(at, _)| at);
        word.len() == 36 && dashes.eq([8, 13, 18, 23])
    };
    let words = text.split(|c: char| !(c.is_ascii_hexdigit() || c == '-'));
    words.filter(is_id).map(str::to_owned).collect()
}

/// Replaces what is between `before` and `after` with `value`, everywhere in the text.
fn replace_between(text: &str, before: &str, after: &str, value: &str) -> String {
    let mut parts = text.split(before);
    let mut changed = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(after).expect("the end of the value");
        changed.push_str(&format!("{before}{value}{}", &part[end..]));
    }
    changed
}

/// Draws a door in a wall.
fn door() -> Vec<u8> {
    let picture = RgbImage::from_fn(600, 800, |x, y| {
        let is_door = (80..320).contains(&x) && (300..700).contains(&y);
        Rgb(if is_door { [120, 72, 40] } else { [214, 208, 196] })
    });
    let mut png = Cursor::new(Vec::new());
    picture.write_to(&mut png, ImageFormat::Png).expect("encoded");
    png.into_inner()
}
