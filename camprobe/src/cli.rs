//! Arguments.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context as _;
use clap::{Parser, ValueEnum};
use contract::inventory::{self, SampleSettings};
use probe::{Credentials, Target, Trust};

use crate::password;

/// Probes a camera stage by stage and says what is wrong and what to do.
///
/// The password is asked for on a terminal, or taken from a file or the environment; it is never an argument, because
/// other people of this machine can read those. Exit status: 0 the camera works, 1 it works with a flaw, 2 it does not
/// work, 3 it could not be judged (busy, no permission to probe), 64 wrong arguments.
#[expect(
    clippy::doc_markdown,
    reason = "the text is the program's help, and backticks would show"
)]
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100)]
pub(crate) struct Cli {
    /// What to probe: rtsp://, rtsps://, http://, https://, tcp://, icmp:// or onvif://
    pub(crate) url: String,

    /// How far to go: connect only, describe the stream, or play some seconds of it
    #[arg(long, value_enum, default_value_t = Depth::Describe)]
    depth: Depth,

    /// User name of the camera's login
    #[arg(short, long, env = "CAMPROBE_USERNAME")]
    username: Option<String>,

    /// File with the password, one line; without it CAMPROBE_PASSWORD is taken, or you are asked
    #[arg(long, value_name = "FILE", requires = "username")]
    password_file: Option<PathBuf>,

    /// Seconds for everything but playing
    #[arg(long, value_name = "SECONDS", default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..=300))]
    timeout: u16,

    /// Seconds to play at depth stream
    #[arg(long, value_name = "SECONDS", default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=30))]
    sample: u32,

    /// File with the certificate (PEM) of the authority that the camera's certificate must come from
    #[arg(long, value_name = "FILE", group = "trust")]
    ca: Option<PathBuf>,

    /// The camera's certificate itself: sha256: and 64 hexadecimal digits
    #[arg(long, value_name = "SHA256", group = "trust")]
    fingerprint: Option<String>,

    /// Accept any certificate
    #[arg(long, group = "trust")]
    insecure: bool,

    /// One line of JSON a probe
    #[arg(long)]
    pub(crate) json: bool,

    /// Go on probing and keep a verdict as a site does; ends with Ctrl-C
    #[arg(long)]
    pub(crate) watch: bool,

    /// Seconds between two probes of --watch
    #[arg(long, value_name = "SECONDS", default_value_t = 10, value_parser = clap::value_parser!(u32).range(2..=3600))]
    pub(crate) interval: u32,

    /// When to use colours
    #[arg(long, value_enum, default_value_t = Color::Auto)]
    pub(crate) color: Color,
}

/// How far to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Depth {
    /// A connection is enough
    Connect,
    /// The camera must describe its stream
    Describe,
    /// Some seconds of the stream are played, too
    Stream,
}

/// When to use colours.
#[expect(
    clippy::doc_markdown,
    reason = "the text is the program's help, and backticks would show"
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl Color {
    /// Makes the choice hold for everything that is printed.
    pub(crate) fn apply(self) {
        let choice = match self {
            Self::Auto => anstream::ColorChoice::Auto,
            Self::Always => anstream::ColorChoice::Always,
            Self::Never => anstream::ColorChoice::Never,
        };
        choice.write_global();
    }
}

/// What the arguments ask for.
#[derive(Debug)]
pub(crate) struct Question {
    pub(crate) target: Target,
    pub(crate) credentials: Option<Credentials>,
}

impl Cli {
    /// Reads the files and the password that the arguments name.
    ///
    /// # Errors
    /// When the URL cannot be probed, a file cannot be read, or no password can be had.
    pub(crate) fn question(&self) -> anyhow::Result<Question> {
        let depth = match self.depth {
            Depth::Connect => inventory::Depth::Connect,
            Depth::Describe => inventory::Depth::Describe,
            Depth::Stream => inventory::Depth::Stream,
        };
        let sample = SampleSettings {
            seconds: self.sample,
            ..SampleSettings::default()
        };
        let target = Target::from_url(&self.url, depth, Duration::from_secs(self.timeout.into()))?
            .with_sample(sample)
            .with_trust(self.trust()?);
        let credentials = match &self.username {
            Some(username) => Some(Credentials::new(
                username,
                password::get(self.password_file.as_deref(), username)?,
            )),
            None => None,
        };
        Ok(Question { target, credentials })
    }

    fn trust(&self) -> anyhow::Result<Trust> {
        if let Some(file) = &self.ca {
            let pem =
                std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
            return Ok(Trust::authority(&file.display().to_string(), &pem)?);
        }
        if let Some(fingerprint) = &self.fingerprint {
            return Ok(Trust::fingerprint(fingerprint)?);
        }
        Ok(if self.insecure {
            Trust::anyone()?
        } else {
            Trust::public()?
        })
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    fn question(arguments: &[&str]) -> anyhow::Result<Question> {
        let line = ["camprobe"].iter().chain(arguments);
        Cli::try_parse_from(line)?.question()
    }

    #[test]
    fn the_arguments_are_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_password_in_the_url_is_refused_and_not_repeated() {
        let error = question(&["rtsp://viewer:hunter2@192.0.2.1/"]).unwrap_err();
        assert!(!format!("{error:#}").contains("hunter2"), "{error:#}");
    }

    #[test]
    fn there_is_no_argument_for_a_password() {
        assert!(question(&["tcp://192.0.2.1:80", "--password", "hunter2"]).is_err());
    }

    #[test]
    fn only_one_kind_of_trust_can_be_given() {
        assert!(question(&["rtsps://192.0.2.1/", "--insecure", "--ca", "ca.crt"]).is_err());
        assert!(question(&["rtsps://192.0.2.1/", "--insecure"]).is_ok());
    }
}
