//! The system's congestion control, where it spoils what is measured.
//!
//! BBR paces what it sends by timers once it takes a bandwidth for known, which on the loopback interface happens to one
//! connection and not to another: the same bytes then cost 40 µs more. Nothing that is compared differs by as much.

use std::io::Write as _;

use crate::Failure;

/// Says so, where the figures cannot be compared.
pub(super) fn warn() -> Result<(), Failure> {
    let used = std::fs::read_to_string("/proc/sys/net/ipv4/tcp_congestion_control").unwrap_or_default();
    if used.trim() == "bbr" {
        writeln!(
            std::io::stderr(),
            "warning: this system's congestion control is BBR, which paces some connections and not others, also on \
             the loopback interface; for figures that can be compared: \
             sysctl -w net.ipv4.tcp_congestion_control=cubic"
        )?;
    }
    Ok(())
}
