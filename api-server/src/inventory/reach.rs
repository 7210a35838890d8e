//! Where the cameras that users enter may be, beside what the inventory says: not where the site's own services are.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::time::Duration;

use contract::Component;
use contract::inventory::CamerasFile;
use futures::future::join_all;
use probe::AddressRules;
use url::Url;

/// The Service of the cluster's own API.
const CLUSTER: &str = "kubernetes.default.svc";
/// The most that the name servers may take.
const LOOKUP_LIMIT: Duration = Duration::from_secs(2);

/// The name servers do not answer, so that nobody knows where the services are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the name servers do not answer within {} s", LOOKUP_LIMIT.as_secs())]
pub struct NoAnswer;

/// What the rules on addresses are made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach {
    /// Names of the Services that no camera may be.
    pub services: Vec<String>,
    /// Whether cameras may be on this machine: never in a cluster.
    pub loopback: bool,
}

impl Reach {
    /// What holds for `site` in its cluster.
    #[must_use]
    pub fn of_site(site: &str) -> Self {
        let listening = Component::ALL
            .iter()
            .filter(|component| component.port().is_some());
        let names = listening.map(|component| component.child_name(site));
        Self {
            services: names.chain([CLUSTER.to_owned()]).collect(),
            loopback: false,
        }
    }

    /// Where the services are now. One that the site does not have has no address.
    ///
    /// # Errors
    /// When the name servers do not answer.
    pub async fn services(&self) -> Result<BTreeSet<IpAddr>, NoAnswer> {
        let lookups = self.services.iter().map(|name| async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await;
            found.map(|found| found.map(|address| address.ip()).collect::<Vec<_>>())
        });
        let found = tokio::time::timeout(LOOKUP_LIMIT, join_all(lookups))
            .await
            .map_err(|_| NoAnswer)?;
        Ok(found.into_iter().filter_map(Result::ok).flatten().collect())
    }

    /// The rules of a site with this inventory and its services there.
    #[must_use]
    pub fn rules(&self, file: &CamerasFile, services: BTreeSet<IpAddr>) -> AddressRules {
        AddressRules::new(&file.camera_cidrs)
            .without(services)
            .with_loopback(self.loopback)
    }
}

/// The host of a checked URL: a name, or an address without brackets.
#[must_use]
pub fn host(url: &str) -> String {
    let url = Url::parse(url).ok();
    let host = url.as_ref().and_then(Url::host_str).unwrap_or_default();
    host.trim_matches(['[', ']']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_service_of_the_site_and_the_cluster_is_closed() {
        let reach = Reach::of_site("gare");
        assert!(!reach.loopback);
        for name in ["gare-postgres", "gare-redis", "gare-web", "gare-prober", CLUSTER] {
            assert!(reach.services.iter().any(|service| service == name), "{name}");
        }
    }

    #[tokio::test]
    async fn services_are_found_by_their_names() {
        let reach = Reach {
            services: vec!["127.0.0.9".to_owned(), "service.invalid".to_owned()],
            loopback: true,
        };
        let found = reach.services().await.unwrap();
        assert_eq!(found, ["127.0.0.9".parse().unwrap()].into());
    }
}
