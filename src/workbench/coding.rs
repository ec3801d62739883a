//! Messages that are coded by hand on a page: drawn, coded, and compared with the codebook.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::cells::{Cells, unguarded};
use super::notes::CODES;
use super::rows;
use crate::codings::{COLUMNS, Codings, NONE, NOT_CODED};
use crate::config::Config;
use crate::error::{Error, ErrorKind, Result};
use crate::files::is_taken;
use crate::pipeline::sample::{SampleOptions, Stratify, sample};
use crate::pipeline::{Project, validate};
use crate::table::csv;
use crate::watch::Watcher;

/// Draws messages by the rarest theme that the codebook finds in them, and gives the file of the sheet.
///
/// # Errors
/// As those of `themeshift sample`.
pub fn draw(project: &Project, n: u64, coders: &[String], watcher: &dyn Watcher) -> Result<(PathBuf, String)> {
    let options = SampleOptions {
        n,
        stratify: vec![Stratify::Theme],
        seed: project.config.analysis.seed,
        coders: coders.to_vec(),
        show_themes: false,
    };
    let drawn = sample(project, &options, watcher)?;
    let text = String::from_utf8(csv(&drawn)?).map_err(|error| Error::new(ErrorKind::Output, error.to_string()))?;
    Ok((project.config.root.join(CODES), text))
}

fn sheet(folder: &Path) -> Result<Option<Cells>> {
    let path = folder.join(CODES);
    if is_taken(&path) { Cells::read(&path).map(Some) } else { Ok(None) }
}

fn coders(cells: &Cells) -> Vec<String> {
    cells.columns.iter().filter(|name| !COLUMNS.contains(&name.as_str())).cloned().collect()
}

/// The messages that were drawn, with the codes of each coder: ids of themes, or nothing where a message is still to be coded.
///
/// # Errors
/// When the sheet cannot be read.
pub fn shown(folder: &Path) -> Result<Value> {
    let Some(cells) = sheet(folder)? else { return Ok(json!({"coders": [], "messages": []})) };
    let coders = coders(&cells);
    let code = |row: usize, coder: &String| match cells.cell(row, coder).trim() {
        "" => Value::Null,
        NONE => json!([]),
        themes => json!(themes.split(';').map(str::trim).collect::<Vec<_>>()),
    };
    let message = |row: usize| {
        let text = |name| unguarded(cells.cell(row, name));
        json!({
            "message": text("message"), "document": text("document"), "period": text("period"), "section": text("section"),
            "text": text("text"), "codes": coders.iter().map(|coder| code(row, coder)).collect::<Vec<_>>(),
        })
    };
    Ok(json!({"coders": coders, "messages": (0..cells.rows.len()).map(message).collect::<Vec<_>>()}))
}

/// The sheet with the codes of a message; nothing takes them away.
///
/// # Errors
/// When there is no such message or coder.
pub fn with_code(folder: &Path, row: usize, coder: &str, themes: Option<&[String]>) -> Result<(PathBuf, String)> {
    let missing = |what: &str| Error::new(ErrorKind::Usage, format!("there is no such {what} in the sheet"));
    let mut cells = sheet(folder)?.ok_or_else(|| missing("message"))?;
    let column = cells.column(coder).filter(|_| !COLUMNS.contains(&coder)).ok_or_else(|| missing("coder"))?;
    let code = match themes {
        None => String::new(),
        Some([]) => NONE.to_string(),
        Some(themes) => themes.join(";"),
    };
    *cells.rows.get_mut(row).and_then(|cells| cells.get_mut(column)).ok_or_else(|| missing("message"))? = code;
    let path = cells.path.clone();
    // What is guarded stays so.
    Ok((path, cells.text(false)?))
}

/// The sheet with the codes of another one that has the same messages, as a second coder sends it. Codes of a coder that both have
/// are those of the other sheet, where it has any.
///
/// # Errors
/// When nothing was drawn, the other file is no such sheet, or it has none of the messages.
pub fn with_sheet(folder: &Path, name: &str, bytes: Vec<u8>) -> Result<(PathBuf, String)> {
    let mut cells = sheet(folder)?.ok_or_else(|| Error::new(ErrorKind::Usage, "no message was drawn yet"))?;
    let other = Cells::parse(bytes, Path::new(name))?;
    let key =
        |cells: &Cells, row: usize| [cells.cell(row, "document").to_string(), cells.cell(row, "ordinal").to_string()];
    let places: HashMap<[String; 2], usize> = (0..other.rows.len()).map(|row| (key(&other, row), row)).collect();
    let rows: Vec<Option<usize>> = (0..cells.rows.len()).map(|row| places.get(&key(&cells, row)).copied()).collect();
    if rows.iter().all(Option::is_none) {
        return Err(other
            .wrong("the file has none of the messages that were drawn here")
            .hint("give the other coder the file `notes/codes.csv` of this project, or the project itself"));
    }
    for coder in coders(&other) {
        let column = cells.column(&coder).unwrap_or_else(|| {
            cells.columns.push(coder.clone());
            cells.rows.iter_mut().for_each(|row| row.push(String::new()));
            cells.columns.len() - 1
        });
        for (row, place) in rows.iter().enumerate() {
            let code = place.map_or("", |place| other.cell(place, &coder));
            if !code.trim().is_empty() {
                cells.rows[row][column] = code.to_string();
            }
        }
    }
    let path = cells.path.clone();
    Ok((path, cells.text(false)?))
}

/// Agreement of coders and codebook, and the messages on which they differ.
///
/// # Errors
/// When nothing was drawn or coded, a theme does not exist any more, or the user stops the work.
pub fn agreement(mut config: Config, threads: usize, watcher: &dyn Watcher) -> Result<Value> {
    let path = config.root.join(CODES);
    if !is_taken(&path) {
        return Err(Error::new(ErrorKind::Usage, "no message was drawn yet"));
    }
    config.themes = None;
    let project = Project::open(config, threads, watcher)?;
    let codings = Codings::parse(so_far(Cells::read(&path)?)?.text(false)?.into_bytes(), &path)?;
    let made = validate(&project, codings, watcher)?;
    Ok(json!({
        "themes": rows(&made.themes), "agreement": rows(&made.agreement), "disagreements": rows(&made.disagreements),
    }))
}

/// The sheet as it is while some messages are still to be coded: these are told as such, and coders who began with none are left out.
fn so_far(mut cells: Cells) -> Result<Cells> {
    for coder in coders(&cells) {
        let Some(column) = cells.column(&coder) else { continue };
        let coded = cells.rows.iter().any(|row| !row[column].trim().is_empty());
        if coded {
            let open = cells.rows.iter_mut().map(|row| &mut row[column]).filter(|cell| cell.trim().is_empty());
            open.for_each(|cell| *cell = NOT_CODED.into());
        } else {
            cells.columns.remove(column);
            cells.rows.iter_mut().for_each(|row| drop(row.remove(column)));
        }
    }
    if coders(&cells).is_empty() {
        return Err(Error::new(ErrorKind::Usage, "no message was coded yet").hint("code some messages first"));
    }
    Ok(cells)
}
