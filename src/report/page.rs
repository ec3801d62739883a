//! A run -> the page: what minijinja fills in, and the limit of its size.

use std::fmt::Write;

use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Value, context};
use serde::Serialize;
use serde_json::Value as Json;

use super::collect::{Collected, LEFT_OUT, Message};
use super::value::{column, cut};
use super::{data, policy, tables};
use crate::analysis::rows::MessageRow;
use crate::analysis::{self, ThemeChangeRow, ThemeFinding};
use crate::chart::Rendered;
use crate::codebook::{Codebook, Pattern};
use crate::error::{Error, ErrorKind, Result};
use crate::table::FieldInfo;

/// The largest page, in bytes.
pub const MOST_BYTES: usize = 20 * 1024 * 1024;
/// The most bytes of messages and their marks.
const MOST_MESSAGE_BYTES: usize = 8 * 1024 * 1024;
/// The most bytes of all charts.
const MOST_CHART_BYTES: usize = 4 * 1024 * 1024;
/// The most bytes of messages that stand in the page for readers without scripts.
const MOST_PLAIN_BYTES: usize = 256 * 1024;
/// Kinds of charts that do not stand in the page for print: what they show stands there in another form.
const NOT_STILL: [&str; 3] = ["theme_patterns", "theme_heatmap", "theme_network"];
/// Characters of the description of a chart that stand in its place for those who cannot see it; the data are in tables.
const MOST_ALT: usize = 400;

/// The parts of Observable Plot and d3 that the page uses.
const PLOT: &str = include_str!("vendor/plot.js");
/// Their licences.
const LICENCES: &str = include_str!("vendor/LICENSES.txt");
/// The style of the page.
const STYLE: &str = concat!(include_str!("page/base.css"), include_str!("page/views.css"));
/// The scripts of the page, in the order in which each needs those before it.
const SCRIPTS: [&str; 14] = [
    include_str!("page/data.js"),
    include_str!("page/text.js"),
    include_str!("page/state.js"),
    include_str!("page/dom.js"),
    include_str!("page/download.js"),
    include_str!("page/chart.js"),
    include_str!("page/evidence.js"),
    include_str!("page/trends.js"),
    include_str!("page/change.js"),
    include_str!("page/cooccurrence.js"),
    include_str!("page/terms.js"),
    include_str!("page/shift.js"),
    include_str!("page/messages.js"),
    include_str!("page/start.js"),
];
/// Runs before anything is drawn.
const EARLY: &str = "document.documentElement.className = \"js\";";
const TEMPLATE: &str = include_str!("page/page.html");

/// All that a report is made from.
#[derive(Debug)]
pub struct Report<'r> {
    /// Title of the project.
    pub title: &'r str,
    /// Language of the documents, an ISO 639-1 code.
    pub language: &'r str,
    /// The themes.
    pub codebook: &'r Codebook,
    /// The years, in order.
    pub years: Vec<i32>,
    /// What can be said of each theme.
    pub findings: &'r [ThemeFinding],
    /// The charts, in the order in which they stand.
    pub charts: &'r [Rendered],
    /// The record of the run: settings, inputs, random numbers.
    pub record: &'r Json,
    /// Whether the results stand beside the page as files.
    pub beside: bool,
    /// The tables.
    pub collected: Collected,
    /// The pairs of years that are in no table.
    pub further_changes: &'r [ThemeChangeRow],
}

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
    /// Makes the page. It is the same for the same rows, and at most [`MOST_BYTES`] long: messages are left out until it is.
    ///
    /// # Errors
    /// An error of kind `Output` if the page is too long without any message, and if the template is wrong.
    pub fn render(mut self) -> Result<Page> {
        let (messages, seen) = self.collected.messages();
        // In the order of their hashes any first part of the sample is a fair sample.
        let mut bytes = 0;
        let fits = |message: &&Message| {
            bytes += data::text_bytes(message);
            bytes <= MOST_MESSAGE_BYTES
        };
        let mut count = messages.iter().take_while(fits).count();
        loop {
            let mut carried: Vec<&Message> = messages[..count].iter().collect();
            carried.sort_by_key(|message| (message.cells[0].text(), message.cells[1].number() as u64));
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
        let data = policy::in_script(&data::data(self, messages, seen).to_string());
        let script = SCRIPTS.concat();
        let script = format!("(() => {{\n\"use strict\";\n{script}}})();");
        let mut environment = Environment::new();
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        environment.set_formatter(|out, state, value| match value.as_str().and_then(policy::visible) {
            Some(visible) if !value.is_safe() => minijinja::escape_formatter(out, state, &Value::from(visible)),
            _ => minijinja::escape_formatter(out, state, value),
        });
        let failed = |e: minijinja::Error| Error::new(ErrorKind::Output, format!("cannot make the report: {e:#}"));
        environment.add_template("page", TEMPLATE).map_err(failed)?;
        let template = environment.get_template("page").map_err(failed)?;
        let label = |id: &str| -> String {
            let theme = self.codebook.themes.iter().find(|theme| theme.id == id);
            theme.map_or_else(|| id.to_string(), |theme| theme.label.clone())
        };
        let charts = self.pictures();
        let collected = &self.collected;
        let plain = messages.iter().map(|message| data::text_bytes(message)).sum::<usize>() <= MOST_PLAIN_BYTES;
        template
            .render(context! {
                policy => policy::content_security_policy(&[EARLY, PLOT, &script], &[STYLE]),
                early => Value::from_safe_string(EARLY.into()),
                style => Value::from_safe_string(STYLE.into()),
                plot => Value::from_safe_string(PLOT.into()),
                script => Value::from_safe_string(script),
                data => Value::from_safe_string(data),
                licences => LICENCES,
                title => self.title,
                years => Serde(&self.years),
                themes => self.codebook.themes.len(),
                beside => self.beside,
                sampled => (messages.len() as u64) < seen,
                carried => messages.len(),
                of_messages => seen,
                shortened => collected.shortened,
                unmarked => messages.iter().map(|message| message.unmarked).sum::<u64>(),
                documents => Serde(tables::documents(collected)),
                per_year => Serde(tables::years(collected)),
                cautions => Serde(self.cautions()),
                how_to_read => analysis::HOW_TO_READ,
                groups => Serde(self.groups()),
                rules => Serde(analysis::rules()),
                about_rules => analysis::about_rules(),
                trends => Serde(tables::trends(collected)),
                changes => Serde(tables::changes(collected)),
                pairs => Serde(tables::pairs(collected, label)),
                keyness => Serde(tables::keyness(collected)),
                shifts => Serde(tables::shifts(collected)),
                plain_messages => Serde(plain.then(|| plain_messages(messages, label))),
                charts => Serde(charts),
                program => Serde(&self.record["program"]),
                random => Serde(&self.record["random"]),
                inputs => Serde(&self.record["inputs"]),
                settings => Serde(settings(&self.record["config"])),
                tables => Serde(self.tables()),
                codebook => Serde(self.themes()),
            })
            .map_err(failed)
    }

    /// What makes two years hard to compare, for each pair of years that a finding is about.
    fn cautions(&self) -> Vec<(String, Vec<String>)> {
        let cautions = analysis::cautions(self.findings).into_iter();
        cautions.map(|([from, to], texts)| (format!("{from} and {to}"), texts.to_vec())).collect()
    }

    fn groups(&self) -> Vec<Group> {
        let mut groups: Vec<Group> = Vec::new();
        for finding in self.findings {
            let heading = finding.best().evidence.heading();
            if groups.last().is_none_or(|group| group.heading != heading) {
                groups.push(Group { heading, findings: Vec::new() });
            }
            let about = [Some(&finding.overall), finding.stronger.as_ref()].into_iter().flatten();
            let about = about.map(|comparison| About {
                years: comparison.support.map(|support| support.year),
                rests_on: comparison.rests_on(),
                threatened_by: comparison.threatened_by(),
            });
            let shown = Finding {
                theme: finding.theme.clone(),
                label: finding.label.clone(),
                sentence: finding.sentence(),
                series: finding.series.clone(),
                about: about.collect(),
            };
            groups.iter_mut().last().into_iter().for_each(|group| group.findings.push(shown.clone()));
        }
        groups
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
        let shown = self.collected.infos.iter().map(|info| Described {
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
struct Group {
    heading: &'static str,
    findings: Vec<Finding>,
}

#[derive(Debug, Clone, Serialize)]
struct Finding {
    theme: String,
    label: String,
    sentence: String,
    series: Vec<(i32, u64, u64)>,
    about: Vec<About>,
}

#[derive(Debug, Clone, Serialize)]
struct About {
    years: [i32; 2],
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
    } else if starts("theme_cooccurrence") || starts("theme_network") {
        "cooccurrence"
    } else if starts("word_shift") {
        "shift"
    } else {
        "terms"
    }
}

/// The begin of a description, up to the end of a sentence where there is one.
fn alternative(description: &str) -> String {
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
    let text = |message: &Message, name: &str| message.cells[column::<MessageRow>(name)].text().to_string();
    let shown = |message: &&Message| {
        let themes = text(message, "themes");
        let labels: Vec<String> = themes.split(';').filter(|theme| !theme.is_empty()).map(&label).collect();
        PlainMessage {
            id: text(message, "message"),
            section: text(message, "section"),
            text: text(message, "text"),
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
