// bubbles: projects by risk and value, as large as their size; those of the adopted selection are filled.
// { "points": [{"name", "key", "risk": 1–5, "value": 0–100, "size", "strong"}, …], "words": {"risk", "value", "size", "strong"} }
//
// frontier: the most value for each budget.
// { "points": [[budget, value], …], "budget": 5000000 | null, "chosen": [cost, value],
//   "words": {"budget", "value", "here", "unit", "currency"} }
import { base, css, nice, number, textWidth, withUnit } from "./theme.js";

const axisName = (text) => ({ name: text, nameLocation: "middle", nameGap: 28, nameTextStyle: { color: css("ink-3") } });

export function bubbles(data, element) {
  const option = base();
  const largest = Math.max(1, ...data.points.map((point) => point.size));
  const widest = Math.min(46, element.clientWidth / 14);
  // Equal risks stand side by side instead of on each other.
  const nudge = (point) => {
    const group = data.points.filter((other) => other.risk === point.risk);
    const step = Math.min(0.22, 0.8 / group.length);
    return point.risk + (group.indexOf(point) - (group.length - 1) / 2) * step;
  };
  option.grid = { left: 44, right: 20, top: 20, bottom: 48 };
  option.xAxis = { ...option.xAxis, ...axisName(data.words.risk), type: "value", min: 0.5, max: 5.5, interval: 0.5, axisLabel: { ...option.xAxis.axisLabel, formatter: (value) => (Number.isInteger(value) ? value : "") } };
  option.yAxis = { ...option.yAxis, type: "value", min: 0, max: 100, interval: 25, name: data.words.value, nameTextStyle: { color: css("ink-3"), align: "right" }, nameGap: 8 };
  option.tooltip.trigger = "item";
  option.tooltip.formatter = ({ data: { point } }) =>
    [`${point.key} ${point.name}`, `${data.words.value} ${number(point.value, 1)}`, `${data.words.risk} ${point.risk}`, `${data.words.size} ${point.size}`, ...(point.strong ? [data.words.strong] : [])].join("\n");
  option.series = [
    {
      type: "scatter",
      data: data.points.map((point) => ({
        value: [nudge(point), point.value],
        point,
        symbolSize: Math.max(12, widest * Math.sqrt(point.size / largest)),
        itemStyle: { color: point.strong ? css("accent-mid") : css("surface"), borderColor: css("accent"), borderWidth: 1.5, opacity: 0.9 },
        label: { show: true, formatter: point.key, position: "top", distance: 3, color: css("ink-2"), fontSize: 11 },
      })),
      labelLayout: { hideOverlap: true, moveOverlap: "shiftY" },
      emphasis: { disabled: true },
    },
  ];
  return option;
}

/** 1.2M, 120 万: axis labels of money. */
function short(value) {
  const zh = document.documentElement.lang.startsWith("zh");
  if (zh) return value >= 10000 ? `${number(value / 10000)} 万` : number(value);
  return value >= 1e6 ? `${number(value / 1e6)}M` : value >= 1000 ? `${number(value / 1000)}k` : number(value);
}

export function frontier(data, element) {
  const option = base();
  const say = (value) => `${short(value)} ${data.words.currency}`;
  const money = data.words.unit === data.words.currency;
  const worth = (value) => (money ? say(value) : withUnit(number(value, 1), data.words.unit));
  const budgets = data.points.map(([budget]) => budget);
  const scale = nice(0, Math.max(...data.points.map(([, value]) => value)), 4);
  const label = money ? (value) => short(value) : (value) => number(value);
  const [, value] = data.chosen;
  const at = data.budget ?? data.chosen[0];
  option.grid = { left: Math.max(40, textWidth(label(scale.max)) + 16), right: 28, top: 28, bottom: 46 };
  option.xAxis = { ...option.xAxis, ...axisName(`${data.words.budget}, ${data.words.currency}`), type: "value", min: 0, max: Math.max(...budgets), axisLabel: { ...option.xAxis.axisLabel, formatter: (amount) => short(amount), hideOverlap: true } };
  option.yAxis = { ...option.yAxis, ...scale, axisLabel: { ...option.yAxis.axisLabel, formatter: label } };
  option.tooltip.formatter = ([found]) => `${data.words.budget} ${say(found.value[0])}\n${data.words.value} ${worth(found.value[1])}`;
  option.series = [
    { type: "line", step: "end", data: data.points, symbol: "circle", symbolSize: 5, lineStyle: { color: css("accent"), width: 2 }, itemStyle: { color: css("accent") }, emphasis: { disabled: true } },
    {
      type: "scatter",
      data: [[at, value]],
      symbolSize: 13,
      itemStyle: { color: css("surface"), borderColor: css("accent"), borderWidth: 3 },
      label: { show: true, formatter: data.words.here, position: "bottom", distance: 8, color: css("ink"), fontWeight: 600 },
      tooltip: { show: false },
      emphasis: { disabled: true },
      z: 6,
    },
  ];
  return option;
}
