//! Rows -> polars frames -> CSV and Parquet; cells -> one Excel workbook; and `datapackage.json`.
//!
//! A table is written in one or several steps ([`TableSet::append`]), so that tables as long as the corpus need
//! no more memory than one step. Floats are rounded to six significant digits before any format is written.

mod frame;
mod package;
mod safe;
mod workbook;
mod writer;

pub use package::{PACKAGE_FILE, csv_resource, data_package};
pub use safe::{guard_formula, significant};
pub use writer::{TableInfo, TableSet, TableWriter, csv};

pub use workbook::WORKBOOK_FILE;
