// Writing in place on the page of a text: a line opens into its fields, and what is typed is saved as it is typed.
// Until the server has it, kept.js keeps it in this browser. Other modules ask for acts by events: `editor:open`,
// `editor:add`, `editor:leave`, `editor:act`, `editor:focus`.
const PAUSE = 800;
const RETRY = 5000;
const states = new WeakMap();

const page = () => document.querySelector("#instrument-body[data-editor]");
const words = document.querySelector("#editor-words").dataset;
const forms = () => [...document.querySelectorAll("form[data-words]")];
const blockOf = (form) => form.closest(".editing");
const lineOf = (key) => document.getElementById(`provision-${key}`);
const say = (text) => {
  document.querySelector("#editor-said").textContent = text;
};

const piece = (html) => {
  const template = document.createElement("template");
  template.innerHTML = html.trim();
  return template.content.firstElementChild;
};
const fragment = async (url, target = "") => {
  const response = await fetch(url, { headers: { "HX-Request": "true", "HX-Target": target } });
  return response.ok && !response.redirected ? piece(await response.text()) : null;
};
const swap = (old, fresh) => {
  old.replaceWith(fresh);
  window.htmx.process(fresh);
  document.dispatchEvent(new CustomEvent("editor:shown"));
};
const typed = (form) => {
  const data = new FormData(form);
  data.delete("seen");
  data.delete("csrfmiddlewaretoken");
  return JSON.stringify([...data]);
};
const tell = (form, text, tone = "") => {
  const state = form.querySelector("[data-state]");
  state.textContent = text;
  state.className = `save-state ${tone}`;
  form.querySelector("[data-drop]").hidden = tone !== "text-danger";
};

// Opening

const begin = (block, original) => {
  const form = block.querySelector("form");
  states.set(form, { original, saved: typed(form), chain: Promise.resolve(true), wasSaved: false, reshaped: false });
  form.dispatchEvent(new CustomEvent("kept:arrived", { bubbles: true }));
  form.querySelector("textarea").focus();
  say(words.opened);
};

const leaveOthers = async () => {
  for (const form of forms()) if (states.has(form)) await leave(form, false);
};

const open = async (line, restoring = false) => {
  if (!restoring) await leaveOthers();
  const fresh = await fragment(`${line.dataset.line}words/`).catch(() => undefined);
  if (fresh === undefined) return say(words.lost);
  if (!fresh) return location.assign(`${line.dataset.line}edit/`);
  const original = lineOf(line.dataset.key); // leaving another line may have brought a new page
  swap(original, fresh);
  begin(fresh, original);
};

// Where the annex ends, once its last part has come.
const lastRows = () => [...document.querySelectorAll("#annex tbody")].at(-1)?.closest("tbody:not([hx-get])");

const add = async (url, after) => {
  await leaveOthers();
  const fresh = await fragment(url).catch(() => undefined);
  if (fresh === undefined) return say(words.lost);
  if (!fresh) return location.assign(url.replace("words/", ""));
  const line = after && lineOf(after);
  if (line) line.after(fresh);
  else if (fresh.matches("tr") && lastRows()) lastRows().append(fresh);
  else if (fresh.matches("tr")) return location.assign(url.replace("words/", ""));
  else document.querySelector("#clauses .button-row").before(fresh);
  window.htmx.process(fresh);
  begin(fresh, line);
};

// Saving

const accept = (form, answer, sent) => {
  const state = states.get(form);
  const values = JSON.parse(sent);
  Object.assign(state, { wasSaved: true, reshaped: state.reshaped || answer.reshaped });
  form.elements.seen.value = answer.seen;
  for (const pair of values.filter(([name]) => name in answer.fields)) {
    // Filled in by the system: shown, unless the person has typed on.
    const field = form.elements[pair[0]];
    if (field.value === pair[1]) field.value = answer.fields[pair[0]];
    pair[1] = answer.fields[pair[0]];
  }
  state.saved = JSON.stringify(values);
  form.dispatchEvent(new CustomEvent("kept:saved", { bubbles: true, detail: { isAll: typed(form) === state.saved } }));
  if (blockOf(form).dataset.key === "new") {
    blockOf(form).dataset.key = answer.key;
    blockOf(form).id = `provision-${answer.key}`;
    form.setAttribute("action", answer.action);
    form.dataset.keep = `${form.dataset.keep.split(" ")[0]} ${answer.action}`;
  }
  tell(form, words.saved.replace("{at}", answer.at));
};

const refuse = async (form, response) => {
  if (response.redirected) return tell(form, words.session, "text-danger");
  const isJson = response.headers.get("content-type")?.includes("json");
  const answer = isJson ? await response.json() : { sentence: words.gone };
  tell(form, answer.sentence ?? Object.values(answer.errors).join(" "), "text-danger");
  if (!answer.html) return;
  const conflict = form.querySelector("[data-conflict]");
  conflict.innerHTML = answer.html;
  states.get(form).conflict = answer.seen;
  conflict.querySelector("button").focus();
};

const send = async (form) => {
  const state = states.get(form);
  const sent = typed(form);
  if (sent === state.saved) return true;
  if (state.conflict || !form.isConnected) return false;
  tell(form, words.saving);
  let response;
  try {
    response = await fetch(form.getAttribute("action"), { method: "POST", body: new FormData(form), keepalive: sent.length < 30_000 });
  } catch {
    tell(form, words.lost, "text-warning");
    state.timer = setTimeout(() => save(form), RETRY);
    return false;
  }
  if (response.ok && !response.redirected) accept(form, await response.json(), sent);
  else await refuse(form, response);
  return typed(form) === state.saved;
};

// One after the other: each save is based on the one before it.
const save = (form) => {
  const state = states.get(form);
  clearTimeout(state.timer);
  state.chain = state.chain.then(() => send(form));
  return state.chain;
};

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-words]");
  const state = form && states.get(form);
  if (!state) return;
  clearTimeout(state.timer);
  state.timer = setTimeout(() => save(form), PAUSE);
});
document.addEventListener("focusout", (event) => {
  const form = event.target.closest("form[data-words]");
  if (form && states.has(form) && typed(form) !== states.get(form).saved) save(form);
});
window.addEventListener("online", () => forms().forEach(save));
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") forms().forEach(save);
});

// Leaving

const focusOn = (key) => {
  const line = lineOf(key);
  if (!line) return;
  line.tabIndex = 0;
  line.focus();
};

const reload = async (key) => {
  await window.htmx.ajax("GET", `${page().dataset.editor}?at=${key || ""}`, { target: "#instrument-body", swap: "outerHTML" });
  if (key) focusOn(key);
  reopenKept();
};

const renewSummary = async () => {
  const fresh = await fragment(page().dataset.editor, "instrument-summary").catch(() => null);
  if (fresh) swap(document.querySelector("#instrument-summary"), fresh);
};

const leave = async (form, isFocused = true) => {
  const block = blockOf(form);
  const isUntouched = block.dataset.key === "new" && states.get(form).saved === typed(form);
  if (!isUntouched && !(await save(form))) return;
  const { key } = block.dataset; // a new one has it since it was saved
  const { original, wasSaved, reshaped } = states.get(form);
  if (isUntouched) {
    block.remove();
    if (isFocused && original) focusOn(original.dataset.key);
    return;
  }
  if (wasSaved && (reshaped || "whole" in page().dataset)) return reload(isFocused && key);
  const fresh = wasSaved ? await fragment(`${page().dataset.editor}provisions/${key}/line/`).catch(() => null) : original;
  if (!fresh) return reload(isFocused && key);
  swap(block, fresh);
  if (isFocused) focusOn(key);
  if (wasSaved) renewSummary();
};

const drop = (form) => {
  form.dispatchEvent(new CustomEvent("kept:dropped", { bubbles: true }));
  const { original } = states.get(form);
  const { key } = blockOf(form).dataset;
  if (key === "new") return blockOf(form).remove();
  swap(blockOf(form), original);
  return reload(key);
};

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("form[data-words]")) {
    event.preventDefault();
    leave(form);
  } else if (form.matches("form[data-undo]")) {
    event.preventDefault();
    delete form.dataset.sent;
    document.dispatchEvent(new CustomEvent("editor:act", { detail: { url: form.action, values: {} } }));
  }
});

// What the person asks for

const isWords = (target) => target.closest(".clause-words, td:not(.acts)") && !target.closest("a, button, input, .editing, .drag-handle");

document.addEventListener("click", (event) => {
  const { target } = event;
  const form = target.closest("form[data-words]");
  const line = target.closest("[data-line]");
  const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey;
  if (form && target.closest("[data-keep-mine]")) {
    const state = states.get(form);
    form.elements.seen.value = state.conflict;
    state.conflict = null;
    form.querySelector("[data-conflict]").replaceChildren();
    save(form);
    form.querySelector("textarea").focus();
  } else if (form && target.closest("[data-take-theirs], [data-drop]")) {
    drop(form);
  } else if (target.closest("[data-add]") && isPlain && page()) {
    event.preventDefault();
    add(target.closest("[data-add]").dataset.add);
  } else if (line && isPlain && page() && (target.closest("[data-edit]") || (isWords(target) && !String(getSelection())))) {
    event.preventDefault();
    open(line);
  }
});
document.addEventListener("editor:open", (event) => open(event.target));
document.addEventListener("editor:add", (event) => add(`${page().dataset.editor}provisions/new/words/?after=${event.detail}`, event.detail));
document.addEventListener("editor:leave", (event) => leave(event.target));
document.addEventListener("editor:focus", (event) => focusOn(event.detail.key));
// An act on the text waits until what is being typed is saved.
document.addEventListener("editor:act", async (event) => {
  const { url, values, key } = event.detail;
  await leaveOthers();
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  await window.htmx.ajax("POST", url, { target: "#instrument-body", swap: "outerHTML", values: { ...values, csrfmiddlewaretoken: token } });
  if (key) focusOn(key);
  if (key) say(`${words.done} ${lineOf(key)?.textContent.trim().slice(0, 80)}`);
  reopenKept();
});
document.addEventListener("editor:undone", (event) => {
  focusOn(event.detail.key);
  say(`${words.undone} ${lineOf(event.detail.key)?.textContent.trim().slice(0, 80) ?? ""}`);
});

// Words that were typed before the browser was closed: their lines open again, and kept.js offers the words.
const isComing = () => document.querySelector("#instrument-body .part[hx-get]") !== null;
const reopenKept = async () => {
  const kept = `kept:${words.person} ${page()?.dataset.editor}provisions/`;
  const closed = (name) => !forms().some((form) => `kept:${form.dataset.keep}` === name);
  for (const name of Object.keys(localStorage).filter((one) => one.startsWith(kept) && one.includes("/words/")).filter(closed)) {
    const [, key] = /provisions\/(\d+)\/words/.exec(name) ?? [];
    const after = /after=(\d+)/.exec(name)?.[1];
    if (key && lineOf(key)?.matches("[data-line]")) await open(lineOf(key), true);
    else if (!key && (lineOf(after) || !isComing())) await add(name.slice(name.indexOf(" ") + 1), after);
  }
};
reopenKept();
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.matches(".part")) reopenKept();
});
