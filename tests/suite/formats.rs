//! CSV, Parquet and the Excel workbook hold the same tables, and `datapackage.json` describes them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use polars_arrow::array::{PrimitiveArray, Utf8ViewArray};
use roxmltree::Document;
use serde_json::Value;

use crate::golden::results;
use crate::project::{repository, shipped};
use crate::table::{Table, unguarded};

/// The shipped analysis in all table formats; made once for all tests.
fn all_formats() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("formats");
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("a folder");
        let settings = fs::read_to_string(repository().join("themeshift.toml")).expect("settings");
        let corpus = repository().join("corpus");
        let settings = settings
            .replace("\"corpus/", &format!("\"{}/", corpus.display()))
            .replace("formats = [\"csv\"]", "formats = [\"csv\", \"parquet\", \"xlsx\"]")
            .replace("charts = [\"svg\", \"png\"]", "charts = []");
        let file = folder.join("themeshift.toml");
        fs::write(&file, settings).expect("settings");
        shipped(&["run", "--quiet", "--project", file.to_str().expect("UTF-8")]).ok();
        folder.join("output")
    })
}

fn package(folder: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(folder.join("datapackage.json")).expect("a description")).expect("JSON")
}

/// The CSV tables of a folder by name.
fn tables(folder: &Path) -> BTreeMap<String, Table> {
    let files = crate::project::files(&folder.join("table"));
    let names = files.keys().filter_map(|name| name.strip_suffix(".csv"));
    let tables: BTreeMap<String, Table> =
        names.map(|name| (name.to_string(), Table::read(&folder.join(format!("table/{name}.csv"))))).collect();
    assert!(tables.len() >= 11, "{:?}", tables.keys());
    tables
}

#[test]
fn csv_does_not_depend_on_the_other_formats() {
    assert_eq!(tables(all_formats()), tables(results()));
}

#[test]
fn parquet_holds_what_csv_holds() {
    for (name, table) in tables(all_formats()) {
        let columns = crate::parquet::read(&all_formats().join(format!("table/{name}.parquet")));
        assert_eq!(
            columns.iter().map(|(column, _)| column).collect::<Vec<_>>(),
            table.columns.iter().collect::<Vec<_>>()
        );
        for (column, parts) in columns {
            let mut cells = table.column(&column).into_iter();
            for part in &parts {
                let any = part.as_any();
                for (row, cell) in (0..part.len()).zip(&mut cells) {
                    if part.is_null(row) {
                        assert_eq!(cell, "", "{name}.{column}");
                    } else if let Some(text) = any.downcast_ref::<Utf8ViewArray>() {
                        assert_eq!(text.value(row), unguarded(cell), "{name}.{column}");
                    } else if let Some(number) = any.downcast_ref::<PrimitiveArray<i64>>() {
                        assert_eq!(number.value(row).to_string(), cell, "{name}.{column}");
                    } else if let Some(number) = any.downcast_ref::<PrimitiveArray<f64>>() {
                        assert_eq!(Ok(number.value(row)), cell.parse(), "{name}.{column}");
                    } else {
                        panic!("{name}.{column}: {:?}", part.dtype());
                    }
                }
            }
            let rows: usize = parts.iter().map(|part| part.len()).sum();
            assert_eq!(rows, table.rows.len(), "{name}.{column}");
        }
    }
}

/// The parts of a workbook by name.
fn parts(path: &Path) -> BTreeMap<String, String> {
    let mut archive = zip::ZipArchive::new(File::open(path).expect("a workbook")).expect("a ZIP file");
    (0..archive.len())
        .map(|index| {
            let mut part = archive.by_index(index).expect("a part");
            let mut text = String::new();
            part.read_to_string(&mut text).expect("XML is UTF-8");
            (part.name().expect("a name").to_string(), text)
        })
        .collect()
}

/// The place of a column from a cell name such as `AB12`.
fn column_of(cell: &str) -> usize {
    cell.bytes().take_while(u8::is_ascii_uppercase).fold(0, |n, b| n * 26 + usize::from(b - b'A') + 1) - 1
}

/// The sheets of a workbook as rows of cells.
fn sheets(path: &Path) -> BTreeMap<String, Vec<Vec<String>>> {
    let parts = parts(path);
    let text_of = |node: roxmltree::Node<'_, '_>| -> String {
        node.descendants().filter(|n| n.is_text()).filter_map(|n| n.text()).collect()
    };
    let shared = Document::parse(&parts["xl/sharedStrings.xml"]).expect("XML");
    let strings: Vec<String> = shared.descendants().filter(|n| n.tag_name().name() == "si").map(text_of).collect();
    let book = Document::parse(&parts["xl/workbook.xml"]).expect("XML");
    let names = book.descendants().filter(|n| n.tag_name().name() == "sheet").filter_map(|n| n.attribute("name"));
    names
        .enumerate()
        .map(|(index, name)| {
            let sheet = Document::parse(&parts[&format!("xl/worksheets/sheet{}.xml", index + 1)]).expect("XML");
            let rows = sheet.descendants().filter(|n| n.tag_name().name() == "row").map(|row| {
                let mut cells = Vec::new();
                for cell in row.children().filter(|n| n.tag_name().name() == "c") {
                    cells.resize(column_of(cell.attribute("r").expect("a place")), String::new());
                    let value = text_of(cell);
                    cells.push(match cell.attribute("t") {
                        Some("s") => strings[value.parse::<usize>().expect("an index")].clone(),
                        None | Some("n") => value,
                        other => panic!("a cell of type {other:?}: no cell holds a formula"),
                    });
                }
                cells
            });
            (name.to_string(), rows.collect())
        })
        .collect()
}

#[test]
fn the_workbook_holds_what_csv_holds() {
    let sheets = sheets(&all_formats().join("table/themeshift.xlsx"));
    let tables = tables(all_formats());
    let expected: BTreeSet<&str> = tables.keys().map(String::as_str).chain(["columns"]).collect();
    assert_eq!(sheets.keys().map(String::as_str).collect::<BTreeSet<_>>(), expected);
    for (name, table) in &tables {
        let sheet = &sheets[name];
        assert_eq!(sheet[0], table.columns, "{name}");
        assert_eq!(sheet.len(), table.rows.len() + 1, "{name}");
        for (cells, row) in sheet[1..].iter().zip(&table.rows) {
            for (place, wanted) in row.iter().map(|cell| unguarded(cell)).enumerate() {
                let cell = cells.get(place).map_or("", String::as_str);
                let same = cell == wanted || (cell.parse::<f64>().is_ok() && cell.parse::<f64>() == wanted.parse());
                assert!(same, "{name}.{}: `{cell}` is not `{wanted}`", table.columns[place]);
            }
        }
    }
    let described: Vec<(&str, &str)> =
        sheets["columns"][1..].iter().map(|row| (row[0].as_str(), row[1].as_str())).collect();
    let columns: Vec<(&str, &str)> = tables
        .iter()
        .flat_map(|(name, table)| table.columns.iter().map(move |c| (name.as_str(), c.as_str())))
        .collect();
    assert_eq!(described, columns, "the sheet `columns` explains each column");
}

#[test]
fn equal_runs_give_equal_workbooks() {
    let first = fs::read(all_formats().join("table/themeshift.xlsx")).expect("a workbook");
    let again = Path::new(env!("CARGO_TARGET_TMPDIR")).join("formats/again");
    let settings = all_formats().parent().expect("a folder").join("themeshift.toml");
    let args =
        ["run", "--quiet", "--project", settings.to_str().expect("UTF-8"), "--output", again.to_str().expect("UTF-8")];
    shipped(&args).ok();
    assert!(first == fs::read(again.join("table/themeshift.xlsx")).expect("a workbook"), "the workbooks differ");
    for (name, _) in tables(all_formats()) {
        let read = |folder: &Path| fs::read(folder.join(format!("table/{name}.parquet"))).expect("a Parquet file");
        assert!(read(all_formats()) == read(&again), "{name}.parquet differs");
    }
}

#[test]
fn the_data_package_describes_every_column() {
    let package = package(all_formats());
    let resources = package["resources"].as_array().expect("resources");
    let mut described = BTreeSet::new();
    let tables = tables(all_formats());
    for resource in resources {
        let path = resource["path"].as_str().expect("a path");
        assert!(all_formats().join(path).is_file(), "{path} does not exist");
        assert!(described.insert(path.to_string()), "{path} stands twice");
        assert!(resource["title"].as_str().is_some_and(|title| title.len() > 5), "{path} has no title");
        if resource["format"] == "xlsx" {
            continue;
        }
        let name = path.strip_prefix("table/").expect("a table").rsplit_once('.').expect("an extension").0;
        let table = &tables[name];
        let fields = resource["schema"]["fields"].as_array().expect("fields");
        let names: Vec<&str> = fields.iter().map(|field| field["name"].as_str().expect("a name")).collect();
        assert_eq!(names, table.columns, "{path}");
        for (field, column) in fields.iter().zip(&table.columns) {
            assert!(
                field["description"].as_str().is_some_and(|text| text.len() > 3),
                "{name}.{column} is not described"
            );
            let cells = table.column(column).into_iter().filter(|cell| !cell.is_empty());
            match field["type"].as_str().expect("a type") {
                "integer" => cells.for_each(|cell| assert!(cell.parse::<i64>().is_ok(), "{name}.{column}: {cell}")),
                "number" => cells.for_each(|cell| assert!(cell.parse::<f64>().is_ok(), "{name}.{column}: {cell}")),
                kind => assert_eq!(kind, "string", "{name}.{column}"),
            }
        }
    }
    let files = crate::project::files(&all_formats().join("table"));
    let written: BTreeSet<String> = files.into_keys().map(|name| format!("table/{name}")).collect();
    assert_eq!(described, written, "each table is described");
}

#[test]
fn keys_are_unique_and_sorted_and_missing_values_are_empty() {
    let package = package(results());
    for resource in package["resources"].as_array().expect("resources") {
        let path = resource["path"].as_str().expect("a path");
        let table = Table::read(&results().join(path));
        let key: Vec<usize> = resource["schema"]["primaryKey"]
            .as_array()
            .expect("a key")
            .iter()
            .map(|column| table.place(column.as_str().expect("a name")))
            .collect();
        assert!(!key.is_empty(), "{path}");
        let mut seen = BTreeSet::new();
        for row in &table.rows {
            let values: Vec<&str> = key.iter().map(|&place| row[place].as_str()).collect();
            assert!(values.iter().all(|value| !value.is_empty()), "{path}: a key is empty in {row:?}");
            assert!(seen.insert(values.clone()), "{path}: the key {values:?} stands twice");
        }
        let fields = resource["schema"]["fields"].as_array().expect("fields");
        let sort_key = |row: &Vec<String>| -> Vec<(i64, String)> {
            let part = |place: usize| match fields[place]["type"].as_str() {
                Some("integer") => (row[place].parse().expect("a whole number"), String::new()),
                _ => (0, row[place].clone()),
            };
            key.iter().map(|&place| part(place)).collect()
        };
        assert!(table.rows.is_sorted_by_key(sort_key), "{path} is not sorted by its key");
        for (place, _) in fields.iter().enumerate().filter(|(_, field)| field["type"] == "number") {
            for cell in table.rows.iter().map(|row| row[place].as_str()).filter(|cell| !cell.is_empty()) {
                let number: f64 = cell.parse().unwrap_or_else(|_| panic!("{path}: {cell}"));
                assert!(number.is_finite(), "{path}: {cell}");
                let digits = cell.split(['e', 'E']).next().unwrap_or("").bytes().filter(u8::is_ascii_digit);
                let digits: Vec<u8> = digits.skip_while(|b| *b == b'0').collect();
                let significant = digits.iter().rposition(|b| *b != b'0').map_or(0, |last| last + 1);
                assert!(significant <= 6, "{path}: {cell} has more than six significant digits");
            }
        }
    }
}
