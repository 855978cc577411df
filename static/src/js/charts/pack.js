// groups: one row per category, one bar per series, the last series in the accent.
// { "unit": "%", "categories": ["甲", …], "series": [{"name": "上次", "values": [12, null, …]}, {"name": "现在", "values": […]}] }
//
// course: one value after another, the newest labelled. The same data with one series.
import { base, css, measured, nice, number, textWidth, withUnit } from "./theme.js";

export function groups(data, element) {
  const option = base();
  const say = (value) => withUnit(number(value, 1), data.unit);
  const all = data.series.flatMap((one) => one.values).filter((value) => value !== null);
  const scale = nice(Math.min(0, ...all), Math.max(data.unit === "%" ? 100 : 0, ...all), 4);
  const names = data.categories.map((name) => textWidth(name));
  const left = Math.min(Math.max(60, ...names) + 12, element.clientWidth * 0.42);
  option.grid = { left, right: 64, top: 26, bottom: 24 };
  option.yAxis = { ...option.xAxis, type: "category", inverse: true, data: data.categories, axisLabel: { ...option.xAxis.axisLabel, interval: 0, width: left - 12, overflow: "truncate" } };
  option.xAxis = { ...base().yAxis, type: "value", ...scale, axisLabel: { ...base().yAxis.axisLabel, formatter: (value) => number(value) } };
  option.tooltip.axisPointer = { type: "shadow", animation: false };
  option.tooltip.formatter = (found) => [data.categories[found[0].dataIndex], ...data.series.map((one) => `${one.name} ${say(one.values[found[0].dataIndex])}`)].join("\n");
  const last = data.series.length - 1;
  option.series = data.series.map((one, place) => ({
    type: "bar",
    name: one.name,
    data: one.values,
    barMaxWidth: 14,
    itemStyle: { color: css(place === last ? "accent" : "line-2") },
    emphasis: { disabled: true },
    label: { show: place === last, position: "right", color: css("ink-2"), fontSize: 12, formatter: ({ value }) => (value === null || value === undefined ? "" : say(value)) },
  }));
  if (data.series.length > 1) {
    const title = { show: true, left, top: 0, text: data.series.map((one) => one.name).join(" · "), textStyle: { color: css("ink-3"), fontSize: 12, fontWeight: 400 } };
    option.yAxis.name = title.text;
    option.yAxis.nameLocation = "start";
    option.yAxis.nameGap = 8;
    option.yAxis.nameTextStyle = { ...title.textStyle, align: "left" };
  }
  return option;
}

export function course(data, element) {
  const option = base();
  const [line] = data.series;
  const say = (value) => withUnit(number(value, 2), data.unit);
  const scale = nice(0, Math.max(...line.values, 0.1), 4);
  const every = Math.max(1, Math.ceil((data.categories.length * 56) / Math.max(200, element.clientWidth)));
  const last = say(line.values.at(-1));
  option.grid = { left: Math.max(34, textWidth(say(scale.max)) + 14), right: textWidth(last, 12, 600) + 20, top: 16, bottom: 26 };
  option.xAxis = { ...option.xAxis, type: "category", data: data.categories, boundaryGap: false, axisLabel: { ...option.xAxis.axisLabel, interval: (index) => index % every === 0 } };
  option.yAxis = { ...option.yAxis, ...scale, axisLabel: { ...option.yAxis.axisLabel, formatter: (value) => number(value) } };
  option.tooltip.formatter = ([found]) => `${data.categories[found.dataIndex]}\n${line.name} ${say(line.values[found.dataIndex])}`;
  option.series = [{ ...measured(line.values, false), endLabel: { show: true, formatter: last, color: css("accent"), fontWeight: 600, distance: 6 } }];
  return option;
}
