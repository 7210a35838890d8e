use super::*;

fn parse(value: Value) -> Result<Behaviour, String> {
    serde_json::from_value(value).map_err(|error| error.to_string())
}

#[test]
fn a_word_is_an_object_with_defaults() {
    assert_eq!(parse(json!("Healthy")), Ok(Behaviour::Healthy));
    assert_eq!(parse(json!("Slow")), Ok(Behaviour::Slow { milliseconds: 3000 }));
    assert_eq!(
        parse(json!("AuthRequired")),
        Ok(Behaviour::AuthRequired(Login::default()))
    );
    assert_eq!(
        parse(json!({"type": "Busy", "status": 503, "retryAfterSeconds": 7, "from": "Setup"})),
        Ok(Behaviour::Busy {
            status: 503,
            retry_after_seconds: Some(7),
            from: Step::Setup
        })
    );
}

#[test]
fn every_word_of_the_contract_is_understood() {
    use contract::simulator::Behaviour as Word;
    for word in [
        Word::Healthy,
        Word::Offline,
        Word::Slow,
        Word::Frozen,
        Word::AuthRequired,
        Word::Busy,
        Word::Flapping,
    ] {
        let written = serde_json::to_value(word).unwrap();
        let behaviour = parse(written.clone()).unwrap();
        assert_eq!(serde_json::to_value(behaviour).unwrap()["type"], written);
    }
}

#[test]
fn what_cannot_be_played_is_refused_with_a_cure() {
    for (value, cure) in [
        (json!("Asleep"), "expected one of `Healthy`"),
        (json!(7), "a behaviour is a word"),
        (json!({"milliseconds": 7}), "type"),
        (json!({"type": "Slow", "seconds": 7}), "milliseconds"),
        (json!({"type": "Busy", "status": 200}), "453 or 503"),
        (json!({"type": "Flapping", "up": 0}), "at least 1"),
        (json!({"type": "Redirect"}), "to"),
        (json!({"type": "Redirect", "to": "a\r\nb"}), "a camera's name"),
        (json!({"type": "AuthRequired", "username": "a:b"}), "colon"),
        (
            json!({"type": "AuthRequired", "lockout": {"failures": 0}}),
            "failures",
        ),
        (json!({"type": "AuthRequired", "passwort": "x"}), "password"),
    ] {
        let error = parse(value.clone()).unwrap_err();
        assert!(error.contains(cure), "{value}: {error}");
    }
}

#[test]
fn a_password_is_taken_and_never_shown() {
    let behaviour = parse(json!({"type": "AuthRequired", "password": "planted-secret"})).unwrap();
    let Behaviour::AuthRequired(login) = &behaviour else {
        panic!("another behaviour")
    };
    assert_eq!(login.password, "planted-secret");
    for shown in [
        format!("{behaviour:?}"),
        serde_json::to_string(&behaviour).unwrap(),
    ] {
        assert!(!shown.contains("planted-secret"), "{shown}");
    }
}
