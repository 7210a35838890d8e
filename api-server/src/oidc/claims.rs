//! What an ID token says (OpenID Connect Core 1.0 §2), whether it is for us, and what it makes of a person.

use contract::access::{Oidc, Role};
use jiff::Timestamp;
use serde_json::{Map, Value};

use super::Error;

/// How far the provider's clock may be off, in seconds.
const LEEWAY: f64 = 60.0;
/// The longest name, in characters.
const NAME_MAX: usize = 64;

/// Who signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// What to call them.
    pub name: String,
    /// What they may do.
    pub role: Role,
}

/// Whether the token is for us, of now, and of this sign-in (§3.1.3.7).
pub(super) fn check(
    claims: &Map<String, Value>,
    config: &Oidc,
    nonce: &str,
    now: Timestamp,
) -> Result<(), Error> {
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    let seconds = |name: &str| claims.get(name).and_then(Value::as_f64);
    let now = now.as_duration().as_secs_f64();
    let audiences = strings(claims.get("aud"));
    let party = text("azp");
    let rules = [
        (text("iss") == Some(&config.issuer), "its issuer is another one"),
        (
            audiences.contains(&config.client_id.as_str()),
            "it is for somebody else",
        ),
        (
            party.map_or(audiences.len() == 1, |party| party == config.client_id),
            "it was given to somebody else",
        ),
        (
            seconds("exp").is_some_and(|at| now < at + LEEWAY),
            "it has expired, or does not say when it does",
        ),
        (
            seconds("iat").is_some_and(|at| at <= now + LEEWAY),
            "it is of a later time, or of none",
        ),
        (
            seconds("nbf").is_none_or(|at| at <= now + LEEWAY),
            "it does not count yet",
        ),
        (text("nonce") == Some(nonce), "it is of another sign-in"),
        (
            text("sub").is_some_and(|subject| !subject.is_empty()),
            "it does not say whose it is",
        ),
    ];
    match rules.into_iter().find(|(holds, _)| !holds) {
        None => Ok(()),
        Some((_, why)) => Err(Error::Untrusted(why)),
    }
}

/// The person of these claims.
pub(super) fn person(claims: &Map<String, Value>, config: &Oidc) -> Result<Person, Error> {
    let name = name(claims);
    let groups = strings(claims.get(&config.groups_claim));
    let mapped = config.role_mappings.iter();
    let role = mapped
        .filter(|mapping| groups.contains(&mapping.group.as_str()))
        .map(|mapping| mapping.role)
        .max();
    match role {
        Some(role) => Ok(Person { name, role }),
        None => Err(Error::NoRole(name)),
    }
}

/// What a person is called: without what could be taken for somebody who is none.
fn name(claims: &Map<String, Value>) -> String {
    let names = ["preferred_username", "email", "sub"].into_iter();
    let found = names
        .filter_map(|name| claims.get(name)?.as_str())
        .find(|name| !name.is_empty())
        .unwrap_or_default();
    let harmless = |letter: &char| !letter.is_control() && !matches!(letter, '(' | ')');
    found.chars().filter(harmless).take(NAME_MAX).collect()
}

/// A claim that is one text or several.
fn strings(claim: Option<&Value>) -> Vec<&str> {
    match claim {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use contract::access::RoleMapping;
    use serde_json::json;

    use super::*;

    const NOW: i64 = 1_800_000_000;

    fn config() -> Oidc {
        let mapping = |group: &str, role| RoleMapping {
            group: group.to_owned(),
            role,
        };
        Oidc {
            issuer: "https://sso.example.net".to_owned(),
            client_id: "camerasite".to_owned(),
            groups_claim: "groups".to_owned(),
            role_mappings: vec![
                mapping("staff", Role::Viewer),
                mapping("control-room", Role::Operator),
            ],
        }
    }

    fn claims(change: &Value) -> Map<String, Value> {
        let mut claims = json!({
            "iss": "https://sso.example.net", "aud": "camerasite", "exp": NOW + 300, "iat": NOW, "nonce": "n", "sub": "7",
        });
        for (name, value) in change.as_object().unwrap() {
            claims[name] = value.clone();
        }
        claims.as_object().unwrap().clone()
    }

    fn checked(change: &Value) -> Result<(), Error> {
        check(
            &claims(change),
            &config(),
            "n",
            Timestamp::from_second(NOW).unwrap(),
        )
    }

    #[test]
    fn a_token_for_us_of_now_and_of_this_sign_in_is_taken() {
        for good in [
            json!({}),
            json!({"aud": ["camerasite"]}),
            json!({"aud": ["camerasite", "other"], "azp": "camerasite"}),
            json!({"exp": NOW - 30}),
            json!({"iat": NOW + 30, "nbf": NOW + 30}),
        ] {
            assert!(checked(&good).is_ok(), "{good}");
        }
    }

    #[test]
    fn every_other_one_is_not() {
        for bad in [
            json!({"iss": "https://sso.example.net/"}),
            json!({"iss": null}),
            json!({"aud": "other"}),
            json!({"aud": []}),
            json!({"aud": ["camerasite", "other"]}),
            json!({"azp": "other"}),
            json!({"exp": NOW - 61}),
            json!({"exp": null}),
            json!({"exp": "9999999999"}),
            json!({"iat": NOW + 61}),
            json!({"iat": null}),
            json!({"nbf": NOW + 61}),
            json!({"nonce": "other"}),
            json!({"nonce": null}),
            json!({"sub": ""}),
            json!({"sub": 7}),
        ] {
            assert!(checked(&bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_person_has_the_highest_role_of_its_groups_and_a_harmless_name() {
        let person = |change: &Value| person(&claims(change), &config());
        let jane =
            person(&json!({"groups": ["control-room", "staff"], "preferred_username": "jane"})).unwrap();
        assert_eq!((jane.name.as_str(), jane.role), ("jane", Role::Operator));
        let john = person(&json!({"groups": "staff", "email": "(token) j\u{7}@x"})).unwrap();
        assert_eq!((john.name.as_str(), john.role), ("token j@x", Role::Viewer));
        for without in [json!({}), json!({"groups": ["others"]}), json!({"groups": 1})] {
            assert!(
                matches!(person(&without), Err(Error::NoRole(name)) if name == "7"),
                "{without}"
            );
        }
    }
}
