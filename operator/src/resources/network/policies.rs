//! One value for the network policy of each component.

use contract::Component;

/// One value for the network policy of each component, in the order of [`Component::ALL`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policies<T>(Vec<T>);

impl<T> Policies<T> {
    /// What `make` makes for each component.
    pub fn each(make: impl FnMut(Component) -> T) -> Self {
        Self(Component::ALL.into_iter().map(make).collect())
    }

    /// The component's value.
    #[must_use]
    pub fn of(&self, component: Component) -> Option<&T> {
        let mut pairs = Component::ALL.into_iter().zip(&self.0);
        pairs
            .find(|(named, _)| *named == component)
            .map(|(_, value)| value)
    }

    /// The values by reference.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.0.iter()
    }
}

impl<T: Default> Default for Policies<T> {
    fn default() -> Self {
        Self::each(|_| T::default())
    }
}

/// Takes the values in the order in which they were given out.
impl<T> FromIterator<T> for Policies<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        Self(values.into_iter().collect())
    }
}

impl<T> IntoIterator for Policies<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a Policies<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
