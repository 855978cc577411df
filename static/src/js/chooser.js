// One of many: a select with more than a dozen options becomes a field one types in. The select stays, out of sight:
// it is what is sent, what drafts keep, and all there is without script.
//   <select data-find="GoalForm.owner" data-page="/…">: of very many, the page is asked for those that fit;
//   with data-lazy for the first as well, when the list is opened.
import { all, announce, make, one, word } from "./dom.js";
import { finder } from "./finder.js";

const LONG = 12;
const MOST = 100;
const WAIT = 160;
const GAP = 4;
const native = "popover" in HTMLElement.prototype;
let number = 0;

class Chooser {
  constructor(select) {
    this.select = select;
    this.ask = select.dataset.find ? finder(select) : null;
    this.lazy = "lazy" in select.dataset;
    this.id = `choose-${++number}`;
    this.at = -1;
    this.build();
    this.sync();
    this.listen();
  }

  build() {
    const { select, id } = this;
    const label = select.getAttribute("aria-label") ?? null;
    this.input = make("input", {
      type: "text", class: "form-select", role: "combobox", autocomplete: "off", spellcheck: "false",
      "aria-expanded": "false", "aria-controls": id, "aria-autocomplete": "list", "aria-label": label,
      "aria-describedby": select.getAttribute("aria-describedby"), "aria-invalid": select.getAttribute("aria-invalid"),
    });
    // The label, the link of an error and whoever looks for the field find what can be typed in.
    if (select.id) this.input.id = select.id;
    select.removeAttribute("id");
    this.input.required = select.required;
    select.required = false;
    this.input.disabled = select.disabled;
    select.tabIndex = -1;
    select.setAttribute("aria-hidden", "true");
    this.list = make("div", { role: "listbox", id });
    this.hint = make("p", { class: "hint" });
    this.sheet = make("div", { class: "ld-choices", popover: native ? "manual" : null }, this.list, this.hint);
    this.sheet.hidden = !native;
    const box = make("span", { class: "ld-chooser" });
    select.before(box);
    box.append(this.input, select, this.sheet);
    this.list.setAttribute("aria-label", label ?? this.input.labels?.[0]?.firstChild?.textContent.trim() ?? word("find"));
  }

  listen() {
    const { input, select, sheet } = this;
    input.addEventListener("input", (event) => !event.isComposing && this.typed());
    input.addEventListener("compositionend", () => this.typed());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("click", () => (this.open ? this.settle() : this.show("")));
    input.addEventListener("focus", () => input.select());
    input.addEventListener("blur", () => this.settle());
    // Without losing the focus of the field, which would close the list before the click.
    sheet.addEventListener("pointerdown", (event) => event.preventDefault());
    sheet.addEventListener("click", (event) => {
      const option = event.target.closest('[role="option"]');
      if (option) this.choose(option);
    });
    select.addEventListener("change", () => this.sync());
    select.form?.addEventListener("reset", () => setTimeout(() => this.sync(), 0));
  }

  /** The field says what the select holds; "none" and "choose" are hints, not text. */
  sync() {
    const chosen = this.select.selectedOptions[0];
    const empty = one('option[value=""]', this.select);
    this.input.value = chosen && chosen.value !== "" ? chosen.text.trim() : "";
    this.input.placeholder = empty?.text ?? "";
    this.words = null;
  }

  typed() {
    this.words = this.input.value.trim();
    clearTimeout(this.timer);
    if (!this.ask) this.show(this.words);
    else this.timer = setTimeout(() => this.show(this.words), WAIT);
  }

  async show(words) {
    const mine = (this.asked = (this.asked ?? 0) + 1);
    let found = this.own(words);
    let more = Boolean(this.ask);
    if (this.ask && (words || this.lazy)) {
      const answer = await this.ask(words);
      // An older answer must not overwrite a newer one, nor open what was left meanwhile.
      if (mine !== this.asked || document.activeElement !== this.input) return;
      const none = words ? [] : found.filter((row) => row.value === "");
      found = answer && [...none, ...answer.rows.map(([value, text]) => ({ value, text }))];
      more = answer?.more;
    }
    this.fill(found, words, more || found?.length > MOST);
    this.unfold();
    if (words) announce(found?.length ? word("results", found.length) : word("noResults", words));
  }

  /** Options of the select in which every word occurs. */
  own(words) {
    const wanted = words.toLowerCase().split(/\s+/);
    return [...this.select.options]
      .filter((option) => !option.disabled && (words ? option.value !== "" : true))
      .filter((option) => wanted.every((part) => option.text.toLowerCase().includes(part)))
      .map((option) => ({ value: option.value, text: option.text, group: option.parentElement.label ?? "" }));
  }

  fill(found, words, more) {
    let group = "";
    const rows = [];
    for (const [place, row] of (found ?? []).slice(0, MOST).entries()) {
      if (row.group && row.group !== group) rows.push(make("div", { class: "grp", role: "presentation" }, row.group));
      group = row.group ?? "";
      const chosen = row.value === this.select.value;
      const option = make("div", { role: "option", id: `${this.id}-${place}`, "data-value": row.value, "aria-selected": String(chosen) }, row.text);
      if (row.value === "") option.classList.add("none");
      rows.push(option);
    }
    const hint = found === null ? word("failed") : !found.length ? word("noResults", words) : more && !words ? word("typeToFind") : "";
    this.list.replaceChildren(...rows);
    this.filled = words;
    this.hint.textContent = hint;
    const options = all('[role="option"]', this.list);
    this.mark(words ? 0 : options.findIndex((option) => option.getAttribute("aria-selected") === "true"));
  }

  mark(place) {
    const options = all('[role="option"]', this.list);
    this.at = options.length && place >= 0 ? place % options.length : -1;
    options.forEach((option, index) => option.classList.toggle("at", index === this.at));
    const option = options[this.at];
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.input.setAttribute("aria-activedescendant", option.id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  choose(option) {
    const { value } = option.dataset;
    if (![...this.select.options].some((one_) => one_.value === value)) this.select.append(new Option(option.textContent, value));
    const changed = this.select.value !== value;
    this.select.value = value;
    this.fold();
    this.sync();
    this.input.select();
    // `chosen`: the person did it, though the event is ours; drafts save what people do.
    if (changed) this.select.dispatchEvent(new CustomEvent("change", { bubbles: true, detail: { chosen: true } }));
  }

  /** Left: what was typed counts when it names one option, or empties what may be empty; else nothing changed. */
  settle() {
    clearTimeout(this.timer);
    this.asked = (this.asked ?? 0) + 1;
    const words = this.words;
    const options = this.open && this.fresh ? all('[role="option"]', this.list) : [];
    const meant = words && (options.find((option) => option.textContent.trim().toLowerCase() === words.toLowerCase()) ?? (options.length === 1 ? options[0] : null));
    const empty = words === "" && one('option[value=""]', this.select);
    if (meant) this.choose(meant);
    else if (empty && this.select.value !== "") this.choose(make("div", { "data-value": "" }));
    this.fold();
    this.sync();
  }

  key(event) {
    if (event.isComposing) return;
    const options = all('[role="option"]', this.list);
    const move = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (move) {
      event.preventDefault();
      if (!this.open) this.show("");
      else if (Math.abs(move) === 1) this.mark((this.at + move + options.length) % options.length);
      else this.mark(Math.max(0, Math.min(options.length - 1, this.at + move)));
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (this.open && this.fresh && options[this.at]) this.choose(options[this.at]);
      else if (!this.open) this.show("");
    } else if (event.key === "Escape" && this.open) {
      // The list alone: the dialog around it stays.
      event.preventDefault();
      event.stopPropagation();
      this.words = null;
      this.settle();
    } else if (event.key === "Tab" && this.open && this.words && this.fresh && options[this.at]) this.choose(options[this.at]);
  }

  /** Whether the list answers what is typed now: of an older one nobody is taken. */
  get fresh() {
    return this.words === null || this.filled === this.words;
  }

  get open() {
    return this.input.getAttribute("aria-expanded") === "true";
  }

  unfold() {
    if (!this.open) {
      if (native) this.sheet.showPopover();
      else this.sheet.hidden = false;
      this.input.setAttribute("aria-expanded", "true");
      this.follow = () => this.place();
      document.addEventListener("scroll", this.follow, { capture: true, passive: true });
      window.addEventListener("resize", this.follow);
    }
    this.place();
  }

  fold() {
    if (!this.open) return;
    if (native && this.sheet.isConnected) this.sheet.hidePopover();
    this.sheet.hidden = !native;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    document.removeEventListener("scroll", this.follow, { capture: true });
    window.removeEventListener("resize", this.follow);
  }

  /** Below the field, or above it where the window ends; over what a phone's keyboard leaves. */
  place() {
    const from = this.input.getBoundingClientRect();
    const height = window.visualViewport?.height ?? window.innerHeight;
    const below = height - from.bottom - GAP - 8;
    const above = from.top - GAP - 8;
    const up = below < 180 && above > below;
    this.list.style.maxHeight = `${Math.max(120, Math.min(320, (up ? above : below) - 40))}px`;
    Object.assign(this.sheet.style, {
      left: `${from.left}px`, minWidth: `${from.width}px`,
      top: up ? "auto" : `${from.bottom + GAP}px`, bottom: up ? `${window.innerHeight - from.top + GAP}px` : "auto",
    });
  }
}

export function meetChoosers(root = document) {
  all("select.form-select:not([multiple], [size], [aria-hidden])", root).forEach((select) => {
    if (select.dataset.find || select.options.length > LONG) new Chooser(select);
  });
}
