//! Certificates of the authorities that sign the certificates of cameras and databases.

use contract::files::CA_FILE;
use k8s_openapi::api::core::v1::Secret;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::{PemObject as _, SectionKind};

use super::Referenced;

/// Most bytes of one Secret's certificates: all authorities of a site share one Secret of at most 1 MiB.
const SIZE_MAX: usize = 64 * 1024;

/// The certificates of a Secret, in PEM, and nothing else.
#[must_use]
pub fn authority(secret: &Secret) -> Referenced<String> {
    let value = secret.data.as_ref().and_then(|data| data.get(CA_FILE));
    let text = value.and_then(|value| std::str::from_utf8(&value.0).ok());
    let Some(text) = text.filter(|text| !text.trim().is_empty()) else {
        return Referenced::Invalid(
            "has no text under the key ca.crt: add the authority's certificate in PEM",
        );
    };
    if text.len() > SIZE_MAX {
        return Referenced::Invalid(
            "has more than 64 KiB under the key ca.crt: keep only what signs the certificates in question",
        );
    }
    problem(text).map_or_else(|| Referenced::Found(text.to_owned()), Referenced::Invalid)
}

/// What is wrong with certificates in PEM.
fn problem(text: &str) -> Option<&'static str> {
    let mut certificates = 0_usize;
    for section in <(SectionKind, Vec<u8>)>::pem_slice_iter(text.as_bytes()) {
        match section {
            Ok((SectionKind::Certificate, der)) => {
                certificates += 1;
                if webpki::anchor_from_trusted_cert(&CertificateDer::from(der)).is_err() {
                    return Some(
                        "has something under the key ca.crt that is no X.509 certificate: correct it",
                    );
                }
            }
            // It would be handed to pods.
            Ok(_) => {
                return Some(
                    "has more than certificates under the key ca.crt: take everything else out, above all a private key",
                );
            }
            Err(_) => return Some("has text under the key ca.crt that is not PEM: correct it"),
        }
    }
    (certificates == 0)
        .then_some("has no certificate in PEM under the key ca.crt: add the authority's certificate")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use k8s_openapi::ByteString;

    use super::*;
    use crate::render::parse;
    use crate::test_support::FULL;

    /// The authority of `full.yaml`.
    fn certificate() -> String {
        match parse(FULL).unwrap().1.authorities.remove("camera-ca") {
            Some(Referenced::Found(text)) => text,
            other => panic!("{other:?}"),
        }
    }

    fn of(key: &str, text: &[u8]) -> Referenced<String> {
        authority(&Secret {
            data: Some(BTreeMap::from([(key.to_owned(), ByteString(text.to_vec()))])),
            ..Secret::default()
        })
    }

    #[test]
    fn certificates_are_taken_as_they_are() {
        let one = certificate();
        let two = format!("# our authorities\n{one}{one}");
        assert_eq!(of(CA_FILE, two.as_bytes()), Referenced::Found(two));
    }

    #[test]
    fn what_is_no_list_of_certificates_is_told() {
        let good = certificate();
        let key = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
        let noise = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        let cut = good.trim_end().trim_end_matches("-----END CERTIFICATE-----");
        let cases = [
            (of("tls.crt", good.as_bytes()), "no text under the key ca.crt"),
            (of(CA_FILE, b" \n"), "no text"),
            (of(CA_FILE, b"\xff\xfe"), "no text"),
            (of(CA_FILE, b"hello"), "no certificate in PEM"),
            (of(CA_FILE, cut.as_bytes()), "not PEM"),
            (of(CA_FILE, noise.as_bytes()), "no X.509 certificate"),
            (
                of(CA_FILE, format!("{good}{key}").as_bytes()),
                "above all a private key",
            ),
            (of(CA_FILE, good.repeat(200).as_bytes()), "more than 64 KiB"),
        ];
        for (found, expected) in cases {
            let Referenced::Invalid(said) = &found else {
                panic!("{expected}: accepted")
            };
            assert!(said.contains(expected), "{expected}: {said}");
        }
    }
}
