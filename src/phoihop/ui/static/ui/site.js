// What pages gain where scripts run; every page works without it.

// A menu closes on Escape and on a click elsewhere.
const closeMenus = (except) => {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (menu !== except) menu.open = false;
  }
};
document.addEventListener("click", (event) => closeMenus(event.target.closest("details[data-menu]")));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details[data-menu][open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// A form is sent once: a second press while the first is on its way does nothing.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// A filter form sends itself when a choice changes; its button stays for those without scripts.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-auto-submit]");
  if (form && event.target.matches("select, input[type=checkbox], input[type=radio]")) form.requestSubmit();
});

// The reader is taken to what was not accepted, or to what just happened.
const focusErrors = (root) => root.querySelector(".error-summary:not([data-sample] *)")?.focus();
focusErrors(document);
document.addEventListener("htmx:afterSwap", (event) => focusErrors(event.target));

// In words that may be bold or italic, Ctrl+B and Ctrl+I put the marks around what is selected, or take them away.
const MARKS = { b: "**", i: "__" };
document.addEventListener("keydown", (event) => {
  const mark = MARKS[event.key.toLowerCase()];
  const field = event.target;
  if (!mark || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || !field.matches?.("[data-emphasis]")) return;
  event.preventDefault();
  let { selectionStart: start, selectionEnd: end, value } = field;
  const marked = value.slice(start - mark.length, start) === mark && value.slice(end, end + mark.length) === mark;
  const words = value.slice(start, end);
  if (marked) field.setSelectionRange(start - mark.length, end + mark.length);
  // The browser's own command keeps undo.
  document.execCommand("insertText", false, marked ? words : mark + words + mark);
  start += marked ? -mark.length : mark.length;
  field.setSelectionRange(start, start + words.length);
});
