// The text half: a treegrid that says everything the canvas shows. Only the rows in view exist; focus roves over rows.
import { icon, make } from "../dom.js";
import { COLUMNS, columnsOf, editable, hidden } from "./columns.js";
import { Keeper, leaving } from "./keeper.js";
import { SUMMARY } from "./model.js";
import { ROW } from "./draw.js";
import { say } from "./words.js";

export class Grid {
  constructor(host, view) {
    this.host = host;
    this.view = view;
    this.set = view.mode === "gantt" && view.host.clientWidth < 640 ? "phone" : view.mode;
    this.focus = view.model.shown[0]?.id ?? null;
    this.anchor = this.focus;
    this.selected = new Set();
    this.column = this.columns.indexOf("name");
    this.rows = [];
    this.keeper = this.set === "grid" ? new Keeper(this) : null;
    this.build();
  }

  get columns() {
    return columnsOf(this.set, this.view);
  }

  build() {
    this.host.replaceChildren();
    this.host.setAttribute("role", "treegrid");
    this.host.setAttribute("aria-label", say("tasks"));
    this.host.setAttribute("aria-multiselectable", "true");
    const least = this.columns.reduce((sum, name) => sum + COLUMNS[name].width, 0);
    this.host.style.setProperty("--gantt-least", `${this.set === "grid" ? least : 0}px`);
    this.host.setAttribute("aria-colcount", String(this.columns.length));
    const head = make("div", { class: "ghead", role: "row", "aria-rowindex": "1" });
    for (const name of this.columns) head.append(this.cell(name, make("div", { role: "columnheader" }, say(`col.${name}`))));
    this.head = make("div", { role: "rowgroup" }, head);
    this.body = make("div", { class: "gbody", role: "rowgroup" });
    this.host.append(this.head, this.body);
    this.rows = [];
  }

  cell(name, element) {
    const { number, grow } = COLUMNS[name];
    const width = (this.set === "phone" && COLUMNS[name].least) || COLUMNS[name].width;
    element.classList.add("gc");
    if (number) element.classList.add("n");
    if (grow) element.classList.add("grow");
    else element.style.width = `${width}px`;
    if (grow && this.set === "grid") element.style.minWidth = `${width}px`;
    return element;
  }

  /** Show the rows from `first` on; `offset` px of the first are scrolled away. */
  render(first, count, offset) {
    const { model } = this.view;
    this.host.setAttribute("aria-rowcount", String(model.shown.length + 1));
    const inside = this.body.contains(document.activeElement);
    while (this.rows.length < count) this.rows.push(this.create());
    this.rows.forEach((row, i) => {
      const data = i < count ? model.shown[first + i] : undefined;
      row.element.hidden = !data;
      if (data) this.fill(row, data, first + i);
    });
    this.body.style.transform = `translateY(${-offset}px)`;
    this.mark();
    if (inside) this.keepFocus();
  }

  /** The cell that keys are about, where there are cells to walk through. */
  mark() {
    if (this.set !== "grid") return;
    for (const row of this.rows) row.cells.forEach((cell, i) => cell.classList.toggle("cur", row.id === this.focus && i === this.column));
    this.keeper.place();
  }

  /** Give the focus to the row, or to the field over its current cell. */
  rest() {
    if (this.keeper) this.keeper.focus();
    else this.row()?.element.focus({ preventScroll: true });
  }

  toColumn(at) {
    this.column = Math.min(Math.max(at, 0), this.columns.length - 1);
    this.mark();
  }

  /** Elements are used again for other rows: the focus goes with its row, and is not lost with a hidden element. */
  keepFocus() {
    const at = this.row();
    const busy = this.rows.some((row) => row.editing);
    if (at && !busy && !at.element.contains(document.activeElement)) this.rest();
  }

  create() {
    const element = make("div", { class: "grow-row", role: "row" });
    element.style.height = `${ROW}px`;
    const cells = this.columns.map((name) => this.cell(name, make("div", { role: COLUMNS[name].grow ? "rowheader" : "gridcell" })));
    element.append(...cells);
    this.body.append(element);
    return { element, cells, id: null, key: "" };
  }

  fill(row, data, place) {
    const { model } = this.view;
    const { element } = row;
    const isFocus = data.id === this.focus;
    row.id = data.id;
    element.dataset.id = data.id;
    element.tabIndex = isFocus && !this.keeper ? 0 : -1;
    const state = `${data.id}|${data.version}|${data.start}|${data.finish}|${data.percent}|${data.slip}|${data.critical}|${data.name}|${data.owner}|${data.duration}|${data.level}|${place}|${model.collapsed.has(data.id)}|${model.data.plan.version}|${data.kind}`;
    element.classList.toggle("selrow", isFocus || this.selected.has(data.id));
    element.setAttribute("aria-selected", String(this.selected.has(data.id) || isFocus));
    // A cell being typed into stays until another row takes the place.
    if (row.editing === data.id || (state === row.key && !row.editing)) return;
    row.key = state;
    element.classList.toggle("sum", data.kind === SUMMARY);
    element.classList.toggle("top", data.level === 1);
    element.setAttribute("aria-rowindex", String(place + 2));
    element.setAttribute("aria-level", String(data.level));
    if (data.kind === SUMMARY) element.setAttribute("aria-expanded", String(!model.collapsed.has(data.id)));
    else element.removeAttribute("aria-expanded");
    this.columns.forEach((name, i) => this.text(row.cells[i], name, data));
  }

  text(cell, name, data) {
    const { model } = this.view;
    const column = COLUMNS[name];
    if (name === "name") {
      cell.style.paddingLeft = `${6 + (data.level - 1) * (this.set === "phone" ? 7 : 14)}px`;
      const parts = [];
      if (data.kind === SUMMARY) {
        const toggle = make("span", { class: "gtoggle", "data-toggle": "", "aria-hidden": "true" }, icon(model.collapsed.has(data.id) ? "right" : "down"));
        parts.push(toggle);
      } else parts.push(make("span", { class: "gtoggle", "aria-hidden": "true" }));
      parts.push(make("span", { class: "ld-clip", title: data.name }, data.name), make("span", { class: "ld-sr" }, hidden(data, model)));
      cell.replaceChildren(...parts);
      return;
    }
    cell.textContent = column.text(data, model);
    if (column.tone) cell.className = `gc ${column.number ? "n" : ""} ${column.tone(data, model)} ${cell.classList.contains("cur") ? "cur" : ""}`;
  }

  // --- focus and selection ---------------------------------------------------------------------------------------

  row(id = this.focus) {
    return this.rows.find((row) => row.id === id && !row.element.hidden);
  }

  /** Move the focus to a row; `extend` selects what lies between. */
  go(id, { extend = false, keep = false } = {}) {
    const { model } = this.view;
    if (!model.place.has(id)) return;
    this.focus = id;
    if (extend) {
      const a = model.place.get(this.anchor) ?? 0, b = model.place.get(id);
      this.selected = new Set(model.shown.slice(Math.min(a, b), Math.max(a, b) + 1).map((row) => row.id));
    } else {
      this.anchor = id;
      if (!keep) this.selected.clear();
    }
    this.view.reveal(id);
    // A row that was not in view exists only once it is drawn.
    if (this.row(id)) this.view.render();
    else this.view.paint();
    this.rest();
  }

  step(by, extend) {
    const { model } = this.view;
    const at = model.place.get(this.focus) ?? 0;
    const next = model.shown[Math.min(Math.max(at + by, 0), model.shown.length - 1)];
    if (next) this.go(next.id, { extend });
  }

  /** Ids an act is about: the selection, or the focused row. */
  chosen() {
    const { model } = this.view;
    if (!this.selected.size) return this.focus === null ? [] : [this.focus];
    return model.shown.filter((row) => this.selected.has(row.id)).map((row) => row.id);
  }

  // --- editing in place ------------------------------------------------------------------------------------------

  /** Open a cell to change its text. Returns whether it can be. */
  edit(name = this.columns[this.column]) {
    // What scrolled or arrived just now is drawn first: afterwards the row would change its place under the input.
    this.view.paint();
    const row = this.row();
    const data = this.view.model.byId.get(this.focus);
    const column = COLUMNS[name];
    const at = this.columns.indexOf(name);
    if (!row || !data || at < 0 || !editable(column, data, this.view.edits.may)) return false;
    const input = make("input", { type: column.edit.type ?? "text", class: "gedit", "aria-label": say(`col.${name}`) });
    input.value = column.edit.get(data, this.view.model);
    const cell = row.cells[at];
    cell.replaceChildren(input);
    if (column.edit.list) {
      const names = make("datalist", { id: "gantt-names" }, ...column.edit.list(this.view.model).map((name) => make("option", { value: name })));
      input.setAttribute("list", names.id);
      cell.append(names);
    }
    row.editing = data.id;
    input.focus();
    if (input.type === "text") input.select();
    let ended = false;
    leaving(input, this, (save) => {
      if (ended) return;
      ended = true;
      row.editing = null;
      row.key = "";
      if (save) this.put(data, name, input.value.trim());
      this.view.render();
      this.rest();
    });
    return true;
  }

  /** Save what was typed into the cell of a row as it was then. */
  put(data, name, value) {
    const { edit } = COLUMNS[name];
    if (value === edit.get(data, this.view.model)) return;
    const put = edit.put?.(value, this.view.model) ?? value;
    this.view.edits.send([{ op: "set", id: data.id, version: data.version, fields: { [edit.field ?? name]: put } }]);
  }

  /** The next cell that can be edited. */
  tab(by) {
    const data = this.view.model.byId.get(this.focus);
    for (let at = this.columns.indexOf(this.columns[this.column]) + by; at >= 0 && at < this.columns.length; at += by) {
      if (editable(COLUMNS[this.columns[at]], data, this.view.edits.may)) {
        this.column = at;
        this.edit();
        return;
      }
    }
  }
}

