//! Theme rates of groups over time: one panel per theme with a line per group, or one panel per group.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::inputs::Inputs;
use super::naming::FileNames;
use super::panels;
use super::rates::{Rate, Rates, Series};
use super::sheet::Sheet;
use super::sources::unlike_all;
use super::theme_change::listed;
use super::time::TimeAxis;
use super::{Context, Rendered, xml};
use crate::analysis::GroupFrequencyRow;
use crate::axis::Period;
use crate::error::Result;
use crate::table::csv;

/// The most groups whose lines share a panel.
const TOGETHER: usize = 5;
/// The most themes of which each has a chart of its own, unless the user names themes.
const THEMES: usize = 6;
/// The most groups that are drawn: those with the most messages.
const GROUPS: usize = 12;
/// Groups whose size a note tells.
const IN_NOTE: usize = 6;

/// Draws the rates of groups over time: hits per 1,000 word tokens of a group in the period, stop words included.
///
/// Up to five groups of a variable share a chart: one panel per theme, the theme with the most hits first, and a line per
/// group with its name at the end. Of more groups each theme has a chart with one panel per group and the intervals of its
/// rates; these are the six themes with the most hits, unless the user names themes. Groups stand in the order of the
/// rows. Charts are named `group_trends_publisher`, or `group_trends_publisher_trust` and so on. Nothing is drawn of a
/// variable with a single group, and nothing without rows.
///
/// # Errors
///
/// An error of kind `Output` if the drawing library refuses to draw.
pub(super) fn draw(inputs: &Inputs, context: &Context) -> Result<Vec<Rendered>> {
    let mut by_variable: Vec<Variable<'_>> = Vec::new();
    for row in &inputs.group_frequency {
        let place = by_variable.iter().position(|variable| variable.name == row.variable);
        let place = place.unwrap_or_else(|| {
            by_variable.push(Variable::new(&row.variable));
            by_variable.len() - 1
        });
        by_variable[place].take(row);
    }
    let mut names = FileNames::default();
    let mut charts = Vec::new();
    for mut variable in by_variable {
        variable.settle(context);
        if variable.groups.len() < 2 {
            continue;
        }
        let unlike = unlike_all(&inputs.documents, variable.axis.periods(), context.design.numbers);
        if variable.themes.is_empty() {
            let sheet = Sheet::new(context, names.name(NAME, &[variable.name]), variable.title("Theme rates", context));
            charts.push(sheet.no_data("no theme has a hit in any group.")?);
        } else if variable.groups.len() <= TOGETHER {
            charts.extend(together(&variable, unlike, &mut names, context)?);
        } else {
            charts.extend(apart(&variable, unlike, &mut names, context)?);
        }
    }
    Ok(charts)
}

const NAME: &str = "group_trends";

/// The rows of a grouping variable.
struct Variable<'r> {
    name: &'r str,
    /// Rows by theme and group.
    rows: BTreeMap<(&'r str, &'r str), Vec<&'r GroupFrequencyRow>>,
    /// Groups in the order of the rows.
    groups: Vec<&'r str>,
    /// Ids and labels of the themes with a hit, those with the most first.
    themes: Vec<(&'r str, String)>,
    /// Labels of the themes without a hit.
    silent: Vec<String>,
    /// Groups that are not drawn.
    left_out: usize,
    axis: TimeAxis,
}

impl<'r> Variable<'r> {
    fn new(name: &'r str) -> Self {
        Self {
            name,
            rows: BTreeMap::new(),
            groups: Vec::new(),
            themes: Vec::new(),
            silent: Vec::new(),
            left_out: 0,
            axis: TimeAxis::new([]),
        }
    }

    fn take(&mut self, row: &'r GroupFrequencyRow) {
        if !self.groups.contains(&row.group.as_str()) {
            self.groups.push(&row.group);
        }
        self.rows.entry((&row.theme, &row.group)).or_default().push(row);
    }

    /// Finds themes and periods once all rows are there.
    fn settle(&mut self, context: &Context) {
        let mut hits: BTreeMap<&str, (u64, &str)> = BTreeMap::new();
        for row in self.rows.values().flatten() {
            hits.entry(&row.theme).or_insert((0, &row.label)).0 += row.hits;
        }
        let mut themes: Vec<(u64, &str, &str)> =
            hits.into_iter().map(|(id, (hits, label))| (hits, id, label)).collect();
        themes.sort_by_key(|(hits, id, _)| (Reverse(*hits), context.position(id), *id));
        for (hits, id, label) in themes {
            let label = context.label(id, label);
            if hits > 0 { self.themes.push((id, label)) } else { self.silent.push(label) }
        }
        self.rows.values_mut().for_each(|rows| rows.sort_by(|a, b| a.period.cmp(&b.period)));
        self.keep_largest();
        self.axis = TimeAxis::new(self.rows.values().flatten().map(|row| row.period.clone()));
    }

    /// Keeps the groups with the most messages.
    fn keep_largest(&mut self) {
        let messages = |group: &str| self.of_any_theme(group).iter().map(|row| row.n_messages).sum::<u64>();
        let mut sizes: Vec<(Reverse<u64>, usize)> =
            self.groups.iter().enumerate().map(|(place, group)| (Reverse(messages(group)), place)).collect();
        sizes.sort_unstable();
        sizes.truncate(GROUPS);
        self.left_out = self.groups.len() - sizes.len();
        let mut kept: Vec<usize> = sizes.into_iter().map(|(_, place)| place).collect();
        kept.sort_unstable();
        self.groups = kept.into_iter().map(|place| self.groups[place]).collect();
        let groups = &self.groups;
        self.rows.retain(|(_, group), _| groups.contains(group));
    }

    /// The rows of a theme in a group, by period.
    fn of<'s>(&'s self, theme: &'s str, group: &'s str) -> &'s [&'r GroupFrequencyRow] {
        self.rows.get(&(theme, group)).map_or(&[], Vec::as_slice)
    }

    fn title(&self, what: &str, context: &Context) -> String {
        format!("{what} by {}, in {}", self.name, context.design.numbers.per_1000_words("mentions"))
    }

    /// The rates of a group.
    fn series(&self, (theme, label): &(&str, String), group: &str) -> Series {
        let rate = |row: &&GroupFrequencyRow| {
            let value = row.per_1000_tokens.filter(|value| value.is_finite() && *value >= 0.0)?;
            let ends = row.rate_low.zip(row.rate_high).filter(|(low, high)| low.is_finite() && high.is_finite());
            Some((row.period.clone(), Rate { value, interval: ends, tokens: row.n_tokens }))
        };
        Series {
            theme: (*theme).to_string(),
            label: label.clone(),
            group: group.to_string(),
            rates: self.of(theme, group).iter().filter_map(rate).collect(),
            fit: Vec::new(),
            said: String::new(),
        }
    }

    /// Rates of some series, of which `lines` share a panel.
    fn rates(&self, series: Vec<Series>, lines: usize, context: &Context) -> Rates {
        let mut sizes: BTreeMap<Period, (u64, u64)> = BTreeMap::new();
        for row in self.groups.iter().flat_map(|group| self.of_any_theme(group)) {
            let size = sizes.entry(row.period.clone()).or_default();
            (size.0, size.1) = (size.0 + row.n_messages, size.1 + row.n_tokens);
        }
        let numbers = context.design.numbers;
        let format = numbers.format(series.iter().flat_map(|s| s.rates.values()).map(|rate| rate.value));
        Rates { axis: self.axis.clone(), series, sizes, format, numbers, what: "mentions", lines }
    }

    /// The rows of one theme in a group: one for each period.
    fn of_any_theme<'s>(&'s self, group: &'s str) -> &'s [&'r GroupFrequencyRow] {
        self.themes.first().map_or(&[], |(theme, _)| self.of(theme, group))
    }

    /// How much text stands behind each group.
    fn sizes_in_words(&self, context: &Context) -> String {
        let numbers = context.design.numbers;
        let size = |group: &&str| {
            let rows = self.of_any_theme(group);
            let (messages, tokens) =
                (rows.iter().map(|row| row.n_messages).sum(), rows.iter().map(|row| row.n_tokens).sum());
            format!(
                "{}: {} ({})",
                xml::first(&[group]),
                numbers.plural(messages, "message"),
                numbers.plural(tokens, "word")
            )
            .replace(' ', "\u{A0}")
        };
        let sizes: Vec<String> = self.groups.iter().take(IN_NOTE).map(size).collect();
        let more = self.groups.len() - sizes.len();
        let more = if more > 0 { format!(" · and {more} more") } else { String::new() };
        let left_out = match self.left_out {
            0 => String::new(),
            number => format!(" The largest {GROUPS} groups are drawn; {number} smaller ones stand in the tables."),
        };
        format!("{}{more}.{left_out}", sizes.join(" · "))
    }

    /// The rows of some series, in their order, then by period.
    fn data(&self, rates: &Rates) -> Result<Vec<u8>> {
        let rows = rates.series.iter().flat_map(|series| self.of(&series.theme, &series.group));
        csv(&rows.map(|row| (*row).clone()).collect::<Vec<_>>())
    }

    /// The sentence about dashed lines, where there are any.
    fn gaps(&self) -> String {
        if self.axis.has_gaps() {
            format!(" Dashed lines only connect: no documents between these {}s.", self.axis.noun())
        } else {
            String::new()
        }
    }
}

/// A chart with a panel per theme, in which all groups have a line.
fn together(
    variable: &Variable<'_>,
    unlike: Option<String>,
    names: &mut FileNames,
    context: &Context,
) -> Result<Vec<Rendered>> {
    let of_theme = |theme| variable.groups.iter().map(move |group| variable.series(theme, group));
    let series: Vec<Series> = variable.themes.iter().flat_map(of_theme).collect();
    let rates = variable.rates(series, variable.groups.len(), context);
    let mut sheet = Sheet::new(context, names.name(NAME, &[variable.name]), variable.title("Theme rates", context));
    let several = variable.themes.len() > 1;
    sheet.subtitle = format!(
        "A line for each {}, with its name at the end.{}{}{}",
        variable.name,
        if several { " Most mentions first." } else { "" },
        panels::scale_in_words(&rates, &context.design),
        variable.gaps()
    );
    sheet.notes = vec![
        format!(
            "Rate of a group: its mentions in a {} per words of its own. Points that rest on little text jump by chance: \
             the intervals are in the data of the chart.",
            rates.noun()
        ),
        variable.sizes_in_words(context),
    ];
    if !variable.silent.is_empty() {
        sheet.notes.push(format!("Not drawn, without a hit in any group: {}.", listed(&variable.silent)));
    }
    sheet.caution = unlike;
    panels::charts(&rates, &sheet, &|sheet, of_page| {
        sheet.description = described(variable, of_page, "theme");
        sheet.data = variable.data(of_page)?;
        Ok(())
    })
}

/// A chart per theme, with a panel per group.
fn apart(
    variable: &Variable<'_>,
    unlike: Option<String>,
    names: &mut FileNames,
    context: &Context,
) -> Result<Vec<Rendered>> {
    let most = if context.options.themes.is_empty() { THEMES } else { variable.themes.len() };
    let mut charts = Vec::new();
    for theme in variable.themes.iter().take(most) {
        let panel = |group: &&str| {
            let series = variable.series(theme, group);
            Series { label: series.group_name(), ..series }
        };
        let rates = variable.rates(variable.groups.iter().map(panel).collect(), 1, context);
        let name = names.name(NAME, &[variable.name, theme.0]);
        let mut sheet = Sheet::new(context, name, variable.title(&format!("“{}”", theme.1), context));
        sheet.part.clone_from(&theme.1);
        sheet.subtitle = format!(
            "One panel for each {}, with {} intervals.{}{}",
            variable.name,
            rates.numbers.percent("95"),
            panels::scale_in_words(&rates, &context.design),
            variable.gaps()
        );
        sheet.notes = vec![
            format!("Rate of a group: its mentions in a {} per words of its own.", rates.noun()),
            variable.sizes_in_words(context),
        ];
        if most < variable.themes.len() {
            sheet.notes.push(format!(
                "Drawn: the {most} of {} themes with the most mentions; “--themes” names others.",
                variable.themes.len()
            ));
        }
        sheet.caution.clone_from(&unlike);
        charts.extend(panels::charts(&rates, &sheet, &|sheet, of_page| {
            sheet.description = described(variable, of_page, variable.name);
            sheet.data = variable.data(of_page)?;
            Ok(())
        })?);
    }
    Ok(charts)
}

/// The finding and the data in words. `per` is what a panel stands for.
fn described(variable: &Variable<'_>, rates: &Rates, per: &str) -> String {
    let panels = match rates.panels().len() {
        1 => "One line chart".to_string(),
        n => format!("{n} line charts, one per {per}"),
    };
    let lines =
        if rates.lines > 1 { format!(", each with {} lines by {}", rates.lines, variable.name) } else { String::new() };
    let mut text = format!("{panels}{lines}: {}, {}. ", rates.unit(), rates.periods_in_words());
    let value = |series: &Series| rates.format.value(series.mean());
    // The lines of a panel are compared; or all panels.
    let compared = if rates.lines > 1 { rates.lines } else { rates.series.len().max(1) };
    let widest = rates.series.chunks(compared).filter_map(|lines| {
        let with_rates = || lines.iter().filter(|series| !series.rates.is_empty());
        let high = with_rates().reduce(|best, next| if next.mean() > best.mean() { next } else { best })?;
        let low = with_rates().reduce(|best, next| if next.mean() < best.mean() { next } else { best })?;
        (high.mean() > low.mean()).then_some((high, low))
    });
    let gap = |pair: &(&Series, &Series)| pair.0.mean() - pair.1.mean();
    if let Some((high, low)) = widest.reduce(|best, next| if gap(&next) > gap(&best) { next } else { best }) {
        let (what, names) = if rates.lines > 1 {
            let names = (high.group_name(), low.group_name());
            (format!("Largest difference of mean rates: {}, ", high.label), names)
        } else {
            ("Highest and lowest mean rate: ".to_string(), (high.label.clone(), low.label.clone()))
        };
        text.push_str(&format!("{what}{} {} and {} {}. ", names.0, value(high), names.1, value(low)));
    }
    text + &rates.data_in_words()
}
