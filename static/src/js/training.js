// Taking an assessment: one question per screen, every answer saved as it is given, kept on the device while there is no
// connection and sent again. The server's clock decides; the one here only shows it.
import { all, announce, csrf, on, one, store, user, word } from "./dom.js";

const AGAIN = 5000;
const TYPING = 800;
let at = 0;

const form = () => one("form[data-taking]");
const keyFor = (attempt) => `taking:${user}:${attempt}`;
const keyOf = (taking) => keyFor(taking.dataset.taking);
const questions = (taking) => all("fieldset[data-q]", taking);

function say(text, bad = false) {
  const place = one("[data-taking-state]");
  if (!place) return;
  place.textContent = text;
  place.classList.toggle("bad", bad);
}

// ---- answers

function fieldsOf(question) {
  const data = new URLSearchParams();
  for (const field of all("input, select, textarea", question)) {
    if ((field.type === "checkbox" || field.type === "radio") && !field.checked) continue;
    data.append(field.name, field.value);
  }
  return data;
}

function isAnswered(question) {
  const text = one("textarea", question);
  if (text) return text.value.trim() !== "";
  const places = all("select", question);
  if (places.length) return places.every((place) => place.value) && new Set(places.map((place) => place.value)).size === places.length;
  return one("input:checked", question) !== null;
}

function mark(taking, question) {
  const number = questions(taking).indexOf(question);
  one(`[data-go="${number}"]`, taking)?.classList.toggle("done", isAnswered(question));
}

/** The turn of an answer, and in the field that goes with the hand-in: what another device saved later is not undone. */
function setTurn(question, turn) {
  question.dataset.turn = turn;
  one("[data-turn-known]", question).value = turn;
}

function waiting(taking) {
  return store.get(keyOf(taking)) ?? {};
}

/** Kept on the device first: what is not sent yet survives a closed window. */
function remember(taking, question) {
  const turn = Number(question.dataset.turn || 0) + 1;
  setTurn(question, turn);
  const kept = waiting(taking);
  kept[question.dataset.q] = { turn, data: fieldsOf(question).toString() };
  store.set(keyOf(taking), kept);
  mark(taking, question);
}

function settled(taking, id, turn) {
  const kept = waiting(taking);
  // A newer answer may have been given while this one travelled.
  if (kept[id]?.turn === turn) delete kept[id];
  if (Object.keys(kept).length) store.set(keyOf(taking), kept);
  else store.drop(keyOf(taking));
}

let sending = false;
let timer;

async function send(taking) {
  if (sending || !taking.isConnected) return;
  const [id, entry] = Object.entries(waiting(taking))[0] ?? [];
  if (!id) return;
  sending = true;
  clearTimeout(timer);
  say(word("noteSaving"));
  const body = new URLSearchParams(entry.data);
  body.set("question", id);
  body.set("turn", entry.turn);
  let again = true;
  try {
    const response = await fetch(taking.dataset.save, { method: "POST", body, headers: { "X-CSRFToken": csrf() } });
    if (response.ok) {
      const { turn } = await response.json();
      const question = one(`#q${id}`, taking);
      if (question && turn > Number(question.dataset.turn)) setTurn(question, turn);
      settled(taking, id, entry.turn);
      const rest = Object.keys(waiting(taking)).length;
      say(rest ? word("noteSaving") : word("takingSaved"));
    } else if (response.status === 409) {
      // Handed in elsewhere, or time is up: the next page says which.
      store.drop(keyOf(taking));
      window.location.reload();
      again = false;
    } else if (response.status === 422) {
      settled(taking, id, entry.turn);
    } else say(word("takingKept"), true);
    sending = false;
    if (again && (response.ok || response.status === 422)) send(taking);
    else if (again) timer = setTimeout(() => send(taking), AGAIN);
  } catch {
    sending = false;
    say(word("takingKept"), true);
    timer = setTimeout(() => send(taking), AGAIN);
  }
}

/** Answers this device has and the server does not: put back into the form, then sent. */
function restore(taking) {
  for (const [id, entry] of Object.entries(waiting(taking))) {
    const question = one(`#q${id}`, taking);
    if (!question || entry.turn <= Number(question.dataset.turn)) {
      settled(taking, id, entry.turn);
      continue;
    }
    const data = new URLSearchParams(entry.data);
    for (const field of all("input, select, textarea", question)) {
      if (field.type === "checkbox" || field.type === "radio") field.checked = data.getAll(field.name).includes(field.value);
      else if (field.type !== "hidden") field.value = data.get(field.name) ?? "";
    }
    setTurn(question, entry.turn);
    mark(taking, question);
  }
}

// ---- one question per screen

function show(taking, number, focus = true) {
  const list = questions(taking);
  at = Math.max(0, Math.min(list.length - 1, number));
  list.forEach((question, index) => (question.hidden = index !== at));
  all("[data-go]", taking).forEach((dot, index) => (index === at ? dot.setAttribute("aria-current", "step") : dot.removeAttribute("aria-current")));
  const last = at === list.length - 1;
  one('[data-step="-1"]', taking).hidden = at === 0;
  one('[data-step="1"]', taking).hidden = last;
  one("[data-hand-in]", taking).hidden = !last;
  if (focus) one("legend", list[at]).focus();
}

function ask(taking) {
  const open = questions(taking).filter((question) => !isAnswered(question)).length;
  const button = one("[data-hand-in]", taking);
  button.dataset.confirm = open ? word("takingOpen", open) : word("takingAll");
  button.dataset.confirmOk = button.textContent.trim();
}

// ---- the clock

/** Time is up: handed in at once, or as soon as there is a connection again. */
function finish(taking) {
  taking.dataset.over = "1";
  if (navigator.onLine) taking.submit();
  else say(word("takingOver"), true);
}

function run(taking) {
  if (!taking.dataset.seconds) return;
  const ends = performance.now() + Number(taking.dataset.seconds) * 1000;
  const place = one("[data-taking-clock]");
  let warned = false;
  const tick = () => {
    if (!taking.isConnected) return;
    const left = Math.max(0, Math.round((ends - performance.now()) / 1000));
    place.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    place.classList.toggle("soon", left <= 60);
    if (left <= 60 && !warned) {
      warned = true;
      announce(word("takingMinute"));
    }
    if (left > 0) setTimeout(tick, 500);
    else finish(taking);
  };
  tick();
}

export function meetTaking() {
  const taken = one("[data-taken]");
  if (taken) store.drop(keyFor(taken.dataset.taken));
  const taking = form();
  if (!taking || taking.dataset.met) return;
  taking.dataset.met = "1";
  restore(taking);
  one("[data-taking-steps]", taking).hidden = false;
  const first = questions(taking).findIndex((question) => !isAnswered(question));
  show(taking, Math.max(0, first), false);
  ask(taking);
  run(taking);
  send(taking);
}

export function setUpTaking() {
  let typing;
  const changed = (event, field) => {
    const question = field.closest("fieldset[data-q]");
    const taking = form();
    if (!question || !taking) return;
    remember(taking, question);
    ask(taking);
    clearTimeout(typing);
    typing = setTimeout(() => send(taking), event.type === "input" ? TYPING : 0);
  };
  on("input", "form[data-taking] textarea", changed);
  on("change", "form[data-taking] input, form[data-taking] select", changed);
  on("click", "form[data-taking] [data-go]", (_event, dot) => show(form(), Number(dot.dataset.go)));
  on("click", "form[data-taking] [data-step]", (_event, button) => show(form(), at + Number(button.dataset.step)));
  on("submit", "form[data-taking]", (event) => {
    if (event.defaultPrevented) return;
    // Without a connection it waits on the device instead of getting lost; what is kept there is dropped by the result.
    if (!navigator.onLine) {
      event.preventDefault();
      say(word("takingKept"), true);
    }
  });
  window.addEventListener("online", () => {
    const taking = form();
    if (taking?.dataset.over) taking.submit();
    else if (taking) send(taking);
  });
  meetTaking();
}
