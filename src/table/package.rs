//! `datapackage.json`: describes every table and column (Frictionless Data Package, tabular profile).

use serde_json::{Value, json};

use super::info::{FieldInfo, TableInfo};
use super::workbook::WORKBOOK_FILE;
use super::writer::TableSet;
use crate::config::TableFormat;

/// File name of the description.
pub const PACKAGE_FILE: &str = "datapackage.json";

/// Describes the tables of a run. `folder` is where they stand, relative to the description.
pub fn data_package(title: &str, folder: &str, set: &TableSet) -> Value {
    let mut resources: Vec<Value> = Vec::new();
    for table in &set.tables {
        for format in set.formats() {
            match format {
                TableFormat::Csv => resources.push(resource(folder, table, "csv", "text/csv")),
                TableFormat::Parquet => {
                    resources.push(resource(folder, table, "parquet", "application/vnd.apache.parquet"));
                }
                TableFormat::Xlsx => {}
            }
        }
    }
    if set.formats().contains(&TableFormat::Xlsx) {
        resources.push(json!({
            "name": "workbook",
            "path": format!("{folder}/{WORKBOOK_FILE}"),
            "title": "All tables in one workbook; the sheet `columns` explains them.",
            "format": "xlsx",
        }));
    }
    json!({ "name": "themeshift-results", "title": title, "profile": "data-package", "resources": resources })
}

/// Describes a CSV table that is not among those of a run, such as the list of charts. `folder` is where it stands.
pub fn csv_resource(folder: &str, table: &TableInfo) -> Value {
    resource(folder, table, "csv", "text/csv")
}

fn resource(folder: &str, table: &TableInfo, format: &str, media: &str) -> Value {
    let name = if format == "csv" { table.name.to_string() } else { format!("{}_{format}", table.name) };
    json!({
        "name": name,
        "path": format!("{folder}/{}.{format}", table.name),
        "title": table.title,
        "profile": "tabular-data-resource",
        "format": format,
        "mediatype": media,
        "encoding": "utf-8",
        "schema": {
            "fields": table.fields.iter().map(field).collect::<Vec<_>>(),
            "primaryKey": table.key,
            "missingValues": [""],
        },
    })
}

fn field(field: &FieldInfo) -> Value {
    let mut value = json!({ "name": field.name, "type": field.kind.name(), "description": field.description });
    if !field.unit.is_empty() {
        value["unit"] = json!(field.unit);
    }
    value
}
