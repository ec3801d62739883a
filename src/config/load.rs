//! Finds and reads the project file; fills in defaults where there is none.

use std::path::{Path, PathBuf};

use super::format::Format;
use super::load_chart::chart;
use super::load_periods;
use super::toml_source::{Located, TomlSource, TomlTable};
use super::{
    Baseline, BriefConfig, ChartFormat, Cluster, CodingsMode, Config, CorpusConfig, CorpusFiles, Kind,
    MOST_BRIEF_THEMES, PROJECT_FILE, ReportConfig, SegmentConfig, StemmerChoice, StopWordsChoice, TableColumns,
    TableFormat, ThemesConfig, Unit,
};
use crate::disk;
use crate::error::{Error, ErrorKind, Result};
use crate::files;

/// Manifests that are looked for in a folder without a project file.
const MANIFESTS: [&str; 2] = ["documents.csv", "corpus/documents.csv"];
/// Codebooks that are looked for where none is named.
const CODEBOOKS: [&str; 2] = ["codebook.toml", "corpus/codebook.toml"];
/// The most messages or terms that a report may be asked to carry.
const MOST_CARRIED: u64 = 100_000;
/// Loads a project: a project file, or a folder with or without one.
///
/// # Errors
/// When the path is missing, and when the project file is no TOML, has an unknown key or a wrong value:
/// with file, line, column and the nearest valid key.
pub fn load(project: &Path) -> Result<Config> {
    let file = if disk::is_dir(project) { project.join(PROJECT_FILE) } else { project.to_path_buf() };
    let root = file.parent().unwrap_or(Path::new("")).to_path_buf();
    // What only looks like a project file is not passed over.
    if files::is_taken(&file) {
        let bytes = files::read(&file, ErrorKind::Project, "cannot read the project file")?;
        let text = String::from_utf8(bytes).map_err(|e| {
            let byte = e.utf8_error().valid_up_to() as u64;
            Error::new(ErrorKind::Project, "the project file is not UTF-8").at(&file).byte(byte)
        })?;
        return parse(&text, &file, root);
    }
    if !disk::is_dir(project) {
        return Err(Error::new(ErrorKind::Project, "no such project file or folder")
            .at(project)
            .hint(format!("name a folder, or a project file such as {PROJECT_FILE}")));
    }
    let config = Config { root: project.to_path_buf(), title: folder_name(project), ..Config::default() };
    Ok(resolve(config, None, None))
}

fn folder_name(folder: &Path) -> String {
    let full = disk::whole_path(folder);
    full.file_name().map_or_else(|| "themeshift".into(), |name| name.to_string_lossy().into_owned())
}

/// Puts in the files that are found in the folder, and makes paths relative to it.
fn resolve(mut config: Config, files: Option<CorpusFiles>, codebook: Option<PathBuf>) -> Config {
    let root = config.root.clone();
    let found = |names: &[&str]| names.iter().map(PathBuf::from).find(|name| files::is_taken(&root.join(name)));
    config.corpus.files = files.unwrap_or_else(|| match found(&MANIFESTS) {
        Some(manifest) => CorpusFiles::Manifest(manifest),
        // Files whose names hold their year.
        None => CorpusFiles::Files(vec![Format::glob(), format!("corpus/{}", Format::glob())]),
    });
    config.corpus.codebook = codebook.or_else(|| found(&CODEBOOKS));
    config
}

fn parse(text: &str, path: &Path, root: PathBuf) -> Result<Config> {
    let config = Config { title: folder_name(&root), root, ..Config::default() };
    let (config, files, codebook) = apply(config, text, path)?;
    Ok(resolve(config, files, codebook))
}

/// Puts the keys of a text in TOML in the place of those of a configuration; all other keys stay. `name` is for
/// messages.
///
/// # Errors
/// As [`load`].
pub fn with_settings(config: Config, text: &str, name: &Path) -> Result<Config> {
    let (mut config, files, codebook) = apply(config, text, name)?;
    config.corpus.files = files.unwrap_or(config.corpus.files);
    config.corpus.codebook = codebook.or(config.corpus.codebook);
    Ok(config)
}

/// The configuration with the keys of a text, and the documents and the codebook that the text names.
fn apply(mut config: Config, text: &str, path: &Path) -> Result<(Config, Option<CorpusFiles>, Option<PathBuf>)> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let source = TomlSource { path, text, kind: ErrorKind::Project };
    let parsed = source.parse()?;
    let top = TomlTable::root(source, parsed.get_ref());
    top.allow(&[
        "title", "corpus", "themes", "segment", "text", "periods", "groups", "compare", "keyness", "analysis",
        "output", "chart", "report", "brief",
    ])?;
    if let Some(title) = top.string("title")? {
        config.title = title.value;
    }
    let (mut files, mut codebook) = (None, None);
    if let Some(table) = top.table("corpus")? {
        (files, codebook) = corpus(&table, &mut config.corpus)?;
    }
    if let Some(table) = top.table("themes")? {
        config.themes = Some(themes(&table, config.themes)?);
    }
    if let Some(table) = top.table("segment")? {
        segment(&table, &mut config)?;
    }
    if let Some(table) = top.table("text")? {
        text_section(&table, &mut config)?;
    }
    if let Some(table) = top.table("periods")? {
        config.periods = load_periods::periods(&table, config.periods)?;
    }
    if let Some(table) = top.table("groups")? {
        config.groups = load_periods::groups(&table, config.groups)?;
    }
    if let Some(table) = top.table("compare")? {
        config.compare = load_periods::compare(&table, config.compare)?;
    }
    if let Some(table) = top.table("keyness")? {
        config.keyness = load_periods::keyness(&table, config.keyness)?;
    }
    if let Some(table) = top.table("analysis")? {
        analysis(&table, &mut config)?;
    }
    if let Some(table) = top.table("output")? {
        output(&table, &mut config)?;
    }
    if let Some(table) = top.table("chart")? {
        config.chart = chart(&table, config.chart)?;
    }
    if let Some(table) = top.table("report")? {
        report(&table, &mut config.report)?;
    }
    if let Some(table) = top.table("brief")? {
        brief(&table, &mut config.brief)?;
    }
    Ok((config, files, codebook))
}

fn corpus(table: &TomlTable<'_, '_>, config: &mut CorpusConfig) -> Result<(Option<CorpusFiles>, Option<PathBuf>)> {
    table.allow(&["manifest", "files", "codebook", "encoding", "columns"])?;
    if let Some(encoding) = table.string("encoding")? {
        // `auto` is the default, written out.
        config.encoding = if encoding.value == "auto" { String::new() } else { encoding.value };
    }
    if let Some(columns) = table.table("columns")? {
        columns.allow(&["text", "year", "date", "document"])?;
        let name = |key| Ok::<_, Error>(columns.string(key)?.map(|name| name.value.trim().to_lowercase()));
        config.columns =
            TableColumns { text: name("text")?, year: name("year")?, date: name("date")?, document: name("document")? };
    }
    let manifest = table.path("manifest")?;
    // One glob may stand without brackets.
    let files = match table.string("files") {
        Ok(one) => one.map(|glob| vec![glob]),
        Err(_) => table.strings("files")?,
    };
    if let Some(globs) = &files {
        globs.iter().try_for_each(|glob| table.check_path("files", glob))?;
    }
    let files = match (manifest, files) {
        (Some(manifest), Some(_)) => {
            return Err(table
                .error(&manifest.span, "both `manifest` and `files` are given")
                .hint("keep the manifest if it lists the documents, the files if their names hold the year"));
        }
        (Some(manifest), None) => Some(CorpusFiles::Manifest(PathBuf::from(manifest.value))),
        (None, Some(globs)) => Some(CorpusFiles::Files(globs.into_iter().map(|glob| glob.value).collect())),
        (None, None) => None,
    };
    Ok((files, table.path("codebook")?.map(|path| PathBuf::from(path.value))))
}

fn themes(table: &TomlTable<'_, '_>, given: Option<ThemesConfig>) -> Result<ThemesConfig> {
    table.allow(&["codings", "mode"])?;
    let codings = table.path("codings")?.map(|path| PathBuf::from(path.value));
    let Some(codings) = codings.or_else(|| given.as_ref().map(|given| given.codings.clone())) else {
        return Err(table.error(&table.start(), "[themes] names no codings").hint("write codings = \"coded.csv\""));
    };
    let mode = table.choice("mode", &CodingsMode::ALL)?.or(given.map(|given| given.mode));
    Ok(ThemesConfig { codings, mode: mode.unwrap_or(CodingsMode::Replace) })
}

fn segment(table: &TomlTable<'_, '_>, config: &mut Config) -> Result<()> {
    table.allow(&["unit", "analyse", "pattern", "abbreviations"])?;
    if let Some(unit) = table.choice("unit", &Unit::ALL)? {
        config.segment.unit = unit;
    }
    let pattern = table.string("pattern")?;
    if let Some(pattern) = &pattern {
        check_pattern(table, pattern, config.segment.unit)?;
        config.segment.pattern = Some(pattern.value.clone());
    }
    if config.segment.unit == Unit::Regex && config.segment.pattern.is_none() {
        let span = table.string("unit")?.map_or(0..0, |unit| unit.span);
        return Err(table
            .error(&span, "the unit `regex` needs a `pattern`")
            .hint("write where a message begins, such as pattern = '^Article \\d+'"));
    }
    if let Some(file) = table.path("abbreviations")? {
        config.segment.abbreviations = Some(PathBuf::from(file.value));
    }
    if let Some(mut kinds) = table.choices("analyse", &Kind::ALL)? {
        kinds.sort_unstable();
        kinds.dedup();
        config.segment.analyse = kinds;
    }
    Ok(())
}

/// Refuses a pattern that no unit uses, that is no regular expression, or that splits everywhere.
fn check_pattern(table: &TomlTable<'_, '_>, pattern: &Located<String>, unit: Unit) -> Result<()> {
    if unit != Unit::Regex {
        return Err(table
            .error(&pattern.span, "`pattern` is given, but the unit is not `regex`")
            .hint("write unit = \"regex\", or leave out `pattern`"));
    }
    let regex = SegmentConfig::regex(&pattern.value).map_err(|error| {
        // The last line says what is wrong, the lines above it show where.
        let text = error.to_string();
        let reason = text.lines().last().unwrap_or("").trim_start_matches("error: ").to_string();
        table
            .error(&pattern.span, format!("`pattern` is no regular expression: {reason}"))
            .hint("put the pattern in single quotes, so that TOML leaves its backslashes alone")
    })?;
    if regex.is_match("") {
        return Err(table
            .error(&pattern.span, "`pattern` matches empty text, so it would split everywhere")
            .hint("name at least one character that each message begins with"));
    }
    Ok(())
}

fn text_section(table: &TomlTable<'_, '_>, config: &mut Config) -> Result<()> {
    table.allow(&["language", "stemmer", "stop_words"])?;
    if let Some(language) = table.string("language")? {
        config.text.language = language.value;
    }
    let stemmers =
        [("snowball", StemmerChoice::Snowball), ("frostem", StemmerChoice::Frostem), ("none", StemmerChoice::None)];
    if let Some(stemmer) = table.choice("stemmer", &stemmers)? {
        config.text.stemmer = stemmer;
    }
    if let Some(choice) = table.path("stop_words")? {
        config.text.stop_words = match choice.value.as_str() {
            "builtin" => StopWordsChoice::Builtin,
            "none" => StopWordsChoice::None,
            file => StopWordsChoice::File(PathBuf::from(file)),
        };
    }
    Ok(())
}

fn analysis(table: &TomlTable<'_, '_>, config: &mut Config) -> Result<()> {
    table.allow(&["seed", "replicates", "baseline", "cluster", "ngrams", "cooccurrence_terms"])?;
    if let Some(seed) = table.integer("seed")? {
        config.analysis.seed = seed.value;
    }
    if let Some(replicates) = table.integer("replicates")? {
        if !(1..=1_000_000).contains(&replicates.value) {
            return Err(table.error(&replicates.span, "`replicates` must be between 1 and 1000000"));
        }
        config.analysis.replicates = replicates.value;
    }
    if let Some(baseline) = table.scalar("baseline", "the label of a period, such as 2012, or \"first\"")? {
        config.analysis.baseline = match baseline.value.as_str() {
            "first" => Baseline::First,
            _ => Baseline::Period(baseline.value),
        };
    }
    if let Some(cluster) = table.scalar("cluster", "auto, document, message or a variable of the documents")? {
        if cluster.value.trim().is_empty() {
            return Err(table
                .error(&cluster.span, "`cluster` is empty")
                .hint("write auto, document, message, or the name of a document variable such as author"));
        }
        config.analysis.cluster = Cluster::of(cluster.value);
    }
    if let Some(lengths) = table.integers("ngrams")? {
        if lengths.is_empty() {
            let error = table.error(&table.value_span("ngrams"), "`ngrams` is empty, so nothing would be counted");
            return Err(error.hint("write at least one of the lengths 1, 2 and 3"));
        }
        config.analysis.ngrams.clear();
        for length in lengths {
            match length.value {
                n @ 1..=3 => config.analysis.ngrams.push(n as usize),
                _ => return Err(table.error(&length.span, "`ngrams` takes the lengths 1, 2 and 3")),
            }
        }
        config.analysis.ngrams.sort_unstable();
        config.analysis.ngrams.dedup();
    }
    if let Some(terms) = table.integer("cooccurrence_terms")? {
        if terms.value > 5000 {
            return Err(
                table.error(&terms.span, "`cooccurrence_terms` must be 5000 or less: pairs grow with its square")
            );
        }
        config.analysis.cooccurrence_terms = terms.value as usize;
    }
    Ok(())
}

fn output(table: &TomlTable<'_, '_>, config: &mut Config) -> Result<()> {
    table.allow(&["directory", "formats", "charts", "report", "rows"])?;
    if let Some(directory) = table.path("directory")? {
        config.output.directory = PathBuf::from(directory.value);
    }
    let formats = [("csv", TableFormat::Csv), ("parquet", TableFormat::Parquet), ("xlsx", TableFormat::Xlsx)];
    if let Some(formats) = table.choices("formats", &formats)? {
        config.output.formats = formats;
    }
    if let Some(charts) = table.choices("charts", &ChartFormat::ALL)? {
        config.output.charts = charts;
    }
    if let Some(report) = table.boolean("report")? {
        config.output.report = report;
    }
    config.output.rows = load_periods::number_or_all(table, "rows", config.output.rows)?;
    Ok(())
}

fn report(table: &TomlTable<'_, '_>, report: &mut ReportConfig) -> Result<()> {
    table.allow(&["messages", "terms"])?;
    for (key, most) in [("messages", &mut report.messages), ("terms", &mut report.terms)] {
        if let Some(number) = table.integer(key)? {
            if number.value > MOST_CARRIED {
                let message = format!("`{key}` must be {MOST_CARRIED} or less: a report is one page of 20 MB at most");
                return Err(table.error(&number.span, message));
            }
            *most = number.value as usize;
        }
    }
    Ok(())
}

fn brief(table: &TomlTable<'_, '_>, brief: &mut BriefConfig) -> Result<()> {
    table.allow(&["themes"])?;
    let Some(themes) = table.strings("themes")? else { return Ok(()) };
    if let Some(more) = themes.get(MOST_BRIEF_THEMES) {
        let message = format!("a brief is one page: it has room for {MOST_BRIEF_THEMES} themes");
        return Err(table.error(&more.span, message).hint("keep those that matter most; findings.md has all"));
    }
    *brief = BriefConfig::default();
    for theme in themes {
        if brief.themes.contains(&theme.value) {
            return Err(table.error(&theme.span, format!("the theme `{}` stands twice in `themes`", theme.value)));
        }
        let place = table.error(&theme.span, "").place().cloned().unwrap_or_default();
        brief.themes.push(theme.value);
        brief.places.push(place);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_stand_before_those_of_a_file_and_leave_the_others() {
        let root = tempfile::tempdir().expect("a temporary folder");
        let file = root.path().join(PROJECT_FILE);
        let text = "[corpus]\nmanifest = \"a.csv\"\n[text]\nstemmer = \"none\"\n[analysis]\nbaseline = 2012\nseed = 5\n\
                    [chart]\nfont = \"a.ttf\"\ndpi = 150\n[chart.font_sizes]\ntitle = 20\n";
        std::fs::write(&file, text).expect("written");
        let config = load(&file).expect("a project file");
        let name = Path::new("settings");
        assert_eq!(with_settings(config.clone(), "", name).expect("nothing"), config);
        let other =
            "[analysis]\nseed = 7\n[chart]\ndpi = 72\n[chart.font_sizes]\ntext = 9\n[corpus]\ncodebook = \"c.toml\"";
        let mut expected = config.clone();
        expected.analysis.seed = 7;
        (expected.chart.dpi, expected.chart.text_size) = (72, Some(9.0));
        expected.corpus.codebook = Some("c.toml".into());
        assert_eq!(with_settings(config.clone(), other, name).expect("settings"), expected);
        let settings = "[brief]\nthemes = [\"a\", \"b\"]";
        let brief = with_settings(config.clone(), settings, name).expect("settings").brief;
        assert_eq!(
            (brief.themes, brief.places[1].line, brief.places[1].column),
            (vec!["a".into(), "b".into()], Some(2), Some(16))
        );
        for (themes, said) in [
            ("1", "2:10: `themes` must be a list"),
            ("[\"a\", \"a\"]", "2:16: the theme `a` stands twice"),
            ("[\"a\", \"b\", \"c\", \"d\"]", "2:26: a brief is one page: it has room for 3 themes"),
        ] {
            let error = with_settings(config.clone(), &format!("[brief]\nthemes = {themes}"), name).expect_err("wrong");
            assert!(error.to_string().contains(said), "{error}");
        }
        let error = with_settings(config, "[text]\nstemer = 1", name).expect_err("an unknown key");
        assert_eq!(error.to_string(), "settings:2:1: unknown key `stemer` in [text]\n  hint: did you mean `stemmer`?");
        assert!(error.without_place().to_string().starts_with("unknown key"));
    }
}
