// Cumulated amounts by month: what was planned, what happened, where it is going.
// {
//   "unit": "万元", "scale": 10000, "digits": 0,        amounts are divided by scale before they are shown
//   "months": ["2026-01", …],                            days with "days": true
//   "series": [{"name": "实际", "style": "measured" | "expected" | "forecast" | "plain", "values": ["1200.00", null, …]}, …],
//   "level":  {"value": "…", "label": "预算 380 万元"} | null
//   "mark":   {"month": "2027-04", "label": "回本"} | absent     a thin line across a month
//   "zero":   true | absent                                      draws the line of nothing
// }
// Amounts travel as text: only the drawing rounds them.
import { base, css, expected, forecast, level, measured, nice, number, textWidth, withUnit } from "./theme.js";

const LOOKS = {
  measured: (values) => measured(values, false),
  expected,
  forecast,
  plain: (values) => ({ type: "line", data: values, symbol: "none", silent: true, lineStyle: { color: css("ink-2"), width: 1.5 }, emphasis: { disabled: true } }),
};

export function curves(data, element) {
  const option = base();
  const amount = (text) => (text === null || text === undefined ? null : Number(text) / data.scale);
  const lines = data.series.map((line) => ({ ...line, values: line.values.map(amount) }));
  const top = data.level ? amount(data.level.value) : 0;
  const all = lines.flatMap((line) => line.values).filter((value) => value !== null);
  const scale = nice(Math.min(0, ...all), Math.max(1, top, ...all), 4);
  const every = Math.max(1, Math.ceil((data.months.length * 60) / Math.max(200, element.clientWidth)));
  const say = (value) => number(value, data.digits);
  const names = lines.map((line) => textWidth(line.name, 12, 600));
  const right = element.clientWidth < 480 ? 16 : Math.max(24, ...names, data.level ? textWidth(data.level.label) : 0) + 16;
  option.grid = { left: Math.max(34, textWidth(say(scale.max)) + 14), right, top: 22, bottom: 26 };
  option.xAxis = { ...option.xAxis, type: "category", data: data.months, boundaryGap: false, axisLabel: { ...option.xAxis.axisLabel, interval: (index) => index % every === 0, formatter: (month) => (data.days ? month.slice(5) : month.slice(2, 7)) } };
  option.yAxis = { ...option.yAxis, ...scale, name: data.unit, nameGap: 8, nameTextStyle: { color: css("ink-3"), align: "right" }, axisLabel: { ...option.yAxis.axisLabel, formatter: (value) => number(value) } };
  option.tooltip.formatter = (found) => {
    const index = found[0].dataIndex;
    const told = lines.filter((line) => line.values[index] !== null).map((line) => `${line.name} ${withUnit(say(line.values[index]), data.unit)}`);
    return [data.months[index], ...told].join("\n");
  };
  // Names stand at the ends of their lines; where two ends meet the later one goes without.
  const taken = [];
  const room = (scale.max - scale.min) * 0.07;
  option.series = lines.map((line) => {
    const made = LOOKS[line.style](line.values);
    const last = line.values.filter((value) => value !== null).at(-1);
    const free = last !== undefined && element.clientWidth >= 480 && taken.every((value) => Math.abs(value - last) > room);
    if (free) taken.push(last);
    const color = line.style === "measured" ? css("accent") : css("ink-3");
    return { ...made, silent: false, endLabel: { show: free, formatter: line.name, color, fontWeight: line.style === "measured" ? 600 : 400, distance: 6 } };
  });
  if (data.level && taken.every((value) => Math.abs(value - top) > room)) option.series.push(level(top, element.clientWidth < 480 ? "" : data.level.label));
  const marks = [];
  if (data.zero) marks.push({ yAxis: 0, label: { show: false } });
  if (data.mark) marks.push({ xAxis: data.mark.month, label: { show: true, formatter: data.mark.label, color: css("ink-3"), fontSize: 12, position: "end" } });
  if (marks.length && option.series.length) {
    option.series[0].markLine = { silent: true, symbol: "none", lineStyle: { color: css("ink-3"), type: "solid", width: 1 }, data: marks };
  }
  return option;
}
