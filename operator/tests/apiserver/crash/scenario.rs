//! What a user does to a site.

use crds::CameraSite;
use kube::ResourceExt as _;
use kube::core::DynamicObject;
use serde_json::{Value, json};

use crate::world::{FULL, MINIMAL};

/// What a user does to a site that rests.
pub(super) struct Scenario {
    pub name: &'static str,
    /// The site before; none where it is made.
    pub base: Option<CameraSite>,
    /// What an earlier site of the same name left behind.
    pub left: Vec<DynamicObject>,
    pub change: Change,
    /// Whether workloads have pods.
    pub pods: bool,
}

pub(super) enum Change {
    /// The site is applied like this.
    Apply(Box<CameraSite>),
    Delete,
    /// It is deleted and applied again before anything of it is gone.
    Recreate,
}

impl Scenario {
    fn new(name: &'static str, base: Option<CameraSite>, change: Change) -> Self {
        Self {
            name,
            base,
            left: Vec::new(),
            change,
            pods: false,
        }
    }

    /// A site that is made.
    fn making(name: &'static str, site: CameraSite) -> Self {
        Self::new(name, None, Change::Apply(Box::new(site)))
    }

    /// A site that is changed.
    pub(super) fn changing(name: &'static str, before: CameraSite, after: CameraSite) -> Self {
        Self::new(name, Some(before), Change::Apply(Box::new(after)))
    }

    /// The site as it is last wanted.
    pub(super) fn site(&self) -> &CameraSite {
        match (&self.change, &self.base) {
            (Change::Apply(site), _) => site,
            (_, Some(site)) => site,
            (_, None) => panic!("{} changes nothing", self.name),
        }
    }

    pub(super) fn site_name(&self) -> String {
        self.site().name_any()
    }
}

pub(super) const CREATE: &str = "create";
pub(super) const EDIT: &str = "edit";
pub(super) const RECREATE: &str = "delete and recreate";

/// A small site that is deleted, and leaves behind what it is to.
pub(super) fn deletion() -> Scenario {
    Scenario::new("delete, Retain", Some(small(&[])), Change::Delete)
}

/// All scenarios; `left` is what the small site leaves behind.
pub(super) fn all(left: Vec<DynamicObject>) -> Vec<Scenario> {
    let scaled: &[(&str, Value)] = &[
        (
            "/api",
            json!({ "replicas": 4, "autoscaling": { "minReplicas": 5, "maxReplicas": 9 } }),
        ),
        ("/web", json!({ "replicas": 3 })),
        ("/prober", json!({ "shards": 3 })),
    ];
    let lost = small(&[("/database", json!({ "storage": { "retentionPolicy": "Delete" } }))]);
    vec![
        Scenario::making(CREATE, small(&[])),
        Scenario {
            left,
            ..Scenario::making(RECREATE, small(&[]))
        },
        Scenario::making("create with everything", whole(&[])),
        Scenario {
            pods: true,
            ..Scenario::changing(EDIT, whole(&[]), edited())
        },
        Scenario::changing("scale", small(&[]), small(scaled)),
        Scenario::changing("scale back", small(scaled), small(&[])),
        Scenario::changing("switch off", whole(&[]), whole(&switched_off())),
        deletion(),
        Scenario::new("delete, Delete", Some(lost.clone()), Change::Delete),
        Scenario::new("recreate at once, Retain", Some(small(&[])), Change::Recreate),
        Scenario::new("recreate at once, Delete", Some(lost), Change::Recreate),
    ]
}

/// A change of every kind of child that a spec can change.
fn edited() -> CameraSite {
    let mut site = whole(&[
        ("/displayName", json!("London St Pancras")),
        (
            "/cameras/0/url",
            json!("rtsps://10.20.1.13:322/Streaming/Channels/101"),
        ),
        ("/cameras/2/simulated/behaviour", json!("Frozen")),
        ("/probe/intervalSeconds", json!(25)),
        ("/prober/resources/requests/cpu", json!("120m")),
        (
            "/database/image",
            json!("registry.example.net/postgres:16.9-alpine"),
        ),
        ("/database/storage/size", json!("30Gi")),
        ("/database/resources/requests/memory", json!("300Mi")),
        ("/cache/image", json!("registry.example.net/redis:7.4")),
        ("/cache/storage/size", json!("3Gi")),
        ("/api/image", json!("registry.example.net/api-server:1.2.4")),
        ("/api/autoscaling/maxReplicas", json!(7)),
        ("/web/image", json!("registry.example.net/web:1.2.4")),
        ("/web/ingress/host", json!("london.example.net")),
        ("/monitoring/intervalSeconds", json!(60)),
        ("/monitoring/labels/release", json!("monitoring")),
        ("/networkPolicy/cameraCIDRs", json!(["10.21.0.0/16"])),
        (
            "/scheduling/nodeSelector",
            json!({ "kubernetes.io/arch": "arm64" }),
        ),
    ]);
    site.spec.image_pull_secrets.clear();
    site
}

/// Everything that can be switched off, off.
fn switched_off() -> Vec<(&'static str, Value)> {
    vec![
        ("/cache/mode", json!("Disabled")),
        ("/monitoring/enabled", json!(false)),
        ("/networkPolicy/enabled", json!(false)),
        ("/web/ingress", Value::Null),
        ("/web/replicas", json!(1)),
        ("/prober/shards", json!(1)),
        ("/api/autoscaling", Value::Null),
        ("/api/replicas", json!(1)),
        ("/cameras/2/simulated", Value::Null),
        ("/cameras/2/url", json!("tcp://10.20.1.14:554")),
    ]
}

/// The fixture with every field and a child of each kind, changed at these pointers of its spec.
pub(super) fn whole(changes: &[(&str, Value)]) -> CameraSite {
    let usual = [
        ("/database/storage/retentionPolicy", json!("Retain")),
        ("/cache/storage/storageClassName", json!("fast")),
        ("/cameras/1/credentialsSecretRef", Value::Null),
        (
            "/cameras/-",
            json!({ "name": "lobby", "simulated": { "behaviour": "Slow" } }),
        ),
    ];
    changed(FULL, &[&usual, changes].concat())
}

/// The smallest fixture, changed at these pointers of its spec.
pub(super) fn small(changes: &[(&str, Value)]) -> CameraSite {
    changed(MINIMAL, changes)
}

fn changed(fixture: &str, changes: &[(&str, Value)]) -> CameraSite {
    let (site, _) = operator::render::parse(fixture).unwrap();
    let mut site = json!(site);
    for (pointer, value) in changes {
        set(&mut site["spec"], pointer, value.clone());
    }
    serde_json::from_value(site).unwrap()
}

/// Sets a field, or takes it out where the value is null.
fn set(spec: &mut Value, pointer: &str, value: Value) {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let parent = spec.pointer_mut(parent).unwrap_or_else(|| panic!("no {parent}"));
    match parent {
        Value::Array(list) if key == "-" => list.push(value),
        Value::Object(fields) if value.is_null() => {
            fields.remove(key);
        }
        Value::Object(fields) => {
            fields.insert(key.to_owned(), value);
        }
        other => panic!("{other} has no fields"),
    }
}
