//! Password verifiers of SCRAM-SHA-256 (RFC 5802, RFC 7677) in the form that Postgres stores.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

/// Rounds of the key derivation, the default of Postgres.
const ROUNDS: u32 = 4096;

/// `SCRAM-SHA-256$<rounds>:<salt>$<stored key>:<server key>` of a password.
pub(super) fn verifier(password: &str, salt: [u8; 16]) -> String {
    // As Postgres does: a password that SASLprep (RFC 4013) forbids is taken as it is.
    let prepared = stringprep::saslprep(password).unwrap_or_else(|_| password.into());
    let salted = derive(prepared.as_bytes(), &salt);
    let stored_key = Sha256::digest(mac(&salted, &[b"Client Key"]));
    let server_key = mac(&salted, &[b"Server Key"]);
    let encode = |bytes: &[u8]| STANDARD.encode(bytes);
    format!(
        "SCRAM-SHA-256${ROUNDS}:{}${}:{}",
        encode(&salt),
        encode(&stored_key),
        encode(&server_key)
    )
}

/// PBKDF2 with HMAC-SHA-256 and one block (RFC 8018 §5.2), the function Hi of RFC 5802.
fn derive(password: &[u8], salt: &[u8]) -> [u8; 32] {
    let mut round = mac(password, &[salt, &1_u32.to_be_bytes()]);
    let mut derived = round;
    for _ in 1..ROUNDS {
        round = mac(password, &[&round]);
        for (sum, byte) in derived.iter_mut().zip(round) {
            *sum ^= byte;
        }
    }
    derived
}

fn mac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    // HMAC takes a key of any length; a longer one than the block is hashed first (RFC 2104 §2).
    let mut block = [0_u8; 64];
    if key.len() > block.len() {
        block[..32].copy_from_slice(&Sha256::digest(key));
    } else {
        block[..key.len()].copy_from_slice(key);
    }
    let mut mac = Hmac::<Sha256>::new(&block.into());
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::verifier;

    /// The exchange of RFC 7677 §3: its salt and password give its server signature's key.
    #[test]
    fn the_verifier_of_the_rfcs_example_is_the_one_that_postgres_makes() {
        let salt = [
            0x5b, 0x6d, 0x99, 0x68, 0x9d, 0x12, 0x35, 0x8e, 0xec, 0xa0, 0x4b, 0x14, 0x12, 0x36, 0xfa, 0x81,
        ];
        assert_eq!(
            verifier("pencil", salt),
            "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:\
             wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU="
        );
    }
}
