// Forms: no double submit, drafts that save themselves, a warning before typed text is lost, focus on the first error.
import { meetChecklists } from "./checklist.js";
import { meetChoosers } from "./chooser.js";
import { all, clock, make, on, one, store, user, word } from "./dom.js";

const SAVE_AFTER = 700;
const KEPT_DAYS = 30;
const dirty = new WeakSet();
let leaving = false;

// ---- double submit

function busy(form, button) {
  form.dataset.busy = "1";
  if (!button?.matches("button, input")) return;
  button.setAttribute("aria-busy", "true");
  // After this turn, so that the button's own name and value still travel.
  setTimeout(() => (button.disabled = true), 0);
}

function idle(form) {
  delete form.dataset.busy;
  for (const button of all('[aria-busy="true"]', form)) {
    button.removeAttribute("aria-busy");
    button.disabled = false;
  }
}

function setUpGuard() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented && !form.hasAttribute("hx-post")) return;
    if (form.method !== "post" || form.hasAttribute("data-noguard")) return;
    if (form.dataset.busy) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    leaving = true;
    busy(form, event.submitter ?? one('button:not([type="button"])', form));
  });
  document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
    const form = ctx.sourceElement?.closest?.("form");
    if (!form) return;
    leaving = false;
    idle(form);
    if (ctx.response?.status < 400) drop(form);
  });
  // Back from the browser's cache: the button must work again.
  window.addEventListener("pageshow", (event) => {
    leaving = false;
    if (event.persisted) all("form[data-busy]").forEach(idle);
  });
}

// ---- files

// What is too large is told beside its field: the server could only refuse the whole page with all that was typed.
function weigh({ target }) {
  if (!target.matches?.('input[type="file"][data-most]')) return;
  const large = [...target.files].some((file) => file.size > Number(target.dataset.most));
  target.setCustomValidity(large ? target.dataset.tooLarge : "");
  if (large) target.reportValidity();
}

// ---- drafts

const prefix = `draft:${user}:`;
const keyOf = (form) => `${prefix}${location.pathname}:${form.dataset.draft}`;

function fields(form) {
  return [...form.elements].filter(
    (field) => field.name && !["password", "file", "hidden", "submit", "button", "fieldset"].includes(field.type) && field.name !== "csrfmiddlewaretoken",
  );
}

function read(form) {
  const values = {};
  for (const field of fields(form)) {
    if (field.type === "checkbox" || field.type === "radio") {
      values[field.name] ??= [];
      if (field.checked) values[field.name].push(field.value);
    } else if (field.multiple) values[field.name] = [...field.selectedOptions].map((option) => option.value);
    else (values[field.name] ??= []).push(field.value);
  }
  return values;
}

/** Names of what was chosen in fields of very many, whose options may not be there when the draft is restored. */
function names(form) {
  const known = {};
  for (const select of all("select[data-find]", form)) {
    const option = select.selectedOptions[0];
    if (option) known[option.value] = option.text;
  }
  return known;
}

function write(form, { values, names: known = {} }) {
  const rest = structuredClone(values);
  for (const field of fields(form)) {
    const own = rest[field.name];
    if (!own) continue;
    if (field.matches("select[data-find]") && own[0] in known && ![...field.options].some((option) => option.value === own[0])) {
      field.append(new Option(known[own[0]], own[0]));
    }
    if (field.type === "checkbox" || field.type === "radio") field.checked = own.includes(field.value);
    else if (field.multiple) for (const option of field.options) option.selected = own.includes(option.value);
    else field.value = own.shift() ?? "";
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function noteOf(form) {
  let note = one("[data-draft-note]", form);
  if (!note) {
    note = make("span", { class: "ld-draft", "data-draft-note": "", role: "status" });
    (one(".ld-formend, .ld-acts", form) ?? form).append(note);
  }
  return note;
}

function save(form) {
  if (store.set(keyOf(form), { at: Date.now(), values: read(form), names: names(form) })) noteOf(form).replaceChildren(word("saved", clock()));
}

function drop(form) {
  dirty.delete(form);
  if (!form.dataset.draft && form.dataset.draft !== "") return;
  store.drop(keyOf(form));
  store.drop(`sent:${keyOf(form)}`);
}

function offer(form, draft) {
  const when = new Date(draft.at);
  const sameDay = when.toDateString() === new Date().toDateString();
  const restore = make("button", { class: "btn", type: "button" }, word("restore"));
  const discard = make("button", { class: "btn txt", type: "button" }, word("discard"));
  const note = noteOf(form);
  note.replaceChildren(word("draftFound", sameDay ? clock(when) : `${when.toLocaleDateString(document.documentElement.lang)} ${clock(when)}`), restore, discard);
  restore.addEventListener("click", () => {
    write(form, draft);
    dirty.add(form);
    note.replaceChildren(word("restored"));
  });
  discard.addEventListener("click", () => {
    drop(form);
    note.replaceChildren();
  });
}

/** A draft is offered unless it was sent and accepted: then the form is gone or comes back without errors. */
function meet(form) {
  if (form.dataset.met) return;
  form.dataset.met = "1";
  const key = keyOf(form);
  const refused = form.method === "post" && one('[aria-invalid="true"], [data-focus], .ld-err', form);
  if (store.get(`sent:${key}`)) {
    store.drop(`sent:${key}`);
    if (!refused) store.drop(key);
  }
  const draft = store.get(key);
  if (!draft || refused) return;
  if (Date.now() - draft.at > KEPT_DAYS * 86_400_000 || JSON.stringify(draft.values) === JSON.stringify(read(form))) store.drop(key);
  else offer(form, draft);
}

function setUpDrafts() {
  let timer;
  const changed = (event) => {
    const form = event.target.form ?? event.target.closest?.("form");
    if (!form?.matches("[data-draft], [data-unsaved]") || !(event.isTrusted || event.detail?.chosen)) return;
    dirty.add(form);
    if (!form.hasAttribute("data-draft")) return;
    clearTimeout(timer);
    timer = setTimeout(() => save(form), SAVE_AFTER);
  };
  document.addEventListener("input", changed);
  document.addEventListener("change", changed);
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.matches("[data-draft], [data-unsaved]")) return;
    dirty.delete(form);
    if (form.hasAttribute("data-draft")) store.set(`sent:${keyOf(form)}`, Date.now());
  });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && all("form[data-draft], form[data-unsaved]").some((form) => dirty.has(form))) event.preventDefault();
  });
  on("submit", 'form[action*="logout"]', forget);
}

/** Signing out leaves nothing of the person on a shared computer. */
function forget() {
  for (const key of store.keys()) if (key.includes(`${prefix}`) || key.startsWith(`recent:${user}`)) store.drop(key);
}

/** Drafts whose form went away after it was sent successfully. */
function sweep() {
  const shown = new Set(all("form[data-draft]").map(keyOf));
  for (const key of store.keys()) {
    if (!key.startsWith(`sent:${prefix}`)) continue;
    const own = key.slice(5);
    if (shown.has(own)) continue;
    store.drop(own);
    store.drop(key);
  }
}

export function meetForms(root = document) {
  all("form[data-draft]", root).forEach(meet);
  meetChecklists(root);
  meetChoosers(root);
  const first = one("[data-focus]", root) ?? one('form[method="post"] [aria-invalid="true"]', root);
  if (first) {
    if (!first.matches("input, select, textarea, a, button") && !first.hasAttribute("tabindex")) first.tabIndex = -1;
    first.focus();
  }
}

export function setUpForms() {
  setUpDrafts();
  setUpGuard();
  document.addEventListener("change", weigh);
  sweep();
  meetForms();
  on("change", "[data-auto-submit]", (_event, field) => (field.form ?? field.closest("form"))?.requestSubmit());
  on("dragover", ".ld-drop", (event, area) => {
    event.preventDefault();
    area.classList.add("over");
  });
  on("dragleave", ".ld-drop", (_event, area) => area.classList.remove("over"));
  on("drop", ".ld-drop", (event, area) => {
    const input = one('input[type="file"]', area);
    area.classList.remove("over");
    if (!input || !event.dataTransfer?.files.length) return;
    event.preventDefault();
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}
