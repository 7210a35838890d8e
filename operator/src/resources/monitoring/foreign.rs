//! Objects of the kinds that prometheus-operator defines. What is in them is plain JSON: the real definitions judge it in
//! the tests, and no crate has their types for this version of kube.

use std::borrow::Cow;
use std::fmt::Debug;
use std::marker::PhantomData;

use k8s_openapi::NamespaceResourceScope;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kube::Resource;
use serde::ser::SerializeStruct as _;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

use crate::monitoring::Served;

/// The API group of prometheus-operator.
pub const GROUP: &str = "monitoring.coreos.com";

/// A kind that prometheus-operator defines.
pub trait Kind: Copy + Debug + PartialEq + Send + Sync + 'static {
    /// Its name.
    const NAME: &'static str;
    /// Its name in paths.
    const PLURAL: &'static str;
    /// Its version.
    const VERSION: &'static str;

    /// Whether the cluster has it.
    fn is_served(served: Served) -> bool;
}

macro_rules! kind {
    ($marker:ident, $object:ident, $plural:literal, $version:literal, $served:ident, $doc:literal) => {
        #[doc = $doc]
        pub type $object = Foreign<$marker>;

        #[doc = concat!("The kind of [`", stringify!($object), "`].")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct $marker;

        impl Kind for $marker {
            const NAME: &'static str = stringify!($object);
            const PLURAL: &'static str = $plural;
            const VERSION: &'static str = $version;

            fn is_served(served: Served) -> bool {
                served.$served
            }
        }
    };
}

kind!(
    ServiceMonitors,
    ServiceMonitor,
    "servicemonitors",
    "v1",
    service_monitors,
    "What Prometheus scrapes."
);
kind!(
    PrometheusRules,
    PrometheusRule,
    "prometheusrules",
    "v1",
    prometheus_rules,
    "When Prometheus alerts."
);
kind!(
    AlertmanagerConfigs,
    AlertmanagerConfig,
    "alertmanagerconfigs",
    "v1alpha1",
    alertmanager_configs,
    "Whom Alertmanager tells."
);

/// An object of such a kind.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(bound = "")]
pub struct Foreign<K> {
    metadata: ObjectMeta,
    #[serde(default)]
    spec: Value,
    #[serde(skip)]
    kind: PhantomData<fn() -> K>,
}

impl<K> Foreign<K> {
    pub(super) fn new(metadata: ObjectMeta, spec: Value) -> Self {
        Self {
            metadata,
            spec,
            kind: PhantomData,
        }
    }
}

impl<K: Kind> Serialize for Foreign<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct(K::NAME, 4)?;
        object.serialize_field("apiVersion", &Self::api_version(&()))?;
        object.serialize_field("kind", K::NAME)?;
        object.serialize_field("metadata", &self.metadata)?;
        object.serialize_field("spec", &self.spec)?;
        object.end()
    }
}

impl<K: Kind> Resource for Foreign<K> {
    type DynamicType = ();
    type Scope = NamespaceResourceScope;

    fn kind(&(): &()) -> Cow<'_, str> {
        K::NAME.into()
    }

    fn group(&(): &()) -> Cow<'_, str> {
        GROUP.into()
    }

    fn version(&(): &()) -> Cow<'_, str> {
        K::VERSION.into()
    }

    fn plural(&(): &()) -> Cow<'_, str> {
        K::PLURAL.into()
    }

    fn meta(&self) -> &ObjectMeta {
        &self.metadata
    }

    fn meta_mut(&mut self) -> &mut ObjectMeta {
        &mut self.metadata
    }
}
