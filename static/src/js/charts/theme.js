// One look for all charts, read from the CSS tokens when drawn.
const root = document.documentElement;

export const css = (name) => getComputedStyle(root).getPropertyValue(`--ld-${name}`).trim();
export const zh = root.lang.startsWith("zh");

const block = document.getElementById("ld-texts");
const texts = block ? JSON.parse(block.textContent) : {};
export const word = (key, ...values) => values.reduce((text, value) => text.replace("%s", value), texts[key] ?? key);

export const time = (iso) => new Date(`${iso}T00:00:00`).getTime();

/** −0.4, 1,284: the minus sign and separators of the pages. */
export function number(value, digits) {
  if (value === null || value === undefined || Number.isNaN(value)) return texts.none ?? "";
  const shown = Math.abs(value).toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits ?? 2 });
  return value < 0 && Number(shown.replace(/,/g, "")) !== 0 ? `−${shown}` : shown;
}

export const withUnit = (text, unit) => (!unit ? text : /^[%‰℃°]/.test(unit) ? text + unit : `${text} ${unit}`);

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

export function day(value) {
  const date = new Date(value);
  return zh ? `${date.getFullYear()} 年 ${date.getMonth() + 1} 月 ${date.getDate()} 日` : `${date.getDate()} ${MONTHS[date.getMonth()]} ${date.getFullYear()}`;
}

/** Axis of months: the year where it begins. */
export function monthLabel(value) {
  const date = new Date(value);
  if (date.getMonth() === 0) return zh ? `${date.getFullYear()} 年` : String(date.getFullYear());
  return zh ? `${date.getMonth() + 1} 月` : MONTHS[date.getMonth()];
}

const ruler = document.createElement("canvas").getContext("2d");

export function textWidth(text, size = 12, weight = 400) {
  ruler.font = `${weight} ${size}px ${getComputedStyle(document.body).fontFamily}`;
  return ruler.measureText(text).width;
}

export function base() {
  const label = { color: css("ink-3"), fontSize: 12 };
  return {
    animation: false,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 12, color: css("ink-3") },
    grid: { left: 34, right: 56, top: 16, bottom: 26 },
    tooltip: {
      // HTML tooltips carry inline styles, which the content policy refuses.
      renderMode: "richText",
      confine: true,
      trigger: "axis",
      transitionDuration: 0,
      backgroundColor: css("surface"),
      borderColor: css("line-2"),
      borderWidth: 1,
      padding: [8, 12],
      textStyle: { color: css("ink-2"), fontSize: 12, lineHeight: 19 },
      axisPointer: { type: "line", animation: false, lineStyle: { color: css("line-2"), type: "solid", width: 1 } },
    },
    xAxis: { axisLine: { lineStyle: { color: css("line-2") } }, axisTick: { show: false }, splitLine: { show: false }, axisLabel: label },
    yAxis: { axisLine: { show: false }, axisTick: { show: false }, splitLine: { lineStyle: { color: css("line") } }, axisLabel: label },
  };
}

/** A round step and limits around the data, about `count` lines. */
export function nice(low, high, count = 5) {
  const span = high - low || Math.abs(high) || 1;
  const rough = span / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? 10 * power;
  return { min: Math.floor(low / step) * step, max: Math.ceil(high / step) * step, interval: step };
}

/** Series 1 measured: accent 2 px with ring points; means the same in every chart. */
export function measured(data, rings = true) {
  return {
    type: "line",
    data,
    symbol: "circle",
    symbolSize: rings ? 7 : 4,
    showAllSymbol: true,
    itemStyle: rings ? { color: css("surface"), borderColor: css("accent"), borderWidth: 2 } : { color: css("accent") },
    lineStyle: { color: css("accent"), width: 2 },
    emphasis: { disabled: true },
    z: 5,
  };
}

export const expected = (data) => ({
  type: "line",
  data,
  symbol: "none",
  silent: true,
  lineStyle: { color: css("none-fill"), type: [4, 4], width: 1.2 },
  emphasis: { disabled: true },
});

export const forecast = (data) => ({
  type: "line",
  data,
  symbol: "none",
  silent: true,
  lineStyle: { color: css("accent"), width: 1.5, type: [2, 3] },
  emphasis: { disabled: true },
});

/** A level line with its words at the end, or on it where there is no room beside the plot. */
export const level = (value, label, position = "end") => ({
  type: "line",
  data: [],
  silent: true,
  markLine: {
    symbol: "none",
    silent: true,
    lineStyle: { color: css("ink-2"), type: "solid", width: 1 },
    label: { position, color: css("ink"), formatter: label, distance: position === "end" ? 6 : 3 },
    data: [{ yAxis: value }],
  },
});

/** The area between two lines, as a polygon: no stacking, so it works for falling and rising alike. */
export const band = (xs, low, high, color) => ({
  type: "custom",
  silent: true,
  z: 1,
  data: xs.map((x, index) => [x, low[index]]),
  renderItem(params, api) {
    if (params.dataIndexInside !== 0) return null;
    const upper = xs.map((x, index) => api.coord([x, high[index]]));
    const lower = xs.map((x, index) => api.coord([x, low[index]])).reverse();
    return { type: "polygon", shape: { points: [...upper, ...lower] }, style: { fill: color } };
  },
});
