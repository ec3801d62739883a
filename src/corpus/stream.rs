//! Large tables row by row: all cells but those of the text, and where each text stands.
//!
//! A table of JSON lines or CSV in UTF-8 is read in pieces that end with a row, and each text is read again from its place
//! in the file. Texts of Parquet, and of a table that is compressed, are kept aside. Every other table is read whole.

use std::borrow::Cow;
use std::cell::RefCell;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use super::delimited::{HEAD as BEGINNING, Layout, Quotes, Records, ends_with_cr, line_of, no_end};
use super::pieces::Pieces;
use super::reader::json::{JsonColumns, json_cell};
use super::reader::table::json_error;
use super::rows::{named_text, text_column};
use super::sheet::{Away, Rows, Sheet};
use super::signature::{Signature, signature};
use super::texts::{Aside, Glance, Texts};
use super::{DocumentInfo, Format, reader};
use crate::config::TableColumns;
use crate::disk::File;
use crate::error::{Error, ErrorKind, Result};
use crate::pack::Places;
use crate::watch::{Watcher, unless_stopped};

/// Bytes of a table that are read at a time.
const PIECE: usize = 4 << 20;
/// Rows that are looked at to find the text.
const HEAD: usize = 200;

/// Reads a table whose texts need not be held; `None` where it is of another form, which is read whole.
///
/// # Errors
/// When a row is damaged, with its line, the file cannot be read, or the user stops the work.
pub(super) fn read(info: &DocumentInfo, set: &TableColumns, watcher: &dyn Watcher) -> Result<Option<Sheet>> {
    Table::look(info)?.map_or(Ok(None), |table| of_table(&table, info, set, watcher))
}

fn of_table(table: &Table, info: &DocumentInfo, set: &TableColumns, watcher: &dyn Watcher) -> Result<Option<Sheet>> {
    let mut rows = Rows::default();
    let mut first = |row: Row<'_>| {
        rows.push(row.line, row.cells)?;
        Ok(rows.len() < HEAD)
    };
    let Some(Header { names: columns, .. }) = table.rows(None, &mut first)? else { return Ok(None) };
    let head = Sheet::new(&columns, rows, &info.path, ErrorKind::Manifest)?;
    let Some(text) = Some(&head).filter(|head| head.number_of_rows() > 0).and_then(|head| text_column(head, set).ok())
    else {
        return Ok(None);
    };
    let (mut rows, mut glances, mut places) = (Rows::default(), Vec::new(), Places::default());
    let mut aside = (!table.has_places()).then(|| Aside::new(info.path.clone()));
    let mut each = |row: Row<'_>| {
        unless_stopped(watcher)?;
        glances.push(row.glance);
        match &mut aside {
            Some(aside) => aside.push(row.text)?,
            None => places.push(row.place.0, row.place.1),
        }
        rows.push(row.line, row.cells)?;
        Ok(true)
    };
    let wanted = Some((text, columns[text].as_str()));
    let Some(Header { names: all, note }) = table.rows(wanted, &mut each)? else { return Ok(None) };
    let mut sheet = Sheet::new(&all, rows, &info.path, ErrorKind::Manifest)?;
    if let Some(note) = note {
        sheet.note(1, note);
    }
    if named_text(&sheet, set)?.is_some_and(|likelier| likelier != text) {
        return Ok(None);
    }
    let texts: Arc<dyn Texts> = match aside {
        Some(mut aside) => {
            aside.finish()?;
            Arc::new(aside)
        }
        None => Arc::new(InFile::new(table, text, &columns[text], places)?),
    };
    sheet.finished(Some(Away { column: text, texts, glances })).map(Some)
}

/// A row as it is read.
struct Row<'r> {
    /// The line on which it begins, from 1.
    line: u64,
    /// Where it stands in the file: its first byte, and how many there are.
    place: (u64, usize),
    /// Its cells, that of the text empty.
    cells: Vec<String>,
    /// Its text, where it is not read again from its place.
    text: &'r str,
    /// What that shows at first sight.
    glance: Glance,
}

/// The columns of a table.
struct Header {
    /// Their names as they are written.
    names: Vec<String>,
    /// What is to be told of them.
    note: Option<String>,
}

impl Header {
    fn plain(names: Vec<String>) -> Self {
        Self { names, note: None }
    }

    fn of_json(columns: JsonColumns) -> Self {
        Self { note: columns.note(), names: columns.names }
    }
}

/// What gets the rows; it says whether there should be more.
type Each<'e> = &'e mut dyn FnMut(Row<'_>) -> Result<bool>;

/// A table that is read in pieces.
struct Table {
    path: PathBuf,
    packed: bool,
    form: Form,
    /// Bytes that are read at a time.
    piece: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    JsonLines,
    Csv(Layout),
    #[cfg(feature = "readers")]
    Parquet,
}

impl Table {
    /// What the file begins with; `None` where it is no such table.
    fn look(info: &DocumentInfo) -> Result<Option<Self>> {
        #[cfg(feature = "readers")]
        if info.member.is_some() {
            return Ok(None);
        }
        if !matches!(info.encoding.to_lowercase().as_str(), "" | "utf-8" | "utf8") {
            return Ok(None);
        }
        let path = info.path.clone();
        let mut table = Self { path, packed: false, form: Form::JsonLines, piece: PIECE };
        let mut head = table.head()?;
        if signature(&head) == Some(Signature::Gzip) {
            table.packed = true;
            head = table.head()?;
        }
        #[cfg(feature = "readers")]
        if signature(&head) == Some(Signature::Parquet) && !table.packed {
            table.form = Form::Parquet;
            return Ok(Some(table));
        }
        let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&head);
        let control = |byte: &u8| matches!(byte, 0..=8 | 14..=26 | 28..=31);
        if signature(text).is_some() || text.iter().any(control) || ends_with_cr(text) {
            return Ok(None);
        }
        let text = String::from_utf8_lossy(text);
        table.form = match Format::of(&info.path) {
            Some(Format::Json) if text.trim_start().starts_with('{') => Form::JsonLines,
            Some(Format::Csv) => Form::Csv(Layout::of(&text)),
            _ => return Ok(None),
        };
        Ok(Some(table))
    }

    /// Whether a text is found again by the place of its row.
    fn has_places(&self) -> bool {
        !self.packed && matches!(self.form, Form::JsonLines | Form::Csv(_))
    }

    fn head(&self) -> Result<Vec<u8>> {
        let mut head = Vec::new();
        self.open()?.take(BEGINNING as u64 + 3).read_to_end(&mut head).map_err(|error| self.failed(error))?;
        Ok(head)
    }

    fn open(&self) -> Result<Box<dyn Read + Send>> {
        let file = File::open(&self.path).map_err(|error| self.failed(error))?;
        if !self.packed {
            return Ok(Box::new(file));
        }
        reader::gunzipped(file, &self.path)
    }

    fn failed(&self, error: io::Error) -> Error {
        let packed = |message: String| Error::new(ErrorKind::Document, message).at(&self.path);
        match error.kind() {
            _ if !self.packed => Error::io(ErrorKind::Document, "cannot read the table", &self.path, error),
            io::ErrorKind::FileTooLarge => {
                packed(error.to_string()).hint("text does not compress like that; unpack the file and look at it")
            }
            _ => packed(format!("the compressed data are damaged: {error}"))
                .hint("the file may be cut off; get it again"),
        }
    }

    /// Hands over the rows that are not all empty, and gives the columns as they are written; `None` where the text is
    /// not UTF-8. `text` is the place and the name of its column.
    fn rows(&self, text: Option<(usize, &str)>, each: Each<'_>) -> Result<Option<Header>> {
        match self.form {
            Form::JsonLines => self.json(text.map(|(_, name)| name), each),
            Form::Csv(layout) => self.csv(layout, text.map(|(place, _)| place), each),
            #[cfg(feature = "readers")]
            Form::Parquet => self.parquet(text.map(|(place, _)| place), each),
        }
    }

    #[cfg(feature = "readers")]
    fn parquet(&self, text: Option<usize>, each: Each<'_>) -> Result<Option<Header>> {
        let file = File::open(&self.path).map_err(|error| self.failed(error))?;
        let mut row = |line: u64, mut cells: Vec<String>| {
            let body = text.and_then(|text| cells.get_mut(text)).map(std::mem::take).unwrap_or_default();
            each(Row { line, place: (0, 0), cells, text: &body, glance: Glance::of(&body) })
        };
        reader::parquet_rows(file, &self.path, ErrorKind::Manifest, &mut row).map(|names| Some(Header::plain(names)))
    }

    fn json(&self, text: Option<&str>, each: Each<'_>) -> Result<Option<Header>> {
        let mut columns = JsonColumns::default();
        let mut pieces = Pieces::new(self.open()?, None, self.piece);
        let mut next = pieces.next();
        while let Some(piece) = next.map_err(|error| self.failed(error))? {
            let Some(rows) = piece.text() else { return Ok(None) };
            let lines: Vec<(&str, u64)> =
                rows.lines().zip(piece.line..).filter(|(line, _)| !line.trim().is_empty()).collect();
            let share = lines.len().div_ceil(rayon::current_num_threads()).max(1);
            let aside = !self.has_places();
            let read = |lines| JsonRows::read(lines, columns.clone(), text, aside);
            // The next piece is read meanwhile.
            let (shares, following): (Vec<JsonRows<'_>>, _) =
                rayon::join(|| lines.par_chunks(share).map(read).collect(), || pieces.next());
            next = following;
            columns.objects += lines.len() as u64;
            for share in shares {
                if let Some((name, times)) = share.twice {
                    columns.first_twice.get_or_insert(name);
                    columns.twice += times;
                }
                let places: Vec<usize> = share.names.into_iter().map(|name| columns.place(name)).collect();
                for JsonRow { line, number, cells, text, glance } in share.rows {
                    let at = piece.offset + (line.as_ptr() as usize - rows.as_ptr() as usize) as u64;
                    let mut placed = vec![String::new(); columns.names.len()];
                    cells.into_iter().zip(&places).for_each(|(cell, place)| placed[*place] = cell);
                    let row = Row { line: number, place: (at, line.len()), cells: placed, text: &text, glance };
                    if !each(row)? {
                        return Ok(Some(Header::of_json(columns)));
                    }
                }
                if let Some((number, error)) = share.failed {
                    return Err(json_error(number, &error, &self.path, ErrorKind::Manifest));
                }
            }
            pieces.give_back(piece);
        }
        Ok(Some(Header::of_json(columns)))
    }

    fn csv(&self, layout: Layout, text: Option<usize>, each: Each<'_>) -> Result<Option<Header>> {
        let mut records = Records::new(layout, &self.path, ErrorKind::Manifest);
        let mut pieces = Pieces::new(self.open()?, Some(Quotes::new(layout.delimiter)), self.piece);
        let mut record = csv::StringRecord::new();
        while let Some(piece) = pieces.next().map_err(|error| self.failed(error))? {
            let Some(rows) = piece.text() else { return Ok(None) };
            let mut reader = layout.reader(rows);
            loop {
                let start = reader.position().byte() as usize;
                if !reader.read_record(&mut record).map_err(|error| records.failed(&error))? {
                    break;
                }
                let position = record.position().cloned().unwrap_or_else(csv::Position::new);
                let line = || piece.line + line_of(rows, &position) - 1;
                let length = reader.position().byte() as usize - start;
                if !records.is_row(&mut record, line, &rows[start..start + length])? {
                    continue;
                }
                let cell = |(place, cell)| if Some(place) == text { String::new() } else { String::from(cell) };
                let place = (piece.offset + start as u64, length);
                let cells = record.iter().enumerate().map(cell).collect();
                let body = text.and_then(|text| record.get(text)).unwrap_or_default();
                if !each(Row { line: line(), place, cells, text: body, glance: Glance::of(body) })? {
                    return Ok(records.header.map(Header::plain));
                }
            }
            pieces.give_back(piece);
        }
        match pieces.open_quote() {
            Some(line) => Err(no_end(&self.path, ErrorKind::Manifest, line)),
            None => Ok(Some(Header::plain(records.header.unwrap_or_default()))),
        }
    }
}

/// Rows of JSON that a thread has read.
struct JsonRows<'p> {
    /// The names of the columns that it knows, those that were known before first.
    names: Vec<String>,
    /// The first name that stood twice in one of these objects, and how often any did.
    twice: Option<(String, u64)>,
    rows: Vec<JsonRow<'p>>,
    /// What is wrong with the line behind them.
    failed: Option<(u64, serde_json::Error)>,
}

/// A row of JSON.
struct JsonRow<'p> {
    line: &'p str,
    /// The number of the line.
    number: u64,
    /// The cells, as far as there were names.
    cells: Vec<String>,
    /// The text, where it is kept.
    text: String,
    glance: Glance,
}

impl<'p> JsonRows<'p> {
    /// Reads lines until one is wrong; `text` is the name of the text, which is kept where it is wanted `aside`.
    fn read(lines: &[(&'p str, u64)], mut columns: JsonColumns, text: Option<&str>, aside: bool) -> Self {
        let (mut rows, mut failed) = (Vec::with_capacity(lines.len()), None);
        let mut body = String::new();
        (columns.twice, columns.first_twice) = (0, None);
        for &(line, number) in lines {
            match columns.row(line, text, &mut body) {
                Ok(cells) => {
                    let glance = Glance::of(&body);
                    let text = if aside { std::mem::take(&mut body) } else { String::new() };
                    rows.push(JsonRow { line, number, cells, text, glance });
                }
                Err(error) => {
                    failed = Some((number, error));
                    break;
                }
            }
        }
        let twice = columns.first_twice.map(|name| (name, columns.twice));
        Self { names: columns.names, twice, rows, failed }
    }
}

/// Texts that are read from their rows in a file.
#[derive(Debug)]
struct InFile {
    path: PathBuf,
    file: Mutex<File>,
    form: Form,
    place: usize,
    name: String,
    places: Places,
}

impl InFile {
    fn new(table: &Table, place: usize, name: &str, mut places: Places) -> Result<Self> {
        places.shrink();
        let file = File::open(&table.path).map_err(|error| table.failed(error))?;
        let (path, name) = (table.path.clone(), name.to_string());
        Ok(Self { path, file: Mutex::new(file), form: table.form, place, name, places })
    }

    fn row(&self, row: usize) -> io::Result<String> {
        let (start, length) = self.places.get(row).ok_or(io::ErrorKind::UnexpectedEof)?;
        let mut bytes = vec![0; length];
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(start))?;
        file.read_exact(&mut bytes)?;
        drop(file);
        String::from_utf8(bytes).map_err(io::Error::other)
    }

    fn cell(&self, row: &str) -> Option<String> {
        match self.form {
            Form::JsonLines => json_cell(row, &self.name).ok(),
            Form::Csv(layout) => CELLS.with_borrow_mut(|cells| cells.cell(layout, row.as_bytes(), self.place)),
            #[cfg(feature = "readers")]
            Form::Parquet => None,
        }
    }
}

thread_local! {
    static CELLS: RefCell<Cells> = RefCell::new(Cells { delimiter: b',', reader: csv_core::Reader::new() });
}

/// Reads single cells of CSV. To make a reader takes longer than to read a short row, so each thread keeps one.
struct Cells {
    delimiter: u8,
    reader: csv_core::Reader,
}

impl Cells {
    /// A cell of a row, by its place; `None` where the row has fewer.
    fn cell(&mut self, Layout { delimiter, .. }: Layout, mut row: &[u8], place: usize) -> Option<String> {
        if self.delimiter != delimiter {
            let reader = csv_core::ReaderBuilder::new().delimiter(delimiter).build();
            *self = Self { delimiter, reader };
        }
        self.reader.reset();
        // The reader asks for room at the end of a cell as well.
        let mut cell = vec![0; row.len() + 1];
        let (mut at, mut length) = (0, 0);
        loop {
            let (read, taken, written) = self.reader.read_field(row, &mut cell[length..]);
            row = &row[taken..];
            length += written;
            match read {
                csv_core::ReadFieldResult::Field { .. } if at == place => {
                    cell.truncate(length);
                    return String::from_utf8(cell).ok();
                }
                csv_core::ReadFieldResult::Field { record_end: false } => (at, length) = (at + 1, 0),
                // The last cell ends where the row does.
                csv_core::ReadFieldResult::InputEmpty if row.is_empty() => {}
                _ => return None,
            }
        }
    }
}

impl Texts for InFile {
    fn text(&self, row: usize) -> Result<Cow<'_, str>> {
        let failed = |error| Error::io(ErrorKind::Document, "cannot read the table again", &self.path, error);
        let text = self.cell(&self.row(row).map_err(failed)?);
        text.map(Cow::Owned).ok_or_else(|| changed(&self.path))
    }

    fn bytes(&self, row: usize) -> u64 {
        self.places.get(row).map_or(0, |(_, length)| length as u64)
    }
}

fn changed(path: &Path) -> Error {
    Error::new(ErrorKind::Document, "the table was changed while it was read").at(path).hint("run the command again")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::corpus::SheetRow;
    use crate::watch::Unwatched;

    /// The lines, cells and texts of a sheet, or its error.
    fn told(sheet: Result<Sheet>, set: &TableColumns) -> std::result::Result<Vec<(u64, Vec<String>, String)>, String> {
        let mut sheet = sheet.map_err(|error| error.to_string())?;
        if sheet.away.is_none() {
            text_column(&sheet, set).and_then(|text| sheet.put_away(text)).map_err(|error| error.to_string())?;
        }
        let away = sheet.away.take().expect("texts");
        let row = |(place, row): (usize, Result<SheetRow>)| {
            let row = row.expect("a row");
            let text = away.texts.text(place).expect("a text").into_owned();
            assert_eq!(away.glances[place], Glance::of(&text));
            (row.line, row.cells, text)
        };
        Ok(sheet.rows().enumerate().map(row).collect())
    }

    /// Both ways to read a table: in pieces of so many bytes, and whole.
    fn both_ways(bytes: &[u8], name: &str, piece: usize) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("written");
        let info = DocumentInfo { path: path.clone(), ..DocumentInfo::default() };
        let set = TableColumns::default();
        let table = Table::look(&info).expect("a file").map(|table| Table { piece, ..table });
        let Some(streamed) = table.map(|table| of_table(&table, &info, &set, &Unwatched)) else { return };
        let whole = || reader::table::read(bytes.to_vec(), &path, "", ErrorKind::Manifest);
        match streamed {
            Ok(None) => {}
            Ok(Some(sheet)) => {
                let names = whole().expect("a table").columns;
                assert_eq!(sheet.columns, names);
                assert_eq!(told(Ok(sheet), &set), told(whole(), &set));
            }
            Err(error) => {
                // Of a table that is wrong in two ways either may be told.
                let (error, whole) = (error.to_string(), whole().expect_err("wrong").to_string());
                assert!(error == whole || whole.contains("in double quotes has no end"), "{error}\n{whole}");
            }
        }
    }

    #[test]
    fn a_table_is_the_same_in_pieces_and_whole() {
        let json = "\u{FEFF}{\"year\": 2019, \"text\": \"one\\ntwo\"}\n\n{\"text\": null, \"x\": [1]}\r\n{\"year\": 1, \"text\": 5.5}";
        let csv = "\u{FEFF}id;text\n1;\"a \"\"b\"\" c\n\nd\"\r\n\r\n\n;\n2;e\n3;\"f;\"\n";
        for piece in (1..40).chain([PIECE]) {
            both_ways(json.as_bytes(), "a.jsonl", piece);
            both_ways(csv.as_bytes(), "a.csv", piece);
            for broken in ["a,text\n1,2\n3\n", "a,text\n1,\"2\n3,4", "text\nx\n\n\ny,z\n", "text\n\u{e9}\n"] {
                both_ways(broken.as_bytes(), "a.csv", piece);
            }
            for broken in
                ["{\"text\": 1}\n[2]\n", "{\"text\": \"x", "{}\n", "{\"text\": 1} 2\n", "{\"body\": 1}\n{\"text\": 2}"]
            {
                both_ways(broken.as_bytes(), "a.json", piece);
            }
        }
        let mut latin = csv.as_bytes().to_vec();
        latin.extend(b"4;\xE9t\xE9\n");
        both_ways(&latin, "a.csv", 9);
    }

    #[cfg(feature = "readers")]
    #[test]
    fn a_compressed_table_that_is_damaged_or_a_bomb_says_what_to_do() {
        use flate2::{Compression, write::GzEncoder};
        use std::io::Write;

        let packed = |json: &[u8], cut: usize| {
            let mut bytes = GzEncoder::new(Vec::new(), Compression::best());
            bytes.write_all(json).expect("memory");
            let bytes = bytes.finish().expect("memory");
            let folder = tempfile::tempdir().expect("a folder");
            let path = folder.path().join("a.jsonl.gz");
            std::fs::write(&path, &bytes[..bytes.len() - cut]).expect("written");
            told(
                read(&DocumentInfo { path, ..DocumentInfo::default() }, &TableColumns::default(), &Unwatched)
                    .map(|sheet| sheet.expect("a table of rows")),
                &TableColumns::default(),
            )
        };
        let row = b"{\"year\": 2019, \"text\": \"some words\"}\n";
        let rows = packed(&row.repeat(3), 0).expect("a table");
        assert_eq!(
            rows.iter().map(|row| (row.0, row.2.as_str())).collect::<Vec<_>>(),
            [1, 2, 3].map(|line| (line, "some words"))
        );
        let cut = packed(&row.repeat(3), 12).expect_err("cut off");
        assert!(
            cut.contains("a.jsonl.gz: the compressed data are damaged: ")
                && cut.contains("hint: the file may be cut off"),
            "{cut}"
        );
        let bomb =
            packed(&[b"{\"text\": \"", vec![b'a'; 40 << 20].as_slice(), b"\"}\n"].concat(), 0).expect_err("a bomb");
        assert!(
            bomb.contains("a.jsonl.gz: this expands to more than 200 times its size\n  hint: text does not"),
            "{bomb}"
        );
    }

    proptest! {
        #[test]
        fn any_table_of_csv_is_the_same(rows in "(text|a,text)\n([a\"é,\n\r ]{0,12}\n?){0,8}", piece in 1_usize..20) {
            both_ways(rows.as_bytes(), "a.csv", piece);
        }
    }
}
