//! Which sites read an object that is not theirs: whose change is a reason for a pass over them.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::site::Identity;

/// What the last pass over each site, of this `namespace/name`, read by name. It is noted before it is read, so that no change is
/// missed.
#[derive(Debug, Default)]
pub struct Named(Mutex<HashMap<String, Names>>);

#[derive(Debug, Default)]
struct Names {
    config_maps: Box<[String]>,
    logins: Box<[String]>,
}

impl Named {
    /// The site is about to read these `ConfigMap`s.
    pub(super) fn config_maps<'a>(&self, site: &Identity, names: impl IntoIterator<Item = &'a String>) {
        self.entry(site, |entry| entry.config_maps = sorted(names));
    }

    /// The site is about to read these Secrets with logins.
    pub(super) fn logins<'a>(&self, site: &Identity, names: impl IntoIterator<Item = &'a String>) {
        self.entry(site, |entry| entry.logins = sorted(names));
    }

    /// The sites of a namespace that read its `ConfigMap` of this name.
    #[must_use]
    pub fn by_config_map(&self, namespace: &str, name: &str) -> Vec<String> {
        self.sites(namespace, name, |names| &names.config_maps)
    }

    /// The sites of a namespace that read its Secret of this name as a login.
    #[must_use]
    pub fn by_login(&self, namespace: &str, name: &str) -> Vec<String> {
        self.sites(namespace, name, |names| &names.logins)
    }

    /// Forgets the sites that are gone.
    pub fn retain(&self, exists: impl Fn(&str) -> bool) {
        self.lock().retain(|site, _| exists(site));
    }

    fn entry(&self, site: &Identity, change: impl FnOnce(&mut Names)) {
        let key = format!("{}/{}", site.namespace, site.name);
        change(self.lock().entry(key).or_default());
    }

    fn sites(&self, namespace: &str, name: &str, of: fn(&Names) -> &[String]) -> Vec<String> {
        let named = self.lock();
        let sites = named.iter().filter_map(|(site, names)| {
            let site = site.strip_prefix(namespace)?.strip_prefix('/')?;
            let reads = of(names).binary_search_by(|it| it.as_str().cmp(name)).is_ok();
            reads.then(|| site.to_owned())
        });
        sites.collect()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Names>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn sorted<'a>(names: impl IntoIterator<Item = &'a String>) -> Box<[String]> {
    let names: BTreeSet<&String> = names.into_iter().collect();
    names.into_iter().cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(namespace: &str, name: &str) -> Identity {
        Identity {
            name: name.into(),
            namespace: namespace.into(),
            uid: None,
        }
    }

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    #[test]
    fn what_a_site_names_is_its_own_namespaces() {
        let named = Named::default();
        named.config_maps(&site("paris", "gare"), &names(&["plans", "halls"]));
        named.logins(&site("paris", "gare"), &names(&["halls-login"]));
        named.config_maps(&site("lyon", "gare"), &names(&["plans"]));
        assert_eq!(named.by_config_map("paris", "halls"), ["gare"]);
        assert_eq!(named.by_config_map("lyon", "halls"), [""; 0]);
        assert_eq!(named.by_login("paris", "halls-login"), ["gare"]);
        assert_eq!(named.by_login("paris", "plans"), [""; 0], "a ConfigMap");
    }

    #[test]
    fn what_is_named_no_longer_is_forgotten() {
        let named = Named::default();
        for name in ["gare", "port"] {
            named.logins(&site("paris", name), &names(&["old"]));
        }
        named.logins(&site("paris", "gare"), &names(&["new"]));
        assert_eq!(named.by_login("paris", "old"), ["port"]);
        named.retain(|site| site == "paris/gare");
        assert_eq!(named.by_login("paris", "old"), [""; 0]);
        assert_eq!(named.by_login("paris", "new"), ["gare"]);
    }
}
