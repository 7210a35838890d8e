//! Signed tokens (RFC 7515, RFC 7519).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::Error;
use super::keys::KeySet;

/// The longest token, in bytes.
const LIMIT: usize = 64 * 1024;

/// What is needed of a token's header.
#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    /// Extensions that must be understood; none is.
    crit: Option<Value>,
}

/// What a token says, once its signature is known to be the provider's.
pub(super) fn verified(token: &str, keys: &KeySet) -> Result<Map<String, Value>, Error> {
    if token.len() > LIMIT {
        return Err(Error::Untrusted("it is too long"));
    }
    let malformed = Error::Untrusted("it is not a signed token");
    let Some((message, signature)) = token.rsplit_once('.') else {
        return Err(malformed);
    };
    let Some((header, payload)) = message.split_once('.') else {
        return Err(malformed);
    };
    let header: Header = part(header)?;
    if header.crit.is_some() {
        return Err(Error::Untrusted("it has extensions that must be understood"));
    }
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| malformed)?;
    if !keys.verify(&header.alg, header.kid.as_deref(), message.as_bytes(), &signature) {
        return Err(Error::Untrusted("no key of the provider signed it"));
    }
    part(payload)
}

fn part<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok();
    bytes
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .ok_or(Error::Untrusted("a part of it is not JSON"))
}

#[cfg(test)]
mod tests {
    use ring::rand::SystemRandom;
    use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _};
    use serde_json::json;

    use super::*;

    /// An RSA key and what it signed, made by Node.js.
    const RSA_N: &str = "xKgHWrZlpLfzE-x4yTj0YdF17xpymp10d0Vqqscu3JknshtYf5kc-UHMKjvzWmfhCXnaoovhZCFENpSC_0UjyAMTlCp3a5n1WLkvWlM0JpboIWhA80byYmcKPTMAswT7hw-6t913qsfGWM8DXeNEKekjLzZeSLl4pA_55iaCGCeOcgSRov5Fs3N1T7dMMch5NuQ_DhYRhfOFBt55t_rFliBhgAE9qEvRQeh155zbeqzhA-GYGUgCrkSbu-9dFZ7nrnyzKTc8f7M_Z5qebewudGegf9x7Js-gQ2ml5JzcdVG4k9BtVld_mGqm6efuy4e4qdrt2uYVGsdT9lzPbPhL0Q";
    const RSA_TOKEN: &str = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UifQ.gqmht2COSEeWh5jTOdy5bIu-HH1GN6oZxSD4fWKBT0g4phENWOClgwvPUklCubA_QmCp44wJKwM3yzL0fJjARv4fCE3_0zbFcBg7-uD4zyL__knRXd9JPGG1oaplY1H5N8iQfhyIdtc6XpNI_d7fq7JNzpNfjL3saUuyzXfD27ng9UWIWN7DRQoOs9BFI4jdxjc9XEIIJytCSbmyF2DJ_APIm2e0njE6RT8qMC_lX5ZwoQpUsMrfrh-8ukMvKFJe5vt_XGqvILacXoM6ea-rUL5de921r6RwhT4V5bKgPApBFONBY5VkcOzrp0kOPpr7SZL3O9HLK-0CxhtRLICUAQ";

    fn keys(keys: &Value) -> KeySet {
        serde_json::from_value(json!({ "keys": keys })).unwrap()
    }

    fn encode(bytes: impl AsRef<[u8]>) -> String {
        URL_SAFE_NO_PAD.encode(bytes)
    }

    fn message(header: &Value) -> String {
        format!(
            "{}.{}",
            encode(header.to_string()),
            encode(json!({"sub": "jane"}).to_string())
        )
    }

    #[test]
    fn what_an_rsa_key_signed_is_verified_and_every_change_of_it_is_not() {
        let rsa = keys(&json!([{"kty": "RSA", "n": RSA_N, "e": "AQAB"}]));
        assert_eq!(verified(RSA_TOKEN, &rsa).unwrap()["iss"], "joe");
        let other = RSA_TOKEN.replacen("eyJpc3MiOiJqb2UifQ", "eyJpc3MiOiJldmUifQ", 1);
        assert_ne!(other, RSA_TOKEN);
        for bad in [
            other.as_str(),
            &RSA_TOKEN[..RSA_TOKEN.len() - 4],
            RSA_TOKEN.rsplit_once('.').unwrap().0,
            "a.b.c",
            "",
            &"x".repeat(LIMIT + 1),
        ] {
            assert!(verified(bad, &rsa).is_err(), "{bad:.80}");
        }
        for not_it in [
            json!([]),
            json!([{"kty": "RSA", "n": RSA_N, "e": "AQAB", "use": "enc"}]),
            json!([{"kty": "RSA", "n": RSA_N, "e": "AQAB", "alg": "PS256"}]),
            json!([{"kty": "EC", "n": RSA_N, "e": "AQAB"}]),
        ] {
            assert!(verified(RSA_TOKEN, &keys(&not_it)).is_err(), "{not_it}");
        }
    }

    #[test]
    fn curves_are_verified_by_the_key_that_is_named() {
        let random = SystemRandom::new();
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        let pair =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref(), &random).unwrap();
        let (x, y) = pair.public_key().as_ref()[1..].split_at(32);
        let jwk = json!({"kty": "EC", "crv": "P-256", "x": encode(x), "y": encode(y), "kid": "one"});
        let message = message(&json!({"alg": "ES256", "kid": "one"}));
        let signature = pair.sign(&random, message.as_bytes()).unwrap();
        let token = format!("{message}.{}", encode(signature));
        assert_eq!(verified(&token, &keys(&json!([jwk]))).unwrap()["sub"], "jane");
        let mut renamed = jwk;
        renamed["kid"] = json!("two");
        assert!(verified(&token, &keys(&json!([renamed]))).is_err());

        let pkcs8 = Ed25519KeyPair::generate_pkcs8(&random).unwrap();
        let pair = Ed25519KeyPair::from_pkcs8(pkcs8.as_ref()).unwrap();
        let jwk = json!({"kty": "OKP", "crv": "Ed25519", "x": encode(pair.public_key())});
        let message = self::message(&json!({"alg": "EdDSA"}));
        let token = format!("{message}.{}", encode(pair.sign(message.as_bytes())));
        assert!(verified(&token, &keys(&json!([jwk]))).is_ok());
    }

    #[test]
    fn nothing_is_trusted_without_a_signature_or_by_a_secret_that_everybody_knows() {
        let rsa = keys(&json!([{"kty": "RSA", "n": RSA_N, "e": "AQAB"}, {"kty": "oct", "k": "AAAA"}]));
        for header in [
            json!({"alg": "none"}),
            json!({"alg": "HS256"}),
            json!({"alg": "RS256", "crit": ["b64"]}),
        ] {
            let message = message(&header);
            assert!(verified(&format!("{message}."), &rsa).is_err(), "{header}");
            let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, RSA_N.as_bytes());
            let signature = encode(ring::hmac::sign(&key, message.as_bytes()));
            assert!(
                verified(&format!("{message}.{signature}"), &rsa).is_err(),
                "{header}"
            );
        }
    }
}
