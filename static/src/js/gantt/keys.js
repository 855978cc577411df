// The keyboard of the grid.
import { typing } from "../dom.js";
import { copy, paste } from "./clipboard.js";
import { DAY, SUMMARY, firstDay } from "./model.js";
import { COLUMNS } from "./columns.js";

export function setUpKeys(view) {
  const { grid, edits, model } = view;
  view.host.addEventListener("keydown", (event) => {
    if (!meant(event)) return;
    if (handle(event)) {
      event.preventDefault();
      event.stopPropagation();
    }
  });
  view.host.addEventListener("paste", (event) => {
    if (!edits.may || (typing(event) && !resting(event))) return;
    if (paste(view, event.clipboardData) !== null) event.preventDefault();
  });
  view.host.addEventListener("copy", (event) => {
    if (!meant(event)) return;
    copy(view, event.clipboardData);
    event.preventDefault();
  });

  /** Keys that are about rows and cells: not those that write text. */
  function meant(event) {
    return resting(event) || (!typing(event) && Boolean(event.target.closest?.(".gtree")));
  }

  function resting(event) {
    return Boolean(grid.keeper?.resting(event));
  }

  function handle(event) {
    const control = event.ctrlKey || event.metaKey;
    if (control && !event.altKey) return withControl(event);
    if (event.altKey) return withAlt(event);
    const row = model.byId.get(grid.focus);
    switch (event.key) {
      case "ArrowDown": return done(grid.step(1, event.shiftKey));
      case "ArrowUp": return done(grid.step(-1, event.shiftKey));
      case "PageDown": return done(grid.step(20, event.shiftKey));
      case "PageUp": return done(grid.step(-20, event.shiftKey));
      case "Home": return done(grid.step(-1e9, event.shiftKey));
      case "End": return done(grid.step(1e9, event.shiftKey));
      case "ArrowLeft":
      case "ArrowRight": return sideways(event, row);
      case " ": return done(row?.kind === SUMMARY && view.toggle(row.id));
      case "Enter": return done(view.open(grid.focus));
      case "F2": return done(grid.edit());
      case "Insert": return done(insert());
      case "Delete": return done(edits.send([{ op: "delete", ids: grid.chosen() }]));
      case "Escape": return grid.selected.size > 0 && done(grid.go(grid.focus));
      default: return view.mode === "grid" ? typed(event.key) : zoomed(event.key);
    }
  }

  function sideways(event, row) {
    const by = event.key === "ArrowRight" ? 1 : -1;
    if (!row) return false;
    if (view.mode === "grid") return done(folded(row, by) || grid.toColumn(grid.column + by));
    if (row.kind === SUMMARY) return done(view.toggle(row.id, by > 0));
    if (!edits.may) return false;
    const op = event.shiftKey
      ? { op: "set", id: row.id, version: row.version, fields: { duration: Math.max(row.duration + by * model.plan.day, 0) } }
      : { op: "move", id: row.id, version: row.version, start: model.work.begin(model.work.step(firstDay(row.start), by)) + (row.start % DAY > model.work.shifts[0][0] ? (row.start % DAY) - model.work.shifts[0][0] : 0) };
    return done(edits.send([op]));
  }

  /** From its name on a summary opens and, when it is open, closes; beyond lie its other cells. */
  function folded(row, by) {
    if (row.kind !== SUMMARY || grid.columns[grid.column] !== "name" || model.collapsed.has(row.id) !== by > 0) return false;
    view.toggle(row.id, by > 0);
    return true;
  }

  /** A sign typed on a cell begins its new text, as in a spreadsheet: it falls into the field that lies there, or a day is chosen. */
  function typed(key) {
    const name = grid.columns[grid.column];
    return [...key].length === 1 && COLUMNS[name].edit?.type === "date" && grid.edit(name);
  }

  function zoomed(key) {
    if (key === "e") return done(grid.edit());
    const by = { "+": 1.5, "=": 1.5, "-": 1 / 1.5 }[key];
    if (!by || !view.canvas) return false;
    view.scale.zoom(view.scale.perDay * by, view.width / 3);
    return done(view.render());
  }

  function withControl(event) {
    const key = event.key.toLowerCase();
    if (key === "z") return done(event.shiftKey ? edits.redo() : edits.undo());
    if (key === "y") return done(edits.redo());
    if (key === "d") return done(fillDown());
    if (key === "a") return done(all());
    if (key === "f2") return done(event.shiftKey ? unchain() : chain());
    return false;
  }

  function withAlt(event) {
    if (!edits.may) return false;
    const ids = grid.chosen();
    if (event.shiftKey && event.key === "ArrowRight") return done(edits.send([{ op: "indent", ids }]));
    if (event.shiftKey && event.key === "ArrowLeft") return done(edits.send([{ op: "outdent", ids }]));
    if (event.key === "ArrowUp" || event.key === "ArrowDown") return done(shift(ids, event.key === "ArrowDown"));
    return false;
  }

  function all() {
    grid.selected = new Set(model.shown.map((row) => row.id));
    view.render();
  }

  /** Behind the next row of the same level, or behind the one before the row above. */
  function shift(ids, down) {
    const first = model.rows.findIndex((row) => row.id === ids[0]);
    const level = model.rows[first].level;
    let last = model.rows.findIndex((row) => row.id === ids[ids.length - 1]);
    while (model.rows[last + 1]?.level > level) last += 1;
    const siblings = model.rows.filter((row) => row.parent === model.rows[first].parent);
    const at = siblings.indexOf(model.rows[first]);
    const after = down ? model.rows[last + 1]?.level === level && model.rows[last + 1] : siblings[at - 2];
    if (down && !after) return;
    if (!down && at < 1) return;
    const target = after ? after.id : model.rows[first].parent;
    edits.send([{ op: "reorder", ids, after: target, level }]);
  }

  function insert() {
    if (!edits.may) return;
    const before = grid.focus;
    const op = before === null ? { op: "add", level: 1 } : { op: "add", before };
    const known = new Set(model.rows.map((row) => row.id));
    edits.send([op]).then((ok) => {
      const made = ok && model.rows.find((row) => !known.has(row.id));
      if (!made) return;
      grid.go(made.id);
      grid.edit("name");
    });
  }

  /** Ctrl D: the cell of the first selected row into all below it. */
  function fillDown() {
    const name = grid.columns[grid.column];
    const ids = grid.chosen();
    const source = model.byId.get(ids[0]);
    if (!edits.may || ids.length < 2 || !COLUMNS[name].edit || name === "predecessors") return;
    edits.send([{ op: "fill", ids: ids.slice(1), field: COLUMNS[name].edit.field ?? name, value: cellValue(name, COLUMNS[name].edit.get(source, model)) }]);
  }
  const cellValue = (name, text) => COLUMNS[name].edit.put?.(text, model) ?? text;

  /** Link the selected rows one after the other. */
  function chain() {
    const ids = grid.chosen();
    edits.send(ids.slice(1).map((id, i) => ({ op: "link", from: ids[i], to: id })));
  }

  /** Take the links among the selected rows away. */
  function unchain() {
    const ids = new Set(grid.chosen());
    edits.send(model.links.filter((link) => ids.has(link.from) && ids.has(link.to)).map((link) => ({ op: "unlink", id: link.id })));
  }

  Object.assign(view, { insert, fillDown, chain, unchain });
}

const done = () => true;
