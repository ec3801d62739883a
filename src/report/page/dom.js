// Elements of the page.

/** An element. `children` are nodes and texts; a property that is a function listens, others are attributes. */
function el(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (typeof value === "function") element.addEventListener(key, value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(key, visible(value));
  }
  for (const child of children.flat()) {
    if (child !== null && child !== undefined) element.append(child instanceof Node ? child : visible(child));
  }
  return element;
}

/** With a longer text in it a control takes a whole row on a phone. */
const MOST_HALF = 12;

/** A select with a label. `options` are `[value, text]`; it shows the state's `key` and changes it, and what `also` gives
 * for the new value. */
function selection(label, key, options, also = () => ({})) {
  const select = el("select", { "data-key": key });
  const fill = (choices) => {
    select.replaceChildren(...choices.map(([value, text]) => el("option", { value }, shortened(text, 70))));
    // Beside another on a phone a long text would be cut.
    wrapped.classList.toggle("wide", choices.some(([, text]) => text.length > MOST_HALF));
    select.value = state[key];
    if (select.selectedIndex < 0 && choices.length > 0) select.selectedIndex = 0;
  };
  const wrapped = el("label", {}, label, select);
  fill(options);
  select.addEventListener("change", () => change({ [key]: select.value, ...also(select.value) }, { at: partOf(select) }));
  onState([key], () => {
    select.value = state[key];
  });
  wrapped.fill = fill;
  wrapped.select = select;
  return wrapped;
}

/** Radio buttons with a legend. */
function choice(legend, key, options) {
  const buttons = options.map(([value, text]) => {
    const input = el("input", { type: "radio", name: key, value });
    input.addEventListener("change", () => change({ [key]: value }, { at: partOf(input) }));
    return { value, input, label: el("label", {}, input, text) };
  });
  const show = () => buttons.forEach(({ value, input }) => (input.checked = state[key] === value));
  onState([key], show);
  show();
  return el("fieldset", {}, el("legend", {}, legend), el("div", { class: "choices" }, buttons.map(({ label }) => label)));
}

/** The part of the page in which an element stands. */
const partOf = (element) => element.closest("section")?.id ?? part;

/** With a longer text than this in a cell the cells of a row stand below each other on a phone. */
const MOST_IN_A_ROW = 48;

/** A table. `columns` are `{head, cell, number}`; `cell` gives a text or a node of a row. */
function tableOf(caption, columns, rows) {
  let stacked = false;
  const cell = (column, row) => {
    const content = column.cell(row);
    const short = typeof content === "string" && content.length <= 12;
    stacked ||= typeof content === "string" && content.length > MOST_IN_A_ROW;
    return el("td", { dir: column.number ? false : "auto", class: column.number ? "number short" : short && "short", "data-head": column.head }, content);
  };
  const body = rows.map((row) => el("tr", {}, columns.map((column) => cell(column, row))));
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
    el("table", { class: stacked && "stacked" },
      el("caption", {}, caption),
      el("thead", {}, el("tr", {}, columns.map((column) => el("th", { scope: "col", ...(column.number ? { class: "number" } : {}) }, column.head)))),
      el("tbody", {}, body),
    ));
}

/** Details that make their content when they are first opened. */
function unfolding(summary, make) {
  const details = el("details", {}, el("summary", {}, summary));
  details.addEventListener("toggle", () => {
    if (details.open && details.children.length === 1) details.append(...[make()].flat());
  });
  return details;
}

/** A button that reads as a link. */
const linkButton = (text, action, properties = {}) => el("button", { type: "button", class: "link", click: action, ...properties }, text);

const tip = document.getElementById("tip");

/** Shows some words beside an element or a pointer. */
function showTip(text, x, y) {
  tip.textContent = visible(text);
  tip.hidden = false;
  const { width, height } = tip.getBoundingClientRect();
  tip.style.left = `${Math.max(4, Math.min(x + 12, innerWidth - width - 4))}px`;
  tip.style.top = `${y + 16 + height > innerHeight ? Math.max(4, y - height - 12) : y + 16}px`;
}

function hideTip() {
  tip.hidden = true;
}
