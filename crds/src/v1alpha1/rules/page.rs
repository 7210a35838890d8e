//! Rules on what the web page is told of the site.

use kube::core::Rule;

use super::super::patterns;
use super::{matches, rule};

pub(in super::super) fn plan_name() -> Rule {
    rule(
        matches(patterns::OBJECT_NAME),
        "name must hold only a-z, 0-9, '-' and '.', the last two not at an end; choose a plainer name",
    )
}

pub(in super::super) fn picture() -> Rule {
    rule(
        "self.key.matches('.[.](svg|png|jpg|jpeg|webp)$')",
        "key must end in .svg, .png, .jpg, .jpeg or .webp, which tells what kind of picture it is; rename the key",
    )
    .field_path(".key")
}

/// Cookies and sign-in go by the origin alone.
pub(in super::super) fn external_url() -> Rule {
    rule(
        matches(patterns::WEB_ORIGIN),
        "externalURL must be http:// or https:// with a host and perhaps a port, such as https://cameras.example.net, \
         without path; correct the URL",
    )
}

pub(in super::super) fn tiles_attribution() -> Rule {
    rule(
        "!has(self.tilesAttribution) || has(self.tilesURL)",
        "tilesAttribution says whose the tiles of tilesURL are; give tilesURL, too, or leave tilesAttribution out",
    )
    .field_path(".tilesAttribution")
}

/// Its origin becomes a part of the Content-Security-Policy, so nothing may stand in it that ends one.
pub(in super::super) fn tiles_url() -> Rule {
    let parts = ["{z}", "{x}", "{y}"];
    let each = parts.map(|part| format!("self.contains('{part}')")).join(" && ");
    let without = parts.map(|part| format!(".replace('{part}', '', 1)")).concat();
    rule(
        format!(
            "self.matches(r'{}') && {each} && !self{without}.matches('[{{}}]')",
            patterns::TILES_URL
        ),
        "tilesURL must be an http or https URL with {z}, {x} and {y}, each once, and no other word in braces, such as \
         https://tiles.example.net/{z}/{x}/{y}.png; correct the URL",
    )
}
