//! The brief in Markdown.

use super::{Brief, HOW};
use crate::analysis::in_markdown;

impl Brief {
    /// The brief in Markdown, without the chart. Characters that turn the direction of text are left to the writer.
    pub fn markdown(&self) -> String {
        let mut page = format!("# {}\n\n{}\n", in_markdown(&self.title), in_markdown(&self.lead));
        for point in &self.points {
            page.push_str(&format!("\n**{}**\n", in_markdown(&point.headline)));
            let (quote, source) = point.below();
            if let Some(quote) = quote {
                page.push_str(&format!("\n> {}\n", in_markdown(quote)));
            }
            if let Some(source) = source {
                page.push_str(&format!("\n{}\n", in_markdown(&source)));
            }
        }
        for line in [&self.caution, &self.others].into_iter().filter(|line| !line.is_empty()) {
            page.push_str(&format!("\n{}\n", in_markdown(line)));
        }
        page.push_str(&format!("\n## {HOW}\n\n"));
        self.method.iter().for_each(|line| page.push_str(&format!("- {}\n", in_markdown(line))));
        page
    }
}
