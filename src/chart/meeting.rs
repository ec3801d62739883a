//! The themes that meet most, for charts of pairs that cannot show all themes on a page.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::naming::noun;
use super::{Context, Rendered};
use crate::analysis::rows::ThemeCooccurrenceRow;
use crate::error::{ErrorKind, Result};

/// With more themes than this none can be read.
const MOST_THEMES: usize = 300;
/// Themes on a page of fixed height at least, as long as type can be made smaller.
const LEAST_THEMES: usize = 12;

/// How many themes are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Drawn {
    /// Themes drawn.
    pub themes: usize,
    /// Themes that there are.
    pub all: usize,
    /// What periods are called, in the singular.
    pub noun: &'static str,
    /// Whether fewer themes would not be tried: what is drawn must do.
    pub last: bool,
}

impl Drawn {
    /// What a reader must know of the choice, if there is one.
    pub(super) fn note(self) -> Option<String> {
        let Self { themes, all, noun, .. } = self;
        (themes < all).then(|| {
            format!("Shown: the {themes} of {all} themes that share most messages with others, all {noun}s together.")
        })
    }
}

/// Draws all themes of the rows. Where they do not fit the page, those that share most messages with others, over all
/// periods, as many as fit. `draw` says that themes do not fit by an error of kind `Usage`.
///
/// # Errors
///
/// What `draw` returns.
pub(super) fn as_many_as_fit(
    rows: &[ThemeCooccurrenceRow],
    context: &Context,
    draw: impl Fn(&[ThemeCooccurrenceRow], Drawn) -> Result<Vec<Rendered>>,
) -> Result<Vec<Rendered>> {
    let order = by_meetings(rows, context);
    let (all, noun) = (order.len(), noun(rows.iter().map(|row| &row.period)));
    let least = if context.design.spread { context.design.least_rows(LEAST_THEMES).max(2) } else { all };
    let of = |themes: usize| {
        let drawn = Drawn { themes, all, noun, last: themes <= least };
        if themes == all {
            return draw(rows, drawn);
        }
        let kept: BTreeSet<&str> = order[..themes].iter().copied().collect();
        let kept =
            |row: &&ThemeCooccurrenceRow| kept.contains(row.theme_a.as_str()) && kept.contains(row.theme_b.as_str());
        draw(&rows.iter().filter(kept).cloned().collect::<Vec<_>>(), drawn)
    };
    let too_many = |tried: &Result<Vec<Rendered>>| matches!(tried, Err(error) if error.kind() == ErrorKind::Usage);
    let highest = all.min(MOST_THEMES.max(least));
    let first = of(highest);
    if !too_many(&first) || highest <= least {
        return first;
    }
    // Halfway between as many as fit and as many as do not.
    let (mut fits, mut over, mut best) = (least, highest, None);
    while over - fits > 1 {
        let middle = fits + (over - fits) / 2;
        let tried = of(middle);
        if too_many(&tried) {
            over = middle;
        } else {
            (fits, best) = (middle, Some(tried));
        }
    }
    best.unwrap_or_else(|| of(least))
}

/// The themes of the rows, those that share most messages with others first. Ties stand in codebook order.
fn by_meetings<'a>(rows: &'a [ThemeCooccurrenceRow], context: &Context) -> Vec<&'a str> {
    let mut joint: BTreeMap<&str, u64> = BTreeMap::new();
    for row in rows {
        for theme in [&row.theme_a, &row.theme_b] {
            let joint = joint.entry(theme).or_default();
            *joint = joint.saturating_add(row.messages_both);
        }
    }
    let mut order: Vec<(&str, u64)> = joint.into_iter().collect();
    order.sort_by_cached_key(|(theme, joint)| (Reverse(*joint), context.position(theme), *theme));
    order.into_iter().map(|(theme, _)| theme).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::axis::Period;
    use crate::chart::tests::sample::{context, pairs, themes};
    use crate::error::Error;

    #[test]
    fn themes_that_do_not_fit_give_way_to_those_that_meet_more() {
        let themes = themes(5, false);
        let mut rows = pairs(&themes, &[2012, 2017].map(Period::of_year), 40);
        let context = context(themes);
        for row in &mut rows {
            // The later themes meet more.
            row.messages_both = row.theme_b.trim_start_matches('t').parse().expect("a number");
        }
        let fits = |most: usize| {
            as_many_as_fit(&rows, &context, |rows, drawn| {
                let mut themes: Vec<String> =
                    rows.iter().flat_map(|row| [row.theme_a.clone(), row.theme_b.clone()]).collect();
                themes.sort();
                themes.dedup();
                assert_eq!(themes.len(), drawn.themes);
                if drawn.themes > most && !drawn.last {
                    return Err(Error::new(ErrorKind::Usage, "too many"));
                }
                let title = format!("{} {}", themes.join(" "), drawn.note().unwrap_or_default());
                Ok(vec![Rendered {
                    name: String::new(),
                    title,
                    description: String::new(),
                    svg: String::new(),
                    data: Vec::new(),
                    warnings: Vec::new(),
                }])
            })
            .map(|charts| charts[0].title.clone())
            .expect("drawn")
        };
        assert_eq!(fits(5), "t00 t01 t02 t03 t04 ");
        assert!(fits(3).starts_with("t02 t03 t04 Shown: the 3 of 5 themes"), "{}", fits(3));
        assert!(fits(0).starts_with("t03 t04 Shown: the 2 of 5"), "two must do");
    }
}
