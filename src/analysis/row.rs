//! What a row of a table is: named, described fields with a type, and the cells of one observation.

use std::borrow::Cow;

use crate::axis::Period;

/// The type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldType {
    /// A whole number.
    Integer,
    /// A real number, written with six significant digits.
    Number,
    /// Text in UTF-8.
    Text,
}

impl FieldType {
    /// The name of the type in Frictionless Table Schema.
    pub fn name(self) -> &'static str {
        match self {
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Text => "string",
        }
    }
}

/// One column: its name, its type, its unit (empty where it has none) and what it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Column name.
    pub name: &'static str,
    /// Column type.
    pub kind: FieldType,
    /// Unit of measurement, or empty.
    pub unit: &'static str,
    /// Meaning, in a sentence.
    pub description: &'static str,
    /// Whether a table lacks the column where no row has a value in it.
    pub optional: bool,
}

/// One cell. A missing value is `Missing`, never 0 or NaN.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'a> {
    /// A whole number.
    Integer(i64),
    /// A real number.
    Number(f64),
    /// Text.
    Text(Cow<'a, str>),
    /// No value.
    Missing,
}

/// A typed row of a table. Rows of one type make one table.
pub trait Row {
    /// Table name, as in the file name.
    const TABLE: &'static str;
    /// What one row is.
    const TITLE: &'static str;
    /// The columns that identify a row and by which rows are sorted.
    const KEY: &'static [&'static str];
    /// All columns, in order.
    const FIELDS: &'static [Field];
    /// What the further columns are: see [`Row::variables`].
    const VARIABLES: &'static str = "A column of the manifest.";

    /// The cells, as many as `FIELDS` and in their order.
    fn cells(&self) -> Vec<Cell<'_>>;

    /// Further text columns that only some tables of this kind have, with their values.
    fn variables(&self) -> &[(String, String)] {
        &[]
    }
}

/// A Rust type that can stand in a cell.
pub trait Value {
    /// The column type.
    const KIND: FieldType;
    /// See [`Field::optional`].
    const OPTIONAL: bool = false;
    /// The cell for this value.
    fn cell(&self) -> Cell<'_>;
}

macro_rules! integer_value {
    ($($ty:ty),*) => {$(
        impl Value for $ty {
            const KIND: FieldType = FieldType::Integer;
            fn cell(&self) -> Cell<'_> {
                i64::try_from(*self).map_or(Cell::Missing, Cell::Integer)
            }
        }
    )*};
}
integer_value!(i32, u32, i64, u64, usize);

impl Value for f64 {
    const KIND: FieldType = FieldType::Number;
    fn cell(&self) -> Cell<'_> {
        if self.is_finite() { Cell::Number(*self) } else { Cell::Missing }
    }
}

impl Value for String {
    const KIND: FieldType = FieldType::Text;
    fn cell(&self) -> Cell<'_> {
        if self.is_empty() { Cell::Missing } else { Cell::Text(Cow::Borrowed(self)) }
    }
}

impl Value for Period {
    const KIND: FieldType = FieldType::Text;
    fn cell(&self) -> Cell<'_> {
        Cell::Text(Cow::Borrowed(self.label()))
    }
}

impl<T: Value> Value for Option<T> {
    const KIND: FieldType = T::KIND;
    fn cell(&self) -> Cell<'_> {
        self.as_ref().map_or(Cell::Missing, Value::cell)
    }
}

/// A number of a column that a table has only where a row has such a number.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct IfAny(pub Option<f64>);

impl Value for IfAny {
    const KIND: FieldType = FieldType::Number;
    const OPTIONAL: bool = true;
    fn cell(&self) -> Cell<'_> {
        self.0.cell()
    }
}

/// The column name of a field: without the mark of a raw identifier.
pub(crate) const fn column_name(field: &'static str) -> &'static str {
    if let [b'r', b'#', name @ ..] = field.as_bytes()
        && let Ok(name) = std::str::from_utf8(name)
    {
        return name;
    }
    field
}

/// Declares a row struct together with its table: name, key, and for each field its type, unit and meaning.
macro_rules! row {
    ($(#[$meta:meta])* $name:ident, $table:literal, $title:literal, [$($key:literal),*],
     { $($field:ident: $ty:ty, $unit:literal, $about:literal;)* }) => {
        #[doc = $title]
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub struct $name { $(#[doc = $about] pub $field: $ty,)* }

        impl $crate::analysis::row::Row for $name {
            const TABLE: &'static str = $table;
            const TITLE: &'static str = $title;
            const KEY: &'static [&'static str] = &[$($key),*];
            const FIELDS: &'static [$crate::analysis::row::Field] = &[$($crate::analysis::row::Field {
                name: $crate::analysis::row::column_name(stringify!($field)),
                kind: <$ty as $crate::analysis::row::Value>::KIND,
                unit: $unit,
                description: $about,
                optional: <$ty as $crate::analysis::row::Value>::OPTIONAL,
            }),*];
            fn cells(&self) -> Vec<$crate::analysis::row::Cell<'_>> {
                vec![$($crate::analysis::row::Value::cell(&self.$field)),*]
            }
        }
    };
}
pub(crate) use row;

/// Declares a row struct, and another with the same columns for each group of a variable.
macro_rules! row_and_grouped {
    ($name:ident, $table:literal, $title:literal, [$($key:literal),*],
     $grouped:ident, $grouped_table:literal, $grouped_title:literal,
     { $($field:ident: $ty:ty, $unit:literal, $about:literal;)* }) => {
        $crate::analysis::row::row!($name, $table, $title, [$($key),*], { $($field: $ty, $unit, $about;)* });
        $crate::analysis::row::row!($grouped, $grouped_table, $grouped_title, ["variable", "group", $($key),*], {
            variable: String, "", "The grouping variable.";
            group: String, "", "The group.";
            $($field: $ty, $unit, $about;)*
        });

        impl $name {
            /// The row as that of a group.
            pub(super) fn of_group(self, variable: &str, group: &str) -> $grouped {
                $grouped { variable: variable.to_string(), group: group.to_string(), $($field: self.$field),* }
            }
        }
    };
}
pub(crate) use row_and_grouped;
