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

/** With more periods than this their points are too close for dots. */
const MOST_DOTS = 60;
const CROWDED = PERIODS.length > MOST_DOTS;
const labelAtPlace = new Map(PERIODS.map((row) => [row.place, row.period]));
const SPAN = PERIODS.length > 1 ? PERIODS[PERIODS.length - 1].place - PERIODS[0].place : 1;

/** The scale of time. */
const timeScale = () => ({
  domain: PERIODS.length > 1 ? [PERIODS[0].place, PERIODS[PERIODS.length - 1].place] : [(PERIODS[0]?.place ?? 0) - 1, (PERIODS[0]?.place ?? 0) + 1],
  label: null,
});

const tickText = (label) => shortened(label, 12);
/** About how many pixels a label on an axis takes. */
const tickWidth = (label) => 6.8 * tickText(label).length;
/** Room for half of the label at an end of the axis of time. */
const timeMargin = (label, least) => Math.max(least, Math.ceil(tickWidth(label ?? "") / 2) + 2);

/** Periods as ticks, as many as fit on so many pixels: round years, or the first and the last before all others. */
function timeTicks(width) {
  if (PERIODS.length < 2) return PERIODS;
  if (YEARLY && PERIODS.length > 20) {
    const step = [1, 2, 5, 10, 20, 25, 50, 100, 200, 500].find((years) => (years / SPAN) * width >= 44) ?? 1000;
    return PERIODS.filter((row) => Number(row.period) % step === 0);
  }
  const apart = (a, b) => (Math.abs(a.place - b.place) / SPAN) * width >= (tickWidth(a.period) + tickWidth(b.period)) / 2 + 8;
  const ticks = [PERIODS[0]];
  for (const row of [PERIODS[PERIODS.length - 1], ...PERIODS]) {
    if (ticks.every((tick) => tick !== row && apart(tick, row))) ticks.push(row);
  }
  return ticks;
}

/** The axis of time, for so many pixels. */
const timeAxis = (width) => Plot.axisX({
  ticks: timeTicks(width).map((row) => row.place), tickFormat: (place) => tickText(labelAtPlace.get(place) ?? ""), tickSize: 3,
  fill: "var(--muted)", stroke: "var(--line)",
});

/** How large the place is that answers to the pointer, for points so close on so many pixels. */
const reachOf = (width) => Math.max(2.5, Math.min(13, width / Math.max(1, PERIODS.length - 1) / 2));

/** With more periods than this there are no numbers beside points. */
const MOST_NUMBERED = 20;
/** How bars of intervals are drawn on so many pixels: a band where they are close. */
const barsOf = (width) => (CROWDED ? { strokeWidth: Math.max(1, width / PERIODS.length), strokeOpacity: 0.25 } : { strokeWidth: 2 });

/** Rows of a series with `place`; where periods are missing a row without a value, so that a line ends. */
function series(rows, value) {
  const placed = rows.map((row) => ({ ...row, place: placeOf(row.period) }));
  const steps = PERIODS.slice(1).map((row, at) => row.place - PERIODS[at].place).sort((a, b) => a - b);
  const usual = steps[Math.floor(steps.length / 2)] ?? 1;
  const broken = placed.flatMap((row, at) => {
    const before = placed[at - 1];
    return CROWDED && before !== undefined && row.place - before.place > 1.5 * usual
      ? [{ place: (row.place + before.place) / 2, [value]: NaN }, row] : [row];
  });
  return { placed, broken };
}

/** The line that joins the values of a series: dashed where it joins what is far apart. */
const seriesLine = (rows, value, options) => Plot.lineY(rows, {
  x: "place", y: value, strokeWidth: 1.5, ...(CROWDED ? {} : { strokeDasharray: "4 3" }), ...options,
});
/** What such lines and points mean. */
const SERIES_IN_WORDS = CROWDED
  ? `The line is the rate of each ${ONE}, a faint bar its 95 % interval, as far as the scale goes.`
  : `A dot is the rate of a ${ONE}, a bar its 95 % interval, ▲ an interval that goes on. Dashed lines join ${MANY}; they say nothing of the ${MANY} between.`;
