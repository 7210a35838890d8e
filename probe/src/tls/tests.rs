use std::sync::Arc;

use jiff::{Timestamp, ToSpan as _};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use sha2::{Digest as _, Sha256};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use x509_parser::time::ASN1Time;

use super::*;
use crate::reason::Reason;
use crate::text;

/// A camera's certificate and the authority that signed it.
struct Chain {
    authority: String,
    certificate: rcgen::Certificate,
    key: KeyPair,
}

/// A certificate for `name` that is valid for `days` from yesterday on.
fn chain(name: &str, days: i64) -> Chain {
    let authority_key = KeyPair::generate().unwrap();
    let mut authority = CertificateParams::default();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority_certificate = authority.self_signed(&authority_key).unwrap();
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    let day = 24 * 3600;
    let begin = Timestamp::now().as_second() - day;
    let time = |second: i64| ASN1Time::from_timestamp(second).unwrap().to_datetime();
    params.not_before = time(begin);
    params.not_after = time(begin + days * day);
    let certificate = params
        .signed_by(&key, &Issuer::from_params(&authority, &authority_key))
        .unwrap();
    Chain {
        authority: authority_certificate.pem(),
        certificate,
        key,
    }
}

impl Chain {
    fn fingerprint(&self) -> String {
        format!("sha256:{}", text::hex(&Sha256::digest(self.certificate.der())))
    }

    /// Serves TLS connections until the test ends.
    async fn serve(&self) -> (u16, JoinHandle<()>) {
        let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(
                vec![self.certificate.der().clone()],
                PrivateKeyDer::Pkcs8(self.key.serialize_der().into()),
            )
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                if let Ok(mut stream) = acceptor.accept(stream).await {
                    let _ = stream.read_u8().await;
                }
            }
        });
        (port, task)
    }

    async fn ask(&self, trust: Result<Trust, TrustError>) -> Result<Option<Timestamp>, Failure> {
        let (port, task) = self.serve().await;
        let stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        let done = handshake(&trust.unwrap(), "127.0.0.1", stream).await;
        task.abort();
        done.map(|stream| certificate_end(&stream))
    }
}

/// The words of a refusal, which must be one by TLS and fit into a message.
fn refusal(asked: Result<Option<Timestamp>, Failure>) -> String {
    let failure = asked.unwrap_err();
    assert_eq!(failure.reason, Reason::TlsFailed);
    assert!(
        failure.message.len() <= text::MESSAGE_LIMIT,
        "{}",
        failure.message
    );
    failure.message
}

#[tokio::test]
async fn a_pinned_authority_is_believed_and_the_end_of_the_certificate_known() {
    let camera = chain("127.0.0.1", 100);
    let end = camera
        .ask(Trust::authority("ca", &camera.authority))
        .await
        .unwrap()
        .unwrap();
    let expected = Timestamp::now() + (99 * 24).hours();
    assert!(
        end.duration_since(expected).as_hours().abs() < 2,
        "{end} {expected}"
    );
    // A bundle of two is no less trusted than its parts.
    let bundle = format!("{}{}", chain("x", 1).authority, camera.authority);
    camera.ask(Trust::authority("ca", &bundle)).await.unwrap();
}

#[tokio::test]
async fn an_unknown_authority_is_refused_with_the_fingerprint_to_pin() {
    let camera = chain("127.0.0.1", 100);
    for trust in [
        Trust::public(),
        Trust::authority("other", &chain("127.0.0.1", 100).authority),
    ] {
        let message = refusal(camera.ask(trust).await);
        assert!(
            message.contains("no known authority") && message.contains(&camera.fingerprint()),
            "{message}"
        );
    }
}

#[tokio::test]
async fn a_wrong_name_and_a_wrong_time_are_told_apart() {
    let other = chain("192.0.2.1", 100);
    let message = refusal(other.ask(Trust::authority("ca", &other.authority)).await);
    assert!(message.contains("another name"), "{message}");
    let expired = chain("127.0.0.1", 0);
    let message = refusal(expired.ask(Trust::authority("ca", &expired.authority)).await);
    assert!(message.contains("has expired"), "{message}");
}

#[tokio::test]
async fn a_pin_counts_whatever_the_certificate_says() {
    let camera = chain("elsewhere.example", 0);
    let end = camera
        .ask(Trust::fingerprint(&camera.fingerprint()))
        .await
        .unwrap();
    assert!(
        end.unwrap() < Timestamp::now(),
        "an expired certificate may be pinned"
    );
    let other = format!("sha256:{}", "00".repeat(32));
    let message = refusal(camera.ask(Trust::fingerprint(&other)).await);
    assert!(
        message.contains("another certificate") && message.contains(&camera.fingerprint()),
        "{message}"
    );
}

#[tokio::test]
async fn anyone_is_believed_where_that_is_asked_for() {
    let camera = chain("elsewhere.example", 0);
    assert!(camera.ask(Trust::anyone()).await.unwrap().is_some());
}

#[tokio::test]
async fn what_does_not_speak_tls_is_said_so() {
    for (greeting, words) in [
        (
            b"HTTP/1.1 400 Bad Request\r\n\r\n".as_slice(),
            "does not speak TLS",
        ),
        (b"", "closed during the TLS handshake"),
        // A TLS 1.0 handshake failure alert.
        (b"\x15\x03\x01\x00\x02\x02\x28", "no TLS that is safe enough"),
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let task = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut hello = [0; 1024];
            let _ = stream.read(&mut hello).await;
            let _ = stream.write_all(greeting).await;
        });
        let stream = TcpStream::connect(address).await.unwrap();
        let done = handshake(&Trust::anyone().unwrap(), "127.0.0.1", stream).await;
        let message = refusal(done.map(|_| None));
        assert!(message.contains(words), "{greeting:?}: {message}");
        task.await.unwrap();
    }
}
