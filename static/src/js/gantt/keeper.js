// The field in which the grid's focus rests. Input methods write only into a field that already has the focus: so one lies unseen
// over the current cell, takes the keys, and becomes the cell's editor with the first sign, typed or composed.
import { make } from "../dom.js";
import { COLUMNS, editable } from "./columns.js";
import { say } from "./words.js";

const ACTIVE = "gantt-active-cell";

export class Keeper {
  constructor(grid) {
    this.grid = grid;
    this.view = grid.view;
    this.data = null;
    this.input = make("input", { type: "text", class: "gkeep", autocomplete: "off", spellcheck: "false", tabIndex: 0, "aria-controls": "gantt-tree" });
    // On a touch screen the focus alone must not bring up the keyboard.
    if (matchMedia("(pointer: coarse)").matches) this.input.inputMode = "none";
    this.names = make("datalist", { id: "gantt-keeper-names" });
    this.view.frameElement.append(this.input, this.names);
    this.input.addEventListener("compositionstart", () => this.open());
    // A composition that was given up leaves the cell as it was.
    this.input.addEventListener("compositionend", () => !this.input.value && this.close(false));
    this.input.addEventListener("input", () => this.open());
    this.input.addEventListener("focus", () => this.place());
    leaving(this.input, this.grid, (save) => this.close(save), () => this.data !== null);
  }

  /** Whether an event is about the cell, not about text being typed into it. */
  resting(event) {
    return event.target === this.input && this.data === null && !event.isComposing && event.keyCode !== 229;
  }

  focus() {
    this.place();
    this.input.focus({ preventScroll: true });
  }

  cell() {
    const id = this.data?.id ?? this.grid.focus;
    return this.grid.row(id)?.cells[this.data ? this.grid.columns.indexOf(this.name) : this.grid.column];
  }

  /** Over the current cell, where the input method shows its candidates; out of sight while its row is. */
  place() {
    const cell = this.cell();
    const { style } = this.input;
    if (!cell) {
      style.top = "-99px";
      return;
    }
    const frame = this.view.frameElement.getBoundingClientRect(), box = cell.getBoundingClientRect();
    style.left = `${box.left - frame.left}px`;
    style.top = `${box.top - frame.top}px`;
    style.width = `${box.width}px`;
    style.height = `${box.height}px`;
    if (this.data) return;
    document.getElementById(ACTIVE)?.removeAttribute("id");
    cell.id = ACTIVE;
    const name = this.grid.columns[this.grid.column];
    const row = this.view.model.byId.get(this.grid.focus);
    this.input.setAttribute("aria-activedescendant", ACTIVE);
    this.input.setAttribute("aria-label", `${row?.name ?? ""}, ${say(`col.${name}`)}: ${cell.textContent}`);
    this.input.readOnly = !row || !editable(COLUMNS[name], row, this.view.edits.may);
  }

  /** The first sign has come: what is in the field is the cell's new text from now on. */
  open() {
    if (this.data) return;
    const row = this.view.model.byId.get(this.grid.focus);
    this.name = this.grid.columns[this.grid.column];
    this.data = row;
    this.input.removeAttribute("aria-activedescendant");
    this.input.setAttribute("aria-label", say(`col.${this.name}`));
    this.input.classList.add("open");
    const { list } = COLUMNS[this.name].edit;
    if (!list) return;
    this.names.replaceChildren(...list(this.view.model).map((name) => make("option", { value: name })));
    this.input.setAttribute("list", this.names.id);
  }

  close(save) {
    const { data, name } = this;
    const value = this.input.value.trim();
    this.data = null;
    this.input.value = "";
    this.input.classList.remove("open");
    this.input.removeAttribute("list");
    if (save && value) this.grid.put(data, name, value);
    this.view.render();
  }
}

/** How a cell being typed into is left: Enter and Tab keep the text and go on, Escape drops it. `open`: whether it is typed into. */
export function leaving(input, grid, end, open = () => true) {
  input.addEventListener("keydown", (event) => {
    if (!open()) return;
    event.stopPropagation();
    if (event.isComposing || event.keyCode === 229) return;
    if (!["Enter", "Escape", "Tab"].includes(event.key)) return;
    event.preventDefault();
    end(event.key !== "Escape");
    if (event.key === "Enter") grid.step(event.shiftKey ? -1 : 1, false);
    else if (event.key === "Tab") grid.tab(event.shiftKey ? -1 : 1);
  });
  input.addEventListener("blur", () => {
    if (open()) end(true);
  });
}
