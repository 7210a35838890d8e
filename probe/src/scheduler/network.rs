//! Whether this machine has a way to anything but itself.

use std::fs;

/// Flag of a route that can be used (`RTF_UP` of Linux).
const UP: u32 = 1;

/// Whether a route leads out of this machine. `true` where that cannot be told.
pub(super) fn is_up() -> bool {
    let ipv4 = fs::read_to_string("/proc/net/route").ok();
    let ipv6 = fs::read_to_string("/proc/net/ipv6_route").ok();
    if ipv4.is_none() && ipv6.is_none() {
        return true;
    }
    ipv4.is_some_and(|table| leads_out(&table)) || ipv6.is_some_and(|table| leads_out_ipv6(&table))
}

/// Reads `/proc/net/route`: interface, destination, gateway, flags, …, after a line of titles.
fn leads_out(table: &str) -> bool {
    table.lines().skip(1).any(|line| {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let [interface, _, _, flags, ..] = fields.as_slice() else {
            return false;
        };
        is_usable(interface, flags)
    })
}

/// Reads `/proc/net/ipv6_route`: destination, …, flags, interface. Every interface that is up has routes to its own link
/// and for multicast, so these say nothing.
fn leads_out_ipv6(table: &str) -> bool {
    table.lines().any(|line| {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let [destination, .., flags, interface] = fields.as_slice() else {
            return false;
        };
        let is_of_link = destination.starts_with("fe8") || destination.starts_with("ff");
        !is_of_link && is_usable(interface, flags)
    })
}

fn is_usable(interface: &str, flags: &str) -> bool {
    interface != "lo" && u32::from_str_radix(flags, 16).is_ok_and(|flags| flags & UP != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TITLES: &str =
        "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n";

    #[test]
    fn a_route_out_of_the_machine_counts() {
        let with_titles = |route: &str| format!("{TITLES}{route}\n");
        assert!(leads_out(&with_titles(
            "eth0\t00000000\t0100000A\t0003\t0\t0\t0\t00000000\t0\t0\t0"
        )));
        assert!(
            leads_out(&with_titles(
                "eth0\t0000000A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0"
            )),
            "a network without a default route may well hold the cameras"
        );
    }

    #[test]
    fn no_route_or_one_that_leads_nowhere_does_not() {
        assert!(!leads_out(TITLES));
        assert!(!leads_out(""));
        let dead = "eth0\t00000000\t0100000A\t0002\t0\t0\t0\t00000000\t0\t0\t0";
        let loopback = "lo\t0000007F\t00000000\t0001\t0\t0\t0\t000000FF\t0\t0\t0";
        assert!(!leads_out(&format!("{TITLES}{dead}\n{loopback}\nnonsense\n")));
    }

    #[test]
    fn routes_that_every_interface_has_say_nothing() {
        let line = |destination: &str, interface: &str| {
            let nowhere = "0".repeat(32);
            format!(
                "{destination} 40 {nowhere} 00 {nowhere} 00000100 00000001 00000000 00000001     {interface}\n"
            )
        };
        let local = line("fe800000000000000000000000000000", "eth0");
        let multicast = line("ff000000000000000000000000000000", "eth0");
        let own = line("00000000000000000000000000000001", "lo");
        let common = format!("{local}{multicast}{own}");
        assert!(!leads_out_ipv6(&common));
        let global = line("20010db8000000000000000000000000", "eth0");
        assert!(leads_out_ipv6(&format!("{common}{global}")));
    }
}
