// spread: how often a simulation ended on which days, or with which cost.
// {
//   "kind": "date" | "money", "unit": "万元",
//   "bins":  [{"from": "2026-11-02", "to": "2026-11-08", "count": 310}, …]     numbers for money
//   "marks": [{"on": "2026-12-01", "text": "P80", "strong": true} | {…, "target": true}, …]
// }
//
// certainty: the day that is kept, or the cost that is enough, with which certainty.
// { "kind", "unit", "curve": [["2026-11-02", 1], …, ["2027-01-10", 99]], "marks": as above }
//
// cloud: date and cost of single iterations.
// { "unit": "万元", "points": [["2026-11-02", 412.5], …], "promised": {"on", "text"} | null, "budget": {"value", "text"} | null }
import { base, css, day, monthLabel, nice, number, textWidth, time, withUnit } from "./theme.js";

const at = (data, value) => (data.kind === "money" ? value : time(value));

function colour(mark) {
  return css(mark.target ? "ink" : mark.strong ? "accent" : "ink-2");
}

/** Vertical lines with their words above the plot, in rows where they would touch. */
function marks(data, from, to, width) {
  const ends = [-Infinity, -Infinity, -Infinity];
  const places = new Map();
  for (const mark of data.marks ?? []) {
    const x = at(data, mark.on);
    const known = places.get(x);
    places.set(x, known ? { ...known, ...mark, text: `${known.text} · ${mark.text}`, x } : { ...mark, x });
  }
  return [...places.values()]
    .filter((mark) => mark.x >= from && mark.x <= to)
    .sort((a, b) => a.x - b.x)
    .map((mark) => {
      const x = ((mark.x - from) / (to - from || 1)) * width;
      const half = textWidth(mark.text, 12, 600) / 2 + 6;
      const row = Math.max(0, ends.findIndex((end) => x - half > end));
      ends[row] = x + half;
      return {
        xAxis: mark.x,
        label: { show: true, formatter: mark.text, position: "end", color: colour(mark), fontWeight: mark.strong || mark.target ? 600 : 400, fontSize: 12, distance: 4 + row * 16 },
        lineStyle: { color: colour(mark), type: mark.target ? "solid" : [4, 3], width: 1 },
      };
    });
}

function axisOfTime(option, from, to, width) {
  const months = (to - from) / (30.4 * 86400000);
  const days = months < 3;
  return {
    ...option.xAxis,
    type: "time",
    min: from,
    max: to,
    splitNumber: Math.max(2, Math.floor(width / 120)),
    axisLabel: { ...option.xAxis.axisLabel, hideOverlap: true, showMinLabel: false, showMaxLabel: false, formatter: (value) => (days ? day(value).replace(/^\d{4} 年 | \d{4}$/g, "") : monthLabel(value)) },
  };
}

function axisOfMoney(option, data, from, to, width) {
  const axisLabel = { ...option.xAxis.axisLabel, hideOverlap: true, showMinLabel: false, showMaxLabel: false, formatter: (value) => withUnit(number(value, 0), data.unit) };
  return { ...option.xAxis, type: "value", min: from, max: to, splitNumber: Math.max(2, Math.floor(width / 110)), axisLabel };
}

export function spread(data, element) {
  const option = base();
  const money = data.kind === "money";
  const DAY = 86400000;
  const rows = data.bins.map((bin) => (money ? [bin.from, bin.to, bin.count] : [time(bin.from), time(bin.to) + DAY, bin.count]));
  const total = rows.reduce((sum, row) => sum + row[2], 0) || 1;
  const seen = (data.marks ?? []).map((mark) => at(data, mark.on));
  const low = Math.min(rows[0][0], ...seen);
  const high = Math.max(rows.at(-1)[1], ...seen);
  const air = (high - low || 1) * 0.03;
  const [from, to] = [low - air, high + air];
  const top = Math.max(...rows.map((row) => row[2])) / total;
  const scale = nice(0, 100 * top, 4);
  option.grid = { left: textWidth("100%") + 12, right: 20, top: 54, bottom: 24 };
  const width = element.clientWidth - option.grid.left - option.grid.right;
  option.xAxis = money ? axisOfMoney(option, data, from, to, width) : axisOfTime(option, from, to, width);
  option.yAxis = { ...option.yAxis, ...scale, axisLabel: { ...option.yAxis.axisLabel, formatter: (value) => `${number(value)}%` } };
  const say = (row) => (money ? `${number(row[0], 1)} – ${withUnit(number(row[1], 1), data.unit)}` : row[1] - row[0] > DAY ? `${day(row[0])} – ${day(row[1] - DAY)}` : day(row[0]));
  option.tooltip = { ...option.tooltip, trigger: "item", formatter: ({ data: row }) => `${say(row)}\n${number((100 * row[2]) / total, 1)}%` };
  const line = marks(data, from, to, width);
  option.series = [
    {
      type: "custom",
      data: rows,
      encode: { x: [0, 1], y: 2 },
      renderItem: (params, api) => {
        const a = api.coord([api.value(0), (100 * api.value(2)) / total]);
        const b = api.coord([api.value(1), 0]);
        const wide = Math.max(1, b[0] - a[0] - 1);
        return { type: "rect", shape: { x: a[0], y: a[1], width: wide, height: b[1] - a[1] }, style: { fill: css("accent-mid") } };
      },
    },
    { type: "line", data: [], silent: true, markLine: { symbol: "none", silent: true, data: line } },
  ];
  return option;
}

export function certainty(data, element) {
  const option = base();
  const money = data.kind === "money";
  const points = data.curve.map(([on, share]) => [at(data, on), share]);
  const seen = (data.marks ?? []).map((mark) => at(data, mark.on));
  const low = Math.min(points[0][0], ...seen);
  const high = Math.max(points.at(-1)[0], ...seen);
  const air = (high - low || 1) * 0.03;
  const [from, to] = [low - air, high + air];
  option.grid = { left: textWidth("100%") + 12, right: 20, top: 54, bottom: 24 };
  const width = element.clientWidth - option.grid.left - option.grid.right;
  option.xAxis = money ? axisOfMoney(option, data, from, to, width) : axisOfTime(option, from, to, width);
  option.yAxis = { ...option.yAxis, min: 0, max: 100, interval: 20, axisLabel: { ...option.yAxis.axisLabel, formatter: (value) => `${value}%` } };
  option.tooltip.formatter = ([found]) => `${money ? withUnit(number(found.value[0], 1), data.unit) : day(found.value[0])}\n${found.value[1]}%`;
  option.series = [
    {
      type: "line",
      data: points,
      showSymbol: false,
      lineStyle: { color: css("accent"), width: 2 },
      itemStyle: { color: css("accent") },
      markLine: { symbol: "none", silent: true, data: marks(data, from, to, width) },
    },
  ];
  return option;
}

export function cloud(data, element) {
  const option = base();
  const points = data.points.map(([on, value]) => [time(on), value]);
  const xs = [...points.map(([x]) => x), ...(data.promised ? [time(data.promised.on)] : [])];
  const ys = [...points.map(([, y]) => y), ...(data.budget ? [data.budget.value] : [])];
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const air = (right - left || 86400000) * 0.04;
  const scale = nice(Math.min(...ys), Math.max(...ys), 4);
  const say = (value) => withUnit(number(value, 0), data.unit);
  option.grid = { left: textWidth(say(scale.max)) + 14, right: 20, top: 34, bottom: 24 };
  const width = element.clientWidth - option.grid.left - option.grid.right;
  option.xAxis = axisOfTime(option, left - air, right + air, width);
  option.yAxis = { ...option.yAxis, ...scale, axisLabel: { ...option.yAxis.axisLabel, formatter: say } };
  option.tooltip = { ...option.tooltip, trigger: "item", formatter: ({ value }) => `${day(value[0])}\n${say(value[1])}` };
  const lines = [];
  const style = { color: css("ink"), type: "solid", width: 1 };
  const label = (text, position) => ({ formatter: text, position, color: css("ink"), fontWeight: 600, fontSize: 12 });
  if (data.promised) lines.push({ xAxis: time(data.promised.on), lineStyle: style, label: label(data.promised.text, "end") });
  if (data.budget) lines.push({ yAxis: data.budget.value, lineStyle: style, label: label(data.budget.text, "insideEndTop") });
  option.series = [
    { type: "scatter", data: points, symbolSize: 5, itemStyle: { color: css("accent"), opacity: 0.35 }, markLine: { symbol: "none", silent: true, data: lines } },
  ];
  return option;
}
