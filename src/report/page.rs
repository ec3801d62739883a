//! A run -> the page: what minijinja fills in, and the limit of its size.

use std::fmt::Write;

use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Value, context};
use serde::Serialize;
use serde_json::Value as Json;

use super::carried::LEFT_OUT;
use super::content::{Report, Words};
use super::messages::{Message, Sampled};
use super::rows::cut;
use super::{data, policy, tables};
use crate::analysis::{self, Comparison};
use crate::chart::Rendered;
use crate::codebook::Pattern;
use crate::error::{Error, ErrorKind, Result};
use crate::plural::grouped;
use crate::table::FieldInfo;
use crate::watch::unless_stopped;

/// The largest page, in bytes.
pub const MOST_BYTES: usize = 20 * 1024 * 1024;
/// The most bytes of messages and their marks.
const MOST_MESSAGE_BYTES: usize = 8 * 1024 * 1024;
/// The most bytes of all charts.
const MOST_CHART_BYTES: usize = 4 * 1024 * 1024;
/// The most bytes of messages that stand in the page for readers without scripts.
const MOST_PLAIN_BYTES: usize = 256 * 1024;
/// Kinds of charts that do not stand in the page for print: what they show stands there in another form.
const NOT_STILL: [&str; 1] = ["theme_heatmap"];
/// Characters of the description of a chart that stand in its place for those who cannot see it; the data are in tables.
const MOST_ALT: usize = 400;

/// The parts of Observable Plot and d3 that the page uses.
const PLOT: &str = include_str!("vendor/plot.js");
/// Their licences.
const LICENCES: &str = include_str!("vendor/LICENSES.txt");
/// The style of the page.
const STYLE: &str = concat!(
    include_str!("page/base.css"),
    include_str!("page/brief.css"),
    include_str!("page/views.css"),
    include_str!("page/print.css")
);
/// The style of the brief, here and by itself.
pub const BRIEF_STYLE: &str = include_str!("page/brief.css");
/// The scripts of the page, in the order in which each needs those before it.
const SCRIPTS: [&str; 26] = [
    include_str!("page/data.js"),
    include_str!("page/text.js"),
    include_str!("page/state.js"),
    include_str!("page/dom.js"),
    include_str!("page/periods.js"),
    include_str!("page/download.js"),
    include_str!("page/chart.js"),
    include_str!("page/words.js"),
    include_str!("page/regex.js"),
    include_str!("page/pattern.js"),
    include_str!("page/search.js"),
    include_str!("page/article.js"),
    include_str!("page/evidence.js"),
    include_str!("page/trends.js"),
    include_str!("page/change.js"),
    include_str!("page/contrasts.js"),
    include_str!("page/groups.js"),
    include_str!("page/cooccurrence.js"),
    include_str!("page/context.js"),
    include_str!("page/terms.js"),
    include_str!("page/keyness.js"),
    include_str!("page/scatter.js"),
    include_str!("page/shift.js"),
    include_str!("page/messages.js"),
    include_str!("page/print.js"),
    include_str!("page/start.js"),
];
/// Runs before anything is drawn.
const EARLY: &str = "document.documentElement.className = \"js\";";
const TEMPLATE: &str = include_str!("page/page.html");

/// A page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The document, in UTF-8.
    pub html: String,
    /// Messages carried.
    pub messages: usize,
    /// Messages of the corpus.
    pub of_messages: u64,
}

impl Report<'_> {
    /// Makes the page with these messages. It is the same for the same rows, and at most [`MOST_BYTES`] long: messages are
    /// left out until it is.
    ///
    /// # Errors
    /// An error of kind `Output` if the page is too long without any message, and if the template is wrong; that the user stopped the
    /// run.
    pub fn render(&self, sampled: Sampled) -> Result<Page> {
        let (messages, seen) = sampled.finish();
        // In the order of their hashes any first part of the sample is a fair sample.
        let mut bytes = 0;
        let fits = |message: &&Message| {
            bytes += message.bytes();
            bytes <= MOST_MESSAGE_BYTES
        };
        let mut count = messages.iter().take_while(fits).count();
        loop {
            unless_stopped(self.results.study.watcher)?;
            let mut carried: Vec<&Message> = messages[..count].iter().collect();
            carried.sort_by_key(|message| (message.row.document.as_str(), message.row.ordinal));
            let html = self.page(&carried, seen)?;
            if html.len() <= MOST_BYTES {
                return Ok(Page { html, messages: count, of_messages: seen });
            }
            if count == 0 {
                let most = MOST_BYTES / 1024 / 1024;
                return Err(Error::new(ErrorKind::Output, format!("the report would be larger than {most} MB"))
                    .hint("set `terms` in [report] to a lower number, or `report = false` in [output]"));
            }
            count /= 2;
        }
    }

    fn page(&self, messages: &[&Message], seen: u64) -> Result<String> {
        let data = policy::in_script(&data::data(self, messages, seen))
            .map_err(|e| Error::new(ErrorKind::Output, format!("cannot make the report: {e}")))?;
        unless_stopped(self.results.study.watcher)?;
        let script = script();
        let mut environment = Environment::new();
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        environment.set_formatter(|out, state, value| match value.as_str().and_then(policy::visible) {
            Some(visible) if !value.is_safe() => minijinja::escape_formatter(out, state, &Value::from(visible)),
            _ => minijinja::escape_formatter(out, state, value),
        });
        let failed = |e: minijinja::Error| Error::new(ErrorKind::Output, format!("cannot make the report: {e:#}"));
        environment.add_filter("grouped", grouped);
        environment.add_template("page", TEMPLATE).map_err(failed)?;
        let template = environment.get_template("page").map_err(failed)?;
        let label = |id: &str| -> String {
            let theme = self.codebook.themes.iter().find(|theme| theme.id == id);
            theme.map_or_else(|| id.to_string(), |theme| theme.label.clone())
        };
        let charts = self.pictures();
        let results = self.results;
        let words = Words::of(results.periods());
        let periods: Vec<&str> = results.periods().iter().map(|row| row.period.label()).collect();
        let plain = messages.iter().map(|message| message.bytes()).sum::<usize>() <= MOST_PLAIN_BYTES;
        template
            .render(context! {
                policy => page_policy(),
                early => Value::from_safe_string(EARLY.into()),
                style => Value::from_safe_string(STYLE.into()),
                plot => Value::from_safe_string(PLOT.into()),
                script => Value::from_safe_string(script),
                data => Value::from_safe_string(data),
                licences => LICENCES,
                title => self.title,
                brief => Value::from_safe_string(self.brief.clone()),
                one => words.one,
                many => words.many,
                periods => Serde(&periods),
                themes => self.codebook.themes.len(),
                beside => self.beside,
                sampled => (messages.len() as u64) < seen,
                carried => messages.len(),
                of_messages => seen,
                shortened => messages.iter().filter(|message| message.short).count(),
                unmarked => messages.iter().map(|message| message.unmarked).sum::<u64>(),
                documents => Serde(tables::documents(results.document_rows(), words)),
                per_period => Serde(tables::periods(results.comparability(), words)),
                cautions => Serde(self.cautions()),
                units => Serde(analysis::sampling_units(&results.study)),
                how_to_read => analysis::HOW_TO_READ,
                findings => Serde(self.findings()),
                rules => Serde(analysis::rules()),
                about_rules => analysis::about_rules(),
                trends => Serde(tables::trends(results.theme_frequency(), words)),
                changes => Serde(tables::changes(results.finding_rows())),
                grouped => !results.group_frequency().is_empty(),
                groups => Serde(tables::groups(results.group_contrast(), words, label)),
                pairs => Serde(tables::pairs(results.theme_cooccurrence(), words, label)),
                keyness => Serde(tables::keyness(results.keyness(), words)),
                shifts => Serde(tables::shifts(results.word_shift(), words)),
                plain_messages => Serde(plain.then(|| plain_messages(messages, label))),
                charts => Serde(charts),
                program => Serde(&self.record["program"]),
                random => Serde(&self.record["random"]),
                inputs => Serde(&self.record["inputs"]),
                of_documents => results.study.documents.len(),
                settings => Serde(settings(&self.record["config"])),
                tables => Serde(self.tables()),
                codebook => Serde(self.themes()),
            })
            .map_err(failed)
    }

    /// What makes two periods hard to compare, for each pair of periods that a finding is about.
    fn cautions(&self) -> Vec<(String, Vec<String>)> {
        let cautions = analysis::cautions(self.results.findings()).into_iter();
        cautions.map(|([from, to], texts)| (format!("{from} and {to}"), texts.to_vec())).collect()
    }

    /// The findings, those with the same evidence together.
    fn findings(&self) -> Vec<Findings> {
        let mut findings: Vec<Findings> = Vec::new();
        for finding in self.results.findings() {
            let heading = finding.evidence().heading();
            if findings.last().is_none_or(|last| last.heading != heading) {
                findings.push(Findings { heading, of_themes: Vec::new() });
            }
            let about = [Some(&finding.overall), finding.stronger.as_ref()].into_iter().flatten();
            let about = about.map(|comparison: &Comparison| About {
                periods: comparison.support.each_ref().map(|support| support.period.to_string()),
                rests_on: comparison.rests_on(),
                threatened_by: comparison.threatened_by(),
            });
            let series = finding.series.iter();
            let shown = Finding {
                theme: finding.theme.clone(),
                label: finding.label.clone(),
                headline: finding.headline(),
                sentence: finding.sentence(),
                series: series.map(|(period, messages, all)| (period.to_string(), *messages, *all)).collect(),
                about: about.collect(),
            };
            if let Some(last) = findings.last_mut() {
                last.of_themes.push(shown);
            }
        }
        findings
    }

    /// The charts as pictures, as many as there is room for, with those that do not stand in the page.
    fn pictures(&self) -> Vec<Picture> {
        let mut room = MOST_CHART_BYTES;
        let picture = |chart: &Rendered| {
            let address = policy::picture(&chart.svg);
            if NOT_STILL.iter().any(|name| chart.name.starts_with(name)) || address.len() > room {
                return None;
            }
            room -= address.len();
            Some(Picture {
                name: chart.name.clone(),
                section: section(&chart.name),
                title: chart.title.clone(),
                alt: alternative(&chart.description),
                address,
            })
        };
        self.charts.iter().filter_map(picture).collect()
    }

    /// All tables of the run with their columns.
    fn tables(&self) -> Vec<Described<'_>> {
        fn described(field: &FieldInfo) -> (&str, &str, &str, &str) {
            (&field.name, field.kind.name(), &field.unit, &field.description)
        }
        let shown = self.infos.iter().map(|info| Described {
            name: info.name,
            title: info.title,
            key: info.key.join(", "),
            rows: info.rows,
            fields: info.fields.iter().map(described).collect(),
            left_out: LEFT_OUT.contains(&info.name),
        });
        shown.collect()
    }

    fn themes(&self) -> Vec<Theme<'_>> {
        fn sources(patterns: &[Pattern]) -> Vec<&str> {
            patterns.iter().map(|pattern| pattern.source.as_str()).collect()
        }
        let shown = self.codebook.themes.iter().map(|theme| Theme {
            id: &theme.id,
            label: &theme.label,
            definition: &theme.definition,
            include: sources(&theme.include),
            exclude: sources(&theme.exclude),
        });
        shown.collect()
    }
}

/// The script of every page.
fn script() -> String {
    format!("(() => {{\n\"use strict\";\n{}}})();", SCRIPTS.concat())
}

/// The policy of every page: what stands in a frame must also be allowed by the page around it.
pub fn page_policy() -> String {
    policy::content_security_policy(&[EARLY, PLOT, &script()], &[STYLE])
}

/// A table with its columns: name, type, unit, meaning.
#[derive(Debug, Serialize)]
struct Described<'r> {
    name: &'r str,
    title: &'r str,
    key: String,
    rows: u64,
    fields: Vec<(&'r str, &'r str, &'r str, &'r str)>,
    left_out: bool,
}

#[derive(Debug, Serialize)]
struct Theme<'r> {
    id: &'r str,
    label: &'r str,
    definition: &'r str,
    include: Vec<&'r str>,
    exclude: Vec<&'r str>,
}

#[derive(Debug, Serialize)]
struct Findings {
    heading: &'static str,
    of_themes: Vec<Finding>,
}

#[derive(Debug, Serialize)]
struct Finding {
    theme: String,
    label: String,
    headline: String,
    sentence: String,
    series: Vec<(String, u64, u64)>,
    about: Vec<About>,
}

#[derive(Debug, Serialize)]
struct About {
    periods: [String; 2],
    rests_on: String,
    threatened_by: String,
}

#[derive(Debug, Serialize)]
struct Picture {
    name: String,
    section: &'static str,
    title: String,
    alt: String,
    address: String,
}

/// The part of the page in which a chart stands.
fn section(chart: &str) -> &'static str {
    let starts = |name: &str| chart.starts_with(name);
    if starts("coverage") {
        "corpus"
    } else if starts("theme_trends") || starts("theme_heatmap") {
        "trends"
    } else if starts("theme_change") {
        "change"
    } else if starts("group") {
        "groups"
    } else if starts("theme_cooccurrence") || starts("cooccurrence_change") {
        "cooccurrence"
    } else {
        "terms"
    }
}

/// The begin of a description, up to the end of a sentence where there is one.
pub fn alternative(description: &str) -> String {
    let short = cut(description, MOST_ALT);
    if short.len() == description.len() {
        return description.to_string();
    }
    match short.rfind(". ") {
        Some(end) => format!("{} The data stand in the table.", &short[..=end]),
        None => format!("{short}…"),
    }
}

/// Messages as they stand in the page for readers without scripts.
fn plain_messages(messages: &[&Message], label: impl Fn(&str) -> String) -> Vec<PlainMessage> {
    let shown = |message: &&Message| {
        let row = &message.row;
        let labels: Vec<String> = row.themes.split(';').filter(|theme| !theme.is_empty()).map(&label).collect();
        PlainMessage {
            id: row.message.clone(),
            section: row.section.clone(),
            text: row.text.clone(),
            themes: labels.join(", "),
        }
    };
    messages.iter().map(shown).collect()
}

#[derive(Debug, Serialize)]
struct PlainMessage {
    id: String,
    section: String,
    text: String,
    themes: String,
}

/// Every setting with its value, such as `analysis.seed`.
fn settings(config: &Json) -> Vec<(String, String)> {
    fn walk(name: &str, value: &Json, rows: &mut Vec<(String, String)>) {
        match value {
            Json::Object(fields) => fields.iter().for_each(|(key, value)| {
                let mut inner = name.to_string();
                let _ = write!(inner, "{}{key}", if name.is_empty() { "" } else { "." });
                walk(&inner, value, rows);
            }),
            Json::String(text) => rows.push((name.to_string(), text.clone())),
            Json::Null => rows.push((name.to_string(), "not set".into())),
            other => rows.push((name.to_string(), other.to_string())),
        }
    }
    let mut rows = Vec::new();
    walk("", config, &mut rows);
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_named_by_their_place() {
        let config = serde_json::json!({ "a": { "b": 1, "c": { "d": ["x"] } }, "e": null, "f": "g" });
        let expected = [("a.b", "1"), ("a.c.d", "[\"x\"]"), ("e", "not set"), ("f", "g")];
        assert_eq!(settings(&config), expected.map(|(name, value)| (name.to_string(), value.to_string())));
    }

    #[test]
    fn alternatives_end_with_a_sentence() {
        assert_eq!(alternative("Short."), "Short.");
        let long = format!("First. {}", "word ".repeat(200));
        assert_eq!(alternative(&long), "First. The data stand in the table.");
        assert_eq!(alternative(&"x".repeat(1000)).chars().count(), MOST_ALT + 1);
    }
}
