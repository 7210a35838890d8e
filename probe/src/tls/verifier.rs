//! Checks the certificate that a camera presents.

use std::fmt;
use std::sync::Arc;

use sha2::{Digest as _, Sha256};
use thiserror::Error;
use tokio_rustls::rustls::client::WebPkiServerVerifier;
use tokio_rustls::rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use tokio_rustls::rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use tokio_rustls::rustls::{
    self, CertificateError, DigitallySignedStruct, OtherError, RootCertStore, SignatureScheme,
};

use crate::text;
use crate::tls::trust::HASH;

/// The algorithms that everything here uses.
pub(super) fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

/// How a certificate is checked.
#[derive(Debug)]
pub(super) enum Verifier {
    /// Signed by a known authority, valid now, and for the host's name.
    Authorities(Arc<WebPkiServerVerifier>),
    /// Exactly this one: neither its dates nor its names count.
    Fingerprint([u8; HASH]),
    /// Not at all.
    Anyone,
}

/// A certificate that was not believed, with what is needed to pin it.
#[derive(Debug, Error)]
pub(super) struct Refusal {
    /// Why; `None` where it is another one than the pinned.
    pub(super) cause: Option<CertificateError>,
    presented: [u8; HASH],
}

impl Refusal {
    /// The fingerprint of the presented certificate, as `tls.fingerprint` takes it.
    pub(super) fn fingerprint(&self) -> String {
        format!("sha256:{}", text::hex(&self.presented))
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the certificate {} is not trusted", self.fingerprint())
    }
}

impl Verifier {
    /// Trusts what `roots` have signed.
    pub(super) fn authorities(roots: RootCertStore) -> Result<Self, rustls::Error> {
        WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider())
            .build()
            .map(Self::Authorities)
            .map_err(|error| rustls::Error::General(error.to_string()))
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let presented: [u8; HASH] = Sha256::digest(end_entity).into();
        let cause = match self {
            Self::Anyone => return Ok(ServerCertVerified::assertion()),
            Self::Fingerprint(pinned) if *pinned == presented => return Ok(ServerCertVerified::assertion()),
            Self::Fingerprint(_) => None,
            Self::Authorities(known) => {
                match known.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now) {
                    Ok(verified) => return Ok(verified),
                    Err(rustls::Error::InvalidCertificate(cause)) => Some(cause),
                    Err(error) => return Err(error),
                }
            }
        };
        let refusal = OtherError(Arc::new(Refusal { cause, presented }));
        Err(rustls::Error::InvalidCertificate(CertificateError::Other(
            refusal,
        )))
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        if matches!(self, Self::Anyone) {
            // Old cameras present certificates that the library cannot read; there is nothing to prove here anyway.
            return Ok(HandshakeSignatureValid::assertion());
        }
        verify_tls12_signature(
            message,
            certificate,
            signature,
            &provider().signature_verification_algorithms,
        )
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        if matches!(self, Self::Anyone) {
            return Ok(HandshakeSignatureValid::assertion());
        }
        verify_tls13_signature(
            message,
            certificate,
            signature,
            &provider().signature_verification_algorithms,
        )
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        provider().signature_verification_algorithms.supported_schemes()
    }
}
