//! A new migration file must rebuild the crate that embeds it; the compiler tracks only those it has seen.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
}
