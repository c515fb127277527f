// The page of a text by the keyboard alone: one line of it can be reached by Tab, the arrows go from line to line, and
// what can be done to a line has a key (the list opens with "?"). What the keys ask for is done by editing.js.
const lines = () => [...document.querySelectorAll("[data-line]:not(.editing)")];
const ask = (name, detail, target = document) => target.dispatchEvent(new CustomEvent(`editor:${name}`, { bubbles: true, detail }));
const dialog = document.querySelector("#shortcuts");

const prepare = () => {
  const all = lines();
  if (!all.some((line) => line.tabIndex === 0)) all[0]?.setAttribute("tabindex", "0");
  for (const button of document.querySelectorAll("[data-shortcuts]")) button.hidden = false;
};
prepare();
document.addEventListener("htmx:afterSettle", prepare);

const go = (line) => {
  if (!line) return;
  for (const other of document.querySelectorAll("[data-line][tabindex='0']")) other.tabIndex = -1;
  line.tabIndex = 0;
  line.focus();
};

const act = (line, path, values) => ask("act", { url: line.dataset.line + path, values, key: line.dataset.key });
const byLine = {
  ArrowDown: (line) => go(lines()[lines().indexOf(line) + 1]),
  ArrowUp: (line) => go(lines()[lines().indexOf(line) - 1]),
  Home: () => go(lines()[0]),
  End: () => go(lines().at(-1)),
  Enter: (line) => ask("open", null, line),
  Delete: (line) => location.assign(`${line.dataset.line}remove/`),
  "Ctrl+Enter": (line) => ask("add", line.dataset.key),
  "Alt+ArrowRight": (line) => line.matches(".clause") && act(line, "shape/", { act: "indent" }),
  "Alt+ArrowLeft": (line) => line.matches(".clause") && act(line, "shape/", { act: "outdent" }),
  "Alt+ArrowUp": (line) => act(line, "move/", { direction: "up" }),
  "Alt+ArrowDown": (line) => act(line, "move/", { direction: "down" }),
};
const inForm = {
  Escape: (form) => ask("leave", null, form),
  "Ctrl+Enter": (form) => ask("add", form.closest(".editing").dataset.key),
};
const onPage = {
  "?": () => dialog.showModal(),
  "Ctrl+z": () => document.querySelector("form[data-undo]")?.requestSubmit(),
};

const named = (event) => (event.ctrlKey || event.metaKey ? "Ctrl+" : "") + (event.altKey ? "Alt+" : "") + event.key;

document.addEventListener("keydown", (event) => {
  const { target } = event;
  if (dialog.open || event.isComposing || !document.querySelector("#instrument-body[data-editor]")) return;
  const form = target.closest("form[data-words]");
  const isTyping = target.matches("input, textarea, select");
  const key = named(event);
  const chosen = form ? inForm[key] : target.matches("[data-line]") ? byLine[key] : null;
  const does = chosen ? () => chosen(form ?? target) : !isTyping && onPage[key];
  if (!does) return;
  event.preventDefault();
  does();
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-shortcuts]")) dialog.showModal();
});
