// cycle: cycle time by month — thin bars for the 90th percentile, a line for the median.
// { "unit": "天", "digits": 1, "months": [{"month": "2017-01", "cases": 73, "median": 6.3, "p90": 12.2}, …] }
//
// histogram: cases by duration.
// { "unit": "天", "digits": 0, "bins": [{"from": 0, "to": 1, "count": 12}, …], "median": 7.3, "p90": 18.9 }
import { base, css, measured, nice, number, textWidth, withUnit, word } from "./theme.js";

export function cycle(data, element) {
  const option = base();
  const rows = data.months;
  const last = rows.at(-1);
  const label = `${word("median")} ${number(last?.median, data.digits ?? 1)}`;
  const every = Math.max(1, Math.ceil((rows.length * 52) / Math.max(200, element.clientWidth)));
  const top = Math.max(1, ...rows.map((row) => row.p90 ?? row.median ?? 0));
  option.grid = { left: Math.max(30, textWidth(number(top)) + 14), right: textWidth(label, 12, 600) + 16, top: 16, bottom: 24 };
  option.xAxis = { ...option.xAxis, type: "category", data: rows.map((row) => row.month.slice(2)), axisLabel: { ...option.xAxis.axisLabel, interval: (index) => index % every === 0 } };
  option.yAxis = { ...option.yAxis, ...nice(0, top), axisLabel: { ...option.yAxis.axisLabel, formatter: (value) => number(value) } };
  option.tooltip.formatter = ([found]) => {
    const row = rows[found.dataIndex];
    const say = (value) => withUnit(number(value, data.digits ?? 1), data.unit);
    return [row.month, `${word("median")} ${say(row.median)}`, `${word("p90")} ${say(row.p90)}`, `${number(row.cases)} ${word("cases")}`].join("\n");
  };
  option.series = [
    { type: "bar", data: rows.map((row) => row.p90), barWidth: 3, itemStyle: { color: css("line-2"), borderRadius: [2, 2, 0, 0] }, emphasis: { disabled: true } },
    {
      ...measured(rows.map((row) => row.median), false),
      endLabel: { show: true, formatter: label, color: css("accent"), fontWeight: 600, distance: 6 },
    },
  ];
  return option;
}

const mark = (data, value, name, strong) => ({
  xAxis: data.bins.findIndex((bin) => value >= bin.from && (value < bin.to || bin === data.bins.at(-1))),
  label: { formatter: `${name} ${number(value, 1)}`, position: "end", color: css(strong ? "accent" : "ink-2"), fontWeight: strong ? 600 : 400, fontSize: 12, distance: 4 },
  lineStyle: { color: css(strong ? "accent" : "line-2"), type: "solid", width: 1 },
});

export function histogram(data, element) {
  const option = base();
  const top = Math.max(1, ...data.bins.map((bin) => bin.count));
  const every = Math.max(1, Math.ceil((data.bins.length * 40) / Math.max(200, element.clientWidth)));
  const marks = [];
  if (data.median !== undefined && data.median !== null) marks.push(mark(data, data.median, word("median"), true));
  if (data.p90 !== undefined && data.p90 !== null) marks.push(mark(data, data.p90, word("p90"), false));
  // The second label moves up where the two would touch.
  if (marks.length === 2) {
    const apart = (Math.abs(marks[1].xAxis - marks[0].xAxis) * element.clientWidth) / data.bins.length;
    const needed = (textWidth(marks[0].label.formatter, 12, 600) + textWidth(marks[1].label.formatter)) / 2 + 12;
    if (apart < needed) marks[1].label.distance = 20;
  }
  option.grid = { left: Math.max(34, textWidth(number(top)) + 14), right: textWidth(data.unit ?? "") + 16, top: marks.length ? 44 : 16, bottom: 26 };
  option.xAxis = { ...option.xAxis, type: "category", data: data.bins.map((bin) => number(bin.from, data.digits ?? 0)), name: data.unit, nameGap: 6, nameTextStyle: { color: css("ink-3") }, axisLabel: { ...option.xAxis.axisLabel, interval: (index) => index % every === 0 } };
  option.yAxis = { ...option.yAxis, ...nice(0, top, 4), axisLabel: { ...option.yAxis.axisLabel, formatter: (value) => number(value) } };
  option.tooltip.formatter = ([found]) => {
    const bin = data.bins[found.dataIndex];
    const digits = data.digits ?? 0;
    return `${withUnit(`${number(bin.from, digits)} – ${number(bin.to, digits)}`, data.unit)}\n${number(bin.count)} ${word("cases")}`;
  };
  option.series = [
    {
      type: "bar",
      data: data.bins.map((bin) => bin.count),
      barCategoryGap: "18%",
      itemStyle: { color: css("accent-mid"), borderRadius: [2, 2, 0, 0] },
      emphasis: { disabled: true },
      markLine: { symbol: "none", silent: true, data: marks },
    },
  ];
  return option;
}
