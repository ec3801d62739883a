// What is chosen, kept in the fragment of the address: a link gives the same view again.

const [FROM, TO] = firstPair(changesByPair);
const [SHIFT_FROM, SHIFT_TO] = firstPair(shiftsByPair);
const DEFAULTS = {
  theme: "", scale: "same", from: FROM, to: TO, period: LAST ?? "", plot: "matrix", least: "2",
  gby: "", gtheme: "", ga: "", gb: "", gfrom: "", gto: "",
  term: "", target: LAST ?? "", against: "rest", sfrom: SHIFT_FROM, sto: SHIFT_TO,
  q: "", mperiod: "", document: "", mtheme: "", mpattern: "", sort: "corpus", page: "1", show: "", print: "",
};
let state = { ...DEFAULTS };
const listeners = [];
const SECTIONS = [...document.querySelectorAll("main > section")].map(({ id }) => id);
/** The brief is always printed, the other parts where they are chosen: what a reader chooses in one by keys other than these. */
const PRINTABLE = SECTIONS.filter((id) => id !== "brief");
const NOT_CHOSEN = ["show", "page", "print"];

/** A name such as `theme:2020:trust` of some parts, which may hold colons themselves. */
const nameOf = (...parts) => parts.map((text) => text.replace(/[%:]/g, encodeURIComponent)).join(":");
/** The parts of such a name. */
const partsOf = (name) => name.split(":").map((text) => text.replace(/%25|%3A/gi, decodeURIComponent));

/** Calls back with the state, and the keys that changed, whenever it changes. */
function onState(keys, callback) {
  listeners.push({ keys, callback });
}

/** The fragment of a state: what differs from the defaults, and the part of the page. */
function fragment(values, at) {
  const parameters = new URLSearchParams();
  if (at !== undefined && at !== "") parameters.set("at", at);
  for (const [key, value] of Object.entries(values)) {
    if (value !== DEFAULTS[key]) parameters.set(key, value);
  }
  const text = parameters.toString();
  return text === "" ? "" : `#${text}`;
}

/** The parts that are printed besides the brief, in the order in which they were chosen. */
const printedParts = () => state.print.split(".").filter((id) => PRINTABLE.includes(id));

let part = "";

/** Changes the state. `push` adds a step to go back to. */
function change(values, { push = false, at = part } = {}) {
  const keys = Object.keys(values).filter((key) => state[key] !== values[key]);
  if (keys.length === 0) return;
  state = { ...state, ...values };
  if (keys.some((key) => !NOT_CHOSEN.includes(key)) && PRINTABLE.includes(at) && !printedParts().includes(at)) {
    state.print = [...printedParts(), at].join(".");
    keys.push("print");
  }
  part = at;
  const address = fragment(state, part) || "#";
  history[push ? "pushState" : "replaceState"](null, "", address);
  notify(keys);
}

function notify(keys) {
  for (const { keys: wanted, callback } of listeners) {
    if (wanted.some((key) => keys.includes(key))) callback(state);
  }
}

/** Takes the state from the address. A plain `#findings` names a part of the page and leaves the rest alone. */
function readAddress({ first = false } = {}) {
  const hash = location.hash.slice(1);
  if (hash !== "" && !hash.includes("=")) {
    part = SECTIONS.includes(hash) ? hash : part;
    if (first) notify(Object.keys(DEFAULTS));
    return;
  }
  const parameters = new URLSearchParams(hash);
  const next = Object.fromEntries(Object.keys(DEFAULTS).map((key) => [key, parameters.get(key) ?? DEFAULTS[key]]));
  const keys = Object.keys(DEFAULTS).filter((key) => first || next[key] !== state[key]);
  state = next;
  part = SECTIONS.includes(parameters.get("at")) ? parameters.get("at") : part;
  notify(keys);
  if (first && part !== "") document.getElementById(part).scrollIntoView({ behavior: "instant" });
}
