// A line is taken by its handle and put behind or before another of its kind. The keys and the form of a provision do the
// same without a pointer.
const isItem = (line) => line.matches("tr");
let held = null;
let goal = null;

const handles = () => {
  for (const line of document.querySelectorAll("[data-line]:not(.editing, :has(.drag-handle))")) {
    const handle = document.querySelector("#drag-handle").content.firstElementChild.cloneNode(true);
    (line.querySelector(".clause-label, td.label") ?? line).prepend(handle);
  }
};
handles();
document.addEventListener("htmx:afterSettle", handles);
document.addEventListener("editor:shown", handles);

const unmark = () => {
  goal?.line.classList.remove("drop-before", "drop-after");
  goal = null;
};

document.addEventListener("pointerdown", (event) => {
  const handle = event.target.closest(".drag-handle");
  if (!handle || event.button !== 0) return;
  event.preventDefault();
  handle.setPointerCapture(event.pointerId);
  held = handle.closest("[data-line]");
  held.classList.add("dragged");
});
document.addEventListener("pointermove", (event) => {
  if (!held) return;
  unmark();
  const line = document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-line]");
  if (!line || line === held || isItem(line) !== isItem(held)) return;
  const { top, height } = line.getBoundingClientRect();
  const isBefore = event.clientY < top + height / 2;
  goal = { line, isBefore };
  line.classList.add(isBefore ? "drop-before" : "drop-after");
  if (event.clientY < 120) window.scrollBy(0, -20);
  if (event.clientY > window.innerHeight - 60) window.scrollBy(0, 20);
});

const release = (isDropped) => {
  if (!held) return;
  const { url, key } = { url: `${held.dataset.line}shape/`, key: held.dataset.key };
  const to = goal && { [goal.isBefore ? "before" : "behind"]: goal.line.dataset.key };
  held.classList.remove("dragged");
  held = null;
  unmark();
  if (isDropped && to) document.dispatchEvent(new CustomEvent("editor:act", { detail: { url, key, values: { act: "place", ...to } } }));
};
document.addEventListener("pointerup", () => release(true));
document.addEventListener("pointercancel", () => release(false));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") release(false);
});
