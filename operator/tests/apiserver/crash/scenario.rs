//! What a user does to a site.

use crds::CameraSite;
use kube::ResourceExt as _;
use serde_json::{Value, json};

use crate::world::FULL;

/// What a user does to a site that rests.
pub(super) struct Scenario {
    pub name: &'static str,
    /// The site before; none where it is made.
    pub base: Option<CameraSite>,
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

pub(super) const SCALE_BACK: &str = "scale back";
pub(super) const SCALE: &str = "scale";
pub(super) const SWITCH_OFF: &str = "switch off";
pub(super) const CREATE: &str = "create";
pub(super) const RECREATE: &str = "recreate, Retain";

/// All of them. Each uses a site with every child that there is.
pub(super) fn all() -> Vec<Scenario> {
    let whole = || site(&[]);
    let fixed: &[(&str, Value)] = &[("/api", json!({ "replicas": 2 }))];
    let scaled: &[(&str, Value)] = &[
        ("/api/replicas", json!(4)),
        ("/api/autoscaling", json!({ "minReplicas": 5, "maxReplicas": 9 })),
        ("/web/replicas", json!(4)),
        ("/prober/shards", json!(1)),
    ];
    let lost = site(&[("/database/storage/retentionPolicy", json!("Delete"))]);
    let apply = |site| Change::Apply(Box::new(site));
    let scenario = |name, base, change| Scenario {
        name,
        base,
        change,
        pods: false,
    };
    vec![
        scenario(CREATE, None, apply(whole())),
        Scenario {
            pods: true,
            ..scenario("edit", Some(whole()), apply(edited()))
        },
        scenario(SCALE, Some(site(fixed)), apply(site(&[fixed, scaled].concat()))),
        scenario(
            "scale back",
            Some(site(&[fixed, scaled].concat())),
            apply(site(fixed)),
        ),
        scenario(SWITCH_OFF, Some(whole()), apply(site(&switched_off()))),
        scenario("delete, Retain", Some(whole()), Change::Delete),
        scenario("delete, Delete", Some(lost.clone()), Change::Delete),
        scenario(RECREATE, Some(whole()), Change::Recreate),
        scenario("recreate, Delete", Some(lost), Change::Recreate),
    ]
}

/// A change of every kind of child that a spec can change.
fn edited() -> CameraSite {
    let mut site = site(&[
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

/// The fixture with every field, changed at these pointers of its spec.
fn site(changes: &[(&str, Value)]) -> CameraSite {
    let (site, _) = operator::render::parse(FULL).unwrap();
    let mut site = json!(site);
    let spec = &mut site["spec"];
    set(spec, "/database/storage/retentionPolicy", json!("Retain"));
    set(spec, "/cache/storage/storageClassName", json!("fast"));
    set(spec, "/cameras/1/credentialsSecretRef", Value::Null);
    let simulated = json!({ "name": "lobby", "simulated": { "behaviour": "Slow" } });
    spec["cameras"].as_array_mut().unwrap().push(simulated);
    for (pointer, value) in changes {
        set(spec, pointer, value.clone());
    }
    serde_json::from_value(site).unwrap()
}

/// Sets a field, or takes it out where the value is null.
fn set(spec: &mut Value, pointer: &str, value: Value) {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let parent = spec.pointer_mut(parent).unwrap_or_else(|| panic!("no {parent}"));
    let parent = parent.as_object_mut().unwrap();
    if value.is_null() {
        parent.remove(key);
    } else {
        parent.insert(key.to_owned(), value);
    }
}
