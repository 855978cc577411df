// Toasts: bottom left, six seconds, an undo where the act allows it. Errors stay until closed.
// From the server: Django messages already in the page, or HX-Trigger {"toast": {text, kind, undo_url}}.
import { all, announce, csrf, icon, make, on, one, word } from "./dom.js";

const SECONDS = 6;

export function toast({ text, kind = "ok", undo_url: undoUrl = "" }) {
  const area = one("[data-toasts]");
  if (!area || !text) return;
  const item = make("div", { class: "ld-toast", role: "status", "data-toast": "" }, make("span", {}, text));
  if (undoUrl) item.append(undoButton(undoUrl));
  item.append(make("button", { class: "btn ico", type: "button", "data-toast-close": "", "aria-label": word("close") }, icon("x")));
  area.append(item);
  announce(text);
  leave(item, kind);
}

function undoButton(url) {
  const form = make("form", { method: "post", action: url, "data-noguard": "" });
  form.append(make("input", { type: "hidden", name: "csrfmiddlewaretoken", value: csrf() }), make("button", { class: "btn undo", type: "submit" }, word("undo")));
  return form;
}

function leave(item, kind) {
  if (kind === "error" || kind === "off") return;
  let timer;
  const start = () => (timer = setTimeout(() => item.remove(), SECONDS * 1000));
  const stop = () => clearTimeout(timer);
  // Whoever reads or tabs into it keeps it.
  item.addEventListener("pointerenter", stop);
  item.addEventListener("pointerleave", start);
  item.addEventListener("focusin", stop);
  item.addEventListener("focusout", start);
  start();
}

export function setUpToasts() {
  on("click", "[data-toast-close]", (_event, button) => button.closest("[data-toast]").remove());
  for (const item of all("[data-toast]")) {
    const undo = (item.dataset.tags ?? "").split(" ").find((tag) => tag.startsWith("undo:"));
    if (undo) one("[data-toast-close]", item).before(undoButton(undo.slice(5)));
    announce(item.innerText);
    leave(item, item.dataset.kind ?? "");
  }
}
