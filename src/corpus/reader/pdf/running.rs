//! The pages of a PDF -> one text: without running heads and page numbers. A soft hyphen is left where it ends a line.

use hashbrown::{HashMap, HashSet};

use super::layout::{Line, Page};

/// How many rows of lines at the top and at the bottom of a page may be heads and feet.
const EDGE: usize = 3;
/// Heads and feet stand apart from the text by this many times the usual step between lines.
const APART: f64 = 1.3;
/// A head or foot stands on at least so many pages.
const LEAST: usize = 3;

/// The text of all pages, and how many heads, feet and page numbers were left out.
pub fn text(mut pages: Vec<Page>) -> (String, u64) {
    let left_out = without_heads(&mut pages);
    let mut text = String::new();
    for page in &pages {
        for (place, line) in page.lines.iter().enumerate() {
            if !text.is_empty() {
                let apart = if place == 0 { !goes_on(&text, &line.text) } else { line.gap };
                text.push_str(if apart { "\n\n" } else { "\n" });
            }
            soft_hyphens(&line.text, &mut text);
        }
    }
    (text, left_out)
}

/// Whether a sentence goes on from the end of a page to the first line of the next.
fn goes_on(text: &str, line: &str) -> bool {
    !text.ends_with(['.', '!', '?', ':', ';', '”', '"']) && line.starts_with(|c: char| c.is_lowercase())
}

/// Adds a line without its soft hyphens, but for one at its end, which stands for a hyphen there.
fn soft_hyphens(line: &str, text: &mut String) {
    let end = line.trim_end_matches(['-', '\u{2010}']);
    let line = if end.ends_with('\u{ad}') { end } else { line };
    let parted = line.ends_with('\u{ad}');
    text.extend(line.chars().filter(|c| *c != '\u{ad}'));
    if parted {
        text.push('\u{ad}');
    }
}

/// The form that a head has on all its pages: digits and Roman numerals are numbers.
fn form(text: &str) -> String {
    let word = |word: &str| {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let roman = !bare.is_empty() && bare.len() <= 6 && bare.chars().all(|c| "ivxlcIVXLC".contains(c));
        if roman { word.replace(bare, "#") } else { word.to_lowercase() }
    };
    let words: Vec<String> = text.split_whitespace().map(word).collect();
    let mut form = String::new();
    for c in words.join(" ").chars() {
        match c {
            c if c.is_numeric() => {
                if !form.ends_with('#') {
                    form.push('#');
                }
            }
            c => form.push(c),
        }
    }
    form
}

/// Whether a form is that of a page number: `12`, `- 12 -`, `12/40`, `Page 12 of 40`, `Seite 12`.
fn is_number(form: &str) -> bool {
    const WORDS: [&str; 12] = ["page", "p", "pg", "of", "seite", "von", "pagina", "página", "de", "di", "sur", "стр"];
    let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphabetic()).to_string();
    form.contains('#')
        && form.split_whitespace().map(bare).all(|word| word.is_empty() || WORDS.contains(&word.as_str()))
}

/// A line at the edge of a page.
#[derive(Debug, Clone, Copy)]
struct AtEdge {
    /// Its place among the lines of the page.
    place: usize,
    /// Whether the edge is the top.
    top: bool,
    /// Whether it stands apart from the text. Else it may only be a page number.
    apart: bool,
}

/// The lines at the edges of a page, from the edge inwards.
fn edges(page: &Page) -> Vec<AtEdge> {
    let mut places: Vec<usize> = (0..page.lines.len()).collect();
    places.sort_by(|a, b| page.lines[*b].y.total_cmp(&page.lines[*a].y));
    // What stands at one height is one row, such as a title on the left and a number on the right.
    let mut rows: Vec<Vec<usize>> = Vec::new();
    for place in places {
        let same = rows.last().and_then(|row| row.first()).is_some_and(|first| {
            let [first, line] = [&page.lines[*first], &page.lines[place]];
            (first.y - line.y).abs() < 0.4 * first.size.max(line.size)
        });
        match rows.last_mut().filter(|_| same) {
            Some(row) => row.push(place),
            None => rows.push(vec![place]),
        }
    }
    let step = |above: usize| page.lines[rows[above][0]].y - page.lines[rows[above + 1][0]].y;
    let mut steps: Vec<f64> = (1..rows.len()).map(|row| step(row - 1)).collect();
    steps.sort_by(f64::total_cmp);
    let size = page.lines.iter().map(|line| line.size).fold(0.0, f64::max);
    // The narrower steps are those within paragraphs; of few rows nothing can be told.
    let usual = if rows.len() < 4 { 1.2 * size } else { steps[steps.len() / 3] };
    let count = EDGE.min(rows.len().div_ceil(2));
    let mut found = Vec::new();
    for top in [true, false] {
        let row = |inwards: usize| if top { inwards } else { rows.len() - 1 - inwards };
        let is_apart = |inwards: usize| {
            let inner = if top { row(inwards) } else { row(inwards).saturating_sub(1) };
            inwards + 1 < rows.len() && step(inner) > APART * usual
        };
        // All rows up to the innermost that stands apart.
        let apart = (0..count).rev().find(|inwards| is_apart(*inwards)).map_or(0, |inwards| inwards + 1);
        for inwards in 0..apart.max(count.min(1)) {
            found.extend(rows[row(inwards)].iter().map(|place| AtEdge { place: *place, top, apart: inwards < apart }));
        }
    }
    found
}

/// Takes heads and feet out: lines at one edge that have one form on many pages.
fn without_heads(pages: &mut [Page]) -> u64 {
    let mut forms: HashMap<(String, bool), usize> = HashMap::new();
    let of_page = |page: &Page| -> HashSet<(String, bool)> {
        edges(page).into_iter().map(|at| (form(&page.lines[at.place].text), at.top)).collect()
    };
    for page in pages.iter() {
        for found in of_page(page) {
            *forms.entry(found).or_default() += 1;
        }
    }
    let filled = pages.iter().filter(|page| !page.is_empty()).count();
    let is_head = |line: &Line, at: &AtEdge| {
        let form = form(&line.text);
        let number = is_number(&form);
        let least = if number { 2 } else { LEAST.max(filled.div_ceil(4)) };
        (number || at.apart) && forms.get(&(form, at.top)).is_some_and(|times| *times >= least)
    };
    let mut left_out = 0;
    for page in pages.iter_mut() {
        let heads: HashSet<usize> =
            edges(page).into_iter().filter(|at| is_head(&page.lines[at.place], at)).map(|at| at.place).collect();
        left_out += heads.len() as u64;
        let mut place = 0;
        page.lines.retain(|_| {
            place += 1;
            !heads.contains(&(place - 1))
        });
    }
    left_out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page of lines; those after an empty one stand apart.
    fn page(lines: &[&str]) -> Page {
        let line = |(place, text): (usize, &&str)| Line {
            text: (*text).to_string(),
            y: 700.0 - 12.0 * place as f64,
            size: 10.0,
            ..Line::default()
        };
        let lines = lines.iter().enumerate().filter(|(_, text)| !text.is_empty()).map(line).collect();
        Page { lines, ..Page::default() }
    }

    #[test]
    fn running_heads_and_page_numbers_are_left_out() {
        let pages = vec![
            page(&["Annual report 2019", "", "One one.", "More.", "And more.", "", "Page 1 of 3"]),
            page(&["Annual report 2019", "", "Two two.", "More.", "And more.", "", "Page 2 of 3"]),
            page(&["Annual report 2019", "", "Three three.", "Other.", "And other.", "", "Page 3 of 3"]),
        ];
        let (text, left_out) = text(pages);
        assert_eq!(left_out, 6);
        assert_eq!(
            text,
            "One one.\nMore.\nAnd more.\n\nTwo two.\nMore.\nAnd more.\n\nThree three.\nOther.\nAnd other."
        );
    }

    #[test]
    fn a_line_of_the_text_that_comes_again_is_no_head() {
        let pages: Vec<Page> = (1..9)
            .map(|number| {
                page(&[
                    "Yearbook",
                    "",
                    "goes on as it did before.",
                    "It ends.",
                    "More.",
                    "Again.",
                    "",
                    &number.to_string(),
                ])
            })
            .collect();
        let (text, left_out) = text(pages);
        assert_eq!(
            (left_out, text.matches("goes on as it did before.").count(), text.matches("Again.").count()),
            (16, 8, 8)
        );
    }

    #[test]
    fn what_stands_on_two_pages_is_text() {
        let pages = vec![page(&["We agree.", "a", "b", "c", "- iv -"]), page(&["We agree.", "d", "e", "f", "- v -"])];
        assert_eq!(text(pages), ("We agree.\na\nb\nc\n\nWe agree.\nd\ne\nf".into(), 2));
        assert_eq!(text(vec![page(&["2019"])]), ("2019".into(), 0));
    }

    #[test]
    fn numbers_of_pages_have_many_forms() {
        for number in ["12", "- 12 -", "12/40", "Page 12 of 40", "xii", "Seite 3", "[4]"] {
            assert!(is_number(&form(number)), "{number}");
        }
        for text in ["Annex 2", "2019 report", "page", ""] {
            assert!(!is_number(&form(text)), "{text}");
        }
    }

    #[test]
    fn a_sentence_goes_on_over_the_page() {
        let pages = vec![page(&["It goes", "on and"]), page(&["on here.", "It ends."]), page(&["a new one", "New"])];
        assert_eq!(text(pages).0, "It goes\non and\non here.\nIt ends.\n\na new one\nNew");
    }

    #[test]
    fn soft_hyphens_count_at_line_ends_alone() {
        let joined = text(vec![page(&["plat\u{ad}forms and stan\u{ad}\u{2010}", "dards for well-", "known rules"])]).0;
        assert_eq!(joined, "platforms and stan\u{ad}\ndards for well-\nknown rules");
    }
}
