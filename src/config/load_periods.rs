//! Reads `[periods]`, `[groups]`, `[compare]` and `[keyness]` of the project file.

use jiff::civil::Date;

use super::toml_source::{Located, TomlTable};
use super::{CompareConfig, GroupsConfig, KeynessConfig, NamedPeriod, Pairs, PeriodUnit, PeriodsConfig};
use crate::error::{Error, Result};

/// The longest period in years.
const MOST_YEARS: i32 = 1000;
/// What keyness calls all other periods together.
const REST: &str = "rest";
const A_DAY: &str = "a day, such as 1990-07-01";

/// `[periods]`; keys that are absent stay as they are in `periods`.
///
/// # Errors
/// At an unknown key or a wrong value, and where periods are given in two ways, out of order or overlap.
pub fn periods(table: &TomlTable<'_, '_>, mut periods: PeriodsConfig) -> Result<PeriodsConfig> {
    table.allow(&["unit", "from", "breaks", "named", "year_starts"])?;
    if let Some(text) = table.string("year_starts")? {
        let wrong = || {
            table
                .error(&text.span, format!("`{}` is no day on which years begin", text.value))
                .hint("write month and day, such as \"04-01\"; 29 February does not do")
        };
        // 2001 is no leap year, so 29 February is none of its days.
        let date: Date = format!("2001-{}", text.value).parse().map_err(|_| wrong())?;
        periods.year_starts = (date.month(), date.day());
    }
    let unit = table.string("unit")?;
    let breaks = table.scalars("breaks", "a list of years or days, such as [1990, 2001]")?;
    let named = table.tables("named")?;
    let given = usize::from(unit.is_some()) + usize::from(breaks.is_some()) + usize::from(!named.is_empty());
    if given > 1 {
        return Err(table
            .error(&table.start(), "[periods] is given in two ways")
            .hint("keep one of `unit`, `breaks` and [[periods.named]]"));
    }
    let from = table.integer("from")?;
    if let Some(unit) = &unit {
        periods.unit = unit_of(table, unit, from.as_ref())?;
    } else if let Some(from) = &from {
        return Err(table.error(&from.span, "`from` needs a unit of some years, such as unit = \"5 years\""));
    }
    if let Some(breaks) = breaks {
        periods.unit = PeriodUnit::Breaks(breaks_of(table, &breaks)?);
    }
    if !named.is_empty() {
        periods.unit = PeriodUnit::Named(named_of(&named)?);
    }
    Ok(periods)
}

fn unit_of(table: &TomlTable<'_, '_>, unit: &Located<String>, from: Option<&Located<u64>>) -> Result<PeriodUnit> {
    let words: Vec<&str> = unit.value.split_whitespace().collect();
    if let [number, "year" | "years"] = words.as_slice() {
        let length = number.parse::<i32>().ok().filter(|length| (1..=MOST_YEARS).contains(length));
        let Some(length) = length else {
            return Err(table
                .error(&unit.span, format!("`{number}` is no number of years from 1 to {MOST_YEARS}"))
                .hint("write unit = \"5 years\""));
        };
        let from = match from {
            None => 0,
            Some(from) => i32::try_from(from.value)
                .ok()
                .filter(|year| (1000..=2999).contains(year))
                .ok_or_else(|| table.error(&from.span, "`from` must be a year from 1000 to 2999"))?,
        };
        return Ok(PeriodUnit::Years { length, from });
    }
    if let Some(from) = from {
        return Err(table.error(&from.span, "`from` needs a unit of some years, such as unit = \"5 years\""));
    }
    table.choose("unit", unit, &PeriodUnit::ALL).map_err(|error| {
        let advice = error.advice().unwrap_or_default().to_string();
        error.hint(format!("{advice}; also some years, such as \"5 years\""))
    })
}

/// A day, or the first day of a year.
fn day(table: &TomlTable<'_, '_>, text: &Located<String>) -> Result<Date> {
    let year = text.value.len() == 4;
    let whole = if year { format!("{}-01-01", text.value) } else { text.value.clone() };
    whole.parse::<Date>().ok().filter(|date| (1000..=2999).contains(&date.year())).ok_or_else(|| {
        table
            .error(&text.span, format!("`{}` is neither a year nor a day", text.value))
            .hint("write 1990 or \"1990-07-01\"")
    })
}

fn breaks_of(table: &TomlTable<'_, '_>, breaks: &[Located<String>]) -> Result<Vec<Date>> {
    let days: Vec<Date> = breaks.iter().map(|text| day(table, text)).collect::<Result<_>>()?;
    if let Some(place) = days.windows(2).position(|pair| pair[0] >= pair[1]) {
        let text = &breaks[place + 1];
        return Err(table
            .error(&text.span, format!("`{}` does not come after `{}`", text.value, breaks[place].value))
            .hint("write breaks in the order of time, each once"));
    }
    if days.is_empty() {
        return Err(table.error(&table.start(), "`breaks` is empty").hint("write breaks = [1990, 2001]"));
    }
    Ok(days)
}

fn named_of(tables: &[TomlTable<'_, '_>]) -> Result<Vec<NamedPeriod>> {
    let mut periods: Vec<NamedPeriod> = Vec::new();
    for table in tables {
        table.allow(&["label", "from", "to"])?;
        let missing = |key: &str| table.error(&table.start(), format!("a named period has no `{key}`"));
        let label = table.scalar("label", "a name in quotes")?.ok_or_else(|| missing("label"))?;
        let [from, to] = ["from", "to"].map(|key| table.scalar(key, A_DAY)?.ok_or_else(|| missing(key)));
        let (from, to) = (from?, to?);
        let first = day(table, &from)?;
        let last = day(table, &to)?;
        // `to = 2012` is the whole year.
        let last = if to.value.len() == 4 { last.last_of_year() } else { last };
        if last < first {
            return Err(table.error(&to.span, format!("the period `{}` ends before it begins", label.value)));
        }
        if label.value.trim() == REST {
            return Err(table
                .error(&label.span, format!("a period cannot be called `{REST}`: all other periods together are"))
                .hint("give it another label"));
        }
        if label.value.trim().is_empty() || periods.iter().any(|other| other.label == label.value) {
            return Err(table
                .error(&label.span, format!("the label `{}` is empty or stands twice", label.value))
                .hint("give each period a label of its own"));
        }
        if let Some(other) = periods.iter().find(|other| other.from <= last && first <= other.to) {
            let message = format!("the periods `{}` and `{}` overlap", other.label, label.value);
            let hint = "a document is in one period: let one end on the day before the other begins";
            return Err(table.error(&from.span, message).hint(hint));
        }
        periods.push(NamedPeriod { label: label.value, from: first, to: last });
    }
    periods.sort_by_key(|period| period.from);
    Ok(periods)
}

/// `[groups]`; keys that are absent stay as they are in `groups`.
///
/// # Errors
/// At an unknown key or a wrong value.
pub fn groups(table: &TomlTable<'_, '_>, mut groups: GroupsConfig) -> Result<GroupsConfig> {
    table.allow(&["by", "order", "least"])?;
    // One variable may stand without brackets.
    let by = if table.is_string("by") { table.string("by")?.map(|one| vec![one]) } else { table.strings("by")? };
    if let Some(by) = by {
        groups.by = Vec::new();
        for name in by {
            let lower = name.value.trim().to_lowercase();
            if lower.is_empty() || groups.by.contains(&lower) {
                return Err(table.error(&name.span, format!("`{}` is empty or stands twice in `by`", name.value)));
            }
            groups.by.push(lower);
        }
    }
    if let Some(order) = table.scalars("order", "a list of values, such as [\"left\", \"right\"]")? {
        groups.order = order.into_iter().map(|value| value.value).collect();
    }
    if let Some(least) = table.integer("least")? {
        groups.least = least.value;
    }
    Ok(groups)
}

/// `[compare]`; keys that are absent stay as they are in `compare`.
///
/// # Errors
/// At an unknown key or a wrong value.
pub fn compare(table: &TomlTable<'_, '_>, mut compare: CompareConfig) -> Result<CompareConfig> {
    table.allow(&["pairs"])?;
    if table.is_string("pairs") {
        compare.pairs = table.choice("pairs", &Pairs::ALL)?.unwrap_or(compare.pairs);
    } else if let Some(lists) = table.lists("pairs", "a list of pairs, such as [[\"2012\", \"2020\"]]")? {
        let pair = |list: Vec<Located<String>>| match <[Located<String>; 2]>::try_from(list) {
            Ok([from, to]) if from.value != to.value => Ok((from.value, to.value)),
            Ok([from, _]) => Err(table.error(&from.span, "a period cannot be compared with itself")),
            Err(list) => {
                let place = list.first().map_or_else(|| table.start(), |first| first.span.clone());
                Err(table.error(&place, "a pair has two periods, such as [\"2012\", \"2020\"]"))
            }
        };
        compare.pairs = Pairs::List(lists.into_iter().map(pair).collect::<Result<_>>()?);
    }
    Ok(compare)
}

/// `[keyness]`; keys that are absent stay as they are in `keyness`.
///
/// # Errors
/// At an unknown key or a wrong value.
pub fn keyness(table: &TomlTable<'_, '_>, mut keyness: KeynessConfig) -> Result<KeynessConfig> {
    table.allow(&["terms", "least"])?;
    keyness.terms = number_or_all(table, "terms", keyness.terms)?;
    if let Some(least) = table.integer("least")? {
        keyness.least = least.value;
    }
    Ok(keyness)
}

/// A whole number from 1, or none for `"all"`; what `otherwise` says where the key is absent.
///
/// # Errors
/// When the key holds something else.
pub(crate) fn number_or_all(table: &TomlTable<'_, '_>, key: &str, otherwise: Option<usize>) -> Result<Option<usize>> {
    let wanted = "a whole number from 1, or \"all\"";
    let Some(value) = table.scalar(key, wanted)? else { return Ok(otherwise) };
    let wrong = || -> Error { table.error(&value.span, format!("`{key}` must be {wanted}")) };
    match value.value.as_str() {
        "all" => Ok(None),
        text => text.parse::<usize>().ok().filter(|number| *number > 0).map(Some).ok_or_else(wrong),
    }
}
