// Rows and cells to and from the clipboard: within the plan, and to and from a spreadsheet.
import { FLAG, SUMMARY, durationText } from "./model.js";
import { COLUMNS } from "./columns.js";
import { say } from "./words.js";

const OWN = "application/x-luodi-rows";
const LINK = /^(FS|SS|FF|SF)?(.*)$/;

/** What is copied: one cell in the grid, else rows under a heading that a spreadsheet and `paste` understand. */
export function copy(view, clipboard) {
  const { grid, model } = view;
  const { columns } = grid;
  if (view.mode === "grid" && !grid.selected.size) {
    clipboard.setData("text/plain", plain(columns[grid.column], model.byId.get(grid.focus), model));
    return;
  }
  const rows = grid.chosen().map((id) => model.byId.get(id));
  const lines = [columns.map((name) => say(`col.${name}`)), ...rows.map((row) => columns.map((name) => plain(name, row, model)))];
  clipboard.setData("text/plain", lines.map((cells) => cells.join("\t")).join("\n"));
  clipboard.setData(OWN, JSON.stringify(copies(rows, model)));
}

/** A cell as it would be typed: dates with their year. */
function plain(name, row, model) {
  const { edit, text } = COLUMNS[name];
  return String(edit && !(edit.leaf && row.kind === SUMMARY) ? edit.get(row, model) : text(row, model)).replace(/[\t\n]/g, " ");
}

/** Rows to be made again elsewhere: outline, name, duration, owner, and the links among them. */
function copies(rows, model) {
  const place = new Map(rows.map((row, n) => [row.id, n]));
  const top = Math.min(...rows.map((row) => row.level));
  return {
    rows: rows.map((row) => ({
      depth: row.level - top,
      fields: { label: row.name, ...(row.owner && { owner: row.owner }), ...(row.kind !== SUMMARY && { duration: durationText({ ...row, flags: row.flags & FLAG.elapsed }, model.plan) }) },
    })),
    links: model.links.filter((link) => place.has(link.from) && place.has(link.to)).map((link) => [place.get(link.from), place.get(link.to), link.tail]),
  };
}

export function paste(view, clipboard) {
  const own = clipboard.getData(OWN);
  if (own) return insertCopies(view, JSON.parse(own));
  const text = clipboard.getData("text/plain");
  return text ? pasteCells(view, text) : null;
}

/** Copied rows stand behind the focused one, at its level. */
function insertCopies({ grid, model, edits }, { rows, links }) {
  const at = model.byId.get(grid.focus);
  const level = at?.level ?? 1;
  let after = at?.id ?? null;
  const ops = rows.map(({ depth, fields }, n) => {
    const op = { op: "add", key: `p${n}`, level: level + depth, ...(after !== null && { after }), fields };
    after = op.key;
    return op;
  });
  for (const [from, to, tail] of links) {
    const [, kind, lag] = LINK.exec(tail);
    ops.push({ op: "link", from: `p${from}`, to: `p${to}`, kind: kind ?? "FS", ...(lag.endsWith("%") ? { percent: lag.slice(0, -1) } : lag && { lag }) });
  }
  return edits.send(ops);
}

/** Rows from a spreadsheet: into the cells from the focused one on, with new rows where the plan ends. */
function pasteCells(view, text) {
  const { grid, model, edits } = view;
  const lines = text.replace(/\r/g, "").replace(/\n$/, "").split("\n").map((line) => line.split("\t"));
  const heading = headed(lines[0]);
  if (heading) lines.shift();
  const names = heading ?? (view.mode === "grid" ? grid.columns.slice(grid.column) : ["name", "duration", "start", "finish"]);
  const ops = [];
  let at = view.mode === "grid" ? model.shown.findIndex((row) => row.id === grid.focus) : model.shown.length;
  let after = grid.focus;
  for (const [n, cells] of lines.entries()) {
    const row = view.mode === "grid" ? model.shown[at] : null;
    const fields = cellFields(names, cells, row, model);
    if (row) at += 1;
    if (!Object.keys(fields).length) continue;
    if (row) ops.push({ op: "set", id: row.id, version: row.version, fields });
    else {
      ops.push({ op: "add", key: `p${n}`, ...(after === null ? { level: 1 } : { after }), fields });
      after = `p${n}`;
    }
  }
  return edits.send(ops);
}

/** The columns a first line names, when it names nothing else. */
function headed(cells) {
  const known = new Map(Object.keys(COLUMNS).map((name) => [say(`col.${name}`).toLowerCase(), name]));
  const names = cells.map((cell) => known.get(cell.trim().toLowerCase()));
  return names.every(Boolean) && names.includes("name") ? names : null;
}

/** What the cells of a line say that the row does not say already. */
function cellFields(names, cells, row, model) {
  const fields = {};
  cells.forEach((cell, i) => {
    const column = COLUMNS[names[i]];
    const value = cell.trim();
    if (!column?.edit || !value) return;
    if (row && ((column.edit.leaf && row.kind === SUMMARY) || value === column.edit.get(row, model))) return;
    fields[column.edit.field ?? names[i]] = column.edit.put?.(value, model) ?? value;
  });
  // From where a finish would count is not known yet.
  if (!row && fields.duration && !fields.start) delete fields.finish;
  return fields;
}
