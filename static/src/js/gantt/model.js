// A plan in the browser: rows as objects, the outline with its collapsed parts and filters, links by row.
// A moment is minutes since 2000-01-01 on the plan's wall clock, a day is moment / 1440 rounded down.

export const DAY = 1440;
export const TASK = 0, MILESTONE = 1, SUMMARY = 2;
export const FLAG = { manual: 1, inactive: 2, estimated: 4, longest: 8, elapsed: 16, foreign: 32 };

export class Model {
  constructor(data) {
    this.collapsed = new Set();
    this.filters = {};
    this.load(data);
  }

  load(data) {
    this.data = data;
    this.columns = data.columns;
    this.plan = data.plan;
    this.people = data.people;
    this.rows = data.rows.map((values) => this.object(values));
    this.links = data.links.map(toLink);
    this.work = new Worktime(data.calendar);
    // What a simulation found: {version of the plan then, shares by row}; null where nothing was simulated.
    this.criticality = data.criticality ?? null;
    this.reindex();
  }

  object(values) {
    const row = {};
    for (let i = 0; i < this.columns.length; i += 1) row[this.columns[i]] = values[i];
    return row;
  }

  /** Take over what the server answered to an edit (or a preview). */
  merge(answer) {
    Object.assign(this.plan, answer.plan ?? {});
    Object.assign(this.people, answer.people ?? {});
    for (const values of answer.rows ?? []) {
      const row = this.object(values);
      const known = this.byId.get(row.id);
      if (known) Object.assign(known, row);
      else this.rows.push(row);
      this.byId.set(row.id, known ?? row);
    }
    if (answer.removed?.length) {
      const gone = new Set(answer.removed);
      this.rows = this.rows.filter((row) => !gone.has(row.id));
    }
    if (answer.order) this.rows = answer.order.map((id) => this.byId.get(id)).filter(Boolean);
    if (answer.links) this.links = answer.links.map(toLink);
    this.reindex();
  }

  reindex() {
    this.byId = new Map(this.rows.map((row) => [row.id, row]));
    this.number = new Map(this.rows.map((row, i) => [row.id, i + 1]));
    this.into = new Map();
    for (const link of this.links) {
      if (!this.into.has(link.to)) this.into.set(link.to, []);
      this.into.get(link.to).push(link);
    }
    this.refresh();
  }

  /** Rows that are shown, in order: nothing under a collapsed summary, only what the filters let through. */
  refresh() {
    const test = this.test();
    const wanted = new Set();
    if (test) {
      for (const row of this.rows) {
        if (!test(row)) continue;
        for (let at = row; at; at = this.byId.get(at.parent)) wanted.add(at.id);
      }
    }
    this.shown = [];
    let hidden = Infinity;
    for (const row of this.rows) {
      if (row.level > hidden) continue;
      hidden = Infinity;
      if (test && !wanted.has(row.id)) continue;
      this.shown.push(row);
      if (!test && this.collapsed.has(row.id)) hidden = row.level;
    }
    this.place = new Map(this.shown.map((row, i) => [row.id, i]));
  }

  test() {
    const { text, critical, late, milestones, owner } = this.filters;
    if (!text && !critical && !late && !milestones && !owner) return null;
    const words = text?.toLowerCase();
    return (row) =>
      (!words || row.name.toLowerCase().includes(words) || row.wbs === words) &&
      (!critical || (row.critical && row.kind !== SUMMARY)) &&
      (!late || (row.slip > 0 && row.kind !== SUMMARY)) &&
      (!milestones || row.kind === MILESTONE) &&
      (!owner || row.owner === owner);
  }

  toggle(id, open = this.collapsed.has(id)) {
    if (open) this.collapsed.delete(id);
    else this.collapsed.add(id);
    this.refresh();
  }

  /** In how many per cent of the simulated courses an open row is critical; null where nobody knows. */
  often(row) {
    return row.kind === SUMMARY || row.percent === 100 ? null : (this.criticality?.shares[row.id] ?? null);
  }

  /** Whether the plan was edited after it was simulated. */
  get oftenStale() {
    return Boolean(this.criticality) && this.criticality.version !== this.plan.version;
  }

  owner(row) {
    return this.people[row.owner] ?? "";
  }

  /** The id behind a name that only one of the known people has, else the name: the server looks further. */
  person(text) {
    const found = Object.entries(this.people).filter(([, name]) => name.toLowerCase() === text.toLowerCase());
    return found.length === 1 ? Number(found[0][0]) : text;
  }

  /** Predecessors as people write them: 3, 5SS+2d. */
  predecessors(row) {
    return (this.into.get(row.id) ?? [])
      .map((link) => `${this.number.get(link.from) ?? "?"}${link.tail}`)
      .join(", ");
  }
}

/** `tail`: kind and lag as people write them behind a row, SS+2d. */
function toLink([id, from, to, kind, tail]) {
  return { id, from, to, kind, tail };
}

const trimmed = (value) => String(Math.round(value * 100) / 100);

/** 3d, 2.5w, 4h. */
export function durationText(row, plan) {
  const per = row.flags & FLAG.elapsed ? { m: 1, h: 60, d: 1440, w: 10080, mo: 43200 } : { m: 1, h: 60, d: plan.day, w: plan.week, mo: plan.month };
  return `${trimmed(row.duration / per[row.unit])}${row.flags & FLAG.elapsed ? "e" : ""}${row.unit}${row.flags & FLAG.estimated ? "?" : ""}`;
}

/** Which days are worked, unpacked once. */
export class Worktime {
  constructor({ first_day: first, days, working, shifts, holidays, provisional }) {
    this.first = first;
    this.bits = Uint8Array.from(atob(working), (sign) => sign.charCodeAt(0));
    this.days = days;
    this.shifts = shifts.length ? shifts : [[0, DAY]];
    this.holidays = holidays;
    this.provisional = provisional;
  }

  worked(day) {
    const at = day - this.first;
    if (at < 0 || at >= this.days) return (day + 5) % 7 < 5;
    return ((this.bits[at >> 3] >> (7 - (at & 7))) & 1) === 1;
  }

  holiday(day) {
    return this.holidays.find(([first, last]) => first <= day && day <= last)?.[2] ?? "";
  }

  /** The n-th worked day from `day` (n may be negative). */
  step(day, n) {
    const by = Math.sign(n);
    for (let left = Math.abs(n); left > 0; ) {
      day += by;
      if (this.worked(day)) left -= 1;
    }
    return day;
  }

  begin(day) {
    return day * DAY + this.shifts[0][0];
  }

  end(day) {
    return day * DAY + this.shifts[this.shifts.length - 1][1];
  }
}

/** The day a finish falls on: midnight belongs to the day before. */
export const lastDay = (moment) => Math.floor((moment - 1) / DAY);
export const firstDay = (moment) => Math.floor(moment / DAY);
