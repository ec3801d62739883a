//! Groups as they are typed, and `themeshift compare --by`: the themes of two groups.

use super::args::{CompareOptions, ComparePart};
use super::common::{Common, Format};
use super::open::{load, open};
use super::show;
use super::watch::Terminal;
use crate::analysis::{GroupContrastRow, Grouping, Results, group_contrast_with};
use crate::error::{Error, ErrorKind, Result, nearest};
use crate::pipeline::{Depth, count};
use crate::warning::Warning;

/// The most groups that an error names.
const MOST_NAMED: usize = 12;

/// The grouping that has a group, and the place of the group; `what` names the argument.
///
/// # Errors
/// When no variable has such a group, with the nearest one.
pub fn find<'r>(results: &'r Results<'_>, name: &str, what: &str) -> Result<(&'r Grouping, usize)> {
    let place = |grouping: &'r Grouping| Some((grouping, grouping.groups.iter().position(|group| group.name == name)?));
    results.groupings().iter().find_map(place).ok_or_else(|| {
        let names = || results.groupings().iter().flat_map(|of| &of.groups).map(|group| group.name.as_str());
        let all: Vec<&str> = names().take(MOST_NAMED).collect();
        let more = if names().count() > all.len() { ", ..." } else { "" };
        let near = nearest(name, names()).map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
        let small = |of: &Grouping| of.small.iter().any(|(small, _)| small == name);
        let error = match results.groupings().iter().find(|of| small(of)) {
            Some(_) => {
                format!("{what}: the group `{name}` has few messages and is part of another; see `least` in [groups]")
            }
            None => format!("{what}: there is no group `{name}`"),
        };
        Error::new(ErrorKind::Usage, error).hint(format!("{near}groups: {}{more}", all.join("; ")))
    })
}

/// Says which groups go together because they are small.
pub fn tell(results: &Results<'_>, terminal: &Terminal) {
    results.left_out().into_iter().for_each(|left_out| terminal.warn(&Warning::general(left_out)));
}

const COLUMNS: [&str; 9] =
    ["period", "theme", "rate_a", "rate_b", "difference", "difference_low", "difference_high", "p_holm", "note"];

/// Compares two groups: over all periods, then in each period where there are few.
pub fn compare(options: &CompareOptions, common: &Common) -> Result<()> {
    let [variable] = &common.groups()?[..] else {
        return Err(Error::new(ErrorKind::Usage, "--by: two groups of one variable are compared")
            .hint("write `themeshift compare --by publisher A B`"));
    };
    if options.part.is_some_and(|part| part != ComparePart::Themes) {
        return Err(Error::new(ErrorKind::Usage, "--part: two groups are compared by their themes")
            .hint("`themeshift keyness --by` shows the terms that mark a group"));
    }
    if options.from == options.to {
        return Err(Error::new(ErrorKind::Usage, "TO: a group cannot be compared with itself"));
    }
    let mut config = load(common)?;
    // No table of terms is asked for.
    config.output.rows = None;
    let (project, terminal) = open(config, common)?;
    if let Some(theme) = &options.theme {
        project.theme(theme)?;
    }
    let counted = count(&project, &terminal, Depth::Themes)?;
    counted.warnings.iter().for_each(|warning| terminal.warn(warning));
    let rows = counted.results(&project, &terminal, None, |results| {
        tell(results, &terminal);
        contrast(results, options)
    })??;
    drop(terminal);
    let format = show::format(common);
    if matches!(format, Format::Csv | Format::Json) {
        return show::print(&rows, &COLUMNS, common);
    }
    let (overall, by_period): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.period.is_none());
    let Some(any) = overall.first().or(by_period.first()) else { return Ok(()) };
    let (a, b) = (show::printable(&any.group_a), show::printable(&any.group_b));
    let what = format!("{variable} {a} (a) and {b} (b), in mentions per 1,000 words with 95 % intervals");
    for (text, rows, columns) in
        [("Themes over all periods", overall, &COLUMNS[1..]), ("Themes by period", by_period, &COLUMNS[..])]
    {
        if !rows.is_empty() {
            show::heading(true, &format!("{text}: {what}"), format)?;
            show::print(&rows, columns, common)?;
        }
    }
    Ok(())
}

/// The rows of two groups, whichever was typed first: over all periods, then by period; the largest differences first.
fn contrast(results: &Results<'_>, options: &CompareOptions) -> Result<Vec<GroupContrastRow>> {
    let (grouping, a) = find(results, &options.from, "FROM")?;
    let (_, b) = find(results, &options.to, "TO")?;
    let mut rows = group_contrast_with(&results.study, grouping, (a, b));
    let [a, b] = [a.min(b), a.max(b)].map(|place| grouping.groups[place].name.as_str());
    rows.retain(|row| row.group_a == a && row.group_b == b);
    if rows.is_empty() && !results.study.codebook.themes.is_empty() {
        return Err(Error::new(ErrorKind::Usage, format!("`{a}` and `{b}` are not compared"))
            .hint("two groups need a period in which both have words"));
    }
    rows.retain(|row| options.theme.as_ref().is_none_or(|theme| *theme == row.theme));
    let size = |row: &GroupContrastRow| row.difference.map_or(-1.0, f64::abs);
    rows.sort_by(|a, b| a.period.cmp(&b.period).then(size(b).total_cmp(&size(a))));
    Ok(rows)
}
