//! `CameraSite`s that cannot be read: each is told once.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Sites that could not be read, with the generation that was told.
#[derive(Debug, Default)]
pub struct Malformed(Mutex<HashMap<String, Option<i64>>>);

impl Malformed {
    /// Whether this generation of the site has not been told yet.
    pub fn is_news(&self, site: &str, generation: Option<i64>) -> bool {
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        told.insert(site.to_owned(), generation) != Some(generation)
    }

    /// Forgets the sites that are gone.
    pub fn retain(&self, exists: impl Fn(&str) -> bool) {
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        told.retain(|site, _| exists(site));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_generation_is_told_once() {
        let malformed = Malformed::default();
        let told: Vec<bool> = [Some(1), Some(1), Some(2), Some(2)]
            .map(|generation| malformed.is_news("a", generation))
            .into();
        assert_eq!(told, [true, false, true, false]);
        assert!(malformed.is_news("b", Some(2)));
        malformed.retain(|site| site == "b");
        assert!(malformed.is_news("a", Some(2)));
        assert!(!malformed.is_news("b", Some(2)));
    }
}
