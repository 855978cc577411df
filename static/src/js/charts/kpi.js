// A KPI: what was measured, what was expected, where it is going.
// {
//   "unit": "天", "digits": 1,
//   "measured":    [["2026-03-31", 5.0], …],                     in order of date
//   "expected":    [["2026-03-31", 5.0], ["2027-03-31", 2.0]],   corner points of the expected line
//   "target":      {"value": 2.0, "label": "目标 2.0 天"} | null,
//   "levels":      [{"value": 1.0, "label": "至少 1.0 天"}, …]      further level lines, as the other bound of a range
//   "due":         {"on": "2027-03-31", "text": "3 月 31 日到期，10% 能达成"} | null,
//   "forecast":    {"dates": […], "p10": […], "p25": […], "p50": […], "p75": […], "p90": […]} | null,
//   "corrections": [["2026-06-30", 4.4], …],                     the old values
//   "annotations": [{"on": "2026-04-20", "text": "目标签署 v2"}, …]  most important first; six are written out
// }
import { band, base, css, day, expected, forecast, level, measured, monthLabel, nice, number, textWidth, time, withUnit, word } from "./theme.js";

const WRITTEN = 6;
const LABELLED = 14;
const CROSS = "path://M0 0L8 8M8 0L0 8";

const points = (pairs) => (pairs ?? []).map(([on, value]) => [time(on), value]);

function limits(data, fan) {
  const ys = [...points(data.measured), ...points(data.expected), ...points(data.corrections)].map(([, y]) => y);
  if (fan) ys.push(...fan.p10, ...fan.p90);
  for (const line of [data.target, ...(data.levels ?? [])]) if (line) ys.push(line.value);
  const low = Math.min(...ys);
  const high = Math.max(...ys);
  const air = (high - low || Math.abs(high) || 1) * 0.12;
  // Values that are never negative keep an axis that says so.
  return nice(low >= 0 ? Math.max(0, low - air) : low - air, high + air);
}

/** Annotations in two rows above the plot; what does not fit is left to the hover. */
function annotations(data, from, to, width) {
  const inside = (data.annotations ?? []).filter((note) => time(note.on) >= from && time(note.on) <= to).slice(0, WRITTEN);
  const rows = [-Infinity, -Infinity];
  return inside
    .sort((a, b) => (a.on < b.on ? -1 : 1))
    .map((note) => {
      const x = ((time(note.on) - from) / (to - from)) * width;
      const half = textWidth(note.text) / 2 + 5;
      const row = rows.findIndex((end) => x - half > end);
      if (row >= 0) rows[row] = x + half;
      return {
        xAxis: time(note.on),
        label: { show: row >= 0, formatter: note.text, position: "end", color: css("ink-2"), fontSize: 12, distance: 4 + Math.max(0, row) * 16 },
      };
    })
    .map((mark) => ({ ...mark, lineStyle: { color: css("line-2"), type: "solid", width: 1 } }));
}

function dueMarks(data, falling) {
  if (!data.due || !data.target) return [];
  const wide = textWidth(data.due.text, 12, 600);
  return [
    { type: "line", data: [], silent: true, markLine: { symbol: "none", silent: true, lineStyle: { color: css("ink-3"), type: [2, 2], width: 1 }, label: { show: false }, data: [{ xAxis: time(data.due.on) }] } },
    {
      type: "scatter",
      data: [[time(data.due.on), data.target.value]],
      silent: true,
      symbolSize: 7,
      z: 6,
      itemStyle: { color: css("surface"), borderColor: css("ink"), borderWidth: 1.5 },
      // Away from the lines: below when the values fall towards the target, above when they rise.
      label: { show: true, position: [-(wide + 8), falling ? 12 : -16], color: css("ink"), fontWeight: 600, formatter: data.due.text },
    },
  ];
}

function tooltip(data, fan) {
  const rows = points(data.measured);
  const corrected = new Map(points(data.corrections));
  const say = (value) => withUnit(number(value, data.digits), data.unit);
  return (found) => {
    const at = found[0]?.axisValue;
    const lines = [day(at)];
    const own = rows.find(([x]) => x === at);
    if (own) lines.push(`${word("measured")} ${say(own[1])}`);
    if (corrected.has(at)) lines.push(word("corrected", say(corrected.get(at))));
    const place = fan?.dates.findIndex((date) => time(date) === at) ?? -1;
    if (!own && place >= 0) lines.push(`${word("forecast")} ${say(fan.p50[place])}`, `${word("likely80")} ${say(fan.p10[place])} – ${say(fan.p90[place])}`);
    const line = points(data.expected);
    const next = line.findIndex(([x]) => x >= at);
    if (next > 0) {
      const [[x0, y0], [x1, y1]] = [line[next - 1], line[next]];
      lines.push(`${word("expected")} ${say(y0 + ((at - x0) / (x1 - x0)) * (y1 - y0))}`);
    }
    for (const note of data.annotations ?? []) if (time(note.on) === at) lines.push(note.text);
    return lines.join("\n");
  };
}

export function kpi(data, element) {
  const option = base();
  const own = points(data.measured);
  const fan = data.forecast?.dates?.length ? data.forecast : null;
  const fanX = fan ? fan.dates.map(time) : [];
  const xs = [...own.map(([x]) => x), ...points(data.expected).map(([x]) => x), ...fanX, ...(data.due ? [time(data.due.on)] : [])];
  const [from, to] = [Math.min(...xs), Math.max(...xs)];
  const y = limits(data, fan);
  const target = data.target?.value;
  const start = data.expected?.[0]?.[1] ?? own[0]?.[1];
  const falling = target === undefined || start === undefined || start >= target;
  const labels = [data.target, ...(data.levels ?? [])].filter(Boolean).map((line) => textWidth(line.label));
  const narrow = element.clientWidth < 480;
  const right = labels.length && !narrow ? Math.min(150, Math.max(...labels) + 16) : narrow ? 16 : 24;
  const left = Math.max(34, textWidth(number(y.max)) + 14, textWidth(data.unit ?? "") + 14);
  const notes = annotations(data, from, to, element.clientWidth - left - right);
  const rows = Math.max(0, ...notes.filter((note) => note.label.show).map((note) => Math.round((note.label.distance - 4) / 16) + 1));
  option.grid = { left, right, top: 20 + rows * 16, bottom: 26 };
  option.xAxis = { ...option.xAxis, type: "time", min: from, max: to, splitNumber: Math.max(2, Math.floor(element.clientWidth / 130)), axisLabel: { ...option.xAxis.axisLabel, hideOverlap: true, formatter: monthLabel } };
  // The unit stands where the topmost number would.
  const topmost = y.max - y.interval / 2;
  option.yAxis = { ...option.yAxis, ...y, axisLabel: { ...option.yAxis.axisLabel, formatter: (value) => (data.unit && value > topmost ? data.unit : number(value)) } };
  option.tooltip.formatter = tooltip(data, fan);
  const line = measured(own);
  line.label = {
    show: true,
    position: "top",
    distance: 6,
    color: css("ink"),
    fontSize: 12,
    // Every value where there is room, otherwise the last one.
    formatter: ({ value, dataIndex }) => (own.length <= Math.min(LABELLED, element.clientWidth / 46) || dataIndex === own.length - 1 ? number(value[1], data.digits) : ""),
  };
  line.markLine = { symbol: "none", silent: true, data: notes };
  const cross = { type: "scatter", data: points(data.corrections), symbol: CROSS, symbolSize: 7, silent: true, z: 6, itemStyle: { color: "transparent", borderColor: css("off-fill"), borderWidth: 1.5 } };
  option.series = [
    ...(fan ? [band(fanX, fan.p10, fan.p90, css("band")), band(fanX, fan.p25, fan.p75, css("band-2"))] : []),
    expected(points(data.expected)),
    ...(fan ? [forecast(fanX.map((x, index) => [x, fan.p50[index]]))] : []),
    line,
    ...[data.target, ...(data.levels ?? [])].filter(Boolean).map((line) => level(line.value, line.label, narrow ? "insideStartTop" : "end")),
    ...dueMarks(data, falling),
    cross,
  ];
  return option;
}
