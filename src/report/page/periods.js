// Periods and groups on the page: what makes them hard to compare, and how two of them are chosen.

const flagsByPeriod = new Map(rowsOf("comparability").map((row) => [row.period, row.flags]));
const MOST_NAMED = 8;
const MOST_FLAGS = 6;

/** Some labels in a few words. */
const fewOf = (labels) => (labels.length <= MOST_NAMED ? labels.join(", ")
  : `${labels.slice(0, 3).join(", ")} … ${labels[labels.length - 1]} (${grouped(labels.length)})`);

/** What makes some periods hard to compare, each flag once, with those that have it. `entries` are `{group, period, flags}`;
 * the group is empty for all documents. */
function cautionList(entries, summary) {
  const named = new Map();
  for (const { group, period, flags } of entries) {
    for (const flag of (flags ?? "").split("; ").filter((each) => each !== "")) {
      if (!named.has(flag)) named.set(flag, new Map());
      const groups = named.get(flag);
      groups.set(group, [...(groups.get(group) ?? []), period]);
    }
  }
  if (named.size === 0) return null;
  const names = (groups) => [...groups].map(([group, periods]) => (group === "" ? fewOf(periods) : `${group} (${fewOf(periods)})`)).join(", ");
  return el("details", { class: "beside", open: named.size <= MOST_FLAGS }, el("summary", {}, summary),
    el("ul", {}, [...named].map(([flag, groups]) => el("li", { dir: "auto" }, `${names(groups)}: ${flag}`))));
}

/** The flags of some periods, or of the periods in a stretch. */
const cautionsOf = (labels, summary = `What makes these ${MANY} hard to compare`) =>
  cautionList(inOrder(labels.flatMap(within)).map((period) => ({ group: "", period, flags: flagsByPeriod.get(period) })), summary);

/** What makes two periods hard to compare: what the findings say of them, or else the flags of both. */
function cautionsOfPair(from, to) {
  const said = rowsOf("findings").find((row) => row.from_period === from && row.to_period === to)?.cautions;
  if (said === undefined || said === null) return cautionsOf([from, to]);
  return el("details", { class: "beside", open: true }, el("summary", {}, `What makes these two ${MANY} hard to compare`),
    el("p", { dir: "auto" }, said));
}

/** Two selects for the two sides of a pair: what the second offers goes with the first. `pairs` gives `[first, second]`. */
function pairSelections([firstName, secondName], [first, second], pairs) {
  const options = (values) => [...new Set(values)].map((value) => [value, value]);
  const partners = (value) => pairs().filter(([side]) => side === value).map(([, other]) => other);
  const also = (value) => {
    const others = partners(value);
    return others.includes(state[second]) ? {} : { [second]: others[others.length - 1] ?? "" };
  };
  const one = selection(firstName, first, [], also);
  const two = selection(secondName, second, []);
  const fill = () => {
    one.fill(options(pairs().map(([side]) => side)));
    two.fill(options(partners(one.select.value)));
  };
  onState([first], fill);
  fill();
  return { elements: [one, two], fill, now: () => [one.select.value, two.select.value] };
}

/** Pairs of periods in order of time, for `pairSelections`. */
const periodPairs = (pairs) => [...pairs.values()].map(({ from, to }) => [from, to])
  .sort((a, b) => placeOf(a[0]) - placeOf(b[0]) || placeOf(a[1]) - placeOf(b[1]));

/** A word of a command line. */
const shellWord = (text) => (/^[\w.,:+=@/-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
