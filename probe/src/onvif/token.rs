//! `UsernameToken` of WS-Security 1.0: the older login of ONVIF, within the message.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use quick_xml::escape::escape;
use sha1::{Digest as _, Sha1};

use crate::credentials::Credentials;

/// A login for one message. A secret, although it holds only a hash of the password.
pub(crate) struct Token {
    username: String,
    digest: String,
    nonce: String,
    created: String,
}

impl Token {
    /// A token made at `created` by the device's clock: devices refuse those that seem old.
    pub(crate) fn new(credentials: &Credentials, created: Timestamp) -> Self {
        Self::with_nonce(credentials, created, &rand::random::<[u8; 16]>())
    }

    fn with_nonce(credentials: &Credentials, created: Timestamp, nonce: &[u8]) -> Self {
        let created = created.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        let digest = Sha1::new()
            .chain_update(nonce)
            .chain_update(&created)
            .chain_update(credentials.password())
            .finalize();
        Self {
            username: escape(credentials.username()).into_owned(),
            digest: STANDARD.encode(digest),
            nonce: STANDARD.encode(nonce),
            created,
        }
    }

    /// The envelope's header.
    pub(super) fn header(&self) -> String {
        const WSS: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss";
        let Self {
            username,
            digest,
            nonce,
            created,
        } = self;
        format!(
            "<s:Header><Security s:mustUnderstand=\"1\" xmlns=\"{WSS}-wssecurity-secext-1.0.xsd\"><UsernameToken>\
             <Username>{username}</Username>\
             <Password Type=\"{WSS}-username-token-profile-1.0#PasswordDigest\">{digest}</Password>\
             <Nonce EncodingType=\"{WSS}-soap-message-security-1.0#Base64Binary\">{nonce}</Nonce>\
             <Created xmlns=\"{WSS}-wssecurity-utility-1.0.xsd\">{created}</Created>\
             </UsernameToken></Security></s:Header>"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_onvif_programmers_guide_gives_its_digest() {
        // ONVIF Application Programmer's Guide 1.0, §6.1.1.3.
        let nonce = STANDARD.decode("LKqI6G/AikKCQrN0zqZFlg==").unwrap();
        let credentials = Credentials::new("user", "userpassword");
        let created = "2010-09-16T07:50:45Z".parse().unwrap();
        let token = Token::with_nonce(&credentials, created, &nonce);
        assert_eq!(token.digest, "tuOSpGlFlIXsozq4HFNeeGeFLEI=");
        assert!(!token.header().contains("userpassword"));
    }

    #[test]
    fn a_user_name_cannot_break_out_of_its_element() {
        let token = Token::new(&Credentials::new("<a>&", "b"), Timestamp::UNIX_EPOCH);
        assert!(token.header().contains("<Username>&lt;a&gt;&amp;</Username>"));
    }
}
