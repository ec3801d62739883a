// Puts everything in its place.

const VIEWS = {
  trends: trendsView, change: changeView, groups: groupsView, cooccurrence: cooccurrenceView, terms: termsView,
  messages: messagesView,
};

/** Charts of the corpus are shown as they are: nothing in them leads to messages. */
[...document.querySelectorAll("#corpus figure.still")].pop()?.after(stillButtons("corpus") ?? "");

for (const [name, make] of Object.entries(VIEWS)) {
  const view = document.querySelector(`[data-view="${name}"]`);
  if (view !== null) make(view);
}
linkFindings();
printChoices();

/** Marks the part of the page that is in sight. */
const contents = new Map([...document.querySelectorAll(".contents a")].map((link) => [link.getAttribute("href").slice(1), link]));
const inSight = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    if (isIntersecting) contents.forEach((link, id) => (id === target.id ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current")));
  }
}, { rootMargin: "-20% 0px -75% 0px" });
contents.forEach((_, id) => inSight.observe(document.getElementById(id)));

/** The contents keep what is chosen: they scroll, and name the part in the address. */
contents.forEach((link, id) => link.addEventListener("click", (event) => {
  event.preventDefault();
  part = id;
  history.pushState(null, "", fragment(state, id));
  document.getElementById(id).scrollIntoView();
  document.getElementById(`${id}-title`).setAttribute("tabindex", "-1");
  document.getElementById(`${id}-title`).focus({ preventScroll: true });
}));

addEventListener("popstate", () => readAddress());
addEventListener("hashchange", () => readAddress());
addEventListener("scroll", hideTip, { passive: true });
addEventListener("keydown", (event) => event.key === "Escape" && hideTip());
readAddress({ first: true });
document.documentElement.setAttribute("data-ready", "");
