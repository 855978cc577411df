// The plan on paper: a picture of grid and bars at full height, as PNG or through the browser's print dialog as PDF.
import { make } from "../dom.js";
import { COLUMNS, columnsOf } from "./columns.js";
import { HEAD, ROW, draw, paperTheme } from "./draw.js";
import { SUMMARY } from "./model.js";
import { dayText } from "./time.js";
import { say } from "./words.js";

// A browser draws no picture higher than this many pixels.
const CHART = 1100, MOST_ROWS = 1500, HIGHEST = 32_000;

/** A canvas with the text columns left and the whole time span right. */
export function picture(view, first, count, theme = view.theme) {
  const { model } = view;
  const names = columnsOf("gantt", view);
  const left = names.reduce((sum, name) => sum + COLUMNS[name].width, 0) + 60;
  const height = HEAD + count * ROW + 1;
  const canvas = make("canvas");
  const ratio = Math.min(2, HIGHEST / height);
  canvas.width = (left + CHART) * ratio;
  canvas.height = height * ratio;
  const g = canvas.getContext("2d");
  g.scale(ratio, ratio);
  g.fillStyle = theme.paper;
  g.fillRect(0, 0, left + CHART, height);
  columns(g, { model, theme }, names, first, count);
  g.save();
  g.translate(left, 0);
  const scale = Object.assign(Object.create(Object.getPrototypeOf(view.scale)), view.fitted(CHART));
  draw(g, { ...view.frame(), theme, scale, width: CHART, height, top: first * ROW, focus: null, selected: new Set(), ghost: null });
  g.restore();
  g.fillStyle = theme.ink;
  return { canvas, width: left + CHART, height, model };
}

function columns(g, { model, theme }, names, first, count) {
  g.textBaseline = "middle";
  let x = 0;
  for (const name of names) {
    const column = COLUMNS[name];
    const width = column.width + (column.grow ? 60 : 0);
    const put = (text, at, bold) => {
      g.font = `${bold ? "600 " : ""}12px ${theme.font}`;
      g.textAlign = column.number ? "right" : "left";
      g.save();
      g.beginPath();
      g.rect(x, at - ROW / 2, width - 6, ROW);
      g.clip();
      g.fillText(text, column.number ? x + width - 8 : x + 4, at);
      g.restore();
    };
    g.fillStyle = theme["ink-3"];
    put(say(`col.${name}`), 33, false);
    for (let i = 0; i < count; i += 1) {
      const row = model.shown[first + i];
      g.fillStyle = row.kind === SUMMARY ? theme.ink : theme["ink-2"];
      const text = column.grow ? `${"  ".repeat(row.level - 1)}${row.name}` : column.text(row, model);
      put(text, HEAD + i * ROW + ROW / 2, row.kind === SUMMARY);
    }
    x += width;
  }
  g.textAlign = "left";
}

/** One picture, or several of a plan that is longer than one holds. */
export async function savePicture(view) {
  const { plan, shown } = view.model;
  const pages = Math.max(Math.ceil(shown.length / MOST_ROWS), 1);
  for (let page = 0; page < pages; page += 1) {
    const first = page * MOST_ROWS;
    const { canvas } = picture(view, first, Math.min(shown.length - first, MOST_ROWS));
    const blob = await new Promise((take) => canvas.toBlob(take, "image/png"));
    const number = pages > 1 ? ` ${page + 1}-${pages}` : "";
    const link = make("a", { download: `${plan.key || plan.name} ${new Date().toISOString().slice(0, 10)}${number}.png` });
    link.href = URL.createObjectURL(blob);
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }
}

/** Pages of forty rows as pictures under a heading, then the browser's dialog: any printer, or PDF. */
export function printPages(view, perPage = 40) {
  const { plan, shown } = view.model;
  const title = `${[plan.key, plan.name].filter(Boolean).join(" ")} · ${dayText(plan.today)}`;
  const theme = paperTheme();
  const host = make("div", { class: "gprint", "aria-hidden": "true" });
  for (let first = 0; first < shown.length; first += perPage) {
    const { canvas } = picture(view, first, Math.min(perPage, shown.length - first), theme);
    const image = make("img", { alt: "" });
    image.src = canvas.toDataURL("image/png");
    const page = `${first / perPage + 1}/${Math.ceil(shown.length / perPage)}`;
    host.append(make("section", {}, make("p", {}, `${title} · ${page}`), image));
  }
  document.body.append(host);
  document.documentElement.classList.add("gprinting");
  const clean = () => {
    host.remove();
    document.documentElement.classList.remove("gprinting");
  };
  window.addEventListener("afterprint", clean, { once: true });
  Promise.all([...host.querySelectorAll("img")].map((image) => image.decode().catch(() => null))).then(() => window.print());
}
