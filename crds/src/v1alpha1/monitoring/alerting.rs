//! Who is told of a site's alerts.

use kube::KubeSchema;
use serde::{Deserialize, Serialize};

use super::super::{LocalReference, SecretKey, rules};
use super::Severity;

/// Who is told of the site's alerts. The site's own API is told of all of them, without being named here.
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq, Eq, KubeSchema)]
pub struct Alerting {
    /// Who else is told, each of all alerts from its severity on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 16))]
    #[x_kube(merge_strategy = ListMerge::Map(vec!["name".into()]))]
    pub receivers: Vec<Receiver>,
}

/// Somebody who is told of alerts, in exactly one way.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq, KubeSchema)]
#[serde(rename_all = "camelCase")]
#[x_kube(validation = rules::monitoring::one_way())]
pub struct Receiver {
    /// Name of the receiver, such as control-room.
    #[schemars(length(min = 1, max = 63))]
    #[x_kube(validation = rules::monitoring::receiver_name())]
    pub name: String,

    /// Least severity of the alerts that it is told of.
    #[serde(default)]
    pub min_severity: Severity,

    /// By Slack.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slack: Option<Slack>,

    /// By Microsoft Teams; needs Alertmanager 0.28 or newer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub msteams: Option<Teams>,

    /// By e-mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Email>,

    /// By PagerDuty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pagerduty: Option<PagerDuty>,

    /// By a POST of Alertmanager's own JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webhook: Option<Webhook>,
}

/// A Slack channel.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq, KubeSchema)]
#[serde(rename_all = "camelCase")]
pub struct Slack {
    /// Where the URL of the incoming webhook is.
    pub url_secret_ref: SecretKey,

    /// Channel or person, such as "#cameras"; that of the webhook where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 80))]
    #[x_kube(validation = rules::monitoring::channel())]
    pub channel: Option<String>,
}

/// A channel or chat of Microsoft Teams.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq, KubeSchema)]
#[serde(rename_all = "camelCase")]
pub struct Teams {
    /// Where the URL of the workflow is that posts what it gets.
    pub url_secret_ref: SecretKey,
}

/// An e-mail address.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq, KubeSchema)]
#[serde(rename_all = "camelCase")]
pub struct Email {
    /// Address to write to, or several with commas between them.
    #[schemars(length(min = 3, max = 512))]
    #[x_kube(validation = rules::monitoring::addresses())]
    pub to: String,

    /// Address that writes.
    #[schemars(length(min = 3, max = 254))]
    #[x_kube(validation = rules::monitoring::address())]
    pub from: String,

    /// Host and port of the mail server, such as mail.example.net:587; it must speak TLS.
    #[schemars(length(min = 3, max = 260))]
    #[x_kube(validation = rules::monitoring::smarthost())]
    pub smarthost: String,

    /// Secret of type kubernetes.io/basic-auth with which the mail server is logged in to; no login where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credentials_secret_ref: Option<LocalReference>,
}

/// A service of PagerDuty.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq, KubeSchema)]
#[serde(rename_all = "camelCase")]
pub struct PagerDuty {
    /// Where the integration key of an Events API v2 integration is.
    pub routing_key_secret_ref: SecretKey,
}

/// A program that takes Alertmanager's webhook payload.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq, KubeSchema)]
#[serde(rename_all = "camelCase")]
pub struct Webhook {
    /// Where the URL is.
    pub url_secret_ref: SecretKey,
}
