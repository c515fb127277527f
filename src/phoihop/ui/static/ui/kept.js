// What was typed into a form with `data-keep` stays in this tab until it is saved or thrown away: through a lost
// connection, a refusal, an expired session, a page closed by mistake. `data-keep` names the form for its person.
const PREFIX = "kept:";
const forms = () => [...document.querySelectorAll("form[data-keep]")];
const keyOf = (form) => PREFIX + form.dataset.keep;
const keys = () => Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX));
const load = (key) => JSON.parse(sessionStorage.getItem(key));
const store = (key, kept) => sessionStorage.setItem(key, JSON.stringify(kept));

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
    sessionStorage.removeItem(keyOf(form));
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
  if ((kept.sent && wasSaved) || isSame(kept.values, form.initial)) sessionStorage.removeItem(keyOf(form));
  else offer(form, kept);
};

const isSignedIn = document.body.classList.contains("with-side");
const isRefused = document.querySelector(".error-page") !== null;
const [navigation] = performance.getEntriesByType("navigation");
if (!isSignedIn && !new URLSearchParams(location.search).has("next")) {
  for (const key of keys()) sessionStorage.removeItem(key);
} else if (!isSignedIn || isRefused) {
  for (const key of keys()) store(key, { ...load(key), sent: false });
} else {
  const present = new Set(forms().map(keyOf));
  for (const key of keys()) if (load(key).sent && !present.has(key)) sessionStorage.removeItem(key);
}
for (const form of forms()) arrive(form, navigation.type === "navigate");

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (!form?.matches?.("[data-keep]")) return;
  const values = read(form);
  if (isSame(values, form.initial)) sessionStorage.removeItem(keyOf(form));
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
    const kept = form.matches("[data-keep]") && load(keyOf(form));
    if (kept) store(keyOf(form), { ...kept, sent: true });
  },
  { capture: true },
);
window.addEventListener("online", () => tell(false));
document.addEventListener("htmx:sendError", () => tell(true));
document.addEventListener("htmx:afterRequest", (event) => {
  const { elt, successful } = event.detail;
  if (successful) tell(false);
  if (successful && elt.matches("form[data-keep]")) sessionStorage.removeItem(keyOf(elt));
});
document.addEventListener("htmx:afterSettle", () => {
  for (const form of forms()) if (!("keptSeen" in form.dataset)) arrive(form, false);
});
