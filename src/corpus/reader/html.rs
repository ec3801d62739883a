//! Web pages: the main text, as headings, list items, paragraphs and rows of tables.
//!
//! The tokenizer is html5ever's; no tree is built, so time and memory grow with the length of a page and not with its
//! depth. Main text is what stands in `<main>`, else in `<article>`, else what does not stand in navigation, asides,
//! page heads, page feet, menus and dialogs. Scripts, styles and hidden elements are left out. The line of a block is that
//! of the file.

use std::cell::RefCell;

use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

use super::blocks::Blocks;
use crate::corpus::{Block, BlockKind, Content, Document, Properties};

/// Reads a page. Any text can be read as a page.
pub fn read(text: &str) -> Document {
    let tokenizer = Tokenizer::new(Sink(RefCell::new(Page::default())), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(text.into());
    // The tokenizer stops where a page declares its encoding.
    while !input.is_empty() {
        let _ = tokenizer.feed(&input);
    }
    tokenizer.end();
    let mut page = tokenizer.sink.0.into_inner();
    page.end_part();
    let best = [Place::Main, Place::Article, Place::Other].into_iter();
    let place = best.into_iter().find(|place| page.parts.iter().any(|(part, _)| part == place));
    let of_place = |(part, blocks): (Place, Vec<Block>)| Some(blocks).filter(|_| Some(part) == place);
    let mut blocks: Vec<Block> = page.parts.into_iter().filter_map(of_place).flatten().collect();
    if place.is_none() {
        // All that the page has stands beside a main text that it lacks.
        blocks = page.beside;
    }
    Document { properties: page.properties, ..Document::new(Content::Blocks(blocks)) }
}

/// Where a block stands in the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Main,
    Article,
    Other,
}

/// Elements that are no main text.
const BESIDE: [&str; 6] = ["nav", "aside", "header", "footer", "dialog", "menu"];
/// Elements whose text is no text of the page.
const HIDDEN: [&str; 15] = [
    "script", "style", "textarea", "iframe", "xmp", "noembed", "noframes", "template", "noscript", "svg", "math",
    "object", "select", "datalist", "button",
];
/// Elements that begin and end a paragraph.
const BLOCK: [&str; 20] = [
    "address",
    "blockquote",
    "body",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "hr",
    "p",
    "pre",
    "section",
    "summary",
    "article",
    "main",
    "hgroup",
];
/// Elements that end where another begins: their end tags may be missing.
const OPEN_ENDED: [&str; 9] = ["p", "li", "dt", "dd", "tr", "td", "th", "option", "optgroup"];
/// Elements without an end tag.
const VOID: [&str; 14] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];

#[derive(Debug, Default)]
struct Page {
    /// Blocks by where they stand, in reading order.
    parts: Vec<(Place, Vec<Block>)>,
    /// Blocks of navigation, page heads and the like.
    beside: Vec<Block>,
    blocks: Blocks,
    properties: Properties,
    /// How many elements of each kind are open.
    mains: usize,
    articles: usize,
    besides: usize,
    /// The element that hides what is in it, and how many of its name are open.
    hidden: Option<(String, usize)>,
    lists: usize,
    tables: usize,
    /// Whether the text is that of the title.
    title: bool,
    /// Line of the file.
    line: u64,
}

impl Page {
    fn place(&self) -> Option<Place> {
        match (self.besides, self.mains, self.articles) {
            (0, 0, 0) => Some(Place::Other),
            (0, 0, _) => Some(Place::Article),
            (0, _, _) => Some(Place::Main),
            _ => None,
        }
    }

    /// Puts what was read where it stands.
    fn end_part(&mut self) {
        let blocks = std::mem::take(&mut self.blocks).finish();
        if blocks.is_empty() {
            return;
        }
        match self.place() {
            None => self.beside.extend(blocks),
            Some(place) => match self.parts.last_mut() {
                Some((last, of_part)) if *last == place => of_part.extend(blocks),
                _ => self.parts.push((place, blocks)),
            },
        }
    }

    fn open(&mut self, kind: BlockKind) {
        self.blocks.open(kind, self.line);
    }

    /// A paragraph begins or ends: within items and rows it is a line.
    fn paragraph(&mut self) {
        match self.blocks.kind() {
            Some(BlockKind::Item) if self.lists > 0 => self.blocks.push("\n", self.line),
            Some(BlockKind::Row) if self.tables > 0 => self.blocks.push(" ", self.line),
            _ => self.blocks.close(),
        }
    }

    fn text(&mut self, text: &str) {
        if self.title {
            self.properties.title.push_str(text);
        } else if self.hidden.is_none() {
            // Line ends of the source are spaces; those of the page are tags.
            self.blocks.push(&text.replace(['\n', '\r'], " "), self.line);
        }
    }

    fn tag(&mut self, tag: &Tag) {
        let (name, start) = (&*tag.name, tag.kind == TagKind::StartTag);
        if let Some((hiding, depth)) = &mut self.hidden {
            let open_ended = OPEN_ENDED.contains(&hiding.as_str());
            if open_ended
                && (OPEN_ENDED.contains(&name) || BLOCK.contains(&name) || ["ul", "ol", "table"].contains(&name))
            {
                self.hidden = None;
                if start {
                    return self.tag(tag);
                }
            } else if name == hiding && !tag.self_closing {
                *depth = if start { *depth + 1 } else { *depth - 1 };
                if *depth == 0 {
                    self.hidden = None;
                }
            }
            return;
        }
        if start && !VOID.contains(&name) && !tag.self_closing && (HIDDEN.contains(&name) || hides(tag)) {
            self.hidden = Some((name.to_string(), 1));
            return;
        }
        match name {
            "title" => self.title = start && self.properties.title.is_empty(),
            "html" if start => self.properties.language = attribute(tag, "lang").unwrap_or_default(),
            "meta" if start => self.meta(tag),
            "time" if start && self.properties.date.is_empty() => {
                self.properties.date = attribute(tag, "datetime").unwrap_or_default();
            }
            "main" | "article" => {
                self.end_part();
                let count = if name == "main" { &mut self.mains } else { &mut self.articles };
                *count = if start { *count + 1 } else { count.saturating_sub(1) };
            }
            // Page heads and feet within the main text are those of articles: their headings belong to it.
            "header" | "footer" if self.mains + self.articles > 0 => self.paragraph(),
            name if BESIDE.contains(&name) => {
                self.end_part();
                self.besides = if start { self.besides + 1 } else { self.besides.saturating_sub(1) };
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => match (start, self.blocks.kind()) {
                (true, Some(BlockKind::Item)) if self.lists > 0 => self.paragraph(),
                (true, Some(BlockKind::Row)) if self.tables > 0 => self.paragraph(),
                (true, _) => self.open(BlockKind::Heading),
                (false, _) => self.paragraph(),
            },
            "ul" | "ol" => {
                self.lists = if start { self.lists + 1 } else { self.lists.saturating_sub(1) };
                if self.lists == 0 && self.tables == 0 {
                    self.blocks.close();
                }
            }
            "li" if self.tables > 0 => self.paragraph(),
            "li" => match (start, self.lists) {
                (true, 0 | 1) => self.open(BlockKind::Item),
                (false, 0 | 1) => self.blocks.close(),
                _ => self.paragraph(),
            },
            "table" => {
                self.tables = if start { self.tables + 1 } else { self.tables.saturating_sub(1) };
                if self.tables == 0 && self.lists == 0 {
                    self.blocks.close();
                }
            }
            "tr" if self.tables == 1 && self.lists == 0 => {
                if start {
                    self.open(BlockKind::Row);
                } else {
                    self.blocks.close();
                }
            }
            "td" | "th" if self.tables == 1 && start => self.blocks.cell(),
            "br" => {
                let row = self.blocks.kind() == Some(BlockKind::Row);
                self.blocks.push(if row { " " } else { "\n" }, self.line);
            }
            "img" => self.blocks.push(" ", self.line),
            name if BLOCK.contains(&name) => self.paragraph(),
            _ => {}
        }
    }

    fn meta(&mut self, tag: &Tag) {
        let name = attribute(tag, "name").or_else(|| attribute(tag, "property")).unwrap_or_default().to_lowercase();
        let dates = ["date", "dc.date", "dcterms.date", "dcterms.created", "article:published_time", "citation_date"];
        if dates.contains(&name.as_str()) && self.properties.date.is_empty() {
            self.properties.date = attribute(tag, "content").unwrap_or_default();
        }
    }
}

fn attribute(tag: &Tag, name: &str) -> Option<String> {
    let found = tag.attrs.iter().find(|attribute| &*attribute.name.local == name)?;
    Some(found.value.trim().to_string()).filter(|value| !value.is_empty())
}

/// Whether an element is not shown.
fn hides(tag: &Tag) -> bool {
    let style = || attribute(tag, "style").is_some_and(|style| style.replace(' ', "").contains("display:none"));
    tag.attrs.iter().any(|attribute| &*attribute.name.local == "hidden")
        || attribute(tag, "aria-hidden").is_some_and(|value| value == "true")
        || style()
}

struct Sink(RefCell<Page>);

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<()> {
        let mut page = self.0.borrow_mut();
        page.line = line;
        match token {
            Token::TagToken(tag) => {
                page.tag(&tag);
                if tag.kind == TagKind::StartTag {
                    return match &*tag.name {
                        "title" | "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
                        "style" | "xmp" | "iframe" | "noembed" | "noframes" => {
                            TokenSinkResult::RawData(RawKind::Rawtext)
                        }
                        "script" => TokenSinkResult::RawData(RawKind::ScriptData),
                        _ => TokenSinkResult::Continue,
                    };
                }
            }
            Token::CharacterTokens(text) => page.text(&text),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}
