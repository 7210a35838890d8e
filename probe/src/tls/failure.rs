//! A failed handshake in words for the person at the camera.

use std::io;

use tokio_rustls::rustls::{self, AlertDescription, CertificateError};

use crate::ladder::Failure;
use crate::reason::Reason;
use crate::tls::verifier::Refusal;

/// The verdict on a handshake that ended with `error`.
pub(super) fn of(error: &io::Error) -> Failure {
    let inner = error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<rustls::Error>());
    let message = inner.map_or_else(|| lost(error), words);
    Failure::new(Reason::TlsFailed, message)
}

/// The connection broke below TLS.
fn lost(error: &io::Error) -> String {
    use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof};
    match error.kind() {
        BrokenPipe | ConnectionAborted | ConnectionReset | UnexpectedEof => {
            "the connection was closed during the TLS handshake; the port may be one without TLS, or the camera may know \
             only TLS versions before 1.2"
                .to_owned()
        }
        _ => format!("the TLS handshake failed: {error}"),
    }
}

fn words(error: &rustls::Error) -> String {
    match error {
        rustls::Error::InvalidCertificate(CertificateError::Other(other)) => other
            .0
            .downcast_ref::<Refusal>()
            .map_or_else(|| format!("the TLS handshake failed: {error}"), refused),
        rustls::Error::InvalidMessage(_) => {
            "what listens there does not speak TLS; check the port, or use rtsp:// or http://".to_owned()
        }
        rustls::Error::PeerIncompatible(_)
        | rustls::Error::AlertReceived(
            AlertDescription::HandshakeFailure
            | AlertDescription::ProtocolVersion
            | AlertDescription::InsufficientSecurity,
        ) => "the camera offers no TLS that is safe enough (1.2 with ECDHE, or 1.3); its firmware may be too old".to_owned(),
        rustls::Error::AlertReceived(AlertDescription::CertificateRequired) => {
            "the camera asks for a client certificate, which cannot be given".to_owned()
        }
        _ => format!("the TLS handshake failed: {error}"),
    }
}

/// Why a certificate was not believed, and what to do about it.
fn refused(refusal: &Refusal) -> String {
    use CertificateError::{
        BadEncoding, BadSignature, Expired, ExpiredContext, NotValidForName, NotValidForNameContext,
        NotValidYet, NotValidYetContext, UnknownIssuer,
    };
    let presented = refusal.fingerprint();
    match &refusal.cause {
        None => format!(
            "the camera presents another certificate than the pinned one: {presented}; if it was renewed, set \
             tls.fingerprint to that"
        ),
        // A bad signature is another authority of the same name, such as one that was made anew.
        Some(UnknownIssuer | BadSignature) => format!(
            "no known authority signed the camera's certificate; set tls.authority, or pin it: tls.fingerprint {presented}"
        ),
        Some(Expired | ExpiredContext { .. }) => {
            format!("the camera's certificate has expired; renew it, or pin it: tls.fingerprint {presented}")
        }
        Some(NotValidYet | NotValidYetContext { .. }) => {
            "the camera's certificate is not valid yet; check the clocks of the camera and of this machine"
                .to_owned()
        }
        Some(NotValidForName | NotValidForNameContext { .. }) => format!(
            "the camera's certificate is for another name than the url's host; use that name, or pin it: \
             tls.fingerprint {presented}"
        ),
        Some(BadEncoding) => {
            format!("the camera's certificate cannot be read; pin it: tls.fingerprint {presented}")
        }
        // The library's own words hold no text of the certificate in these cases.
        Some(cause) => {
            format!(
                "the camera's certificate is not accepted ({cause}); renew or pin it: tls.fingerprint {presented}"
            )
        }
    }
}
