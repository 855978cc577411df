// The keyboard of the grid, and what is pasted into it.
import { typing } from "../dom.js";
import { DAY, SUMMARY, firstDay } from "./model.js";
import { COLUMNS } from "./columns.js";

export function setUpKeys(view) {
  const { grid, edits, model } = view;
  view.host.addEventListener("keydown", (event) => {
    if (typing(event) || !event.target.closest(".gtree")) return;
    if (handle(event)) {
      event.preventDefault();
      event.stopPropagation();
    }
  });
  view.host.addEventListener("paste", (event) => {
    if (typing(event) || !edits.may) return;
    const text = event.clipboardData?.getData("text/plain");
    if (!text) return;
    event.preventDefault();
    paste(view, text);
  });
  view.host.addEventListener("copy", (event) => {
    if (typing(event) || !event.target.closest?.(".gtree")) return;
    const rows = grid.chosen().map((id) => model.byId.get(id));
    const text = rows.map((row) => grid.columns.map((name) => COLUMNS[name].text(row, model)).join("\t")).join("\n");
    event.clipboardData.setData("text/plain", text);
    event.preventDefault();
  });

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
      case " ": return row?.kind === SUMMARY && done(view.toggle(row.id));
      case "Enter": return done(view.open(grid.focus));
      case "F2":
      case "e": return done(grid.edit());
      case "Insert": return done(insert());
      case "Delete": return done(edits.send([{ op: "delete", ids: grid.chosen() }]));
      case "Escape": return grid.selected.size > 0 && done(grid.go(grid.focus));
      default: return false;
    }
  }

  function sideways(event, row) {
    const by = event.key === "ArrowRight" ? 1 : -1;
    if (!row) return false;
    if (row.kind === SUMMARY) return done(view.toggle(row.id, by > 0));
    if (view.mode === "grid") return done(cell(by));
    if (!edits.may) return false;
    const op = event.shiftKey
      ? { op: "set", id: row.id, version: row.version, fields: { duration: Math.max(row.duration + by * model.plan.day, 0) } }
      : { op: "move", id: row.id, version: row.version, start: model.work.begin(model.work.step(firstDay(row.start), by)) + (row.start % DAY > model.work.shifts[0][0] ? (row.start % DAY) - model.work.shifts[0][0] : 0) };
    return done(edits.send([op]));
  }

  function cell(by) {
    grid.column = Math.min(Math.max(grid.column + by, 0), grid.columns.length - 1);
    for (const row of grid.rows) row.cells.forEach((c, i) => c.classList.toggle("cur", row.id === grid.focus && i === grid.column));
  }

  function withControl(event) {
    const key = event.key.toLowerCase();
    if (key === "z") return done(event.shiftKey ? edits.redo() : edits.undo());
    if (key === "y") return done(edits.redo());
    if (key === "d") return done(fillDown());
    if (key === "a") return done(all());
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
  view.insert = insert;
}

const done = () => true;

/** Rows from a spreadsheet: into the cells from the focused one on, with new rows where the plan ends. */
export function paste(view, text) {
  const { grid, model, edits } = view;
  const lines = text.replace(/\r/g, "").replace(/\n$/, "").split("\n").map((line) => line.split("\t"));
  const names = view.mode === "grid" ? grid.columns.slice(grid.column) : ["name", "duration", "start", "finish"];
  const ops = [];
  let at = view.mode === "grid" ? model.shown.findIndex((row) => row.id === grid.focus) : model.shown.length;
  let after = grid.focus;
  for (const [n, cells] of lines.entries()) {
    const fields = {};
    cells.forEach((value, i) => {
      const name = names[i];
      if (name && COLUMNS[name].edit && value.trim()) fields[COLUMNS[name].edit.field ?? name] = COLUMNS[name].edit.put?.(value.trim(), model) ?? value.trim();
    });
    if (!Object.keys(fields).length) continue;
    const row = view.mode === "grid" ? model.shown[at] : null;
    if (row) ops.push({ op: "set", id: row.id, version: row.version, fields });
    else {
      ops.push({ op: "add", key: `p${n}`, ...(after === null ? { level: 1 } : { after }), fields });
      after = `p${n}`;
    }
    at += 1;
  }
  return edits.send(ops);
}
