// What floats: popovers placed beside their button, menus, the rail on small screens, the side panel.
import { all, on, one } from "./dom.js";
import { htmx } from "./net.js";

const GAP = 6;
const native = "popover" in HTMLElement.prototype;

const isOpen = (pop) => (native ? pop.matches(":popover-open") : pop.classList.contains("open"));

/** Beside the button, inside the window, and over nothing it explains: below first, then above. */
function place(button, pop) {
  const from = button.getBoundingClientRect();
  const size = pop.getBoundingClientRect();
  const width = document.documentElement.clientWidth;
  const height = window.innerHeight;
  let left = Math.min(Math.max(8, from.left - (pop.matches(".how") ? 40 : 0)), width - size.width - 8);
  let top = from.bottom + GAP;
  if (top + size.height > height - 8 && from.top - GAP - size.height > 8) top = from.top - GAP - size.height;
  // A chart's points stay visible: beside the plot rather than over it, where there is room.
  const plot = button.closest("[data-chartbox]")?.getBoundingClientRect();
  if (plot && top < plot.bottom && top + size.height > plot.top && plot.right + size.width + 8 < width) left = plot.right + 8;
  Object.assign(pop.style, { position: "fixed", inset: "auto", margin: "0", left: `${Math.max(8, left)}px`, top: `${Math.max(8, top)}px` });
}

function show(button, pop) {
  for (const other of all(".ld-pop")) if (other !== pop && isOpen(other)) hide(other);
  if (!isOpen(pop)) {
    if (native) pop.showPopover();
    else pop.classList.add("open");
  }
  button.setAttribute("aria-expanded", "true");
  place(button, pop);
}

function hide(pop) {
  if (native && isOpen(pop)) pop.hidePopover();
  pop.classList.remove("open");
  for (const button of all(`[data-pop="${CSS.escape(pop.id)}"]`)) button.setAttribute("aria-expanded", "false");
}

const popOf = (button) => document.getElementById(button.dataset.pop);
const buttonOf = (pop) => one(`[data-pop="${CSS.escape(pop.id)}"]`);

function setUpPopovers() {
  on("click", "[data-pop]", (event, button) => {
    const pop = popOf(button);
    if (!pop) return;
    event.preventDefault();
    if (isOpen(pop) && !button.hasAttribute("data-pop-hover")) hide(pop);
    else show(button, pop);
  });
  on("click", "[data-pop-close]", (event, button) => {
    event.preventDefault();
    const pop = button.closest(".ld-pop");
    hide(pop);
    buttonOf(pop)?.focus();
  });
  // Stage cells open on focus and hover; the popover itself may be entered with the pointer.
  let timer;
  on("pointerover", "[data-pop-hover]", (event, button) => {
    if (event.pointerType !== "mouse") return;
    clearTimeout(timer);
    timer = setTimeout(() => show(button, popOf(button)), 180);
  });
  document.addEventListener("pointerout", (event) => {
    const from = event.target instanceof Element ? event.target.closest("[data-pop-hover], .pop-cell") : null;
    const to = event.relatedTarget instanceof Element ? event.relatedTarget.closest("[data-pop-hover], .pop-cell") : null;
    if (!from || from === to) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      for (const pop of all(".pop-cell")) {
        if (isOpen(pop) && !pop.matches(":hover") && !buttonOf(pop)?.matches(":hover, :focus")) hide(pop);
      }
    }, 220);
  });
  on("focusin", "[data-pop-hover]", (_event, button) => button.matches(":focus-visible") && show(button, popOf(button)));
  document.addEventListener("focusout", (event) => {
    if (!(event.target instanceof Element) || !event.target.matches("[data-pop-hover]")) return;
    const pop = popOf(event.target);
    if (pop && !pop.contains(event.relatedTarget)) setTimeout(() => !pop.contains(document.activeElement) && hide(pop), 0);
  });
  const again = () => all(".ld-pop").filter(isOpen).forEach((pop) => buttonOf(pop) && place(buttonOf(pop), pop));
  window.addEventListener("resize", again);
  document.addEventListener("scroll", again, { capture: true, passive: true });
}

function setUpMenus() {
  document.addEventListener("click", (event) => {
    for (const menu of all("details.ld-menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("toggle", (event) => {
    const menu = event.target;
    if (!(menu instanceof Element) || !menu.matches("details.ld-menu") || !menu.open) return;
    for (const other of all("details.ld-menu[open]")) if (other !== menu && !other.contains(menu)) other.open = false;
    const list = one(":scope > div, :scope > form", menu);
    // A menu that would leave the window on the left is hung on its other side.
    if (list && list.getBoundingClientRect().left < 8) menu.classList.add("left");
  }, true);
  on("keydown", "details.ld-menu[open]", (event, menu) => {
    if (!["ArrowDown", "ArrowUp"].includes(event.key) || event.target.matches("input, select, textarea")) return;
    const items = all("a[href], button:not([disabled])", menu).filter((item) => item.closest("summary") === null && item.offsetParent);
    const at = items.indexOf(document.activeElement);
    event.preventDefault();
    items[(at + (event.key === "ArrowDown" ? 1 : -1) + items.length) % items.length]?.focus();
  });
}

let railOpener = null;

function setUpRail() {
  const rail = one("#rail");
  if (!rail) return;
  on("click", "[data-rail-open]", (event) => {
    event.preventDefault();
    railOpener = event.target.closest("[data-rail-open]");
    rail.classList.add("open");
    one("a[href]:not([data-rail-close])", rail)?.focus();
  });
  on("click", "[data-rail-close]", (event) => {
    event.preventDefault();
    closeRail();
  });
  document.addEventListener("click", (event) => {
    if (rail.classList.contains("open") && !rail.contains(event.target) && !event.target.closest("[data-rail-open]")) closeRail();
  });
}

function closeRail() {
  const rail = one("#rail.open");
  if (!rail) return false;
  rail.classList.remove("open");
  railOpener?.focus();
  return true;
}

// ---- side panel: htmx loads a link's page into it; the list stays in sight

let opener = null;

export function openPanel(url, from) {
  const panel = one("#panel");
  if (!panel) return false;
  opener = from ?? document.activeElement;
  one("[data-panel-full]", panel).href = url;
  panel.hidden = false;
  htmx.ajax("GET", url, { target: "#panel-body", swap: "innerHTML", source: panel }).then(() => {
    const focus = one("#panel-body [autofocus], #panel-body [data-focus], #panel-body h1, #panel-body h2");
    if (focus && !focus.matches("a, button, input, select, textarea")) focus.tabIndex = -1;
    focus?.focus();
  });
  return true;
}

export function closePanel() {
  const panel = one("#panel");
  if (!panel || panel.hidden) return false;
  panel.hidden = true;
  one("#panel-body").replaceChildren();
  opener?.focus?.();
  return true;
}

function setUpPanel() {
  on("click", "a[data-panel]", (event, link) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    if (openPanel(link.href, link)) event.preventDefault();
  });
  on("click", "[data-panel-close]", closePanel);
}

/** Esc closes the topmost thing that floats. Dialogs close themselves. */
export function closeTop() {
  const pop = all(".ld-pop").find(isOpen);
  if (pop) {
    const back = pop.contains(document.activeElement);
    hide(pop);
    if (back) buttonOf(pop)?.focus();
    return true;
  }
  const menu = one("details.ld-menu[open]");
  if (menu) {
    menu.open = false;
    one("summary", menu).focus();
    return true;
  }
  return closeRail() || closePanel();
}

export function setUpOverlays() {
  setUpPopovers();
  setUpMenus();
  setUpRail();
  setUpPanel();
}
