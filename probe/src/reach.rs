//! Where the cameras that users enter may be.
//!
//! Whoever enters a camera chooses what the prober connects to. So the address is looked up once, judged, and that very
//! address is connected to; every other host that the camera leads to (redirects, pictures) is looked up, judged and
//! connected to in the same way. Cameras that the CameraSite declares have no such bounds.

use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use contract::networks::{CLOSED_V4, CLOSED_V6};
use ipnet::IpNet;
use thiserror::Error;

use crate::ladder::{Failure, Watch};
use crate::reason::Reason;
use crate::result::Stage;
use crate::tcp;

/// Why an address cannot be a camera's.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum AddressError {
    /// The name has none.
    #[error("{0}")]
    Unknown(String),
    /// It is the machine's own, or nobody's.
    #[error("{0} is an address of the prober itself or of no single host; give the camera's own address")]
    Own(IpAddr),
    /// It is link-local, or a cloud's metadata.
    #[error("{0} is link-local or a metadata address, where no camera is; give the camera's own address")]
    Closed(IpAddr),
    /// It is a Service of the site.
    #[error("{0} is an address of the site's own services; give the camera's own address")]
    Service(IpAddr),
    /// It is in none of the site's camera networks.
    #[error(
        "{0} is in none of the networks of spec.networkPolicy.cameraCIDRs; add its network there, or correct the address"
    )]
    Elsewhere(IpAddr),
}

/// Which addresses cameras that users enter may have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AddressRules {
    networks: Option<Vec<IpNet>>,
    services: BTreeSet<IpAddr>,
    loopback: bool,
}

impl AddressRules {
    /// Addresses in these networks, or anywhere where none is given. One that cannot be read holds no address.
    #[must_use]
    pub fn new(networks: &[String]) -> Self {
        let read = || networks.iter().filter_map(|network| network.parse().ok());
        Self {
            networks: (!networks.is_empty()).then(|| read().collect()),
            ..Self::default()
        }
    }

    /// Addresses of the site's own services, which no camera may have.
    #[must_use]
    pub fn without(self, services: BTreeSet<IpAddr>) -> Self {
        Self { services, ..self }
    }

    /// Lets cameras be on this machine: for programs in which nothing else can be reached there, such as tests.
    #[must_use]
    pub fn with_loopback(self, loopback: bool) -> Self {
        Self { loopback, ..self }
    }

    /// Whether a camera may have this address.
    ///
    /// # Errors
    /// Why not.
    pub fn judge(&self, address: IpAddr) -> Result<(), AddressError> {
        let address = plain(address);
        if self.services.iter().any(|service| plain(*service) == address) {
            return Err(AddressError::Service(address));
        }
        if address.is_loopback() && self.loopback {
            return Ok(());
        }
        if address.is_loopback() || is_nobodys(address) {
            return Err(AddressError::Own(address));
        }
        if is_closed(address) {
            return Err(AddressError::Closed(address));
        }
        match &self.networks {
            Some(networks) if !networks.iter().any(|network| network.contains(&address)) => {
                Err(AddressError::Elsewhere(address))
            }
            _ => Ok(()),
        }
    }

    /// The first address of `host` (a name, or an address without brackets) that a camera may have.
    ///
    /// # Errors
    /// When there is none: why, of the last one.
    pub async fn resolve(&self, host: &str) -> Result<IpAddr, AddressError> {
        let addresses = match host.parse() {
            Ok(address) => vec![SocketAddr::new(address, 0)],
            Err(_) => tcp::resolve(host, 0)
                .await
                .map_err(|failure| AddressError::Unknown(failure.message))?,
        };
        let allowed = self.allowed(addresses)?;
        allowed
            .first()
            .map(SocketAddr::ip)
            .ok_or_else(|| AddressError::Unknown(format!("the name {host} has no address")))
    }

    /// Those of the addresses that a camera may have, at least one.
    fn allowed(&self, addresses: Vec<SocketAddr>) -> Result<Vec<SocketAddr>, AddressError> {
        let mut last = Ok(());
        let mut allowed = addresses;
        allowed.retain(|address| match self.judge(address.ip()) {
            Ok(()) => true,
            refused => {
                last = refused;
                false
            }
        });
        if allowed.is_empty() {
            last?;
        }
        Ok(allowed)
    }
}

/// An IPv4 address without the IPv6 around it (mapped, or for NAT64, RFC 6052): it leads to the same host.
fn plain(address: IpAddr) -> IpAddr {
    let address = address.to_canonical();
    match address {
        IpAddr::V6(v6) if v6.segments().starts_with(&[0x64, 0xff9b, 0, 0, 0, 0]) => {
            let [.., a, b, c, d] = v6.octets();
            [a, b, c, d].into()
        }
        other => other,
    }
}

/// Unspecified, broadcast or multicast: what connects to it talks to this machine or to many.
fn is_nobodys(address: IpAddr) -> bool {
    match address {
        // 0.0.0.0/8 is this host (RFC 1122 §3.2.1.3), 240.0.0.0/4 is reserved and ends with broadcast.
        IpAddr::V4(address) => {
            address.octets()[0] == 0 || address.octets()[0] >= 240 || address.is_multicast()
        }
        IpAddr::V6(address) => address.is_unspecified() || address.is_multicast(),
    }
}

fn is_closed(address: IpAddr) -> bool {
    let mut closed = CLOSED_V4.iter().chain(&CLOSED_V6);
    closed.any(|network| {
        network
            .parse::<IpNet>()
            .is_ok_and(|network| network.contains(&address))
    })
}

/// Where the connections of one camera may lead.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Anywhere: the CameraSite declares the camera.
    #[default]
    Anywhere,
    /// To the camera's own host at this one address, and to others where the rules let them be.
    Guarded {
        rules: Arc<AddressRules>,
        host: String,
        pinned: IpAddr,
    },
}

impl Reach {
    /// Where to connect to for `host` (a name, or an address without brackets), at least one address. Books the stage Dns
    /// for names that have to be looked up.
    pub(crate) async fn addresses(
        &self,
        watch: &mut Watch,
        host: &str,
        port: u16,
    ) -> Result<Vec<SocketAddr>, Failure> {
        let found = match (self, host.parse::<IpAddr>()) {
            (
                Self::Guarded {
                    host: own, pinned, ..
                },
                _,
            ) if own.eq_ignore_ascii_case(host) => {
                vec![SocketAddr::new(*pinned, port)]
            }
            (_, Ok(address)) => vec![SocketAddr::new(address, port)],
            (_, Err(_)) => watch.stage(Stage::Dns, tcp::resolve(host, port)).await??,
        };
        match self {
            Self::Anywhere => Ok(found),
            Self::Guarded { rules, .. } => rules
                .allowed(found)
                .map_err(|error| Failure::new(Reason::Unreachable, error.to_string())),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn judge(rules: &AddressRules, address: &str) -> Result<(), AddressError> {
        rules.judge(address.parse().unwrap())
    }

    #[test]
    fn a_camera_is_never_on_this_machine_nor_on_a_link_nor_in_the_metadata() {
        let rules = AddressRules::default();
        for own in [
            "127.0.0.1",
            "127.9.9.9",
            "::1",
            "::ffff:127.0.0.1",
            "0.0.0.0",
            "0.1.2.3",
            "::",
            "224.0.0.1",
            "255.255.255.255",
            "ff02::1",
            "::ffff:0.0.0.0",
        ] {
            assert!(matches!(judge(&rules, own), Err(AddressError::Own(_))), "{own}");
        }
        for closed in [
            "169.254.169.254",
            "::ffff:169.254.169.254",
            "64:ff9b::169.254.169.254",
            "169.254.0.1",
            "fe80::1",
            "100.100.100.200",
            "fd00:ec2::254",
        ] {
            assert!(
                matches!(judge(&rules, closed), Err(AddressError::Closed(_))),
                "{closed}"
            );
        }
        for good in ["10.0.0.1", "192.0.2.1", "2001:db8::1", "fd12::1"] {
            assert_eq!(judge(&rules, good), Ok(()), "{good}");
        }
    }

    #[test]
    fn a_camera_is_in_the_networks_and_not_among_the_services() {
        let networks = ["10.20.0.0/16".to_owned(), "2001:db8::/32".to_owned()];
        let rules = AddressRules::new(&networks).without(["10.20.0.7".parse().unwrap()].into());
        for good in ["10.20.255.1", "2001:db8::9", "::ffff:10.20.0.8"] {
            assert_eq!(judge(&rules, good), Ok(()), "{good}");
        }
        for service in ["10.20.0.7", "::ffff:10.20.0.7"] {
            assert!(
                matches!(judge(&rules, service), Err(AddressError::Service(_))),
                "{service}"
            );
        }
        for elsewhere in ["10.21.0.1", "192.0.2.1", "2001:db9::1"] {
            assert!(
                matches!(judge(&rules, elsewhere), Err(AddressError::Elsewhere(_))),
                "{elsewhere}"
            );
        }
        let unreadable = AddressRules::new(&["10.20.0.0/99".to_owned()]);
        assert!(
            judge(&unreadable, "10.20.0.1").is_err(),
            "what cannot be read opens nothing"
        );
        let here = AddressRules::default().with_loopback(true);
        assert_eq!(judge(&here, "127.0.0.1"), Ok(()));
        assert!(judge(&here, "0.0.0.0").is_err());
    }

    #[tokio::test]
    async fn the_camera_s_own_host_is_not_looked_up_again_and_others_are_judged() {
        let reach = Reach::Guarded {
            rules: Arc::new(AddressRules::new(&["192.0.2.0/24".to_owned()])),
            host: "camera.invalid".to_owned(),
            pinned: "192.0.2.1".parse().unwrap(),
        };
        let mut watch = Watch::start(Duration::from_secs(30));
        let own = reach.addresses(&mut watch, "Camera.INVALID", 554).await.unwrap();
        assert_eq!(own, ["192.0.2.1:554".parse().unwrap()]);
        let refused = reach.addresses(&mut watch, "127.0.0.1", 554).await.unwrap_err();
        assert_eq!(refused.reason, Reason::Unreachable);
        let refused = reach.addresses(&mut watch, "localhost", 554).await.unwrap_err();
        assert_eq!(refused.reason, Reason::Unreachable, "{refused:?}");
        let anywhere = Reach::Anywhere.addresses(&mut watch, "127.0.0.1", 554).await;
        assert_eq!(anywhere.unwrap(), ["127.0.0.1:554".parse().unwrap()]);
    }

    #[tokio::test]
    async fn a_name_stands_for_its_first_allowed_address() {
        let here = AddressRules::default().with_loopback(true);
        assert!(here.resolve("localhost").await.unwrap().is_loopback());
        assert!(matches!(
            AddressRules::default().resolve("localhost").await,
            Err(AddressError::Own(_))
        ));
        assert!(matches!(
            here.resolve("camera.invalid").await,
            Err(AddressError::Unknown(_))
        ));
    }
}
