// Links leave a bar at its end, run in the gutter between two rows to a lane free of labels, and enter the successor.
import { SUMMARY } from "./model.js";
import { ROW, geometryOf } from "./draw.js";

const FF = 0, FS = 1, SF = 2;
const STEP = 6, REACH = 15;

/** Draws the links that pass through the rows in view; {links, crossings}: how many, and how often one runs through a label. */
export function drawLinks(g, view, geometry, labels, from, to) {
  const { model, theme } = view;
  const bars = [...geometry.values()].filter((o) => o.row.kind !== SUMMARY && !o.diamond);
  const near = index(labels);
  let links = 0, crossings = 0;
  for (const link of model.links) {
    const a = model.place.get(link.from), b = model.place.get(link.to);
    if (a === undefined || b === undefined || Math.max(a, b) < from || Math.min(a, b) >= to) continue;
    const source = geometry.get(link.from) ?? geometryOf(view, model.shown[a], a);
    const target = geometry.get(link.to) ?? geometryOf(view, model.shown[b], b);
    if (Math.max(source.x1, target.x1) < -50 || Math.min(source.x0, target.x0) > view.width + 50) continue;
    const best = route(link, source, target, near, bars);
    links += 1;
    crossings += best.through;
    const critical = view.show.critical && source.row.critical && target.row.critical;
    paint(g, best, critical ? theme.ink : theme["none-fill"], critical ? 1.5 : 1, theme.paper);
  }
  return { links, crossings };
}

/** Labels by row, to ask only those a path can meet. */
function index(labels) {
  const rows = new Map();
  for (const label of labels) rows.set(label.i, label);
  return rows;
}

/** The cheapest path from bar to bar: {points, through, into (1 from the left, −1 from the right, 0 from `down` or up)}. */
export function route(link, source, target, labels, bars) {
  const down = target.i > source.i;
  const leavesEnd = link.kind === FS || link.kind === FF;
  const entersEnd = link.kind === FF || link.kind === SF;
  const into = entersEnd ? -1 : 1;
  const half = (o) => (o.diamond ? 6 : 0);
  const sx = source.diamond ? source.x0 : leavesEnd ? source.x1 - 2 : source.x0 + 2;
  const sy = down ? source.mid + (source.diamond ? 6 : 4.5) : source.mid - (source.diamond ? 6 : 4.5);
  const ex = (entersEnd ? target.x1 : target.x0) - into * half(target);
  const gutterA = down ? source.y + ROW - 0.5 : source.y + 0.5;
  const gutterB = down ? target.y + 0.5 : target.y + ROW - 0.5;
  let best = null;
  for (let n = 0; n <= REACH * 2; n += 1) {
    // Near the source first, then outwards to both sides.
    const offset = (n % 2 ? 1 : -1) * Math.ceil(n / 2) * STEP;
    for (const base of n ? [sx, ex - into * 8] : [sx]) {
      const x = base + offset;
      const fits = into > 0 ? x <= ex - 6 : x >= ex + 6;
      for (const direct of fits ? [true, false] : [false]) {
        const points = x === sx ? [[sx, sy]] : [[sx, sy], [sx, gutterA], [x, gutterA]];
        if (direct) points.push([x, target.mid], [ex, target.mid]);
        else points.push([x, gutterB], [ex - into * 6, gutterB], [ex - into * 6, target.mid], [ex, target.mid]);
        const found = judge(points, labels, bars, source, target, offset);
        if (!best || found.cost < best.cost) best = { ...found, into };
      }
      if (!target.diamond) continue;
      // A milestone whose words stand left of it is entered from above or below.
      const tip = target.mid + (down ? -7 : 7);
      const lead = x === sx ? [[sx, sy]] : [[sx, sy], [sx, gutterA], [x, gutterA]];
      const found = judge([...lead, [x, gutterB], [target.x0, gutterB], [target.x0, tip]], labels, bars, source, target, offset);
      if (found.cost < best.cost) best = { ...found, into: 0, down };
    }
    if (best && best.cost < 26) break;
  }
  return best;
}

function judge(points, labels, bars, source, target, offset) {
  let cost = points.length * 4 + Math.abs(offset) * 0.05, through = 0;
  const lowest = Math.min(source.i, target.i), highest = Math.max(source.i, target.i);
  for (let q = 1; q < points.length; q += 1) {
    for (let i = lowest; i <= highest; i += 1) {
      const label = labels.get(i);
      if (label && crosses(points[q - 1], points[q], label)) through += 1;
    }
    for (const o of bars) {
      if (o.i < lowest || o.i > highest || o === source || o === target) continue;
      if (crosses(points[q - 1], points[q], { x: o.x0, y: o.top, w: o.x1 - o.x0, h: 9 })) cost += 6;
    }
  }
  return { points, through, cost: cost + through * 500 };
}

function crosses([ax, ay], [bx, by], box) {
  return Math.max(Math.min(ax, bx), box.x - 2) < Math.min(Math.max(ax, bx), box.x + box.w + 2) + 0.01
    && Math.max(Math.min(ay, by), box.y) < Math.min(Math.max(ay, by), box.y + box.h) + 0.01;
}

function paint(g, { points, into, down }, colour, width, paper) {
  g.lineJoin = "round";
  for (const [w, c] of [[width + 2, paper], [width, colour]]) {
    g.strokeStyle = c;
    g.lineWidth = w;
    g.beginPath();
    points.forEach(([x, at], i) => {
      if (!i) g.moveTo(x, at + (w > width ? 2 : 0));
      else g.lineTo(i === points.length - 1 ? x - into * 3 : x, at);
    });
    g.stroke();
  }
  const [x, at] = points[points.length - 1];
  g.fillStyle = colour;
  g.beginPath();
  g.moveTo(x, at);
  if (into) {
    g.lineTo(x - into * 5, at - 3);
    g.lineTo(x - into * 5, at + 3);
  } else {
    const back = at + (down ? -5 : 5);
    g.lineTo(x - 3, back);
    g.lineTo(x + 3, back);
  }
  g.fill();
}

