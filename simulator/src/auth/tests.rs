use md5::{Digest as _, Md5};

use super::*;
use crate::hex::hex;

fn basic(password: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("camera:{password}")))
}

/// An answer to the first challenge, MD5 without qop.
fn digest(challenges: &[String], password: &str) -> String {
    let nonce = challenges[0]
        .split("nonce=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let hash = |text: String| hex(&Md5::digest(text));
    let account = hash(format!("camera:simulator:{password}"));
    let request = hash("DESCRIBE:rtsp://host/hall".to_owned());
    let response = hash(format!("{account}:{nonce}:{request}"));
    format!(
        "Digest username=\"camera\", realm=\"simulator\", nonce=\"{nonce}\", uri=\"rtsp://host/hall\", response=\"{response}\""
    )
}

fn judge(door: &mut Door, login: &Login, authorization: Option<&str>, now: Instant) -> Verdict {
    let attempt = Attempt {
        method: "DESCRIBE",
        uri: "rtsp://host/hall",
        authorization,
    };
    door.judge(login, attempt, now)
}

/// The challenges of a refusal, which is a failed login or not.
fn refused(verdict: Verdict, wrong: bool) -> Vec<String> {
    let Verdict::Refuse {
        challenges, failed, ..
    } = verdict
    else {
        panic!("let in")
    };
    assert_eq!(failed, wrong);
    challenges
}

#[test]
fn each_scheme_offers_what_it_says() {
    let now = Instant::now();
    for (scheme, wanted) in [
        (Scheme::Basic, vec!["Basic"]),
        (Scheme::DigestMd5, vec!["Digest+MD5"]),
        (Scheme::DigestMd5NoQop, vec!["Digest"]),
        (Scheme::DigestSha256, vec!["Digest+SHA-256"]),
        (Scheme::Both, vec!["Digest+MD5+Basic"]),
        (
            Scheme::MultipleHeaders,
            vec!["Digest+SHA-256", "Digest+MD5", "Basic"],
        ),
    ] {
        let login = Login {
            scheme,
            ..Login::default()
        };
        let challenges = refused(judge(&mut Door::default(), &login, None, now), false);
        let found: Vec<String> = challenges
            .iter()
            .map(|text| {
                let words = ["Digest", "MD5", "SHA-256", "Basic"];
                words
                    .into_iter()
                    .filter(|word| text.contains(word))
                    .collect::<Vec<_>>()
                    .join("+")
            })
            .collect();
        assert_eq!(found, wanted, "{scheme:?}");
        let has_qop = challenges.iter().any(|text| text.contains("qop"));
        assert_eq!(
            has_qop,
            !matches!(scheme, Scheme::Basic | Scheme::DigestMd5NoQop),
            "{scheme:?}"
        );
    }
}

#[test]
fn basic_opens_only_where_it_is_offered() {
    let now = Instant::now();
    let mut door = Door::default();
    let login = Login {
        scheme: Scheme::Basic,
        ..Login::default()
    };
    assert_eq!(
        judge(&mut door, &login, Some(&basic("simulated")), now),
        Verdict::Enter
    );
    refused(judge(&mut door, &login, Some(&basic("wrong")), now), true);
    refused(judge(&mut door, &login, Some("Basic ???"), now), true);
    refused(
        judge(&mut door, &Login::default(), Some(&basic("simulated")), now),
        true,
    );
}

#[test]
fn nonces_last_as_long_as_they_should() {
    let now = Instant::now();
    let enter = |nonces: Nonces, wanted: [bool; 2]| {
        let login = Login {
            nonces,
            ..Login::default()
        };
        let mut door = Door::default();
        let challenges = refused(judge(&mut door, &login, None, now), false);
        for wanted in wanted {
            let verdict = judge(&mut door, &login, Some(&digest(&challenges, "simulated")), now);
            assert_eq!(verdict == Verdict::Enter, wanted, "{nonces:?}");
            if let Verdict::Refuse {
                challenges, failed, ..
            } = verdict
            {
                assert!(
                    !failed && challenges[0].contains("stale=true"),
                    "{nonces:?}: {challenges:?}"
                );
                let again = judge(&mut door, &login, Some(&digest(&challenges, "simulated")), now);
                assert_eq!(again, Verdict::Enter, "{nonces:?}");
            }
        }
    };
    enter(Nonces::Lasting, [true, true]);
    enter(Nonces::StaleFirst, [false, false]);
    enter(Nonces::NewEachTime, [true, false]);
}

#[test]
fn wrong_passwords_lock_the_account_for_a_while() {
    let now = Instant::now();
    let lockout = Some(Lockout {
        failures: 3,
        seconds: 60,
    });
    let login = Login {
        lockout,
        ..Login::default()
    };
    let mut door = Door::default();
    let challenges = refused(judge(&mut door, &login, None, now), false);
    let (good, bad) = (digest(&challenges, "simulated"), digest(&challenges, "wrong"));
    // A good login starts the count anew.
    for right in [false, false, true, false, false] {
        let verdict = judge(&mut door, &login, Some(if right { &good } else { &bad }), now);
        assert_eq!(verdict == Verdict::Enter, right);
        assert!(!matches!(verdict, Verdict::Refuse { locked: true, .. }));
    }
    let third = judge(&mut door, &login, Some(&bad), now);
    assert!(matches!(
        third,
        Verdict::Refuse {
            failed: true,
            locked: true,
            ..
        }
    ));
    refused(
        judge(&mut door, &login, Some(&good), now + Duration::from_secs(59)),
        false,
    );
    assert_eq!(
        judge(&mut door, &login, Some(&good), now + Duration::from_mins(1)),
        Verdict::Enter
    );
}

#[test]
fn the_memory_of_nonces_is_bounded() {
    let mut door = Door::default();
    for _ in 0..10 * NONCES {
        refused(judge(&mut door, &Login::default(), None, Instant::now()), false);
    }
    assert_eq!(door.nonces.len(), NONCES);
}
