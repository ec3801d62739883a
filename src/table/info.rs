//! What a table is: its name, its key, and its columns with their units.

use crate::analysis::row::{Cell, FieldType, Row};

/// A column as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldInfo {
    /// Name.
    pub name: String,
    /// Type.
    pub kind: FieldType,
    /// Unit, or empty.
    pub unit: String,
    /// Meaning.
    pub description: String,
}

/// What a table is: for writing it and for describing it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableInfo {
    /// Name, as in the file name.
    pub name: &'static str,
    /// What one row is.
    pub title: &'static str,
    /// The columns that identify a row.
    pub key: &'static [&'static str],
    /// The columns.
    pub fields: Vec<FieldInfo>,
    /// Rows written.
    pub rows: u64,
    /// Places of the columns of the row type that this table lacks.
    lacks: Vec<usize>,
}

impl TableInfo {
    /// The table of a row type, with further text columns that its rows have, and without optional columns.
    pub fn of<R: Row>(variables: &[String]) -> Self {
        let optional = (0..R::FIELDS.len()).filter(|&place| R::FIELDS[place].optional);
        Self::without::<R>(variables, optional.collect())
    }

    fn without<R: Row>(variables: &[String], lacks: Vec<usize>) -> Self {
        let has = (0..R::FIELDS.len()).filter(|place| !lacks.contains(place));
        let own = has.map(|place| &R::FIELDS[place]).map(|field| FieldInfo {
            name: field.name.into(),
            kind: field.kind,
            unit: field.unit.into(),
            description: field.description.into(),
        });
        let further = variables.iter().map(|name| FieldInfo {
            name: name.clone(),
            kind: FieldType::Text,
            unit: String::new(),
            description: R::VARIABLES.into(),
        });
        Self { name: R::TABLE, title: R::TITLE, key: R::KEY, fields: own.chain(further).collect(), rows: 0, lacks }
    }

    /// The table of some rows: with the further columns that they have, and the optional ones that have a value in a row.
    pub(crate) fn of_rows<'r, R: Row + 'r>(rows: impl IntoIterator<Item = &'r R, IntoIter: Clone>) -> Self {
        let rows = rows.into_iter();
        let variables =
            rows.clone().next().map(|row| row.variables().iter().map(|(name, _)| name.clone()).collect::<Vec<_>>());
        let mut lacks: Vec<usize> = (0..R::FIELDS.len()).filter(|&place| R::FIELDS[place].optional).collect();
        if !lacks.is_empty() {
            for row in rows {
                let cells = row.cells();
                lacks.retain(|&place| cells[place] == Cell::Missing);
            }
        }
        Self::without::<R>(&variables.unwrap_or_default(), lacks)
    }

    /// Whether the table has a column.
    pub fn has(&self, column: &str) -> bool {
        self.fields.iter().any(|field| field.name == column)
    }

    /// The cells of a row, with those of the further columns in the order of the table.
    pub fn cells<'r, R: Row>(&self, row: &'r R) -> Vec<Cell<'r>> {
        let mut cells = row.cells();
        for &place in self.lacks.iter().rev() {
            cells.remove(place);
        }
        for field in &self.fields[cells.len()..] {
            let value = row.variables().iter().find(|(name, value)| *name == field.name && !value.is_empty());
            cells.push(value.map_or(Cell::Missing, |(_, value)| Cell::Text(value.into())));
        }
        cells
    }
}
