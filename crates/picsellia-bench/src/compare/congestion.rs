//! Warns about a TCP congestion control that distorts measurements.
//!
//! BBR paces a connection with timers once it has estimated the bandwidth. On the loopback
//! interface, that happens to some connections and not to others, and costs 40 µs per prediction.
//! The contestants differ by less than that.

use std::io::Write as _;

use crate::Failure;

/// Prints a warning if figures cannot be compared.
pub(super) fn warn() -> Result<(), Failure> {
    let used = std::fs::read_to_string("/proc/sys/net/ipv4/tcp_congestion_control").unwrap_or_default();
    if used.trim() == "bbr" {
        writeln!(
            std::io::stderr(),
            "warning: figures are not comparable, because this system uses BBR congestion control, which slows \
             down some loopback connections and not others\n\
             hint: sysctl -w net.ipv4.tcp_congestion_control=cubic"
        )?;
    }
    Ok(())
}
