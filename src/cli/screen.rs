//! The screen with which `run` ends: what was read, the key themes, what is best shown, what to bear in mind, where to look.

use std::collections::BTreeMap;

use super::show::{printable, wrapped};
use crate::analysis::written::{rate as written, within};
use crate::analysis::{Claim, Evidence, ThemeFinding, in_short};
use crate::count::Cell;
use crate::pipeline::Outcome;
use crate::plural::plural;

/// The most themes of the table.
const THEMES: usize = 6;
/// The most findings and cautions.
const MOST: usize = 3;
/// The most bars of a line of rates; of more periods neighbours go together.
const BARS: usize = 12;
/// The least and the most characters of a theme's name.
const NAME: (usize, usize) = (14, 30);
/// The most characters of a caution.
const CAUTION: usize = 150;
/// Bars by height; a dot where there is no mention.
const HEIGHTS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const NONE: char = '·';

/// The screen below what was read, at most `width` characters wide.
pub fn screen(outcome: &Outcome, width: usize) -> String {
    let mut text = themes(outcome, width);
    text += &findings(&outcome.findings, width);
    text += &differences(&outcome.differences, width);
    if !outcome.cautions.is_empty() {
        text += "\nTo bear in mind\n";
        for caution in outcome.cautions.iter().take(MOST) {
            text += &item(&short(caution, CAUTION), width);
        }
        let more = outcome.cautions.len().saturating_sub(MOST);
        if more > 0 {
            text += &format!("  and {more} more: see findings.md\n");
        }
    }
    text + &files(outcome, width)
}

fn item(line: &str, width: usize) -> String {
    wrapped(&format!("- {}", printable(line)), "  ", "    ", width)
}

fn short(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}\u{2026}", text[..end].trim_end()),
        None => text.to_string(),
    }
}

/// The themes of the brief, then those of the best findings.
fn themes(outcome: &Outcome, width: usize) -> String {
    let cells = outcome.counted.counts.periods();
    let (Some(first), Some(last)) = (cells.first(), cells.last()) else { return String::new() };
    let mut places = outcome.key_themes.clone();
    for finding in outcome.findings.iter().filter(|finding| finding.evidence() <= Evidence::Partial) {
        let place = outcome.themes.iter().position(|(id, _)| *id == finding.theme);
        places.extend(place.filter(|place| places.len() < THEMES && !places.contains(place)));
    }
    if places.is_empty() {
        return String::new();
    }
    let finding = |place: usize| outcome.findings.iter().find(|finding| finding.theme == outcome.themes[place].0);
    // Where periods are compared, the two that stand for the whole series, as in the findings: of many the thirds.
    let ends = outcome.findings.first().map(|finding| finding.overall.support.each_ref().map(|of| &of.period));
    let [first, last] = ends.unwrap_or([&first.period, &last.period]);
    let [from, to] = [first, last].map(|period| short(&printable(period.label()), 9));
    // The whole time, and the time of the two columns, need no words.
    let whole = [&cells[0].period, &cells[cells.len() - 1].period];
    let spans = [whole, [first, last]].map(|ends| {
        let [from, to] = ends.map(|period| within(period.label()));
        printable(&format!(" from {from} to {to}"))
    });
    let alone = cells.len() == 1;
    let head =
        if alone { ["theme", "", &from, "", ""] } else { ["theme", "rates", &from, &to, "evidence: what mentions do"] };
    let mut rows: Vec<[String; 5]> = vec![head.map(str::to_string)];
    let mut scopes: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for place in places {
        let name = printable(&outcome.themes[place].1);
        let of_cells = || [cells.first(), cells.last()].map(|cell| cell.map_or(0.0, |cell| rate(cell, place)));
        let finding = finding(place);
        let rates = finding.and_then(|finding| finding.overall.rates).unwrap_or_else(of_cells);
        // As many decimals as findings have.
        let digits = if rates[0].max(rates[1]) >= 1.0 { 1 } else { 2 };
        let [first, last] = rates.map(|rate| written(rate, digits));
        let (bars, last) = if alone { (String::new(), String::new()) } else { (bars(cells, place), last) };
        let mut said = String::new();
        if let Some(claim) = finding.map(ThemeFinding::claim) {
            said = spans.iter().fold(in_words(&claim), |said, span| said.replace(span, "")).replace(": came up ", ": ");
            let besides = claim.besides();
            for scope in &besides {
                scopes.entry(printable(scope.trim_start_matches("but "))).or_default().push(short(&name, NAME.1));
            }
            // Behind the evidence, where it is not cut off.
            if !besides.is_empty() {
                said = said.replacen(':', " *:", 1);
            }
        }
        rows.push([name, bars, first, last, said]);
    }
    align(&mut rows[1..]);
    let mut text = "\nMentions per 1,000 words of the key themes\n".to_string();
    let wide = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let [name, bars, first, last, verdict] = [0, 1, 2, 3, 4].map(wide);
    let room = width.saturating_sub(bars + first + last + verdict + 11);
    let name = name.min(room.clamp(NAME.0, NAME.1));
    for row in &rows {
        let theme = if row[0].chars().count() > name { short(&row[0], name - 1) } else { row[0].clone() };
        let line = format!("  {theme:name$}  {:bars$}  {:>first$}  {:>last$}  {}", row[1], row[2], row[3], row[4]);
        let line: String = short(line.trim_end(), width.saturating_sub(1));
        text += &format!("{line}\n");
    }
    for (scope, names) in &scopes {
        text += &wrapped(&format!("* {}: {scope}", names.join(", ")), "  ", "    ", width);
    }
    if outcome.findings.is_empty() {
        let why = if alone { "there is one period" } else { "no pairs of periods are asked for" };
        text += &wrapped(&format!("Nothing is compared: {why}."), "  ", "    ", width);
    }
    text
}

/// Writes blanks behind rates with fewer decimals than others, so that their points stand below each other.
fn align(rows: &mut [[String; 5]]) {
    let decimals = |rate: &str| rate.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let most = rows.iter().flat_map(|row| [&row[2], &row[3]]).map(|rate| decimals(rate)).max().unwrap_or(0);
    for rate in rows.iter_mut().flat_map(|row| &mut row[2..4]).filter(|rate| rate.contains('.')) {
        let missing = most - decimals(rate);
        rate.push_str(&" ".repeat(missing));
    }
}

fn rate(cell: &Cell, theme: usize) -> f64 {
    let hits = cell.themes[theme].hits as f64;
    if cell.tokens > 0 { hits * 1000.0 / cell.tokens as f64 } else { 0.0 }
}

/// The rates of a theme as bars; of many periods a bar for some neighbours together.
fn bars(cells: &[Cell], theme: usize) -> String {
    let together = cells.len().div_ceil(BARS).max(1);
    let rates = cells.chunks(together).map(|cells| {
        let (hits, tokens) =
            cells.iter().fold((0, 0), |sum, cell| (sum.0 + cell.themes[theme].hits, sum.1 + cell.tokens));
        if tokens > 0 { hits as f64 / tokens as f64 } else { 0.0 }
    });
    drawn(&rates.collect::<Vec<_>>())
}

fn drawn(rates: &[f64]) -> String {
    let most = rates.iter().copied().fold(0.0, f64::max);
    let bar = |rate: &f64| {
        if *rate > 0.0 { HEIGHTS[((rate / most * 8.0).ceil() as usize).clamp(1, 8) - 1] } else { NONE }
    };
    rates.iter().map(bar).collect()
}

/// The verdict in a few words.
fn in_words(claim: &Claim) -> String {
    match claim.evidence {
        Evidence::Strong | Evidence::Partial => {
            format!("{}: {}", claim.evidence.name(), printable(claim.does()))
        }
        Evidence::HardlyChanged => printable(claim.does()),
        Evidence::NotShown | Evidence::NotTested => claim.evidence.name().to_string(),
    }
}

/// The best findings; where nothing is shown, that.
fn findings(findings: &[ThemeFinding], width: usize) -> String {
    let shown: Vec<&ThemeFinding> =
        findings.iter().filter(|finding| finding.evidence() <= Evidence::HardlyChanged).collect();
    if findings.is_empty() {
        return String::new();
    }
    if shown.is_empty() {
        let claims: Vec<Claim> = findings.iter().map(ThemeFinding::claim).collect();
        return "\nWhat is best shown\n".to_string() + &item(&format!("{}.", in_short(&claims)), width);
    }
    let mut text = "\nWhat is best shown\n".to_string();
    shown.iter().take(MOST).for_each(|finding| text += &item(&format!("{}.", finding.headline()), width));
    let (more, others) = (shown.len().saturating_sub(MOST), findings.len() - shown.len());
    let rest = match (more, others) {
        (0, 0) => return text,
        (more, 0) => format!("and {more} more"),
        (0, others) => format!("of {} nothing is shown", plural(others, "theme")),
        (more, others) => format!("and {more} more; of {} nothing is shown", plural(others, "theme")),
    };
    text += &format!("  {rest}: see findings.md, or --verbose\n");
    text
}

/// What is shown of groups.
fn differences(said: &[String], width: usize) -> String {
    if said.is_empty() {
        return String::new();
    }
    "\nGroups\n".to_string() + &said.iter().map(|line| item(line, width)).collect::<String>()
}

fn files(outcome: &Outcome, width: usize) -> String {
    let directory = printable(&outcome.directory.display().to_string());
    let mut text = format!("\nWhere to look first, in {directory}\n");
    let mut file =
        |name: &str, what: &str| text += &wrapped(&format!("{name:<12} {what}"), "  ", &" ".repeat(15), width);
    file("brief.html", "one page for others; brief.docx to edit, brief.md as text");
    if outcome.report.is_some() {
        file("report.html", "every number leads to the messages behind it");
    }
    if !outcome.findings.is_empty() {
        file("findings.md", "each theme: how sure, why not, what threatens it");
    }
    let (tables, charts) = (outcome.tables.len() as u64, outcome.charts.len() as u64);
    let of =
        format!("which file answers which question, of {} and {}", plural(tables, "table"), plural(charts, "chart"));
    file("README.md", &of);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_of_rates_stand_below_each_other() {
        let row = |from: &str, to: &str| ["", "", from, to, ""].map(String::from);
        let mut rows = [row("6.8", "4.6"), row("0.06", "none")];
        align(&mut rows);
        assert_eq!(rows, [row("6.8 ", "4.6 "), row("0.06", "none")]);
        let mut rows = [row("6.8", "none")];
        align(&mut rows);
        assert_eq!(rows, [row("6.8", "none")]);
    }

    #[test]
    fn bars_have_the_highest_rate_as_their_height() {
        assert_eq!(drawn(&[0.0, 0.1, 4.0, 8.0]), "·▁▄█");
        assert_eq!(drawn(&[0.0, 0.0]), "··");
        assert_eq!(drawn(&[]), "");
    }
}
