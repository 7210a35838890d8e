//! Where sites are looked for: in the whole cluster or in some namespaces.

use k8s_openapi::NamespaceResourceScope;
use kube::{Api, Client, Resource};

/// Where sites are looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope(Vec<String>);

impl Scope {
    /// The named namespaces; the whole cluster where none is named.
    #[must_use]
    pub fn new(namespaces: impl IntoIterator<Item = String>) -> Self {
        let mut namespaces: Vec<String> = namespaces.into_iter().filter(|name| !name.is_empty()).collect();
        namespaces.sort_unstable();
        namespaces.dedup();
        Self(namespaces)
    }

    /// What is to be watched so that every object of a kind in this scope is seen: nothing cluster-wide where namespaces
    /// are named.
    #[must_use]
    pub fn apis<K>(&self, client: &Client) -> Vec<Api<K>>
    where
        K: Resource<Scope = NamespaceResourceScope, DynamicType = ()>,
    {
        if self.0.is_empty() {
            return vec![Api::all(client.clone())];
        }
        let namespaced = self.0.iter();
        namespaced
            .map(|namespace| Api::namespaced(client.clone(), namespace))
            .collect()
    }
}

impl std::fmt::Display for Scope {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.0.is_empty() {
            formatter.write_str("all namespaces")
        } else {
            formatter.write_str(&self.0.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_namespace_is_named_once_and_none_means_all() {
        let scope = Scope::new(["north", "south", "", "north"].map(String::from));
        assert_eq!(scope.to_string(), "north, south");
        assert_eq!(Scope::new([String::new()]), Scope::default());
        assert_eq!(Scope::default().to_string(), "all namespaces");
    }
}
