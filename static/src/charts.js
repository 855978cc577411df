// Charts by name from JSON beside them. Loaded only by pages that draw one. Contracts: at the top of js/charts/*.js.
import * as echarts from "echarts/core";
import { BarChart, CustomChart, LineChart, ScatterChart } from "echarts/charts";
import { GridComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { LabelLayout } from "echarts/features";
import { CanvasRenderer, SVGRenderer } from "echarts/renderers";
import { adopt } from "./js/charts/adopt.js";
import { cycle, histogram } from "./js/charts/bars.js";
import { curves } from "./js/charts/curves.js";
import { kpi } from "./js/charts/kpi.js";
import { course, groups } from "./js/charts/pack.js";
import { bubbles, frontier } from "./js/charts/selection.js";
import { certainty, cloud, spread } from "./js/charts/simulation.js";
import { word } from "./js/charts/theme.js";

echarts.use([BarChart, CustomChart, LineChart, ScatterChart, GridComponent, MarkLineComponent, TooltipComponent, LabelLayout, CanvasRenderer, SVGRenderer]);

const KINDS = { adopt, bubbles, certainty, cloud, course, curves, cycle, frontier, groups, histogram, kpi, spread };
const CANVAS_FROM = 2000;

const sizeOf = (data) => Object.values(data).reduce((sum, value) => sum + (Array.isArray(value) ? value.length : 0), 0);

const resized = new ResizeObserver((entries) => {
  for (const { target } of entries) draw(target);
});

/** Draw, or draw again: after a change of theme or width everything is laid out anew. */
function draw(element) {
  const source = document.getElementById(element.dataset.src);
  const kind = KINDS[element.dataset.chart];
  if (!source || !kind || !element.clientWidth) return;
  try {
    const data = JSON.parse(source.textContent);
    const chart = echarts.getInstanceByDom(element) ?? echarts.init(element, null, { renderer: sizeOf(data) < CANVAS_FROM ? "svg" : "canvas" });
    chart.resize();
    chart.setOption(kind(data, element), true);
  } catch (problem) {
    // The page stands without the picture; its table has the same data.
    console.error(problem);
    element.textContent = word("chartFailed");
    element.closest("[data-chartbox]")?.querySelector("details")?.setAttribute("open", "");
  }
}

function drawAll(root = document) {
  for (const element of root.querySelectorAll("[data-chart]")) {
    draw(element);
    resized.observe(element);
    element.addEventListener("chart:shown", () => draw(element));
  }
}

// Fonts first: labels are measured.
document.fonts.ready.then(() => drawAll());
document.addEventListener("luodi:swapped", (event) => drawAll(event.detail.root));
new MutationObserver(() => document.querySelectorAll("[data-chart]").forEach(draw)).observe(document.documentElement, {
  attributes: true,
  attributeFilter: ["data-bs-theme"],
});
