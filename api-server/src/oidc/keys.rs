//! The provider's keys (RFC 7517) and their signatures.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256,
    RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512, RSA_PSS_2048_8192_SHA256, RsaParameters,
    RsaPublicKeyComponents, UnparsedPublicKey, VerificationAlgorithm,
};
use serde::Deserialize;

/// The keys with which a provider signs.
#[derive(Debug, Deserialize)]
pub(super) struct KeySet {
    keys: Vec<Jwk>,
}

/// A key; of other kinds than these nothing is known.
#[derive(Debug, Deserialize)]
struct Jwk {
    kty: String,
    kid: Option<String>,
    r#use: Option<String>,
    alg: Option<String>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

impl KeySet {
    /// Whether a key of the set signed `message` by this algorithm (RFC 7518 §3.1). A key that the signature names is the
    /// only one that counts. Algorithms without a signature, or by a shared secret, are not known here.
    pub(super) fn verify(
        &self,
        algorithm: &str,
        kid: Option<&str>,
        message: &[u8],
        signature: &[u8],
    ) -> bool {
        let mut candidates = self.keys.iter().filter(|key| {
            let named = kid.is_none() || key.kid.as_deref() == kid;
            let signs = key.r#use.as_deref().is_none_or(|r#use| r#use == "sig");
            let fits = key.alg.as_deref().is_none_or(|alg| alg == algorithm);
            named && signs && fits
        });
        candidates.any(|key| key.verify(algorithm, message, signature).is_some())
    }
}

impl Jwk {
    fn verify(&self, algorithm: &str, message: &[u8], signature: &[u8]) -> Option<()> {
        match algorithm {
            "RS256" => self.rsa(&RSA_PKCS1_2048_8192_SHA256, message, signature),
            "RS384" => self.rsa(&RSA_PKCS1_2048_8192_SHA384, message, signature),
            "RS512" => self.rsa(&RSA_PKCS1_2048_8192_SHA512, message, signature),
            "PS256" => self.rsa(&RSA_PSS_2048_8192_SHA256, message, signature),
            "ES256" => self.point(&ECDSA_P256_SHA256_FIXED, "P-256", message, signature),
            "ES384" => self.point(&ECDSA_P384_SHA384_FIXED, "P-384", message, signature),
            "EdDSA" if self.is("OKP", Some("Ed25519")) => {
                let public = decode(self.x.as_deref())?;
                UnparsedPublicKey::new(&ED25519, public)
                    .verify(message, signature)
                    .ok()
            }
            _ => None,
        }
    }

    fn rsa(&self, parameters: &'static RsaParameters, message: &[u8], signature: &[u8]) -> Option<()> {
        if !self.is("RSA", None) {
            return None;
        }
        let public = RsaPublicKeyComponents {
            n: decode(self.n.as_deref())?,
            e: decode(self.e.as_deref())?,
        };
        public.verify(parameters, message, signature).ok()
    }

    fn point(
        &self,
        algorithm: &'static dyn VerificationAlgorithm,
        curve: &str,
        message: &[u8],
        signature: &[u8],
    ) -> Option<()> {
        if !self.is("EC", Some(curve)) {
            return None;
        }
        // Uncompressed, SEC 1 §2.3.3.
        let point = [vec![4], decode(self.x.as_deref())?, decode(self.y.as_deref())?].concat();
        UnparsedPublicKey::new(algorithm, point)
            .verify(message, signature)
            .ok()
    }

    fn is(&self, kty: &str, curve: Option<&str>) -> bool {
        self.kty == kty && (curve.is_none() || self.crv.as_deref() == curve)
    }
}

fn decode(text: Option<&str>) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text?).ok()
}
