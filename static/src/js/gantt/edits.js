// Edits on their way: one after the other, with undo; refused ones say why, and nothing typed is lost without network.
import { announce, csrf, make } from "../dom.js";
import { toast } from "../toasts.js";
import { say } from "./words.js";

export class Edits {
  constructor(model, changed) {
    this.model = model;
    this.changed = changed;
    this.queue = [];
    this.busy = false;
    this.urls = model.data.urls;
    window.addEventListener("online", () => this.flush());
    window.addEventListener("beforeunload", (event) => {
      if (this.queue.length) event.preventDefault();
    });
  }

  get may() {
    return this.model.plan.can.change && Boolean(this.urls.ops);
  }

  /** Queue operations. Returns a promise of whether they were accepted. */
  send(ops) {
    if (!this.may || !ops.length) return Promise.resolve(false);
    return new Promise((done) => {
      this.queue.push({ url: this.urls.ops, ops, done });
      this.flush();
    });
  }

  undo() {
    return this.act(this.urls.undo);
  }

  redo() {
    return this.act(this.urls.redo);
  }

  act(url) {
    if (!this.may || !url) return Promise.resolve(false);
    return new Promise((done) => {
      this.queue.push({ url, ops: null, done });
      this.flush();
    });
  }

  async flush() {
    if (this.busy) return;
    this.busy = true;
    while (this.queue.length) {
      const item = this.queue[0];
      let response;
      try {
        response = await post(item.url, { ops: item.ops ?? [] });
      } catch {
        // No connection: kept, and tried again when it is back.
        if (!this.told) toast({ text: say("queued"), kind: "off" });
        this.told = true;
        break;
      }
      this.told = false;
      this.queue.shift();
      item.done(await this.answer(response));
    }
    this.busy = false;
  }

  async answer(response) {
    const body = await json(response);
    if (response.ok) {
      this.model.merge(body);
      this.changed(body);
      if (body.said) announce(body.said);
      return true;
    }
    if (body?.stale) this.stale(body);
    else toast({ text: body?.detail ?? say("failed"), kind: "error" });
    this.changed(null);
    return false;
  }

  /** Somebody else was faster: both versions, and theirs is shown from now on. */
  stale(body) {
    // What was typed after it was meant for the row as it no longer is.
    for (const item of this.queue.splice(0)) item.done(false);
    const { by, fields } = body.stale;
    const rows = fields.map(({ label, yours, theirs }) => make("tr", {}, make("th", { scope: "row" }, label), make("td", {}, yours), make("td", {}, theirs)));
    const close = make("button", { class: "btn pri", type: "button" }, say("takeTheirs"));
    const again = make("button", { class: "btn", type: "button" }, say("keepMine"));
    const dialog = make(
      "dialog",
      { class: "ld-dialog", "aria-label": body.detail },
      make("h2", {}, body.detail),
      by ? make("p", { class: "ld-s ld-2" }, by) : null,
      make("table", { class: "ld-t tight" }, make("thead", {}, make("tr", {}, make("th", {}), make("th", { scope: "col" }, say("yours")), make("th", { scope: "col" }, say("theirs")))), make("tbody", {}, ...rows)),
      make("div", { class: "ld-formend" }, close, again),
    );
    close.addEventListener("click", () => dialog.close());
    again.addEventListener("click", () => {
      dialog.close();
      this.send(body.stale.again);
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      this.reload();
    });
    document.body.append(dialog);
    dialog.showModal();
  }

  async reload() {
    const response = await fetch(this.urls.data, { headers: { Accept: "application/json" } });
    if (!response.ok) return;
    this.model.load(await response.json());
    this.changed(null);
  }

  /** What operations would do: at most one question under way, the newest one waits. */
  async preview(ops, show) {
    this.asked = { ops, show };
    if (this.asking) return;
    this.asking = true;
    while (this.asked) {
      const { ops: now, show: tell } = this.asked;
      this.asked = null;
      try {
        const response = await post(this.urls.preview, { ops: now });
        if (response.ok) tell(await response.json());
      } catch {
        break;
      }
    }
    this.asking = false;
  }
}

function post(url, body) {
  return fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrf() },
    body: JSON.stringify(body),
  });
}

async function json(response) {
  try {
    return await response.json();
  } catch {
    return null;
  }
}
