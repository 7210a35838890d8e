//! An authority and the certificates that it signs.

use jiff::Timestamp;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use sha2::{Digest as _, Sha256};
use x509_parser::time::ASN1Time;

use crate::hex;

/// A certificate authority of cameras.
pub(crate) struct Authority {
    pub(crate) pem: String,
    issuer: Issuer<'static, KeyPair>,
}

/// What a server presents.
pub(crate) struct Certificate {
    pub(crate) pem: String,
    pub(crate) key: String,
    /// As `tls.fingerprint` takes it.
    pub(crate) fingerprint: String,
}

impl Authority {
    pub(crate) fn new(name: &str) -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self {
            pem: params.self_signed(&key).unwrap().pem(),
            issuer: Issuer::new(params, key),
        }
    }

    /// A certificate for `name` that ends `days` from now.
    pub(crate) fn sign(&self, name: &str, days: i64) -> Certificate {
        let time = |days: i64| {
            let second = Timestamp::now().as_second() + days * 24 * 3600;
            ASN1Time::from_timestamp(second).unwrap().to_datetime()
        };
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        params.not_before = time(-1000);
        params.not_after = time(days);
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        let hash = Sha256::digest(certificate.der());
        Certificate {
            pem: certificate.pem(),
            key: key.serialize_pem(),
            fingerprint: format!("sha256:{}", hex(hash)),
        }
    }
}
