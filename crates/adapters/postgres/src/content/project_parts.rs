//! The lists of a project: pictures, highlights, timeline. An entry that is still there keeps its row, and so its
//! identifier.

use uuid::Uuid;

/// Which row each entry of a new list gets: the first row that holds the same and is not taken yet, or a new one.
/// Answers identifier and place of each entry, in order.
pub fn reuse_rows<T: PartialEq>(rows: &[(Uuid, T)], entries: &[T], mut new_id: impl FnMut() -> Uuid) -> Vec<Uuid> {
    let mut free: Vec<&(Uuid, T)> = rows.iter().collect();
    entries
        .iter()
        .map(|entry| match free.iter().position(|(_, held)| held == entry) {
            Some(at) => free.remove(at).0,
            None => new_id(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_entries_keep_their_rows_in_order() {
        let id = Uuid::from_u128;
        let rows = [(id(1), "a"), (id(2), "b"), (id(3), "a")];
        assert_eq!(reuse_rows(&rows, &["b", "a", "c", "a", "a"], || id(9)), [id(2), id(1), id(9), id(3), id(9)]);
    }
}
