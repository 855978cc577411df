// Command palette: one field over projects, pages, people and acts. Asks GET <url>?q=… for JSON
// {"groups": [{"label", "hits": [{"title", "sub", "url", "icon", "status"}]}]}.
import Alpine from "@alpinejs/csp";
import { all, announce, icon, make, mark, on, one, store, user, word } from "./dom.js";

const WAIT = 140;
const KEPT = 8;
const recentKey = `recent:${user}`;

export function openPalette() {
  const dialog = one("#palette");
  if (!dialog) return false;
  if (!dialog.open) {
    dialog.showModal();
    dialog.dispatchEvent(new CustomEvent("palette:open"));
  }
  return true;
}

/** Pages opened lately, offered before anything is typed. */
function remember() {
  const heading = one("h1")?.innerText.trim();
  if (!user || !heading || one("main form[data-draft]") || location.pathname === "/") return;
  const before = (store.get(recentKey) ?? []).filter((hit) => hit.url !== location.pathname);
  store.set(recentKey, [{ title: heading.slice(0, 80), url: location.pathname }, ...before].slice(0, KEPT));
}

Alpine.data("palette", () => ({
  at: -1,
  asked: 0,
  timer: 0,

  init() {
    const dialog = this.$el;
    this.input = one("input", dialog);
    this.list = one("[data-palette-results]", dialog);
    dialog.addEventListener("palette:open", () => this.reset());
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    this.input.addEventListener("input", (event) => !event.isComposing && this.later());
    this.input.addEventListener("compositionend", () => this.later());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("click", (event) => this.clicked(event));
    one("form", dialog).addEventListener("submit", (event) => {
      event.preventDefault();
      this.open(false);
    });
  },

  reset() {
    this.input.value = "";
    this.input.focus();
    this.ask();
  },

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), WAIT);
  },

  async ask() {
    const q = this.input.value.trim();
    const number = ++this.asked;
    const url = new URL(this.$el.dataset.url, location.href);
    url.searchParams.set("q", q);
    try {
      const response = await fetch(url, { headers: { Accept: "application/json" } });
      if (!response.ok) throw new Error(String(response.status));
      const found = await response.json();
      // An older answer must not overwrite a newer one.
      if (number === this.asked) this.show(q, found.groups ?? []);
    } catch {
      if (number === this.asked) this.show(q, [], word("failed"));
    }
  },

  show(q, groups, problem = "") {
    const recent = q ? [] : (store.get(recentKey) ?? []).filter((hit) => hit.url !== location.pathname);
    const shown = recent.length ? [{ label: word("recent"), hits: recent.map((hit) => ({ ...hit, icon: "clock" })) }, ...groups] : groups;
    this.list.replaceChildren();
    let index = 0;
    for (const group of shown.filter((one_) => one_.hits?.length)) {
      this.list.append(make("div", { class: "grp", role: "presentation" }, group.label));
      for (const hit of group.hits) this.list.append(this.option(hit, index++));
    }
    if (!index) this.list.append(make("p", { class: "none" }, problem || (q ? word("noResults", q) : word("typeMore"))));
    this.choose(index ? 0 : -1);
    if (q) announce(index ? word("results", index) : word("noResults", q));
  },

  option(hit, index) {
    return make(
      "div",
      { role: "option", id: `palette-${index}`, "data-url": hit.url, "aria-selected": "false" },
      hit.status ? mark(hit.status) : icon(hit.icon || "right"),
      make("span", { class: "ld-clip" }, hit.title),
      hit.sub ? make("small", { class: "ld-clip" }, hit.sub) : null,
    );
  },

  choose(index) {
    const options = all('[role="option"]', this.list);
    this.at = options.length ? (index + options.length) % options.length : -1;
    options.forEach((option, place) => option.setAttribute("aria-selected", String(place === this.at)));
    const chosen = options[this.at];
    chosen?.scrollIntoView({ block: "nearest" });
    if (chosen) this.input.setAttribute("aria-activedescendant", chosen.id);
    else this.input.removeAttribute("aria-activedescendant");
  },

  key(event) {
    if (event.isComposing) return;
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move) {
      event.preventDefault();
      this.choose(this.at + move);
    } else if (event.key === "Enter") {
      event.preventDefault();
      this.open(event.ctrlKey || event.metaKey);
    }
  },

  open(tab) {
    const chosen = one('[aria-selected="true"]', this.list);
    if (chosen) this.go(chosen.dataset.url, tab);
  },

  clicked(event) {
    const option = event.target.closest('[role="option"]');
    if (option) this.go(option.dataset.url, event.ctrlKey || event.metaKey);
  },

  go(url, tab) {
    this.$el.close();
    if (tab) window.open(url, "_blank", "noopener");
    else location.assign(url);
  },
}));

export function setUpPalette() {
  remember();
  on("click", "[data-palette]", (event) => {
    if (event.ctrlKey || event.metaKey) return;
    if (openPalette()) event.preventDefault();
  });
}
