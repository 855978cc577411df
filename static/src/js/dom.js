// What every module needs: finding, listening, words, announcing.
const block = document.getElementById("ld-texts");
const texts = block ? JSON.parse(block.textContent) : {};

/** The word for `key` in the page's language; each `%s` is filled in turn. */
export function word(key, ...values) {
  let text = texts[key] ?? key;
  for (const value of values) text = text.replace("%s", value);
  return text;
}

export const user = texts.user ?? "";
export const zh = texts.lang === "zh";

export const one = (selector, root = document) => root.querySelector(selector);
export const all = (selector, root = document) => [...root.querySelectorAll(selector)];

/** Delegated listener: works for what htmx swaps in later, too. */
export function on(type, selector, handler, options) {
  document.addEventListener(
    type,
    (event) => {
      const found = event.target instanceof Element ? event.target.closest(selector) : null;
      if (found) handler(event, found);
    },
    options,
  );
}

export function make(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name in element && name !== "list" && typeof value !== "string") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

export function icon(name) {
  const svg = drawing(`#i-${name}`);
  svg.setAttribute("class", "ld-i");
  return svg;
}

/** The mark of a status without its word, for lists in which the row says the rest. */
export function mark(status) {
  const svg = drawing(`#s-${status}`);
  svg.setAttribute("viewBox", "0 0 14 14");
  return make("span", { class: `ld-st is-${status}` }, svg);
}

function drawing(symbol) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", symbol);
  svg.append(use);
  return svg;
}

/** Say something to screen readers only. */
export function announce(text) {
  const region = one("[data-live]");
  if (!region) return;
  region.textContent = "";
  setTimeout(() => (region.textContent = text), 50);
}

/** Whether a key press belongs to a text being written; input methods included. */
export function typing(event) {
  if (event.isComposing || event.keyCode === 229) return true;
  const target = event.target;
  if (!(target instanceof Element)) return false;
  if (target.closest("[contenteditable]:not([contenteditable=false]), textarea, select, [role=combobox], [role=textbox]")) return true;
  return target instanceof HTMLInputElement && !["checkbox", "radio", "button", "submit", "reset", "file", "range"].includes(target.type);
}

export const clock = (date = new Date()) => `${String(date.getHours()).padStart(2, "0")}:${String(date.getMinutes()).padStart(2, "0")}`;

export const csrf = () => one('meta[name="csrf"]')?.content ?? "";

export function cookie(name, value) {
  document.cookie = `${name}=${value}; path=/; max-age=31536000; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
}

/** Storage that never throws: private windows and web views refuse it. */
export const store = {
  get(key) {
    try {
      return JSON.parse(localStorage.getItem(key) ?? "null");
    } catch {
      return null;
    }
  },
  set(key, value) {
    try {
      localStorage.setItem(key, JSON.stringify(value));
      return true;
    } catch {
      return false;
    }
  },
  drop(key) {
    try {
      localStorage.removeItem(key);
    } catch {
      /* nothing stored, nothing to drop */
    }
  },
  keys() {
    try {
      return Object.keys(localStorage);
    } catch {
      return [];
    }
  },
};
