// Quotes: messages and lines that were put aside, with their sources.

let quotes = [];

RENDER.quotes = async () => {
  fill($("quotes-hint"), hint("quotes"));
  if (app.shown === null) return;
  try {
    quotes = (await call("quotes")).quotes;
  } catch (error) {
    failed(error);
  }
  showQuotes();
};

const source = (quote) => [quote.title || quote.document, quote.period, quote.section, quote.message].filter(Boolean).join(" \u00b7 ");

function showQuotes() {
  $("to-quotes").textContent = quotes.length === 0 ? WORDS.views.quotes : `${WORDS.views.quotes} (${quotes.length})`;
  const take = (place) => working(async () => {
    ({ quotes } = await note("unquote", { place }));
    showQuotes();
  });
  const item = (quote, place) => el("li", {}, el("blockquote", { dir: "auto" }, quote.text), el("p", { class: "source", dir: "auto" }, source(quote)),
    el("p", {}, button(WORDS.takeOut, () => take(place), { class: "link" })));
  showMemos();
  fill($("quote-list"), ...(quotes.length === 0 ? [el("p", {}, WORDS.noQuotes)] : [el("ol", {}, quotes.map(item))]));
  $("quote-files").hidden = quotes.length === 0;
}

/** What was written about messages, themes and documents. */
function showMemos() {
  const about = ({ about: what, id }) => `${WORDS.aboutWhat[what]} ${what === "theme" ? labelOf(id) : id}`;
  const item = (memo) => el("li", {}, el("span", { class: "source", dir: "auto" }, about(memo)), el("p", { dir: "auto" }, memo.text));
  fill($("memo-list"), app.memos.length === 0 ? el("p", {}, WORDS.noMemos) : el("ul", {}, app.memos.map(item)));
  $("save-memos").hidden = app.memos.length === 0;
}

const saveMemos = () => working(async () => {
  const { files } = await call("kept");
  download("memos.csv", files["notes/memos.csv"] ?? "");
});

/** Puts a message aside, or a stretch of it. */
const putAside = (message, stretch) => working(async () => {
  ({ quotes } = await note("quote", { message, stretch }));
  showQuotes();
  $("said").textContent = WORDS.isAside(quotes.length);
});

const saveQuotes = (format) => working(async () => {
  const { name, bytes } = await call("quotes_as", { format });
  download(name, bytesOf(bytes));
});
