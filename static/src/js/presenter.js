// The presenter's view: one section at a time by the keyboard, clocks, minutes that save themselves.
// Without this the sections stand one below the other and every form is sent by its button.
import { all, clock, csrf, make, on, one, user, word } from "./dom.js";

const SAVE_AFTER = 1500;
const RETRY_AFTER = 8000;

function clockText(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

function setUpSlides(room) {
  const slides = all(".pv-slide", room);
  const counter = one("[data-pv-count]", room);
  const own = one("[data-pv-own]", room);
  const total = one("[data-pv-total]", room);
  const begun = performance.now();
  let entered = begun;
  let at = Math.max(0, slides.findIndex((slide) => `#${slide.id}` === location.hash));
  const show = (index, focus = true) => {
    at = Math.min(Math.max(index, 0), slides.length - 1);
    entered = performance.now();
    slides.forEach((slide, place) => {
      slide.hidden = place !== at;
    });
    counter.textContent = `${at + 1} / ${slides.length}`;
    history.replaceState(null, "", `#${slides[at].id}`);
    all("[data-chart]", slides[at]).forEach((chart) => chart.dispatchEvent(new Event("chart:shown")));
    if (focus) one("h2", slides[at])?.focus({ preventScroll: true });
    scrollTo(0, 0);
  };
  const typing = (target) => target.closest("input, textarea, select, button, summary, [contenteditable]");
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || (typing(event.target) && event.key !== "Escape")) return;
    const step = { ArrowRight: 1, ArrowDown: 1, PageDown: 1, " ": 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1 }[event.key];
    if (step) show(at + step);
    else if (event.key === "Home") show(0);
    else if (event.key === "End") show(slides.length - 1);
    else if (event.key === "f") toggleFull(room);
    else if (event.key === "m") one("textarea", slides[at])?.focus();
    else if (event.key === "Escape" && typing(event.target)) event.target.blur();
    else return;
    event.preventDefault();
  });
  on("click", "[data-pv-step]", (_event, button) => show(at + Number(button.dataset.pvStep)));
  on("click", "[data-pv-full]", () => toggleFull(room));
  on("click", "[data-pv-go]", (event, link) => {
    const index = slides.findIndex((slide) => slide.id === link.dataset.pvGo);
    if (index < 0) return;
    event.preventDefault();
    show(index);
  });
  const tick = () => {
    const now = performance.now();
    own.textContent = clockText((now - entered) / 1000);
    total.textContent = clockText((now - begun) / 1000);
    total.classList.toggle("late", (now - begun) / 60_000 > Number(room.dataset.minutes));
  };
  tick();
  setInterval(tick, 1000);
  show(at, false);
}

function toggleFull(room) {
  if (document.fullscreenElement) document.exitFullscreen();
  else room.requestFullscreen?.().catch(() => {});
}

/** Minutes of one section. What is typed is kept on the device until the server has it. */
function setUpNote(form) {
  const area = one("textarea", form);
  const version = one('input[name="version"]', form);
  const state = one("[data-pv-state]", form);
  const key = `minutes:${user}:${form.getAttribute("action")}`;
  one("[data-pv-plain]", form)?.setAttribute("hidden", "");
  let timer;
  let busy = false;
  let saved = area.value;
  const say = (text, bad = false) => {
    state.textContent = text;
    state.classList.toggle("bad", bad);
  };
  const keep = () => {
    try {
      if (area.value === saved) localStorage.removeItem(key);
      else localStorage.setItem(key, JSON.stringify({ text: area.value, version: version.value }));
    } catch {
      // A browser without storage still sends what is typed.
    }
  };
  const later = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(send, wait);
  };
  const differ = (theirs) => {
    one(".pv-theirs", form)?.remove();
    const take = make("button", { class: "btn", type: "button" }, word("noteTake"));
    const mine = make("button", { class: "btn", type: "button" }, word("noteMine"));
    const box = make("div", { class: "pv-theirs", role: "alert" }, make("b", {}, word("noteTheirs")), make("pre", {}, theirs.text), take, mine);
    form.append(box);
    const settle = (text) => {
      version.value = theirs.version;
      saved = theirs.text;
      area.value = text;
      box.remove();
      keep();
      if (text !== saved) send();
      else say("");
    };
    take.addEventListener("click", () => settle(theirs.text));
    mine.addEventListener("click", () => settle(area.value));
  };
  async function send() {
    if (busy || area.value === saved || one(".pv-theirs", form)) return;
    busy = true;
    say(word("noteSaving"));
    const sent = area.value;
    try {
      const body = new URLSearchParams({ text: sent, version: version.value });
      const response = await fetch(form.action, { method: "POST", body, headers: { "X-CSRFToken": csrf(), Accept: "application/json" } });
      const answer = await response.json();
      if (response.ok) {
        version.value = answer.version;
        saved = sent;
        say(word("noteSaved", clock()));
      } else if (response.status === 409 && answer.text !== undefined) {
        say("");
        differ(answer);
      } else say(word("noteRefused", answer.detail ?? response.status), true);
    } catch {
      // No connection, or a page instead of an answer: nothing is lost, and it is tried again.
      say(word("noteKept"), true);
      later(RETRY_AFTER);
    }
    busy = false;
    keep();
    if (area.value !== sent && area.value !== saved) later(SAVE_AFTER);
  }
  area.addEventListener("input", () => {
    keep();
    later(SAVE_AFTER);
  });
  area.addEventListener("blur", send);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  window.addEventListener("online", send);
  try {
    const draft = JSON.parse(localStorage.getItem(key) ?? "null");
    if (draft && draft.text !== saved) {
      area.value = draft.text;
      // The version the words were written on: if somebody wrote since, both are shown.
      version.value = draft.version;
      send();
    }
  } catch {
    localStorage.removeItem(key);
  }
}

export function setUpPresenter() {
  const room = one("[data-presenter]");
  if (!room) return;
  room.classList.add("live");
  setUpSlides(room);
  all("form[data-pv-note]", room).forEach(setUpNote);
  window.addEventListener("beforeunload", (event) => {
    if (all("[data-pv-state].bad", room).length) event.preventDefault();
  });
}
