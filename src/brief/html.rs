//! The brief in HTML: a page by itself, and the first section of the report.

use std::fmt::Write;

use super::{Brief, Drawn, HOW};
use crate::report::{BRIEF_STYLE, alternative, png_picture, policy_of, visible};

/// What a page by itself needs besides: its letters and its width on a screen. How it is printed is the same as in the report.
const PAGE_STYLE: &str = include_str!("page.css");
/// Screens that show the narrow chart.
const NARROW: &str = "screen and (max-width: 600px)";

/// Text that a browser shows as it is.
fn escape(text: &str) -> String {
    let visible = visible(text);
    let mut out = String::new();
    for c in visible.as_deref().unwrap_or(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}

/// A paragraph; nothing for an empty text.
fn line(class: &str, text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("<p class=\"{class}\" dir=\"auto\">{}</p>\n", escape(text)) }
}

impl Brief {
    /// The brief as a page that needs nothing else.
    pub fn html(&self) -> String {
        let title = escape(&self.title);
        let style = format!("{PAGE_STYLE}{BRIEF_STYLE}");
        format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title} \u{2013} brief</title>\n\
             <style>{style}</style>\n</head>\n<body>\n<main>\n<h1 dir=\"auto\">{title}</h1>\n{}</main>\n</body>\n</html>\n",
            policy_of(&[], &[&style]),
            self.section("<section id=\"brief\">", 2)
        )
    }

    /// The brief as a section of the report.
    pub fn fragment(&self) -> String {
        self.section("<section id=\"brief\" aria-labelledby=\"brief-title\">\n<h2 id=\"brief-title\">In brief</h2>", 3)
    }

    /// The section, with headings of a level in it.
    fn section(&self, begin: &str, level: u8) -> String {
        let mut out = format!("{begin}\n{}", line("brief-lead", &self.lead));
        for point in &self.points {
            out.push_str(&line("claim", &point.headline));
            let (quote, source) = point.below();
            out.push_str(&line("quote", quote.unwrap_or_default()));
            out.push_str(&line("quote-source", &source.unwrap_or_default()));
        }
        if let Some(Drawn { chart, picture, narrow }) = &self.drawn {
            let alt = escape(&format!("{}. {}", chart.title, alternative(&chart.description)));
            let [wide, narrow] = [picture, narrow].map(|picture| png_picture(&picture.bytes));
            let _ = writeln!(
                out,
                "<figure class=\"brief-chart\"><picture><source media=\"{NARROW}\" srcset=\"{narrow}\"><img src=\"{wide}\" \
                 alt=\"{alt}\"></picture></figure>"
            );
        }
        out.push_str(&line("caution", &self.caution));
        out.push_str(&line("others", &self.others));
        out.push_str(&format!("<h{level} class=\"how\">{HOW}</h{level}>\n<ul class=\"method\">\n"));
        for text in &self.method {
            out.push_str(&format!("<li dir=\"auto\">{}</li>\n", escape(text)));
        }
        out.push_str("</ul>\n</section>\n");
        out
    }
}
