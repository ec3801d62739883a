//! The brief in Markdown.

use super::{Brief, HOW, Quote};
use crate::analysis::in_markdown;

/// Text that Markdown shows as it is; control characters are U+FFFD, as in the Word document.
fn shown(text: &str) -> String {
    in_markdown(text).replace(char::is_control, "\u{FFFD}")
}

/// Quotes with their sources in Markdown.
pub fn quotes_markdown(title: &str, quotes: &[Quote]) -> String {
    let of_one = |quote: &Quote| format!("\n> {}\n\n{}\n", shown(&quote.text), shown(&quote.source()));
    format!("# {}\n", shown(title)) + &quotes.iter().map(of_one).collect::<String>()
}

impl Brief {
    /// The brief in Markdown, without the chart. Characters that turn the direction of text are left to the writer.
    pub fn markdown(&self) -> String {
        let mut page = format!("# {}\n\n{}\n", shown(&self.title), shown(&self.lead));
        for point in &self.points {
            page.push_str(&format!("\n**{}**\n", shown(&point.headline)));
            let (quote, source) = point.below();
            if let Some(quote) = quote {
                page.push_str(&format!("\n> {}\n", shown(quote)));
            }
            if let Some(source) = source {
                page.push_str(&format!("\n{}\n", shown(&source)));
            }
        }
        for line in [&self.caution, &self.others].into_iter().filter(|line| !line.is_empty()) {
            page.push_str(&format!("\n{}\n", shown(line)));
        }
        page.push_str(&format!("\n## {HOW}\n\n"));
        self.method.iter().for_each(|line| page.push_str(&format!("- {}\n", shown(line))));
        page
    }
}
