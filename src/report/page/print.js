// What is printed: the brief, and the parts that are chosen. A part is chosen by its box, or by what a reader changes or unfolds in it.

const printable = new Map(PRINTABLE.map((id) => [id, document.getElementById(id)]));
const titleOf = (id) => document.querySelector(`.contents a[href="#${id}"]`).textContent;

/** Chooses a part, or leaves it out. */
function choosePart(id, chosen) {
  const others = printedParts().filter((each) => each !== id);
  change({ print: (chosen ? [...others, id] : others).join(".") }, { at: id });
}

/** Puts a box beside the title of each part, and a button above all. */
function printChoices() {
  const boxes = PRINTABLE.map((id) => {
    const title = document.getElementById(`${id}-title`);
    const input = el("input", { type: "checkbox", "data-print": id });
    input.addEventListener("change", () => choosePart(id, input.checked));
    const heading = el("div", { class: "heading" });
    title.replaceWith(heading);
    heading.append(title, el("label", { class: "print-choice" }, input, el("span", {}, "Print", el("span", { class: "visually-hidden" }, ` the part ${titleOf(id)}`))));
    return { id, input };
  });
  const words = el("span", { role: "status" });
  document.querySelector(".top").append(el("p", { class: "tools print-tools" }, el("button", { type: "button", click: () => print() }, "Print"), words));
  const show = () => {
    const chosen = PRINTABLE.filter((id) => printedParts().includes(id));
    printable.forEach((section, id) => section.classList.toggle("printed", chosen.includes(id)));
    boxes.forEach(({ id, input }) => (input.checked = chosen.includes(id)));
    words.textContent = `Prints the brief${chosen.length === 0 ? " alone, and what you choose below" : ` and ${chosen.map(titleOf).join(", ")}`}.`;
  };
  onState(["print"], show);
  show();
}

/** What a reader unfolds is chosen; folds that a part begins with are not. */
document.querySelector("main").addEventListener("click", ({ target }) => {
  const details = target.closest("summary")?.parentElement;
  const id = details?.closest("main > section")?.id;
  if (PRINTABLE.includes(id) && !details.open && !printedParts().includes(id)) choosePart(id, true);
});

/** The messages that are open are printed as well: a dialog itself is not. */
const openedCopy = document.getElementById("opened");
const copyOpened = () => openedCopy.replaceChildren(...(dialog.open ? [...dialog.querySelectorAll("h2, .body")].map((node) => {
  const copy = node.cloneNode(true);
  copy.removeAttribute("id");
  return copy;
}) : []));
addEventListener("beforeprint", copyOpened);
addEventListener("afterprint", () => openedCopy.replaceChildren());
