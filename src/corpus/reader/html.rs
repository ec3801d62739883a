//! Web pages: the main text, as headings, list items, paragraphs and rows of tables.
//!
//! The tokenizer is html5ever's; no tree is built, so time and memory grow with the length of a page and not with its
//! depth. Main text is what stands in `<main>`, else in `<article>`, else what does not stand in navigation, asides,
//! page heads, page feet, menus and dialogs. Scripts and styles are left out; so are hidden elements and what is deleted or
//! struck out, which is told. A row of a table is a row wherever the table stands, so that tables that only arrange a page give
//! what they arrange. Marks of notes are left out, and notes that are marked as such are text that is no message. The line of
//! a block is that of the file.

use std::cell::RefCell;

use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

use super::blocks::Blocks;
use super::left_out::{self, LeftOut, Told};
use crate::corpus::{Block, BlockKind, Content, Document, Properties};

/// Reads a page. Any text can be read as a page.
pub fn read(text: &str) -> Document {
    let (blocks, properties, left_out) = parts(text);
    let mut document = Document { properties, ..Document::new(Content::Blocks(blocks)) };
    left_out.tell(&mut document.reading);
    document
}

/// The main text of a page, what the page says of itself, and what is left out.
pub fn parts(text: &str) -> (Vec<Block>, Properties, LeftOut) {
    let tokenizer = Tokenizer::new(Sink(RefCell::new(Page::default())), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(text.into());
    // The tokenizer stops where a page declares its encoding.
    while !input.is_empty() {
        let _ = tokenizer.feed(&input);
    }
    tokenizer.end();
    let mut page = tokenizer.sink.0.into_inner();
    page.settle();
    page.end_part();
    let best = [Place::Main, Place::Article, Place::Other].into_iter();
    let place = best.into_iter().find(|place| page.parts.iter().any(|(part, _)| part == place));
    let of_place = |(part, blocks): (Place, Vec<Block>)| Some(blocks).filter(|_| Some(part) == place);
    let mut blocks: Vec<Block> = page.parts.into_iter().filter_map(of_place).flatten().collect();
    if place.is_none() {
        // All that the page has stands beside a main text that it lacks.
        blocks = page.beside;
    }
    (blocks, page.properties, page.left_out)
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
    /// The element that hides what is in it.
    hidden: Option<Hiding>,
    left_out: LeftOut,
    lists: usize,
    tables: usize,
    /// Whether the outermost of the lists and tables that are open is a table.
    arranged: bool,
    raised: Option<Raised>,
    /// The element that is a note, and how many of its name are open.
    note: Option<(String, usize)>,
    /// Whether the text is that of the title.
    title: bool,
    /// Line of the file.
    line: u64,
}

/// An element that hides what is in it.
#[derive(Debug)]
struct Hiding {
    name: String,
    /// How many elements of this name are open.
    depth: usize,
    /// What it is to be told as, where it has text.
    what: Told,
}

/// Text above the line that may be the mark of a note.
#[derive(Debug)]
struct Raised {
    /// The element that raises it.
    name: String,
    /// How many elements of this name are open.
    depth: usize,
    text: String,
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

    /// A paragraph begins or ends: within items, rows and notes it is a line.
    fn paragraph(&mut self) {
        match self.blocks.kind() {
            Some(BlockKind::Item) if self.lists > 0 => self.blocks.push("\n", self.line),
            Some(BlockKind::Row) if self.tables > 0 => self.blocks.push(" ", self.line),
            Some(BlockKind::Noise) if self.note.is_some() => self.blocks.push("\n", self.line),
            _ => self.blocks.close(),
        }
    }

    fn text(&mut self, text: &str) {
        if self.title {
            self.properties.title.push_str(text);
            return;
        }
        if let Some(hiding) = &mut self.hidden {
            if !text.trim().is_empty()
                && let Some(what) = hiding.what.take()
            {
                self.left_out.add(what);
            }
            return;
        }
        // Line ends of the source are spaces; those of the page are tags.
        let text = text.replace(['\n', '\r'], " ");
        match &mut self.raised {
            Some(raised) => raised.text.push_str(&text),
            None => self.blocks.push(&text, self.line),
        }
    }

    /// Raised text is complete.
    fn settle(&mut self) {
        if let Some(raised) = self.raised.take() {
            self.blocks.raise(&raised.text, self.line);
        }
    }

    /// A tag within what is hidden; `true` where that ends before it, because its end tag is missing.
    fn tag_in_hidden(&mut self, tag: &Tag) -> bool {
        let (name, start) = (&*tag.name, tag.kind == TagKind::StartTag);
        let Some(hiding) = &mut self.hidden else { return true };
        let open_ended = OPEN_ENDED.contains(&hiding.name.as_str());
        let struck = ["s", "strike"].contains(&hiding.name.as_str());
        if name == hiding.name && !tag.self_closing && !(open_ended && start) {
            hiding.depth = if start { hiding.depth + 1 } else { hiding.depth - 1 };
            if hiding.depth == 0 {
                self.hidden = None;
            }
        } else if (open_ended && OPEN_ENDED.contains(&name)) || ((open_ended || struck) && is_block(name)) {
            self.hidden = None;
            return true;
        }
        false
    }

    fn tag(&mut self, tag: &Tag) {
        let (name, start) = (&*tag.name, tag.kind == TagKind::StartTag);
        if self.hidden.is_some() && !self.tag_in_hidden(tag) {
            return;
        }
        let opens = start && !VOID.contains(&name) && !tag.self_closing;
        if let Some(what) = hides(tag).filter(|_| opens) {
            self.hidden = Some(Hiding { name: name.to_string(), depth: 1, what });
            return;
        }
        if is_block(name) {
            self.settle();
        }
        match &mut self.raised {
            Some(raised) if raised.name == name && !tag.self_closing => {
                raised.depth = if start { raised.depth + 1 } else { raised.depth - 1 };
                if raised.depth == 0 {
                    self.settle();
                }
            }
            None if opens && raises(tag) => {
                self.raised = Some(Raised { name: name.to_string(), depth: 1, text: String::new() });
            }
            _ => {}
        }
        if self.note.is_some() && !self.tag_in_note(tag) {
            return;
        }
        if opens && is_note(tag) {
            self.note = Some((name.to_string(), 1));
            return self.open(BlockKind::Noise);
        }
        self.element(tag);
    }

    /// A tag within a note, all of which is one block; `true` where the note ends before it, because its end tag is missing.
    fn tag_in_note(&mut self, tag: &Tag) -> bool {
        let (name, start) = (&*tag.name, tag.kind == TagKind::StartTag);
        if is_block(name) || name == "br" {
            self.blocks.push("\n", self.line);
        }
        let Some((_, depth)) = self.note.as_mut().filter(|(note, _)| note == name && !tag.self_closing) else {
            return false;
        };
        let missing = start && OPEN_ENDED.contains(&name);
        *depth = if start { *depth + 1 } else { *depth - 1 };
        if missing || *depth == 0 {
            self.note = None;
            self.blocks.close();
        }
        missing
    }

    fn element(&mut self, tag: &Tag) {
        let (name, start) = (&*tag.name, tag.kind == TagKind::StartTag);
        match name {
            "title" => self.title = start && !tag.self_closing && self.properties.title.is_empty(),
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
                self.arranged &= self.lists + self.tables > 0;
                self.lists = if start { self.lists + 1 } else { self.lists.saturating_sub(1) };
                if self.lists == 0 && !self.arranged {
                    self.tables = 0;
                    self.blocks.close();
                }
            }
            "li" if self.arranged => self.blocks.cell(),
            "li" => match (start, self.lists) {
                (true, 0 | 1) => self.open(BlockKind::Item),
                (false, 0 | 1) => self.blocks.close(),
                _ => self.paragraph(),
            },
            "table" => self.table(start),
            "tr" if self.arranged && start => self.open(BlockKind::Row),
            "tr" if self.arranged => self.blocks.close(),
            "tr" | "caption" => self.paragraph(),
            "td" | "th" if start => self.blocks.cell(),
            "br" => {
                let row = self.blocks.kind() == Some(BlockKind::Row);
                self.blocks.push(if row { " " } else { "\n" }, self.line);
            }
            "img" => self.blocks.push(" ", self.line),
            name if BLOCK.contains(&name) => self.paragraph(),
            _ => {}
        }
    }

    fn table(&mut self, start: bool) {
        self.arranged |= start && self.lists + self.tables == 0;
        self.tables = if start { self.tables + 1 } else { self.tables.saturating_sub(1) };
        match (self.arranged, self.tables) {
            (true, 0) => {
                (self.arranged, self.lists) = (false, 0);
                self.blocks.close();
            }
            // What follows in the cell of the outer table is a row of it.
            (true, _) if !start => self.open(BlockKind::Row),
            (true, _) => {}
            (false, _) => self.paragraph(),
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

/// Whether an element begins and ends a block.
fn is_block(name: &str) -> bool {
    BLOCK.contains(&name)
        || BESIDE.contains(&name)
        || ["h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "table", "caption", "tr", "td", "th"].contains(&name)
}

/// What the text of an element is told as, where it is left out.
fn hides(tag: &Tag) -> Option<Told> {
    if HIDDEN.contains(&&*tag.name) {
        return Some(None);
    }
    if ["del", "s", "strike"].contains(&&*tag.name) {
        return Some(Some(left_out::DELETED));
    }
    let hidden = tag.attrs.iter().any(|attribute| &*attribute.name.local == "hidden")
        || attribute(tag, "aria-hidden").is_some_and(|value| value.eq_ignore_ascii_case("true"))
        || attribute(tag, "style").is_some_and(|style| is_not_displayed(&style));
    hidden.then_some(Some(left_out::HIDDEN))
}

/// Whether a style says that an element is not shown.
fn is_not_displayed(style: &str) -> bool {
    style.split(';').filter_map(|declaration| declaration.split_once(':')).any(|(name, value)| {
        let value = value.split('!').next().unwrap_or_default().trim().to_ascii_lowercase();
        match name.trim().to_ascii_lowercase().as_str() {
            "display" => value == "none",
            "visibility" => value == "hidden" || value == "collapse",
            _ => false,
        }
    })
}

/// Whether what an element is by its role or by its type in a book is one of these.
fn is_one_of(tag: &Tag, roles: &[&str], types: &[&str]) -> bool {
    let says = |name: &str, known: &[&str]| {
        let value = tag.attrs.iter().find(|attribute| &*attribute.name.local == name).map(|found| &*found.value);
        value.is_some_and(|value| value.split_whitespace().any(|word| known.contains(&word)))
    };
    says("role", roles) || says("epub:type", types)
}

/// Whether an element raises its text above the line, or is the mark of a note.
fn raises(tag: &Tag) -> bool {
    &*tag.name == "sup" || (&*tag.name == "a" && is_one_of(tag, &["doc-noteref"], &["noteref"]))
}

/// Whether an element is a note, holds notes, or is the quoted text or the signature of a mail.
fn is_note(tag: &Tag) -> bool {
    let quoted = || &*tag.name == "blockquote" && attribute(tag, "type").is_some_and(|kind| kind == "cite");
    let of_mail = |class: &str| ["gmail_quote", "gmail_signature", "moz-cite-prefix", "moz-signature"].contains(&class);
    quoted()
        || attribute(tag, "class").is_some_and(|classes| classes.split_whitespace().any(of_mail))
        || is_one_of(
            tag,
            &["doc-footnote", "doc-endnote", "doc-endnotes"],
            &["footnote", "footnotes", "endnote", "endnotes", "rearnote", "rearnotes"],
        )
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
                // In pages that are XML an element may end with its start tag.
                if tag.kind == TagKind::StartTag && !tag.self_closing {
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
