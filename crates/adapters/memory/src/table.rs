//! Rows by their key. A copy of a table costs nothing; a copy that is changed costs a pointer a row, once.

use std::{collections::BTreeMap, ops::RangeBounds, sync::Arc};

use vibeslop_ports::StoreError;

/// Rows in the order of their keys.
#[derive(Debug)]
pub(crate) struct Table<K, R>(Arc<BTreeMap<K, Arc<R>>>);

impl<K, R> Clone for Table<K, R> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<K, R> Default for Table<K, R> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<K: Ord + Clone, R: Clone> Table<K, R> {
    pub(crate) fn get(&self, key: &K) -> Option<&R> {
        self.0.get(key).map(Arc::as_ref)
    }

    pub(crate) fn contains(&self, key: &K) -> bool {
        self.0.contains_key(key)
    }

    /// All rows with their keys, in order.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = (&K, &R)> {
        self.0.iter().map(|(key, row)| (key, row.as_ref()))
    }

    /// All rows, in the order of their keys.
    pub(crate) fn values(&self) -> impl DoubleEndedIterator<Item = &R> {
        self.0.values().map(Arc::as_ref)
    }

    /// Rows whose keys lie in the range, in order. A key that begins with what is looked for is an index.
    pub(crate) fn range(&self, keys: impl RangeBounds<K>) -> impl DoubleEndedIterator<Item = (&K, &R)> {
        self.0.range(keys).map(|(key, row)| (key, row.as_ref()))
    }

    /// Adds a row, unless its key is taken. Whether it was added.
    pub(crate) fn add(&mut self, key: K, row: R) -> bool {
        let free = !self.contains(&key);
        if free {
            self.put(key, row);
        }
        free
    }

    /// Adds a row whose key is new.
    ///
    /// # Errors
    /// It is not: a fault of the caller's.
    pub(crate) fn add_new(&mut self, key: K, row: R) -> Result<(), StoreError> {
        if self.add(key, row) { Ok(()) } else { Err(StoreError::failed("a row with this key is there already")) }
    }

    /// Adds a row, or puts it in the place of another.
    pub(crate) fn put(&mut self, key: K, row: R) {
        Arc::make_mut(&mut self.0).insert(key, Arc::new(row));
    }

    /// A row, to be changed.
    pub(crate) fn get_mut(&mut self, key: &K) -> Option<&mut R> {
        if !self.contains(key) {
            return None;
        }
        Arc::make_mut(&mut self.0).get_mut(key).map(Arc::make_mut)
    }

    /// Takes a row away and answers it.
    pub(crate) fn remove(&mut self, key: &K) -> Option<R> {
        if !self.contains(key) {
            return None;
        }
        Arc::make_mut(&mut self.0).remove(key).map(Arc::unwrap_or_clone)
    }

    /// The keys of the rows that are wanted, so that something can be done about each.
    pub(crate) fn keys_where(&self, mut wanted: impl FnMut(&K, &R) -> bool) -> Vec<K> {
        self.iter().filter(|(key, row)| wanted(key, row)).map(|(key, _)| key.clone()).collect()
    }

    /// Takes the rows away that are wanted, and answers them.
    pub(crate) fn remove_where(&mut self, wanted: impl FnMut(&K, &R) -> bool) -> Vec<R> {
        self.keys_where(wanted).iter().filter_map(|key| self.remove(key)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_stays_what_it_was() {
        let mut table = Table::default();
        assert!(table.add(1, "one".to_owned()));
        assert!(!table.add(1, "uno".to_owned()), "the key is taken");
        let copy = table.clone();
        table.get_mut(&1).unwrap().push('!');
        assert!(table.add_new(2, "two".to_owned()).is_ok() && table.add_new(2, String::new()).is_err());
        assert_eq!((copy.get(&1).unwrap().as_str(), copy.contains(&2)), ("one", false));
        assert_eq!(table.values().collect::<Vec<_>>(), ["one!", "two"]);
        assert_eq!(table.range(2..).map(|(key, _)| *key).collect::<Vec<_>>(), [2]);
        assert_eq!(table.remove_where(|key, _| *key == 1), ["one!"]);
        assert_eq!((table.remove(&1), table.get_mut(&7)), (None, None));
    }
}
