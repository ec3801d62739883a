//! What a table is: its name, its key, and its columns with their units.

use crate::analysis::row::{Cell, Field, FieldType, Row};

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

/// What all tables of a row type have. With it and with cells, the work on a table is compiled once, not for each row type.
struct Kind {
    name: &'static str,
    title: &'static str,
    key: &'static [&'static str],
    fields: &'static [Field],
    variables: &'static str,
}

impl Kind {
    const fn of<R: Row>() -> Self {
        Self { name: R::TABLE, title: R::TITLE, key: R::KEY, fields: R::FIELDS, variables: R::VARIABLES }
    }

    /// A table with further columns; an optional column is left out where no row has a value in it.
    fn table(
        &self,
        variables: &mut dyn Iterator<Item = &String>,
        rows: &mut dyn Iterator<Item = Vec<Cell<'_>>>,
    ) -> TableInfo {
        let mut lacks: Vec<usize> = (0..self.fields.len()).filter(|&place| self.fields[place].optional).collect();
        if !lacks.is_empty() {
            rows.for_each(|cells| lacks.retain(|&place| cells[place] == Cell::Missing));
        }
        let has = (0..self.fields.len()).filter(|place| !lacks.contains(place));
        let own = has.map(|place| &self.fields[place]).map(|field| FieldInfo {
            name: field.name.into(),
            kind: field.kind,
            unit: field.unit.into(),
            description: field.description.into(),
        });
        let further = variables.map(|name| FieldInfo {
            name: name.clone(),
            kind: FieldType::Text,
            unit: String::new(),
            description: self.variables.into(),
        });
        let fields = own.chain(further).collect();
        TableInfo { name: self.name, title: self.title, key: self.key, fields, rows: 0, lacks }
    }
}

impl TableInfo {
    /// The table of a row type, with further text columns that its rows have, and without optional columns.
    pub fn of<R: Row>(variables: &[String]) -> Self {
        Kind::of::<R>().table(&mut variables.iter(), &mut std::iter::empty())
    }

    /// The table of some rows: with the further columns that they have, and the optional ones that have a value in a row.
    pub(crate) fn of_rows<'r, R: Row + 'r>(rows: impl IntoIterator<Item = &'r R, IntoIter: Clone>) -> Self {
        let rows = rows.into_iter();
        let variables = rows.clone().next().map_or(&[][..], Row::variables);
        Kind::of::<R>().table(&mut variables.iter().map(|(name, _)| name), &mut rows.map(Row::cells))
    }

    /// Whether the table has a column.
    pub fn has(&self, column: &str) -> bool {
        self.fields.iter().any(|field| field.name == column)
    }

    /// The cells of a row, with those of the further columns in the order of the table.
    pub fn cells<'r, R: Row>(&self, row: &'r R) -> Vec<Cell<'r>> {
        self.completed(row.cells(), row.variables())
    }

    /// The cells of rows, as [`TableInfo::cells`] gives them.
    pub(crate) fn cells_of<'r, R: Row>(&self, rows: &'r [R]) -> Vec<Vec<Cell<'r>>> {
        rows.iter().map(|row| self.cells(row)).collect()
    }

    /// The cells of a row without those that the table lacks, and with those of the further columns.
    pub(crate) fn completed<'r>(&self, mut cells: Vec<Cell<'r>>, variables: &'r [(String, String)]) -> Vec<Cell<'r>> {
        for &place in self.lacks.iter().rev() {
            cells.remove(place);
        }
        for field in &self.fields[cells.len()..] {
            let value = variables.iter().find(|(name, value)| *name == field.name && !value.is_empty());
            cells.push(value.map_or(Cell::Missing, |(_, value)| Cell::Text(value.into())));
        }
        cells
    }
}
