//! XML as far as SOAP needs it: a small tree by local names, with limits, without entities and document types.

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use thiserror::Error;

/// Most elements within one another.
const DEPTH_LIMIT: usize = 32;
/// Most elements of a document.
const ELEMENT_LIMIT: usize = 8192;

/// Why a document is not read. Holds nothing of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub(crate) enum XmlError {
    #[error("it is no well-formed XML")]
    Malformed,
    #[error("it is nested too deeply or has too many elements")]
    TooLarge,
    #[error("it declares a document type or uses entities, which SOAP forbids")]
    Entities,
}

/// An element without its namespace: vendors choose prefixes as they like.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Element {
    pub(crate) name: String,
    /// The attribute `token`, the only one that anything is made of.
    pub(crate) token: Option<String>,
    /// All text directly in it, trimmed.
    pub(crate) text: String,
    pub(crate) children: Vec<Element>,
}

impl Element {
    /// The first child called `name`.
    pub(crate) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The element at the end of `path`, down from here.
    pub(crate) fn at(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |element, name| element.child(name))
    }

    /// The text at the end of `path`, unless it is empty.
    pub(crate) fn text_at(&self, path: &[&str]) -> Option<&str> {
        let text = self.at(path)?.text.as_str();
        (!text.is_empty()).then_some(text)
    }
}

/// Reads a document and gives its root. The caller bounds its length.
pub(crate) fn parse(document: &[u8]) -> Result<Element, XmlError> {
    let text = std::str::from_utf8(document).map_err(|_| XmlError::Malformed)?;
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    // The root's own place: what is read last into it is the document.
    let mut open = vec![Element::default()];
    let mut count = 0;
    loop {
        match reader.read_event().map_err(|_| XmlError::Malformed)? {
            Event::Start(start) => {
                count += 1;
                if open.len() > DEPTH_LIMIT || count > ELEMENT_LIMIT {
                    return Err(XmlError::TooLarge);
                }
                open.push(element(&start)?);
            }
            Event::Empty(start) => {
                count += 1;
                if count > ELEMENT_LIMIT {
                    return Err(XmlError::TooLarge);
                }
                let element = element(&start)?;
                innermost(&mut open)?.children.push(element);
            }
            Event::End(_) => close(&mut open)?,
            Event::Text(text) => innermost(&mut open)?.text.push_str(&text.xml10_content()),
            Event::CData(text) => innermost(&mut open)?.text.push_str(&text.xml10_content()),
            Event::GeneralRef(reference) => {
                let character = reference.resolve_char_ref().map_err(|_| XmlError::Malformed)?;
                let text = &mut innermost(&mut open)?.text;
                match character {
                    Some(character) => text.push(character),
                    None => text.push_str(
                        resolve_predefined_entity(&reference.xml10_content()).ok_or(XmlError::Entities)?,
                    ),
                }
            }
            Event::DocType(_) => return Err(XmlError::Entities),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
            Event::Eof => break,
        }
    }
    match open.as_mut_slice() {
        [document] if document.children.len() == 1 => document.children.pop().ok_or(XmlError::Malformed),
        _ => Err(XmlError::Malformed),
    }
}

fn innermost(open: &mut [Element]) -> Result<&mut Element, XmlError> {
    open.last_mut().ok_or(XmlError::Malformed)
}

/// Moves the innermost open element into the one around it.
fn close(open: &mut Vec<Element>) -> Result<(), XmlError> {
    let mut element = open.pop().ok_or(XmlError::Malformed)?;
    element.text = element.text.trim().into();
    innermost(open)?.children.push(element);
    Ok(())
}

fn element(start: &BytesStart<'_>) -> Result<Element, XmlError> {
    let token = start
        .attributes()
        .with_checks(false)
        .filter_map(Result::ok)
        .find_map(|attribute| {
            let is_token = attribute.key.local_name().as_ref() == "token";
            is_token.then(|| attribute.normalized_value(XmlVersion::Implicit1_0))
        });
    Ok(Element {
        name: start.local_name().as_ref().to_owned(),
        token: token
            .transpose()
            .map_err(|_| XmlError::Entities)?
            .map(std::borrow::Cow::into_owned),
        ..Element::default()
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_text_and_tokens_are_read_whatever_the_prefix() {
        let root = parse(
            b"\xef\xbb\xbf<?xml version=\"1.0\"?><!-- x --><a:One xmlns:a=\"urn:a\"><b:Two token=\"p&amp;1\"> x &lt;&#65;<![CDATA[<y>]]> </b:Two><Three/></a:One>",
        );
        let root = root.unwrap();
        assert_eq!(root.name, "One");
        assert_eq!(root.text_at(&["Two"]), Some("x <A<y>"));
        assert_eq!(root.child("Two").unwrap().token.as_deref(), Some("p&1"));
        assert_eq!(root.text_at(&["Three"]), None);
        assert_eq!(root.at(&["Two", "Three"]), None);
    }

    #[test]
    fn what_costs_memory_or_is_no_document_is_refused() {
        let bomb = b"<!DOCTYPE a [<!ENTITY b \"bbbb\"><!ENTITY c \"&b;&b;\">]><a>&c;</a>";
        assert_eq!(parse(bomb), Err(XmlError::Entities));
        assert_eq!(parse(b"<a>&c;</a>"), Err(XmlError::Entities));
        assert_eq!(parse("<a>".repeat(40).as_bytes()), Err(XmlError::TooLarge));
        let wide = format!("<a>{}</a>", "<b/>".repeat(ELEMENT_LIMIT));
        assert_eq!(parse(wide.as_bytes()), Err(XmlError::TooLarge));
        for bad in [
            "",
            "text",
            "<a>",
            "<a></b>",
            "<a/><b/>",
            "</a>",
            "<a b=></a>\0<",
            "<a>&#xd800;</a>",
        ] {
            assert!(
                matches!(parse(bad.as_bytes()), Err(XmlError::Malformed)),
                "{bad:?}: {:?}",
                parse(bad.as_bytes())
            );
        }
        assert_eq!(parse(b"<a>\xff</a>"), Err(XmlError::Malformed));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_to_an_end(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = parse(&bytes);
        }

        #[test]
        fn any_tags_are_read_to_an_end(text in "(<[a-z/!?]{0,4}( token=\"?&?[a-z;]{0,3}\"?)?/?>|&[a-z#0-9]{0,4};|<!\\[CDATA\\[|\\]\\]>|[a-z]){0,40}") {
            let _ = parse(text.as_bytes());
        }
    }
}
