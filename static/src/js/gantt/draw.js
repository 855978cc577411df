// The canvas half: header, shaded days, bars, baselines, milestones, labels. It draws the rows in view and nothing else.
import { DAY, FLAG, MILESTONE, SUMMARY, firstDay, lastDay } from "./model.js";
import { drawLinks } from "./links.js";
import { labelDay, ticks } from "./time.js";
import { say } from "./words.js";

export const ROW = 21, HEAD = 44;

/** Colours for paper, whatever the screen shows. */
export function paperTheme() {
  const { dataset } = document.documentElement;
  const { theme = "", bsTheme = "light" } = dataset;
  Object.assign(dataset, { theme: "light", bsTheme: "light" });
  const found = readTheme();
  Object.assign(dataset, { theme, bsTheme });
  return found;
}

/** Colours and font as the theme has them now. */
export function readTheme() {
  const style = getComputedStyle(document.documentElement);
  const css = (name) => style.getPropertyValue(`--ld-${name}`).trim();
  const names = ["paper", "ink", "ink-2", "ink-3", "line", "line-2", "accent", "accent-mid", "accent-weak", "band", "shade", "shade-2", "none-fill", "off", "risk"];
  return { ...Object.fromEntries(names.map((name) => [name, css(name)])), font: getComputedStyle(document.body).fontFamily };
}

/**
 * Draws a part of a plan. `view`: {model, scale, theme, width, height, top (px scrolled), today, focus, selected (Set),
 * show: {critical, baseline, links, float}, ghost}. Returns counts for checks: {links, crossings}.
 */
export function draw(g, view) {
  const { model, scale, theme, width, height, top } = view;
  const from = Math.max(Math.floor(top / ROW), 0);
  const to = Math.min(Math.ceil((top + height - HEAD) / ROW), model.shown.length);
  g.clearRect(0, 0, width, height);
  g.fillStyle = theme.paper;
  g.fillRect(0, 0, width, height);
  g.save();
  g.beginPath();
  g.rect(0, HEAD, width, height - HEAD);
  g.clip();
  shade(g, view);
  bands(g, view, from, to);
  verticals(g, view);
  const geometry = place(view, from, to);
  const labels = placeLabels(g, view, geometry, from, to);
  for (let i = from; i < to; i += 1) bar(g, view, geometry.get(model.shown[i].id));
  const found = view.show.links ? drawLinks(g, view, geometry, labels, from, to) : { links: 0, crossings: 0 };
  for (const label of labels) write(g, view, label);
  if (view.ghost) ghost(g, view);
  g.restore();
  header(g, view);
  return found;
}

function shade(g, { model, scale, theme, width, height }) {
  if (scale.perDay < 1.2) return;
  const last = Math.ceil(scale.day(width));
  for (let day = Math.floor(scale.day(0)); day <= last; day += 1) {
    if (model.work.worked(day)) continue;
    const x = (day - scale.origin) * scale.perDay;
    g.fillStyle = theme.shade;
    g.fillRect(x, HEAD, scale.perDay, height - HEAD);
    if (model.work.holiday(day)) {
      g.fillStyle = theme["shade-2"];
      g.fillRect(x, HEAD, scale.perDay, height - HEAD);
    }
  }
  if (scale.perDay < 200) return;
  // Hours outside the shifts.
  g.fillStyle = theme.shade;
  for (let day = Math.floor(scale.day(0)); day <= last; day += 1) {
    let free = day * DAY;
    for (const [start, finish] of model.work.shifts) {
      g.fillRect(scale.x(free), HEAD, scale.x(day * DAY + start) - scale.x(free), height - HEAD);
      free = day * DAY + finish;
    }
    g.fillRect(scale.x(free), HEAD, scale.x((day + 1) * DAY) - scale.x(free), height - HEAD);
  }
}

const y = (view, i) => HEAD + i * ROW - view.top;

function bands(g, view, from, to) {
  const { model, theme, width, selected, focus } = view;
  g.strokeStyle = theme.line;
  g.lineWidth = 1;
  for (let i = from; i < to; i += 1) {
    const row = model.shown[i];
    const at = y(view, i);
    if (row.kind === SUMMARY && row.level === 1) line(g, 0, at - 0.5, width, at - 0.5);
    if (row.id === focus || selected.has(row.id)) {
      g.fillStyle = theme.band;
      g.fillRect(0, at, width, ROW);
    }
  }
}

function line(g, ax, ay, bx, by) {
  g.beginPath();
  g.moveTo(ax, ay);
  g.lineTo(bx, by);
  g.stroke();
}

function verticals(g, view) {
  const { model, scale, theme, height, today } = view;
  const now = (today + 0.5 - scale.origin) * scale.perDay;
  g.strokeStyle = theme.accent;
  g.lineWidth = 1.5;
  line(g, Math.round(now) + 0.5, HEAD, Math.round(now) + 0.5, height);
  if (model.plan.status_at) {
    const at = Math.round(scale.right(model.plan.status_at)) + 0.5;
    g.strokeStyle = theme.risk;
    g.setLineDash([4, 3]);
    line(g, at, HEAD, at, height);
    g.setLineDash([]);
  }
}

/** Where the rows in view lie: id → {row, i, y, x0, x1, top, bottom, mid, px0, px1}. Links ask for others by `geometryOf`. */
function place(view, from, to) {
  const found = new Map();
  for (let i = from; i < to; i += 1) {
    const row = view.model.shown[i];
    found.set(row.id, geometryOf(view, row, i));
  }
  return found;
}

export function geometryOf(view, row, i) {
  const at = y(view, i);
  const moved = view.ghost?.rows?.get(row.id) ?? row;
  const x0 = view.scale.left(moved.start);
  let x1 = view.scale.right(moved.finish);
  if (row.kind === MILESTONE) {
    const mid = view.scale.whole ? (lastDay(moved.finish) + 0.5 - view.scale.origin) * view.scale.perDay : view.scale.x(moved.finish);
    return { row: moved, i, y: at, x0: mid, x1: mid, top: at + 3, bottom: at + 15, mid: at + 9, diamond: true };
  }
  if (x1 - x0 < 3) x1 = x0 + 3;
  return { row: moved, i, y: at, x0, x1, top: at + 4, bottom: at + 13, mid: at + 8.5 };
}

function placeLabels(g, view, geometry, from, to) {
  const labels = [];
  for (let i = from; i < to; i += 1) {
    const o = geometry.get(view.model.shown[i].id);
    const { row } = o;
    if (o.x1 < -8 || o.x0 > view.width + 8) continue;
    const slip = view.show.baseline && row.slip > 0 && row.kind !== SUMMARY ? `+${row.slip}` : "";
    const text = row.kind === MILESTONE ? `${row.name} ${labelDay(lastDay(row.finish))}` : "";
    if (!text && !slip) continue;
    g.font = `${text ? "600 " : ""}11px ${view.theme.font}`;
    const wide = text ? g.measureText(text).width + 6 : 0;
    const w = wide + (slip ? g.measureText(slip).width : 0);
    const gap = o.diamond ? 9 : 5;
    let x = o.x1 + gap;
    // To the left the words stand clear of where the milestone was agreed to be.
    const free = o.diamond && view.show.baseline && row.baseline_finish !== null ? Math.min(o.x0, view.scale.left(row.baseline_finish - 1)) : o.x0;
    if (x + w > view.width - 2 && free - gap - w > 0) x = free - gap - w;
    labels.push({ x, y: o.y + 2, w, h: 13, text, slip, wide, i, critical: row.critical });
  }
  return labels;
}

function write(g, { theme, show }, { x, y: at, text, slip, wide, critical }) {
  g.textBaseline = "middle";
  g.textAlign = "left";
  g.lineJoin = "round";
  if (text) {
    g.font = `600 11px ${theme.font}`;
    g.lineWidth = 4;
    g.strokeStyle = theme.paper;
    g.strokeText(text, x, at + 7);
    g.fillStyle = theme.ink;
    g.fillText(text, x, at + 7);
  }
  if (slip) {
    g.font = `600 11px ${theme.font}`;
    g.lineWidth = 3;
    g.strokeStyle = theme.paper;
    g.strokeText(slip, x + wide, at + 7);
    g.fillStyle = critical && show.critical ? theme.off : theme["ink-3"];
    g.fillText(slip, x + wide, at + 7);
  }
}

function diamond(g, x, at, size) {
  g.beginPath();
  g.moveTo(x, at - size);
  g.lineTo(x + size, at);
  g.lineTo(x, at + size);
  g.lineTo(x - size, at);
  g.closePath();
}

function bar(g, view, o) {
  const { scale, theme, show, width } = view;
  const { row } = o;
  g.globalAlpha = row.flags & FLAG.inactive ? 0.35 : 1;
  if (show.baseline && row.baseline_start !== null) baseline(g, view, o);
  if (row.deadline) deadline(g, view, o);
  if (row.constraint_at !== null && row.percent < 100) constraint(g, view, o);
  if (o.x1 < -8 || o.x0 > width + 8) {
    edge(g, theme, o, width);
  } else if (o.diamond) {
    g.fillStyle = row.percent === 100 ? theme["accent-mid"] : theme.ink;
    diamond(g, o.x0, o.mid, 6);
    g.fill();
  } else if (row.kind === SUMMARY && !(row.flags & FLAG.foreign && row.level > 1)) {
    summary(g, theme, o);
  } else {
    task(g, view, o);
    if (show.float && row.total_float > 0 && row.percent < 100) {
      g.fillStyle = theme["line-2"];
      const end = Math.min(scale.right(row.late_finish), width);
      if (end > o.x1) g.fillRect(o.x1, o.mid - 0.75, end - o.x1, 1.5);
    }
  }
  g.globalAlpha = 1;
}

function baseline(g, { scale, theme }, o) {
  const { row } = o;
  if (o.diamond) {
    if (row.baseline_finish === row.finish) return;
    const x = scale.whole ? (lastDay(row.baseline_finish) + 0.5 - scale.origin) * scale.perDay : scale.x(row.baseline_finish);
    g.strokeStyle = theme["none-fill"];
    g.lineWidth = 1.2;
    diamond(g, x, o.mid, 6);
    g.stroke();
    return;
  }
  const x0 = scale.left(row.baseline_start), x1 = scale.right(row.baseline_finish);
  if (firstDay(row.baseline_start) === firstDay(row.start) && lastDay(row.baseline_finish) === lastDay(row.finish)) return;
  g.fillStyle = theme["none-fill"];
  g.fillRect(x0, o.y + 15.5, Math.max(x1 - x0, 2), 2.5);
}

function deadline(g, { scale, theme }, o) {
  const x = scale.right(o.row.deadline);
  g.strokeStyle = o.row.finish > o.row.deadline ? theme.off : theme["ink-2"];
  g.lineWidth = 1.4;
  g.beginPath();
  g.moveTo(x - 4, o.top);
  g.lineTo(x, o.top + 5);
  g.lineTo(x + 4, o.top);
  g.moveTo(x, o.top + 5);
  g.lineTo(x, o.top - 2);
  g.stroke();
}

/** A post at the date: the task may lie behind it (▸), before it (◂), or exactly there (■). */
function constraint(g, { scale, theme }, o) {
  const { row } = o;
  const x = Math.round([3, 6, 7].includes(row.constraint) ? scale.right(row.constraint_at) : scale.left(row.constraint_at)) + 0.5;
  const to = { 4: 4, 6: 4, 5: -4, 7: -4 }[row.constraint];
  g.strokeStyle = g.fillStyle = theme["ink-2"];
  g.lineWidth = 1.2;
  line(g, x, o.top - 3, x, o.bottom + 3);
  g.beginPath();
  if (to) {
    g.moveTo(x, o.top - 3);
    g.lineTo(x + to, o.top - 0.5);
    g.lineTo(x, o.top + 2);
  } else g.rect(x - 2, o.top - 4, 4, 4);
  g.fill();
}

/** The bar lies outside: an arrow at the edge says on which side. */
function edge(g, theme, o, width) {
  g.fillStyle = theme["ink-3"];
  const x = o.x1 < 0 ? 2 : width - 2, by = o.x1 < 0 ? 5 : -5;
  g.beginPath();
  g.moveTo(x, o.mid);
  g.lineTo(x + by, o.mid - 4);
  g.lineTo(x + by, o.mid + 4);
  g.fill();
}

function summary(g, theme, o) {
  const w = o.x1 - o.x0;
  g.fillStyle = theme["ink-2"];
  g.fillRect(o.x0, o.y + 7, w, 3);
  g.fillRect(o.x0, o.y + 7, 2, 6);
  g.fillRect(o.x1 - 2, o.y + 7, 2, 6);
}

function task(g, { model, theme, show }, o) {
  const { row } = o;
  const w = o.x1 - o.x0;
  const often = show.often ? model.often(row) : null;
  const critical = often === null && show.critical && row.critical && row.percent < 100;
  g.beginPath();
  g.roundRect(o.x0, o.top, w, 9, 2);
  g.fillStyle = theme["accent-weak"];
  g.fill();
  if (row.percent > 0) {
    g.save();
    g.clip();
    g.fillStyle = theme["accent-mid"];
    g.fillRect(o.x0, o.top, (w * row.percent) / 100, 9);
    g.restore();
  }
  g.beginPath();
  g.roundRect(o.x0 + 0.5, o.top + 0.5, w - 1, 8, 2);
  g.strokeStyle = critical ? theme.ink : theme["accent-mid"];
  g.lineWidth = critical ? 1.6 : 1;
  if (row.flags & FLAG.manual) g.setLineDash([3, 2]);
  g.stroke();
  if (often) {
    // The more often critical, the more ink.
    const whole = g.globalAlpha;
    g.globalAlpha = whole * (often / 100);
    g.strokeStyle = theme.ink;
    g.lineWidth = 1 + often / 100;
    g.stroke();
    g.globalAlpha = whole;
  }
  g.setLineDash([]);
}

/** A link being drawn with the pointer. */
function ghost(g, { theme, ghost: { line: drawn } }) {
  if (!drawn) return;
  g.strokeStyle = theme.accent;
  g.lineWidth = 1.5;
  line(g, drawn.x0, drawn.y0, drawn.x1, drawn.y1);
}

function header(g, view) {
  const { scale, theme, width, today, model } = view;
  g.fillStyle = theme.paper;
  g.fillRect(0, 0, width, HEAD);
  const { major, minor } = ticks(scale, scale.day(0), scale.day(width));
  g.textBaseline = "middle";
  g.font = `12px ${theme.font}`;
  g.lineWidth = 1;
  major.forEach(({ day, text }, i) => {
    const x = (day - scale.origin) * scale.perDay;
    const next = i + 1 < major.length ? (major[i + 1].day - scale.origin) * scale.perDay : width;
    g.strokeStyle = theme.line;
    if (x > 0) line(g, Math.round(x) + 0.5, 8, Math.round(x) + 0.5, view.height);
    const at = Math.max(x, 0) + 5;
    if (at + g.measureText(text).width < next - 2) {
      g.fillStyle = theme["ink-2"];
      g.textAlign = "left";
      g.fillText(text, at, 14);
    }
  });
  const now = (today + 0.5 - scale.origin) * scale.perDay;
  g.font = `11px ${theme.font}`;
  const nowWord = say("today");
  const nowWide = g.measureText(nowWord).width / 2 + 10;
  for (const { day, text, centre } of minor) {
    const x = (day - scale.origin + (centre ? 0.5 : 0)) * scale.perDay;
    if (!text || Math.abs(x + (centre ? 0 : g.measureText(text).width / 2) - now) < nowWide + g.measureText(text).width / 2) continue;
    g.fillStyle = centre && !model.work.worked(Math.floor(day)) ? theme["none-fill"] : theme["ink-3"];
    g.textAlign = centre ? "center" : "left";
    g.fillText(text, x + (centre ? 0 : 3), 33);
  }
  g.fillStyle = theme.accent;
  g.font = `600 11px ${theme.font}`;
  g.textAlign = "center";
  if (now > 0 && now < width) g.fillText(nowWord, now, 32);
  g.textAlign = "left";
  g.strokeStyle = theme["line-2"];
  line(g, 0, HEAD - 0.5, width, HEAD - 0.5);
}

