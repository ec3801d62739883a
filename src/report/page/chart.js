// Charts that answer to the pointer and to the keyboard.

/** What every chart has in common. */
const plotted = (options) => Plot.plot({
  className: "plot",
  style: { background: "transparent", fontSize: "12px", fontFamily: "inherit", overflow: "visible" },
  ...options,
});

/** The points of one or several charts that the keyboard walks through as one: a single stop of the tab key. */
class Walk {
  constructor() {
    this.rows = [];
  }

  /** Adds the points of a chart. `data` are what `hit` marks were drawn from. */
  add(svg, data, { label, act }) {
    const row = [];
    svg.setAttribute("role", "group");
    svg.querySelectorAll("g.hit").forEach((group) => {
      group.removeAttribute("aria-label");
      [...group.children].forEach((element) => row.push(this.bind(element, data[element.__data__], label, act)));
    });
    // Names of marks are for those who draw, not for those who listen.
    svg.querySelectorAll("g[aria-label]").forEach((group) => {
      group.removeAttribute("aria-label");
      group.setAttribute("aria-hidden", "true");
    });
    if (row.length > 0) {
      if (this.rows.length === 0) row[0].setAttribute("tabindex", "0");
      this.rows.push(row);
    }
  }

  bind(element, datum, label, act) {
    const text = label(datum);
    element.setAttribute("data-hit", "");
    element.setAttribute("class", "point");
    element.setAttribute("role", "button");
    element.setAttribute("tabindex", "-1");
    element.setAttribute("aria-label", visible(`${text.replaceAll("\n", "; ")}. Opens the messages.`));
    const place = () => {
      const box = element.getBoundingClientRect();
      showTip(text, box.left + box.width / 2, box.top + box.height / 2);
    };
    element.addEventListener("pointermove", (event) => showTip(text, event.clientX, event.clientY));
    element.addEventListener("pointerleave", hideTip);
    element.addEventListener("focus", () => element.matches(":focus-visible") && place());
    element.addEventListener("blur", hideTip);
    element.addEventListener("click", () => {
      hideTip();
      act(datum);
    });
    element.addEventListener("keydown", (event) => this.key(event, element, () => act(datum)));
    return element;
  }

  key(event, element, act) {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      hideTip();
      act();
      return;
    }
    const row = this.rows.findIndex((each) => each.includes(element));
    const at = this.rows[row].indexOf(element);
    const flat = this.rows.flat();
    const next = {
      ArrowRight: () => flat[flat.indexOf(element) + 1],
      ArrowLeft: () => flat[flat.indexOf(element) - 1],
      ArrowDown: () => this.rows[row + 1]?.[Math.min(at, this.rows[row + 1].length - 1)],
      ArrowUp: () => this.rows[row - 1]?.[Math.min(at, this.rows[row - 1].length - 1)],
      Home: () => flat[0],
      End: () => flat[flat.length - 1],
    }[event.key]?.();
    if (next !== undefined) {
      event.preventDefault();
      element.setAttribute("tabindex", "-1");
      next.setAttribute("tabindex", "0");
      next.focus();
    }
  }
}

/** A box for a chart that is drawn again when its width changes. `make` gives an SVG element for a width. */
function chartBox(make, { wide = false } = {}) {
  const box = el("div", { class: wide ? "chart wide" : "chart" });
  let width = 0;
  box.draw = () => {
    width = box.clientWidth;
    if (width > 0) {
      hideTip();
      box.replaceChildren(make(width));
    }
  };
  new ResizeObserver(() => {
    if (box.clientWidth !== width) box.draw();
  }).observe(box);
  box.svg = () => box.querySelector("svg");
  return box;
}

/** Breaks a label into lines of about so many characters, for an axis. */
function lines(text, most) {
  const out = [];
  for (const word of shortened(text, most * 3).split(/\s+/)) {
    const last = out[out.length - 1];
    if (last !== undefined && `${last} ${word}`.length <= most) out[out.length - 1] = `${last} ${word}`;
    else out.push(shortened(word, most));
  }
  return out.join("\n");
}

/** Years as ticks, as many as fit on so many pixels: the first and the last before all others. */
function yearTicks(width) {
  if (YEARS.length < 3) return YEARS;
  const apart = (a, b) => (Math.abs(a - b) / (LAST - FIRST)) * width >= 36;
  const ticks = [FIRST, LAST];
  for (const year of YEARS) {
    if (ticks.every((tick) => tick !== year && apart(tick, year))) ticks.push(year);
  }
  return ticks;
}
