// Elements, and what all views share of them.

const $ = (id) => document.getElementById(id);

/** An element. `children` are nodes and texts; a property that is a function listens, others are attributes. */
function el(name, properties = {}, ...children) {
  const element = document.createElement(name);
  setAll(element, properties);
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Gives an element these children in place of others; what is nothing is left out. */
function fill(element, ...children) {
  element.replaceChildren(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
}

/** An element of SVG, likewise. */
function svg(name, properties = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  setAll(element, properties);
  element.append(...children.flat(Infinity).filter(Boolean));
  return element;
}

function setAll(element, properties) {
  for (const [key, value] of Object.entries(properties)) {
    if (typeof value === "function") element.addEventListener(key, value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(key, value);
  }
}

const button = (text, act, properties = {}) => el("button", { type: "button", click: act, ...properties }, text);

const option = (value, text, chosen) => el("option", { value, selected: value === chosen }, text);

/** A field with its label. */
function field(label, input) {
  return el("label", { class: "field" }, el("span", {}, label), input);
}

const number = (value) => Number(value).toLocaleString("en");

/** A row of bars, one for each number; what it says stands in its name. */
function bars(values, labels, name, height = 28) {
  const most = Math.max(...values) || 1;
  const wide = Math.max(3, Math.min(16, Math.floor(160 / Math.max(1, values.length))));
  const bar = (value, place) => {
    const tall = value === 0 ? 1 : Math.max(2, Math.round((value / most) * height));
    return svg("rect", { x: place * wide, y: height - tall, width: wide - 1, height: tall, class: value === 0 ? "none" : "bar" },
      svg("title", {}, document.createTextNode(labels[place])));
  };
  const size = { width: values.length * wide, height, viewBox: `0 0 ${values.length * wide} ${height}` };
  return svg("svg", { ...size, role: "img", "aria-label": name, class: "bars" }, values.map(bar));
}

/** A table of rows; `columns` are [head, value of a row, class]. */
function table(caption, columns, rows) {
  const cell = (row) => ([head, value, form]) => {
    const content = value(row);
    return el("td", { "data-head": head, dir: "auto", class: form }, content instanceof Node ? content : String(content ?? ""));
  };
  // What is wider than the page is moved within it, with the keyboard, too.
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption }, el("table", { class: "stacked" },
    el("caption", {}, caption),
    el("thead", {}, el("tr", {}, columns.map(([head, , form]) => el("th", { scope: "col", class: form }, head)))),
    el("tbody", {}, rows.map((row) => el("tr", {}, columns.map(cell(row)))))));
}

/** Lets the browser save some bytes. */
function download(name, bytes) {
  const link = el("a", { href: URL.createObjectURL(new Blob([bytes])), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

const bytesOf = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));

/** Bytes as text that JSON can hold. */
async function base64(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

/** Lets the user choose a file, and hands it over. */
function choose(act, accept = "") {
  const input = el("input", { type: "file", accept, hidden: true });
  document.body.append(input);
  input.addEventListener("change", () => {
    if (input.files.length > 0) act(input.files[0]);
    input.remove();
  });
  input.addEventListener("cancel", () => input.remove());
  input.click();
}
