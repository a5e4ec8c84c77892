/// A table whose first column names the rows.
pub struct Table {
    pub id: &'static str,
    pub title: &'static str,
    pub head: Vec<Head>,
    pub rows: Vec<Vec<String>>,
    /// What is said below it, if anything.
    pub note: String,
}

/// The head of a column.
pub struct Head {
    pub name: &'static str,
    pub is_number: bool,
}

impl Head {
    pub const fn text(name: &'static str) -> Self {
        Self { name, is_number: false }
    }

    pub const fn number(name: &'static str) -> Self {
        Self { name, is_number: true }
    }
}

impl Table {
    /// The cells of a row with whether they are numbers, behind the one that names it.
    pub fn cells<'a>(&'a self, row: &'a [String]) -> impl Iterator<Item = (&'a String, bool)> {
        row.iter().zip(&self.head).skip(1).map(|(cell, head)| (cell, head.is_number))
    }
}
