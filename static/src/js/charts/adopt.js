// Share of people who use a thing, by week.
// {
//   "unit": "%", "digits": 0,
//   "periods":  ["第 36 周", …],                          all of them, the coming ones included
//   "measured": [12, null, 21, …],                        the first ones; null: not to be shown
//   "expected": [null, 12, 19.1, …] | [],
//   "forecast": {"from": 11, "p50": […], "p10": […], "p90": […]} | null,   "from": index of the first value; the band may be missing
//   "target":   {"value": 90, "label": "目标 90%"} | null
// }
import { band, base, css, expected, forecast, level, measured, nice, number, textWidth, withUnit, word } from "./theme.js";

const has = (value) => value !== undefined && value !== null;

export function adopt(data, element) {
  const option = base();
  const say = (value) => withUnit(number(value, data.digits ?? 0), data.unit);
  const shift = (values, from) => [...Array(from).fill(null), ...values];
  const fan = data.forecast;
  const every = Math.max(1, Math.ceil((data.periods.length * 84) / Math.max(200, element.clientWidth)));
  const high = Math.max(...data.measured, ...(fan?.p90 ?? []), data.target?.value ?? 0);
  const scale = data.unit === "%" ? { min: 0, max: 100, interval: 50 } : nice(0, high, 4);
  option.grid = { left: Math.max(40, textWidth(say(scale.max)) + 14), right: data.target ? textWidth(data.target.label) + 16 : 24, top: 16, bottom: 24 };
  option.xAxis = { ...option.xAxis, type: "category", data: data.periods, boundaryGap: false, axisLabel: { ...option.xAxis.axisLabel, interval: (index) => index % every === 0 } };
  option.yAxis = { ...option.yAxis, ...scale, axisLabel: { ...option.yAxis.axisLabel, formatter: say } };
  option.tooltip.formatter = ([found]) => {
    const index = found.dataIndex;
    const lines = [data.periods[index]];
    if (has(data.measured[index])) lines.push(`${word("measured")} ${say(data.measured[index])}`);
    else if (fan && has(fan.p50[index - fan.from])) lines.push(`${word("forecast")} ${say(fan.p50[index - fan.from])}`);
    if (has(data.expected?.[index])) lines.push(`${word("expected")} ${say(data.expected[index])}`);
    return lines.join("\n");
  };
  const line = measured(data.measured, false);
  const last = data.measured.length - 1;
  // On the side the curve does not come from.
  const rising = data.measured[last] >= (data.measured[last - 1] ?? 0);
  line.label = { show: true, position: rising ? "bottom" : "top", distance: 8, color: css("ink"), fontWeight: 600, formatter: ({ dataIndex, value }) => (dataIndex === last ? say(value) : "") };
  const xs = fan ? fan.p50.map((_, index) => data.periods[fan.from + index]) : [];
  option.series = [
    ...(fan?.p10 ? [band(xs, fan.p10, fan.p90, css("band-2"))] : []),
    ...(data.expected?.length ? [expected(data.expected)] : []),
    ...(fan ? [forecast(shift(fan.p50, fan.from))] : []),
    line,
    ...(data.target ? [level(data.target.value, data.target.label)] : []),
  ];
  return option;
}
