//! Receivers and the Secrets that they are told with.

use crds::Receiver;
use crds::conditions::reason;
use operator::observe::{Content, Observed, Referenced};
use operator::validate::Findings;
use serde_json::{Value, json};

use super::of;
use crate::support;

/// What is done to what was found under a key.
type Change = fn(&mut Observed, crds::SecretKey);

/// A site with this receiver, and what is said of it.
fn received(receiver: Value, change: impl FnOnce(&mut Observed)) -> (Value, Findings) {
    let (mut object, mut observed) = support::observed("full");
    let receiver: Receiver = serde_json::from_value(receiver).unwrap();
    object.spec.monitoring.alerting.receivers = vec![receiver];
    change(&mut observed);
    let (site, findings) = support::validated(&object, &observed);
    let children = operator::resources::build(&site);
    (of(&children, "AlertmanagerConfig"), findings)
}

#[test]
fn a_receiver_without_its_secret_is_left_out_and_named_and_what_the_secret_holds_is_not() {
    let key = || crds::SecretKey {
        name: "alerting".to_owned(),
        key: "slack-url".to_owned(),
    };
    let slack = json!({ "name": "desk", "slack": { "urlSecretRef": key() } });
    let mail = json!({ "name": "desk", "email": {
        "to": "a@example.net", "from": "b@example.net", "smarthost": "mail:25",
        "credentialsSecretRef": { "name": "mail" }
    } });
    let pager = json!({ "name": "desk", "pagerduty": { "routingKeySecretRef": key() } });
    let forget: Change = |observed, key| {
        observed.references.keys.remove(&key);
    };
    let empty: Change = |observed, key| {
        observed.references.keys.insert(key, Referenced::Invalid("empty"));
    };
    let other: Change = |observed, key| {
        observed
            .references
            .keys
            .insert(key, Referenced::Found(Content::Other));
    };
    let no_mail: Change = |observed, _| {
        observed.references.credentials.remove("mail");
    };
    let cases: [(&Value, Change, &str, &str); 6] = [
        (
            &slack,
            forget,
            reason::SECRET_NOT_FOUND,
            "under the key slack-url",
        ),
        (
            &slack,
            empty,
            reason::SECRET_INVALID,
            "has nothing under the key slack-url",
        ),
        (&slack, other, reason::SECRET_INVALID, "has no http or https URL"),
        (&pager, forget, reason::SECRET_NOT_FOUND, "does not exist"),
        (&pager, empty, reason::SECRET_INVALID, "has nothing"),
        (&mail, no_mail, reason::SECRET_NOT_FOUND, "names the Secret mail"),
    ];
    for (receiver, change, reason, said) in cases {
        let (config, findings) = received(receiver.clone(), |observed| change(observed, key()));
        let names = config["spec"]["receivers"].as_array().unwrap().len();
        let routes = config["spec"]["route"]["routes"].as_array().unwrap().len();
        assert_eq!((names, routes), (1, 1), "the API is told all the same: {config}");
        let [finding] = findings.monitoring.as_slice() else {
            panic!("{findings:?}")
        };
        assert_eq!(finding.reason, reason);
        assert!(
            finding.message.contains("receiver desk is left out"),
            "{}",
            finding.message
        );
        assert!(finding.message.contains(said), "{}", finding.message);
        assert!(!format!("{config}{findings:?}").contains(support::PLANTED_RECEIVER));
    }
    // A key of PagerDuty is no URL, and need not be.
    let (config, findings) = received(pager, |observed| other(observed, key()));
    assert_eq!(config["spec"]["receivers"].as_array().unwrap().len(), 2);
    assert!(findings.monitoring.is_empty());
}
