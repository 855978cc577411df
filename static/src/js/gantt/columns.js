// The columns of the grid: what a cell says, how wide it is, and what typing into it means.
import { MILESTONE, SUMMARY, durationText, firstDay, lastDay } from "./model.js";
import { dayText, iso, short, toDate } from "./time.js";
import { say } from "./words.js";

const thisYear = (model) => toDate(model.plan.today).getUTCFullYear();

export const COLUMNS = {
  row: { width: 38, number: true, text: (row, model) => String(model.number.get(row.id) ?? "") },
  wbs: { width: 56, text: (row) => row.wbs },
  name: { width: 178, grow: true, text: (row) => row.name, edit: { get: (row) => row.name, field: "label" } },
  owner: { width: 78, text: (row, model) => model.owner(row), edit: { get: (row, model) => model.owner(row), put: (text, model) => model.person(text), list: (model) => Object.values(model.people) } },
  duration: { width: 62, number: true, text: (row, model) => durationText(row, model.plan), edit: { get: (row, model) => durationText(row, model.plan), leaf: true } },
  start: { width: 72, number: true, text: (row, model) => short(firstDay(row.start), thisYear(model)), edit: { get: (row) => iso(firstDay(row.start)), type: "date", leaf: true } },
  finish: { width: 72, least: 68, number: true, text: (row, model) => short(lastDay(row.finish), thisYear(model)), edit: { get: (row) => iso(lastDay(row.finish)), type: "date", leaf: true } },
  percent: { width: 52, number: true, text: (row) => `${Math.round(row.percent)}%`, edit: { get: (row) => String(row.percent), leaf: true } },
  predecessors: { width: 96, text: (row, model) => model.predecessors(row), edit: { get: (row, model) => model.predecessors(row) } },
  slip: { width: 84, number: true, text: slipText, tone: (row) => (row.slip > 0 && row.critical && row.kind !== SUMMARY ? "late" : row.slip > 0 ? "ld-2" : "ld-3") },
  often: { width: 62, number: true, text: (row, model) => percent(model.often(row)), tone: (row, model) => (model.oftenStale ? "ld-3" : "") },
  float: { width: 58, number: true, text: (row, model) => (row.kind === SUMMARY ? "" : `${Math.round((row.total_float / model.plan.day) * 10) / 10}`) },
};

export const SETS = {
  gantt: ["row", "name", "owner", "start", "finish", "slip"],
  grid: ["row", "wbs", "name", "duration", "start", "finish", "percent", "predecessors", "owner", "float", "slip"],
  phone: ["name", "finish"],
};

/** The columns of a set, with how often rows are critical where that is known and wanted. */
export function columnsOf(set, { model, show, mode }) {
  const names = SETS[set];
  const often = set !== "phone" && model.criticality && (show.often || mode === "grid");
  return often ? [...names.slice(0, -1), "often", ...names.slice(-1)] : names;
}

export const percent = (share) => (share === null ? "" : `${share}%`);

function slipText(row) {
  if (row.slip === null || row.slip === undefined) return "";
  if (row.slip === 0) return say("onTime");
  return row.slip > 0 ? say("late", row.slip) : say("early", -row.slip);
}

export const editable = (column, row, may) => may && column.edit && !(column.edit.leaf && row.kind === SUMMARY);

/** Constraint and deadline with their days, as words. */
export function limits({ constraint, constraint_at: at, deadline }) {
  const words = [];
  if (at !== null) words.push(`${say(`constraint.${constraint}`)} ${dayText([3, 6, 7].includes(constraint) ? lastDay(at) : firstDay(at))}`);
  if (deadline) words.push(say("due", dayText(lastDay(deadline))));
  return words;
}

/** What a screen reader hears besides the cells. */
export function hidden(row, model) {
  const words = [];
  if (row.kind === MILESTONE) words.push(say("milestone"));
  if (row.critical && row.kind !== SUMMARY) words.push(say("critical"));
  if (model.often(row) !== null) words.push(say("often", percent(model.often(row))));
  words.push(...limits(row));
  const before = model.predecessors(row);
  if (before) words.push(say("follows", before));
  return words.length ? `, ${words.join(", ")}` : "";
}
