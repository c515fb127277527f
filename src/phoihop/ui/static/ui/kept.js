// What was typed into a form with `data-keep` stays in this browser until it is saved or thrown away: through a lost
// connection, a refusal, an expired session, a browser closed by mistake. `data-keep` names the form for its person;
// who signs out leaves nothing behind. A form with `data-words` saves itself and says so by events.
const PREFIX = "kept:";
const forms = () => [...document.querySelectorAll("form[data-keep]")];
const keyOf = (form) => PREFIX + form.dataset.keep;
const keys = () => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
const load = (key) => JSON.parse(localStorage.getItem(key));
const store = (key, kept) => localStorage.setItem(key, JSON.stringify(kept));

// Several tabs share what is kept; whether a form arrived is known to the tab that sent it.
const tab = (sessionStorage.tab ??= `${Date.now()}-${Math.random()}`);
const isSentHere = (kept) => kept.sent === tab;

const isChoice = (field) => field.matches("[type=checkbox], [type=radio]");
const fields = (form) =>
  [...form.elements].filter((field) => field.name && field.matches("textarea, select, input:not([type=hidden], [type=password], [type=file])"));
// What the server gave the form with (which text was read, which sending it is) goes along with what was typed.
const given = (form) => [...form.elements].filter((field) => field.matches("[type=hidden]:not([name=csrfmiddlewaretoken])"));
const read = (form, from = fields) => from(form).map((field) => [field.name, field.value, isChoice(field) && field.checked]);
const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);

const write = (form, kept) => {
  for (const field of [...fields(form), ...given(form)]) {
    const typed = [...kept.values, ...kept.given].find(([name, value]) => name === field.name && (!isChoice(field) || value === field.value));
    if (!typed) continue;
    if (isChoice(field)) field.checked = typed[2];
    else field.value = typed[1];
  }
};

const offer = (form, kept) => {
  const notice = document.querySelector("#kept-words").content.firstElementChild.cloneNode(true);
  notice.querySelector("time").textContent = new Date(kept.at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  notice.querySelector("[data-restore]").addEventListener("click", () => {
    write(form, kept);
    notice.remove();
    fields(form)[0]?.focus();
  });
  notice.querySelector("[data-discard]").addEventListener("click", () => {
    localStorage.removeItem(keyOf(form));
    notice.remove();
  });
  form.prepend(notice);
};

// A form has come: with what was typed, by the server's answer or because it was saved; or without it.
const arrive = (form, wasSaved) => {
  form.dataset.keptSeen = "";
  form.initial = read(form);
  const kept = load(keyOf(form));
  if (!kept) return;
  if ((isSentHere(kept) && wasSaved) || isSame(kept.values, form.initial)) localStorage.removeItem(keyOf(form));
  else offer(form, kept);
};

const isSignedIn = document.body.classList.contains("with-side");
const isRefused = document.querySelector(".error-page") !== null;
const [navigation] = performance.getEntriesByType("navigation");
if (!isSignedIn && !new URLSearchParams(location.search).has("next")) {
  for (const key of keys()) localStorage.removeItem(key);
} else if (!isSignedIn || isRefused) {
  for (const key of keys()) if (isSentHere(load(key))) store(key, { ...load(key), sent: false });
} else {
  const present = new Set(forms().map(keyOf));
  for (const key of keys()) if (isSentHere(load(key)) && !present.has(key)) localStorage.removeItem(key);
}
for (const form of forms()) arrive(form, navigation.type === "navigate");

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (!form?.matches?.("[data-keep]")) return;
  const values = read(form);
  if (isSame(values, form.initial)) localStorage.removeItem(keyOf(form));
  else store(keyOf(form), { values, given: read(form, given), at: Date.now(), sent: false });
});

// Without a connection nothing is sent: the page stays, with what was typed, and says so.
const offline = document.querySelector("#offline");
const tell = (isLost) => {
  offline.hidden = !isLost;
};
document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (!navigator.onLine) {
      event.preventDefault();
      event.stopImmediatePropagation();
      tell(true);
      return;
    }
    const kept = form.matches("[data-keep]:not([data-words])") && load(keyOf(form));
    if (kept) store(keyOf(form), { ...kept, sent: tab });
  },
  { capture: true },
);
window.addEventListener("online", () => tell(false));
document.addEventListener("htmx:sendError", () => tell(true));
document.addEventListener("htmx:afterRequest", (event) => {
  const { elt, successful } = event.detail;
  if (successful) tell(false);
  if (successful && elt.matches("form[data-keep]")) localStorage.removeItem(keyOf(elt));
});
document.addEventListener("kept:arrived", (event) => arrive(event.target, false));
document.addEventListener("kept:saved", (event) => {
  if (!event.detail.isAll) return;
  event.target.initial = read(event.target);
  localStorage.removeItem(keyOf(event.target));
});
document.addEventListener("kept:dropped", (event) => localStorage.removeItem(keyOf(event.target)));
document.addEventListener("htmx:afterSettle", () => {
  for (const form of forms()) if (!("keptSeen" in form.dataset)) arrive(form, false);
});
