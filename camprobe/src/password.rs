//! Where the password comes from: a file, the environment, or the person at the terminal. Never an argument.

use std::env;
use std::io::{IsTerminal as _, stdin};
use std::path::Path;

use anyhow::{Context as _, bail};

/// Environment variable with the password.
const VARIABLE: &str = "CAMPROBE_PASSWORD";

/// The password of `username`.
///
/// # Errors
/// When the file cannot be read, or there is neither file nor variable nor terminal to ask on.
pub(crate) fn get(file: Option<&Path>, username: &str) -> anyhow::Result<String> {
    if let Some(file) = file {
        let content = std::fs::read_to_string(file)
            .with_context(|| format!("cannot read the password from {}", file.display()))?;
        return Ok(first_line(&content).to_owned());
    }
    match env::var(VARIABLE) {
        Ok(password) => return Ok(password),
        Err(env::VarError::NotUnicode(_)) => bail!("{VARIABLE} is no UTF-8 text"),
        Err(env::VarError::NotPresent) => {}
    }
    if !stdin().is_terminal() {
        bail!(
            "no password for {username}: give --password-file, set {VARIABLE}, or run on a terminal to be asked"
        );
    }
    rpassword::prompt_password(format!("Password of {username}: "))
        .context("cannot read the password from the terminal")
}

/// Editors end a file with a line end that is no part of the password.
fn first_line(content: &str) -> &str {
    content.lines().next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_end_of_a_file_is_no_part_of_the_password() {
        assert_eq!(first_line("hunter2\n"), "hunter2");
        assert_eq!(first_line("hunter2\r\n"), "hunter2");
        assert_eq!(first_line(" with blanks "), " with blanks ");
        assert_eq!(first_line(""), "");
    }
}
