//! Rows -> a [`TableSink`]: files of several formats ([`TableSet`], with the feature `files`), or the memory of a
//! program that uses the library.
//!
//! Files are CSV, Parquet (by way of a polars frame), one Excel workbook, and `datapackage.json`. A table is taken in
//! one or several steps ([`TableSink::append`]), so that tables as long as the corpus need no more memory than one
//! step. Numbers are rounded to six significant digits ([`significant`]) wherever they go.

mod csv;
mod info;
#[cfg(feature = "files")]
mod package;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(all(feature = "files", not(feature = "parquet")))]
#[path = "no_parquet.rs"]
mod parquet;
mod safe;
mod sink;
#[cfg(feature = "files")]
mod workbook;
#[cfg(feature = "files")]
mod single;
#[cfg(feature = "files")]
mod writer;

pub use self::csv::csv;
#[cfg(feature = "cli")]
pub(crate) use self::csv::whole as csv_of_cells;
pub use info::{FieldInfo, TableInfo};
#[cfg(feature = "files")]
pub use package::{PACKAGE_FILE, csv_resource, data_package};
pub use safe::{guard_formula, significant};
#[cfg(feature = "files")]
pub use single::write_sheet;
pub use sink::{Listed, TableSink};
#[cfg(feature = "files")]
pub use workbook::WORKBOOK_FILE;
#[cfg(feature = "files")]
pub use writer::{TableSet, TableWriter};
