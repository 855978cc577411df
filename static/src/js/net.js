// htmx 4 under our rules: CSRF, errors that say what failed and how to retry, a bar while there is no connection.
import htmx from "htmx.org";
import { clock, csrf, make, one, word } from "./dom.js";
import { toast } from "./toasts.js";

let lastGood = new Date();

function reasonFor(status) {
  if (status === 401) return word("signedOut");
  if (status === 403) return word("forbidden");
  if (status === 404) return word("gone");
  if (status === 429) return word("busy");
  return word("failed");
}

/** The failed part says so where it stands; what it showed before stays, with its time. */
function errorBlock(ctx, status, reference) {
  const since = `${word("failedSince", clock(lastGood))}`;
  const retry = make("button", { class: "btn", type: "button" }, word("retry"));
  const small = reference ? make("span", { class: "ld-xs ld-3" }, ` ${word("reference", reference)}`) : null;
  const block = make(
    "div",
    { class: "ld-error", role: "alert", "data-failed": "" },
    make("span", {}, make("b", {}, reasonFor(status)), status >= 500 || !status ? ` ${since}` : "", small),
    retry,
  );
  retry.addEventListener("click", () => {
    block.remove();
    const source = ctx.sourceElement;
    if (source?.isConnected && source.matches("form")) source.requestSubmit();
    else if (ctx.request?.method === "GET") htmx.ajax("GET", ctx.request.action, { target: ctx.target, swap: ctx.swap, source });
    else source?.click?.();
  });
  return block;
}

/** A screen nobody sits at keeps what it shows; one line says that it is old. */
function kept(old) {
  const line = one("[data-kept]");
  if (line) line.hidden = !old;
}

function showError(ctx, status, reference) {
  if (ctx.sourceElement?.matches?.("[data-keeps]")) {
    // It may not be shown any longer: the page itself says so.
    if ([401, 403, 404].includes(status)) window.location.reload();
    else kept(true);
    return;
  }
  const target = typeof ctx.target === "string" ? one(ctx.target) : ctx.target;
  const quiet = ctx.sourceElement?.matches?.('[hx-trigger*="every"]');
  const place = target?.isConnected && target !== document.body ? target : one("#main");
  if (!place || (quiet && one("[data-failed]", place.parentElement ?? place))) return;
  for (const old of place.parentElement?.querySelectorAll(":scope > [data-failed]") ?? []) old.remove();
  if (place.id === "main" || place.id === "panel-body") place.prepend(errorBlock(ctx, status, reference));
  else place.before(errorBlock(ctx, status, reference));
}

function offline() {
  kept(true);
  const bar = one("[data-netbar]");
  if (!bar || !bar.hidden) return;
  one("[data-netbar-text]", bar).textContent = word("offline", clock(lastGood));
  bar.hidden = false;
}

function online() {
  lastGood = new Date();
  const bar = one("[data-netbar]");
  if (!bar || bar.hidden) return;
  bar.hidden = true;
  toast({ text: word("online") });
}

export function setUpNet() {
  document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
    if (!["GET", "HEAD"].includes(ctx.request.method)) ctx.request.headers["X-CSRFToken"] = csrf();
  });
  document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
    online();
    // Read here, before the swap: the element that asked may be gone afterwards.
    const header = ctx.response?.headers?.get?.("HX-Trigger");
    if (header?.startsWith("{")) {
      const { toast: wanted } = JSON.parse(header);
      if (wanted) toast(wanted);
    }
  });
  document.addEventListener("htmx:after:swap", () => kept(false));
  document.addEventListener("htmx:response:error", ({ detail: { ctx } }) => {
    if (ctx.hx?.redirect || ctx.response.status === 409 || ctx.response.status === 422) return;
    showError(ctx, ctx.response.status, ctx.response.headers?.get?.("X-Request-ID") ?? "");
  });
  document.addEventListener("htmx:error", ({ detail: { ctx } }) => {
    if (!ctx?.request) return;
    if (!navigator.onLine) offline();
    else showError(ctx, 0, "");
  });
  window.addEventListener("offline", offline);
  window.addEventListener("online", online);
  if (!navigator.onLine) offline();
}

export { htmx };
