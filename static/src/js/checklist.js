// A long list of boxes to tick gets a field that finds by name; what is ticked stays in sight. Of very many, the page is
// asked for those that fit (`data-find` of the first box, see finder.js).
import { all, make, one, word } from "./dom.js";
import { finder } from "./finder.js";

const LONG = 12;
const WAIT = 160;

class Checklist {
  constructor(list) {
    this.list = list;
    const asking = one("input[data-find]", list);
    this.ask = asking && finder(asking);
    this.find = make("input", { type: "search", class: "form-control ld-checkfind", placeholder: word("find"), "aria-label": word("find") });
    this.find.addEventListener("input", () => this.later());
    this.find.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.isComposing) event.preventDefault();
    });
    list.before(this.find);
    if (this.ask) list.append(make("p", { class: "ld-help" }, word("typeToFind")));
  }

  later() {
    this.narrow();
    if (!this.ask) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.more(), WAIT);
  }

  narrow() {
    const wanted = this.find.value.trim().toLowerCase().split(/\s+/);
    for (const label of all("label", this.list)) {
      const fits = wanted.every((part) => label.textContent.toLowerCase().includes(part));
      label.parentElement.hidden = !fits && !one("input", label).checked && !label.parentElement.hasAttribute("data-found");
    }
  }

  async more() {
    const words = this.find.value.trim();
    const answer = words ? await this.ask(words) : null;
    if (words !== this.find.value.trim()) return;
    const known = new Map(all("input", this.list).map((input) => [input.value, input.closest("label").parentElement]));
    for (const row of known.values()) row.removeAttribute("data-found");
    for (const [value, text] of answer?.rows ?? []) {
      const row = known.get(value) ?? this.add(value, text);
      row.setAttribute("data-found", "");
    }
    this.narrow();
  }

  add(value, text) {
    const sample = one("input", this.list);
    const input = make("input", { type: "checkbox", name: sample.name, value, class: sample.className });
    const row = make("div", {}, make("label", {}, input, ` ${text}`));
    const last = one(":scope > .ld-help", this.list);
    if (last) last.before(row);
    else this.list.append(row);
    return row;
  }
}

export function meetChecklists(root = document) {
  all(".ld-checklist", root).forEach((list) => {
    const long = one("input[data-find]", list) || all("label", list).length > LONG;
    if (long && !list.previousElementSibling?.matches(".ld-checkfind")) new Checklist(list);
  });
}
