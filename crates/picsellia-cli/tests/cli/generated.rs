//! Completions and the manual are generated from the arguments.

use crate::support::{Shell, names_in};

#[test]
fn each_shell_has_completions() {
    for (shell, expected) in [
        ("bash", "complete -F _picsellia"),
        ("zsh", "#compdef picsellia"),
        ("fish", "complete -c picsellia"),
        ("powershell", "Register-ArgumentCompleter"),
        ("elvish", "edit:completion"),
    ] {
        let done = Shell::new().run(&["completions", shell]);
        assert!(done.ok().contains(expected) && done.stdout.contains("custom-metadata"), "{shell}");
    }
}

#[test]
fn the_manual_has_a_page_for_each_command() {
    let shell = Shell::new();
    shell.run(&["manual", "pages"]).ok();
    let pages = names_in(&shell.path("pages"));
    for page in ["picsellia.1", "picsellia-monitor.1", "picsellia-predictions-show.1", "picsellia-doctor.1"] {
        assert!(pages.iter().any(|name| name == page), "{page} is not in {pages:?}");
    }
    let page = std::fs::read_to_string(shell.path("pages/picsellia-monitor.1")).expect("a page");
    assert!(page.contains("\\-\\-shadow\\-latency") && page.contains("PICSELLIA_TOKEN"), "{page}");
    assert!(shell.run(&["manual"]).ok().contains(".TH picsellia"));
}

#[test]
fn no_flag_takes_a_token() {
    // Only the service has one: it sets the token that clients must send.
    for command in ["monitor", "doctor", "shadow", "review", "labels", "stats"] {
        let help = Shell::new().run(&[command, "--help"]);
        assert!(!help.ok().contains("--token "), "{command}");
        assert!(help.stdout.contains("--token-file"), "{command}");
    }
}
