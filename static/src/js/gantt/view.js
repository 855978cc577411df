// Puts the parts together: data, grid left, canvas right, one vertical scroll for both.
import { make, one, store } from "../dom.js";
import { Model, firstDay, lastDay, SUMMARY, durationText } from "./model.js";
import { Scale, ZOOMS, dayText } from "./time.js";
import { HEAD, ROW, draw, readTheme } from "./draw.js";
import { Grid } from "./grid.js";
import { Edits } from "./edits.js";
import { setUpKeys } from "./keys.js";
import { setUpPointer } from "./drag.js";
import { Linking } from "./linking.js";
import { limits, percent } from "./columns.js";
import { printPages, savePicture } from "./print.js";
import { say } from "./words.js";

const LEAST_HEIGHT = 460;

export async function mount(host) {
  host.dataset.mounted = "";
  try {
    const response = await fetch(host.dataset.gantt, { headers: { Accept: "application/json" } });
    if (!response.ok) throw new Error(response.status);
    const data = await response.json();
    const began = performance.now();
    const view = new View(host, data);
    host.dataset.drawn = String(Math.round(performance.now() - began));
    host.view = view;
  } catch (error) {
    one("[data-gantt-state]", host).textContent = say("notLoaded");
    console.error(error);
  }
}

class View {
  constructor(host, data) {
    this.host = host;
    this.model = new Model(data);
    this.scale = new Scale();
    this.mode = host.dataset.mode ?? "gantt";
    this.show = { critical: true, baseline: true, links: true, float: false, often: false, ...store.get("gantt-show") };
    this.theme = readTheme();
    this.ghost = null;
    for (const id of store.get(this.key("closed")) ?? []) this.model.collapsed.add(id);
    this.model.refresh();
    this.build();
    this.edits = new Edits(this.model, (answer) => this.changed(answer));
    this.grid = new Grid(this.tree, this);
    this.measure();
    this.start();
    this.linking = new Linking(this);
    setUpKeys(this);
    if (this.canvas) setUpPointer(this);
    this.listen();
    for (const button of this.host.querySelectorAll("[data-show]")) button.setAttribute("aria-pressed", String(this.show[button.dataset.show]));
    this.tellStale();
    this.paint();
    this.toNow();
  }

  /** Begin where the work is. */
  toNow() {
    const place = this.model.shown.findIndex((row) => row.percent < 100 && row.kind !== SUMMARY);
    const row = this.model.shown[place];
    if (!row) return;
    this.grid.focus = row.id;
    this.grid.anchor = row.id;
    this.scroller.scrollTop = Math.max((place - 4) * ROW, 0);
    this.render();
  }

  key(name) {
    return `gantt-${name}-${this.model.plan.id}`;
  }

  build() {
    one("[data-gantt-state]", this.host)?.remove();
    this.tree = make("div", { class: "gtree", id: "gantt-tree" });
    // More columns than fit are reached by keys as well.
    if (this.mode === "grid") this.tree.tabIndex = 0;
    this.canvas = this.mode === "grid" ? null : make("canvas", { "aria-hidden": "true" });
    this.split = make("div", { class: "gsplit", role: "separator", tabIndex: 0, "aria-orientation": "vertical", "aria-label": say("split") });
    const right = this.canvas ? [this.split, make("div", { class: "gcan" }, this.canvas)] : [];
    this.frameElement = make("div", { class: `gframe${this.canvas ? "" : " only"}` }, this.tree, ...right);
    this.sizer = make("div", { class: "gsize" }, this.frameElement);
    this.scroller = make("div", { class: "gview" }, this.sizer);
    this.bubble = make("div", { class: "gtip", role: "tooltip", hidden: true });
    this.live = make("p", { class: "ld-sr", role: "status" });
    this.host.append(this.scroller, this.bubble, this.live);
    const kept = store.get("gantt-split");
    if (kept) this.frameElement.style.setProperty("--gantt-left", `${kept}px`);
  }

  /** The first look: today a third from the left when the plan runs, else all of it. */
  start() {
    const kept = store.get(this.key("scale"));
    if (kept) {
      Object.assign(this.scale, kept);
      return;
    }
    this.fit();
  }

  span() {
    const rows = this.model.rows;
    if (!rows.length) return [this.model.plan.today - 7, this.model.plan.today + 60];
    let a = Infinity, b = -Infinity;
    for (const row of rows) {
      a = Math.min(a, firstDay(row.start), row.baseline_start === null ? Infinity : firstDay(row.baseline_start));
      b = Math.max(b, lastDay(row.finish), row.baseline_finish === null ? -Infinity : lastDay(row.baseline_finish));
    }
    return [a, b];
  }

  fitted(width) {
    const [a, b] = this.span();
    const pad = Math.max((b - a) * 0.04, 2);
    // Room for the words beside the last milestone.
    const words = Math.min(140, width / 4);
    return { perDay: Math.min((width - words) / (b - a + pad + 1), 60), origin: a - pad };
  }

  fit() {
    Object.assign(this.scale, this.fitted(this.width));
    if (this.scale.perDay < 1) {
      // A long plan: three months around today tell more than all of it in a hand's breadth.
      const [a, b] = this.span();
      const middle = Math.min(Math.max(this.model.plan.today, a), b);
      Object.assign(this.scale, { perDay: Math.max(this.width / 240, 1), origin: middle - 60 });
    }
  }

  measure() {
    const room = window.innerHeight - this.scroller.getBoundingClientRect().top - window.scrollY - 64;
    const total = this.model.shown.length * ROW + HEAD + 2;
    this.height = Math.min(total, Math.max(LEAST_HEIGHT, room));
    this.scroller.style.height = `${this.height}px`;
    this.sizer.style.height = `${total}px`;
    this.frameElement.style.height = `${this.height}px`;
    if (!this.canvas) {
      this.width = 800;
      return;
    }
    this.width = Math.max(this.canvas.parentElement.clientWidth, 50);
    const ratio = Math.max(window.devicePixelRatio || 1, 1);
    this.canvas.width = Math.round(this.width * ratio);
    this.canvas.height = Math.round(this.height * ratio);
    this.canvas.style.width = `${this.width}px`;
    this.canvas.style.height = `${this.height}px`;
    this.g = this.canvas.getContext("2d");
    this.g.setTransform(ratio, 0, 0, ratio, 0, 0);
  }

  frame() {
    return {
      model: this.model,
      scale: this.scale,
      theme: this.theme,
      width: this.width,
      height: this.height,
      top: this.scroller.scrollTop,
      today: this.model.plan.today,
      focus: this.grid.focus,
      selected: this.grid.selected,
      show: this.show,
      ghost: this.ghost,
    };
  }

  /** Draw at the next frame; many calls, one drawing. */
  render() {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      this.paint();
    });
  }

  paint() {
    const top = this.scroller.scrollTop;
    const first = Math.floor(top / ROW);
    this.grid.render(first, Math.ceil((this.height - HEAD) / ROW) + 1, top - first * ROW);
    if (this.canvas) {
      const found = draw(this.g, this.frame());
      this.canvas.dataset.check = `links ${found.links}, through labels ${found.crossings}`;
    }
    for (const button of this.host.querySelectorAll("[data-zoom]")) button.setAttribute("aria-pressed", String(button.dataset.zoom === this.scale.name));
    store.set(this.key("scale"), { perDay: this.scale.perDay, origin: this.scale.origin });
  }

  /** Bring a row into view. */
  reveal(id) {
    const place = this.model.place.get(id);
    if (place === undefined) return;
    const at = place * ROW;
    const room = this.height - HEAD - ROW;
    if (at < this.scroller.scrollTop) this.scroller.scrollTop = at;
    else if (at > this.scroller.scrollTop + room) this.scroller.scrollTop = at - room;
    if (!this.canvas) return;
    const row = this.model.shown[place];
    const x = this.scale.x(row.start);
    if (x < -this.width || x > this.width * 2) this.scale.origin = firstDay(row.start) - this.width / this.scale.perDay / 3;
  }

  changed(answer) {
    this.ghost = null;
    if (answer?.headline) {
      const lead = document.querySelector("[data-plan-headline]");
      if (lead) lead.innerHTML = answer.headline;
      document.dispatchEvent(new CustomEvent("luodi:plan"));
    }
    for (const button of this.host.querySelectorAll("[data-undo]")) button.disabled = answer ? !answer.undo : button.disabled;
    for (const button of this.host.querySelectorAll("[data-redo]")) button.disabled = answer ? !answer.redo : button.disabled;
    this.tellStale();
    this.measure();
    this.render();
  }

  /** Figures of a simulation say so as soon as the plan is another one. */
  tellStale() {
    const told = one("[data-gantt-stale]", document);
    if (told) told.hidden = !this.model.oftenStale;
  }

  toggle(id, open) {
    this.model.toggle(id, open);
    store.set(this.key("closed"), [...this.model.collapsed]);
    this.measure();
    this.render();
  }

  open(id) {
    if (id === null) return;
    const { task, pages } = this.model.data.urls;
    const page = pages?.[id];
    const link = make("a", { href: page ?? task.replace("/0/", `/${id}/`) });
    if (!page) Object.assign(link.dataset, { panelLink: "", panel: "" });
    this.host.append(link);
    link.click();
    link.remove();
  }

  say(text) {
    this.live.textContent = text;
  }

  tip(row, x, y) {
    this.bubble.hidden = !row;
    if (!row) return;
    const { plan } = this.model, lines = [`${dayText(firstDay(row.start))} – ${dayText(lastDay(row.finish))}`];
    if (row.kind !== SUMMARY) lines.push(say("tipWork", durationText(row, plan), `${Math.round(row.percent)}%`));
    if (row.slip > 0) lines.push(say("late", row.slip));
    if (row.kind !== SUMMARY && row.critical) lines.push(say("critical"));
    else if (row.kind !== SUMMARY && row.total_float > 0) lines.push(say("tipFloat", Math.round((row.total_float / plan.day) * 10) / 10));
    if (this.model.often(row) !== null) lines.push(say("often", percent(this.model.often(row))) + (this.model.oftenStale ? ` (${say("oftenStale")})` : ""));
    this.bubble.replaceChildren(make("b", {}, row.name), ...[...lines, ...limits(row)].map((text) => make("div", {}, text)));
    this.bubble.style.left = `${Math.min(x + 14, document.documentElement.clientWidth - 250)}px`;
    this.bubble.style.top = `${y + 16}px`;
  }

  find(text) {
    const words = text.trim().toLowerCase();
    if (!words) return;
    const { shown } = this.model;
    const from = (this.model.place.get(this.grid.focus) ?? -1) + 1;
    for (let n = 0; n < shown.length; n += 1) {
      const row = shown[(from + n) % shown.length];
      if (row.name.toLowerCase().includes(words)) {
        this.grid.go(row.id);
        return;
      }
    }
    this.say(say("notFound", text));
  }

  filter(name, value) {
    this.model.filters[name] = value;
    this.model.refresh();
    this.measure();
    this.scroller.scrollTop = 0;
    const count = one("[data-gantt-count]", this.host);
    if (count) count.textContent = this.model.test() ? say("shown", this.model.shown.length, this.model.rows.length) : "";
    this.render();
  }

  listen() {
    this.scroller.addEventListener("scroll", () => this.paint(), { passive: true });
    new ResizeObserver(() => {
      this.measure();
      this.render();
    }).observe(this.host);
    new MutationObserver(() => {
      this.theme = readTheme();
      this.render();
    }).observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme", "data-theme"] });
    this.tree.addEventListener("click", (event) => this.clicked(event));
    this.tree.addEventListener("dblclick", (event) => this.doubled(event));
    this.host.addEventListener("click", (event) => this.pressed(event));
    // Buttons of the page's own head.
    for (const button of document.querySelectorAll("[data-gantt-do]")) button.addEventListener("click", () => this.act(button.dataset.ganttDo));
    const find = one("[data-gantt-find]", this.host);
    find?.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.isComposing) {
        event.preventDefault();
        this.find(find.value);
      }
    });
    this.dragSplit();
    document.fonts?.ready.then(() => this.render());
  }

  clicked(event) {
    const row = event.target.closest("[data-id]");
    if (!row || event.target.closest("input")) return;
    const id = Number(row.dataset.id);
    if (this.linking.take(id)) return;
    if (event.target.closest("[data-toggle]")) {
      this.toggle(id);
      return;
    }
    const cells = [...row.children];
    this.grid.toColumn(cells.indexOf(event.target.closest(".gc")));
    if (event.ctrlKey || event.metaKey) {
      if (this.grid.selected.has(id)) this.grid.selected.delete(id);
      else this.grid.selected.add(id).add(this.grid.focus);
      this.grid.go(id, { keep: true });
    } else this.grid.go(id, { extend: event.shiftKey });
  }

  doubled(event) {
    const row = event.target.closest("[data-id]");
    if (!row) return;
    const name = this.grid.columns[[...row.children].indexOf(event.target.closest(".gc"))];
    if (this.edits.may && name) this.grid.edit(name);
    else this.open(Number(row.dataset.id));
  }

  /** Buttons of the toolbar. */
  pressed(event) {
    const button = event.target.closest("button[data-zoom], button[data-show], button[data-filter], button[data-do]");
    if (!button) return;
    const { zoom, show, filter } = button.dataset;
    if (zoom === "fit") this.fit();
    else if (zoom) this.scale.zoom(ZOOMS[zoom], this.width / 3);
    if (show) {
      this.show[show] = !this.show[show];
      button.setAttribute("aria-pressed", String(this.show[show]));
      store.set("gantt-show", this.show);
      if (show === "often") this.grid.build();
    }
    if (filter) {
      const value = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(value));
      this.filter(filter, value);
    }
    this.act(button.dataset.do);
    this.render();
  }

  act(name) {
    const acts = {
      undo: () => this.edits.undo(),
      redo: () => this.edits.redo(),
      insert: () => this.insert?.(),
      indent: () => this.edits.send([{ op: "indent", ids: this.grid.chosen() }]),
      outdent: () => this.edits.send([{ op: "outdent", ids: this.grid.chosen() }]),
      link: () => this.chain?.(),
      linkto: () => this.linking.begin(this.grid.focus),
      unlink: () => this.unchain?.(),
      fill: () => this.fillDown?.(),
      delete: () => this.edits.send([{ op: "delete", ids: this.grid.chosen() }]),
      open: () => this.open(this.grid.focus),
      today: () => (this.scale.origin = this.model.plan.today - this.width / this.scale.perDay / 3),
      png: () => savePicture(this),
      print: () => printPages(this),
      expand: () => this.outline(false),
      collapse: () => this.outline(true),
      chart: () => this.host.classList.toggle("chartonly"),
    };
    acts[name]?.();
  }

  outline(closed) {
    this.model.collapsed = new Set(closed ? this.model.rows.filter((row) => row.kind === SUMMARY).map((row) => row.id) : []);
    this.model.refresh();
    this.measure();
  }

  dragSplit() {
    if (!this.canvas) return;
    const tell = (width) => {
      const values = { valuemin: 140, valuemax: Math.max(this.host.clientWidth - 160, 140), valuenow: Math.round(width) };
      for (const [name, value] of Object.entries(values)) this.split.setAttribute(`aria-${name}`, String(value));
    };
    tell(this.tree.getBoundingClientRect().width);
    const set = (width) => {
      const limit = Math.min(Math.max(width, 140), this.host.clientWidth - 160);
      tell(limit);
      this.frameElement.style.setProperty("--gantt-left", `${limit}px`);
      store.set("gantt-split", limit);
      this.measure();
      this.render();
    };
    this.split.addEventListener("pointerdown", (event) => {
      this.split.setPointerCapture(event.pointerId);
      const left = this.frameElement.getBoundingClientRect().left;
      const move = (moved) => set(moved.clientX - left);
      this.split.addEventListener("pointermove", move);
      this.split.addEventListener("pointerup", () => this.split.removeEventListener("pointermove", move), { once: true });
    });
    this.split.addEventListener("keydown", (event) => {
      const by = { ArrowLeft: -20, ArrowRight: 20 }[event.key];
      if (by) set(this.tree.getBoundingClientRect().width + by);
    });
  }
}
