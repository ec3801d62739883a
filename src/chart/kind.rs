//! The list of all charts.

use std::borrow::Cow;

use super::design::SHRINK;
use super::inputs::{Inputs, Need};
use super::{
    Context, Rendered, cooccurrence_change, coverage, group_contrast, group_trends, keyness, term_trends, theme_change,
    theme_cooccurrence, theme_heatmap, theme_network, theme_patterns, theme_trends, word_shift,
};
use crate::error::{Error, ErrorKind, Result, nearest};

/// A kind of chart.
#[derive(Debug, Clone, Copy)]
pub struct ChartKind {
    /// Name: of the command, and of the files, behind which a period, a pair of periods or a group may stand.
    pub name: &'static str,
    /// What is seen, in a sentence.
    pub shows: &'static str,
    /// The rows it is drawn from.
    pub needs: &'static [Need],
    /// Whether nothing is drawn without rows, because most projects have none: charts of groups. Of other charts there is a
    /// page that says so.
    pub optional: bool,
    /// Whether a run draws it. The others are for those who look into how a theme is found, and drawn when they are asked for.
    pub of_run: bool,
    /// Draws it: one chart, or one for each period, pair of periods or group.
    draw: fn(&Inputs, &Context) -> Result<Vec<Rendered>>,
}

/// All kinds of charts, in the order in which they are drawn and listed.
pub const KINDS: [ChartKind; 13] = [
    ChartKind {
        name: "theme_trends",
        shows: "What the data show of each theme, and its mentions per 1,000 words over time, with 95 % intervals.",
        needs: &[Need::ThemeFrequency, Need::ThemeFit, Need::Claims, Need::Documents],
        optional: false,
        of_run: true,
        draw: theme_trends::draw,
    },
    ChartKind {
        name: "theme_heatmap",
        shows: "Themes by periods: mentions per 1,000 words.",
        needs: &[Need::ThemeFrequency, Need::Documents],
        optional: false,
        of_run: true,
        draw: theme_heatmap::draw,
    },
    ChartKind {
        name: "theme_change",
        shows: "The change of every theme between two periods, with its 95 % interval and what the evidence is worth.",
        needs: &[Need::Findings, Need::Documents],
        optional: false,
        of_run: true,
        draw: theme_change::draw,
    },
    ChartKind {
        name: "theme_cooccurrence",
        shows: "Themes by themes, one chart per period: messages that name both.",
        needs: &[Need::ThemeCooccurrence, Need::Documents],
        optional: false,
        of_run: true,
        draw: theme_cooccurrence::draw,
    },
    ChartKind {
        name: "cooccurrence_change",
        shows: "Which pairs of themes came together or apart between two periods, with 95 % intervals.",
        needs: &[Need::CooccurrenceChange, Need::Documents],
        optional: false,
        of_run: true,
        draw: cooccurrence_change::draw,
    },
    ChartKind {
        name: "theme_network",
        shows: "Themes as a network, one chart per period: joint messages, and whether they are more than by chance.",
        needs: &[Need::ThemeCooccurrence, Need::Documents],
        optional: false,
        of_run: false,
        draw: theme_network::draw,
    },
    ChartKind {
        name: "theme_patterns",
        shows: "For each theme a bar per period: which patterns make its mentions.",
        needs: &[Need::ThemePatterns, Need::ThemeFrequency, Need::Documents],
        optional: false,
        of_run: false,
        draw: theme_patterns::draw,
    },
    ChartKind {
        name: "term_trends",
        shows: "One panel per chosen term: occurrences per 1,000 words over time, with 95 % intervals.",
        needs: &[Need::TermFrequency, Need::Comparability, Need::Documents],
        optional: false,
        of_run: true,
        draw: term_trends::draw,
    },
    ChartKind {
        name: "keyness",
        shows: "The terms that mark a period against the other periods, one chart per period.",
        needs: &[Need::Keyness, Need::Documents],
        optional: false,
        of_run: true,
        draw: keyness::draw,
    },
    ChartKind {
        name: "word_shift",
        shows: "The terms that tell two periods apart: the first and the last period, and each period and the next.",
        needs: &[Need::WordShift, Need::Documents],
        optional: false,
        of_run: true,
        draw: word_shift::draw,
    },
    ChartKind {
        name: "coverage",
        shows: "What each period is made of: documents, messages, words, kinds and scopes, and what to bear in mind.",
        needs: &[Need::Documents, Need::Comparability],
        optional: false,
        of_run: true,
        draw: coverage::draw,
    },
    ChartKind {
        name: "group_trends",
        shows: "One panel per theme with a line per group over time; of more than five groups a panel each.",
        needs: &[Need::GroupFrequency, Need::Documents],
        optional: true,
        of_run: true,
        draw: group_trends::draw,
    },
    ChartKind {
        name: "group_contrast",
        shows: "The difference of every theme between two groups over all periods, with its 95 % interval.",
        needs: &[Need::GroupContrast],
        optional: true,
        of_run: true,
        draw: group_contrast::draw,
    },
];

/// How far type may be reduced to keep a chart on one page, before it spreads over several.
const LEAST_TYPE: f64 = 0.75;

impl ChartKind {
    /// The kind of this name.
    ///
    /// # Errors
    ///
    /// An error of kind `Usage` with the nearest name and all names.
    pub fn named(name: &str) -> Result<&'static ChartKind> {
        if let Some(kind) = KINDS.iter().find(|kind| kind.name == name) {
            return Ok(kind);
        }
        let names: Vec<&str> = KINDS.iter().map(|kind| kind.name).collect();
        let near = nearest(name, names.iter().copied()).map(|near| format!("did you mean `{near}`? "));
        Err(Error::new(ErrorKind::Usage, format!("no chart `{name}`")).hint(format!(
            "{}charts: {}",
            near.unwrap_or_default(),
            names.join(", ")
        )))
    }

    /// Whether the chart shows themes, so that there is nothing to draw without a codebook.
    pub(crate) fn about_themes(&self) -> bool {
        self.needs.iter().any(|need| {
            matches!(
                need,
                Need::ThemeFrequency
                    | Need::ThemeChange
                    | Need::Findings
                    | Need::ThemeCooccurrence
                    | Need::CooccurrenceChange
                    | Need::ThemePatterns
                    | Need::GroupFrequency
                    | Need::GroupContrast
            )
        })
    }

    /// Draws the chart. Where the context names themes or periods, all others are left out. Nothing is drawn where the kind is
    /// optional and has no rows.
    ///
    /// On a page of fixed height on which it does not fit, type is made smaller, down to three quarters of its size. If it
    /// still does not fit, it spreads over several pages, or shows only the themes that matter most, with larger type
    /// again; and if that does not do, type is made smaller down to 7 pt. A warning tells of smaller type.
    ///
    /// # Errors
    ///
    /// An error of kind `Output` if the drawing library refuses to draw, and one of kind `Usage` that names a size which
    /// would do if the chart does not fit its page.
    pub fn draw(&self, inputs: &Inputs, context: &Context) -> Result<Vec<Rendered>> {
        let mut inputs = Cow::Borrowed(inputs);
        let options = &context.options;
        if !options.periods.is_empty() {
            inputs = Cow::Owned(inputs.of_periods(&options.periods));
        }
        if options.themes.is_empty() {
            return self.fitted(&inputs, context);
        }
        let mut of_themes = context.clone();
        of_themes.themes.retain(|theme| options.themes.contains(&theme.id));
        self.fitted(&inputs.of_themes(&options.themes), &of_themes)
    }

    fn fitted(&self, inputs: &Inputs, context: &Context) -> Result<Vec<Rendered>> {
        let mut one = context.clone();
        one.design.spread = context.design.page.height.is_none();
        let least = LEAST_TYPE * context.design.style.sizes.small;
        match self.in_smaller_type(inputs, one, least) {
            Err(error) if error.kind() == ErrorKind::Usage => self.in_smaller_type(inputs, context.clone(), 0.0),
            drawn => drawn,
        }
    }

    /// Draws in the largest type in which the chart fits its page, but in none smaller than `least`.
    fn in_smaller_type(&self, inputs: &Inputs, mut context: Context, least: f64) -> Result<Vec<Rendered>> {
        let wished = context.design.style.sizes.small;
        let mut tried = (self.draw)(inputs, &context);
        while matches!(&tried, Err(error) if error.kind() == ErrorKind::Usage) {
            let Some(design) = context.design.smaller(SHRINK).filter(|design| design.style.sizes.small >= least) else {
                break;
            };
            context.design = design;
            tried = (self.draw)(inputs, &context);
        }
        let mut charts = tried?;
        let size = context.design.style.sizes.small;
        if size < wished {
            let help = if self.about_themes() { "a higher page or fewer themes keep" } else { "a higher page keeps" };
            let warning = format!(
                "the smallest type is {size:.1} pt, not {wished} pt, so that the chart fits its page; {help} it large"
            );
            charts.iter_mut().for_each(|chart| chart.warnings.push(warning.clone()));
        }
        Ok(charts)
    }
}
