//! Rebuilds the crate when a migration file is added. The compiler tracks only the existing files.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
}
