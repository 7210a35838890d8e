//! Whose certificates are believed.

use std::fmt;
use std::sync::{Arc, LazyLock};

use contract::credentials::AuthoritiesFile;
use contract::inventory::TlsSettings;
use thiserror::Error;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::client::Resumption;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{self, ClientConfig, RootCertStore};

use crate::ladder::Failure;
use crate::reason::Reason;
use crate::text;
use crate::tls::verifier::Verifier;

/// Length of a SHA-256 hash in bytes.
pub(super) const HASH: usize = 32;

/// Why a camera's `tls` settings cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TrustError {
    /// The named authority is not among those that were handed over.
    #[error(
        "there is no certificate authority called {0:?}; check tls.authority and the Secret or ConfigMap behind it"
    )]
    MissingAuthority(String),
    /// What stands under the name is no certificate.
    #[error("the certificate authority {0:?} holds no readable certificate in PEM: {1}")]
    BadAuthority(String, String),
    /// The fingerprint is no SHA-256.
    #[error("tls.fingerprint must be `sha256:` and 64 hexadecimal digits (colons between bytes are allowed)")]
    BadFingerprint,
    /// The TLS library cannot be used as it is built.
    #[error("TLS cannot be used: {0}")]
    Library(String),
}

/// Whose certificates a camera may present. Made once a camera; cloning is cheap.
///
/// Sessions are not resumed, because each probe shall see the certificate that the camera presents now.
#[derive(Clone)]
pub struct Trust {
    rule: Rule,
    config: Arc<ClientConfig>,
}

/// The rule behind a [`Trust`]; what is equal here behaves the same.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Rule {
    Public,
    Authority(Vec<CertificateDer<'static>>),
    Fingerprint([u8; HASH]),
    Anyone,
}

impl Trust {
    /// The authorities that browsers trust; the certificate must name the host.
    ///
    /// # Errors
    /// When the TLS library cannot be used.
    pub fn public() -> Result<Self, TrustError> {
        // The list is long: all cameras share it.
        static CONFIG: LazyLock<Result<Arc<ClientConfig>, TrustError>> = LazyLock::new(|| {
            let mut roots = RootCertStore::empty();
            roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
            config(|| Verifier::authorities(roots))
        });
        Ok(Self {
            rule: Rule::Public,
            config: CONFIG.clone()?,
        })
    }

    /// One authority, called `name`, by its certificates in PEM; the camera's certificate must name the host.
    ///
    /// # Errors
    /// When there is no certificate in it.
    pub fn authority(name: &str, pem: &str) -> Result<Self, TrustError> {
        let bad = |error: &dyn fmt::Display| TrustError::BadAuthority(name.to_owned(), error.to_string());
        let certificates = CertificateDer::pem_slice_iter(pem.as_bytes())
            .collect::<Result<Vec<_>, _>>()
            .map_err(|error| bad(&error))?;
        if certificates.is_empty() {
            return Err(bad(&"there is none"));
        }
        let mut roots = RootCertStore::empty();
        for certificate in &certificates {
            roots.add(certificate.clone()).map_err(|error| bad(&error))?;
        }
        Ok(Self {
            config: config(|| Verifier::authorities(roots))?,
            rule: Rule::Authority(certificates),
        })
    }

    /// Exactly the certificate with this SHA-256, whatever it says: `sha256:` and 64 hexadecimal digits.
    ///
    /// # Errors
    /// When `fingerprint` is none.
    pub fn fingerprint(fingerprint: &str) -> Result<Self, TrustError> {
        let hash = parse_fingerprint(fingerprint).ok_or(TrustError::BadFingerprint)?;
        Ok(Self {
            rule: Rule::Fingerprint(hash),
            config: config(|| Ok(Verifier::Fingerprint(hash)))?,
        })
    }

    /// Any certificate: the connection is hidden from listeners, but not from somebody who takes the camera's place.
    ///
    /// # Errors
    /// When the TLS library cannot be used.
    pub fn anyone() -> Result<Self, TrustError> {
        Ok(Self {
            rule: Rule::Anyone,
            config: config(|| Ok(Verifier::Anyone))?,
        })
    }

    /// What a camera's `tls` settings ask for.
    ///
    /// # Errors
    /// When the named authority is missing or unreadable, or the fingerprint is none.
    pub fn from_settings(settings: &TlsSettings, authorities: &AuthoritiesFile) -> Result<Self, TrustError> {
        if let Some(fingerprint) = &settings.fingerprint {
            return Self::fingerprint(fingerprint);
        }
        if let Some(name) = &settings.authority {
            let pem = authorities.0.get(name);
            let pem = pem.ok_or_else(|| TrustError::MissingAuthority(name.clone()))?;
            return Self::authority(name, pem);
        }
        if settings.insecure {
            Self::anyone()
        } else {
            Self::public()
        }
    }

    pub(super) fn connector(&self) -> TlsConnector {
        TlsConnector::from(Arc::clone(&self.config))
    }
}

impl fmt::Debug for Trust {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rule: &dyn fmt::Debug = match &self.rule {
            Rule::Public => &"public authorities",
            Rule::Authority(_) => &"one authority",
            Rule::Fingerprint(hash) => &text::hex(hash),
            Rule::Anyone => &"anyone",
        };
        formatter.debug_tuple("Trust").field(rule).finish()
    }
}

impl PartialEq for Trust {
    fn eq(&self, other: &Self) -> bool {
        self.rule == other.rule
    }
}

impl Eq for Trust {}

/// The name under which the library looks for a certificate.
pub(super) fn server_name(host: &str) -> Result<ServerName<'static>, Failure> {
    ServerName::try_from(host.to_owned()).map_err(|_| {
        Failure::new(
            Reason::TlsFailed,
            "the host of the url can stand in no certificate; use its address or a name without underscores"
                .to_owned(),
        )
    })
}

/// A client configuration with the verifier that `verifier` makes.
fn config(
    verifier: impl FnOnce() -> Result<Verifier, rustls::Error>,
) -> Result<Arc<ClientConfig>, TrustError> {
    let library = |error: rustls::Error| TrustError::Library(error.to_string());
    let mut config = ClientConfig::builder_with_provider(super::verifier::provider())
        .with_safe_default_protocol_versions()
        .map_err(library)?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier().map_err(library)?))
        .with_no_client_auth();
    config.resumption = Resumption::disabled();
    Ok(Arc::new(config))
}

/// `sha256:` and 64 hexadecimal digits; both letter cases, colons between bytes.
fn parse_fingerprint(text: &str) -> Option<[u8; HASH]> {
    let digits = text.trim().strip_prefix("sha256:")?;
    let pairs: Vec<&str> = if digits.contains(':') {
        digits.split(':').collect()
    } else {
        (0..digits.len())
            .step_by(2)
            .map(|start| digits.get(start..start + 2))
            .collect::<Option<_>>()?
    };
    let bytes: Vec<u8> = pairs.into_iter().map(byte).collect::<Option<_>>()?;
    bytes.try_into().ok()
}

/// Two hexadecimal digits.
fn byte(pair: &str) -> Option<u8> {
    let hexadecimal = pair.len() == 2 && pair.bytes().all(|digit| digit.is_ascii_hexdigit());
    hexadecimal.then(|| u8::from_str_radix(pair, 16).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprints_are_read_in_both_spellings() {
        let plain = format!("sha256:{}", "aB".repeat(32));
        let colons = format!("sha256:{}", vec!["Ab"; 32].join(":"));
        assert_eq!(parse_fingerprint(&plain), Some([0xab; 32]));
        assert_eq!(parse_fingerprint(&colons), Some([0xab; 32]));
        for bad in [
            String::new(),
            "ab".repeat(32),
            format!("sha1:{}", "ab".repeat(32)),
            format!("sha256:{}", "ab".repeat(31)),
            format!("sha256:{}", "ab".repeat(33)),
            format!("sha256:{}", "+b".repeat(32)),
            format!("sha256:{}é", "ab".repeat(31)),
            "sha256:a:b".to_owned(),
        ] {
            assert_eq!(Trust::fingerprint(&bad), Err(TrustError::BadFingerprint), "{bad}");
        }
    }

    #[test]
    fn settings_choose_the_rule_and_name_what_is_missing() {
        let settings = |authority: Option<&str>, fingerprint: Option<&str>, insecure| TlsSettings {
            authority: authority.map(str::to_owned),
            fingerprint: fingerprint.map(str::to_owned),
            insecure,
        };
        let authorities = AuthoritiesFile([("broken".to_owned(), "no PEM".to_owned())].into());
        let trust = |settings| Trust::from_settings(&settings, &authorities);
        assert_eq!(trust(settings(None, None, false)), Trust::public());
        assert_eq!(trust(settings(None, None, true)), Trust::anyone());
        let missing = trust(settings(Some("camera-ca"), None, false)).unwrap_err();
        assert_eq!(missing, TrustError::MissingAuthority("camera-ca".to_owned()));
        assert!(missing.to_string().contains("camera-ca"), "{missing}");
        assert!(matches!(
            trust(settings(Some("broken"), None, false)),
            Err(TrustError::BadAuthority(..))
        ));
        assert_eq!(
            trust(settings(None, Some("sha256:"), false)),
            Err(TrustError::BadFingerprint)
        );
        assert_ne!(Trust::public(), Trust::anyone());
    }
}
