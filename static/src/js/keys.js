// Keys. A single key never acts while something is being typed, input methods included.
import { all, one, typing } from "./dom.js";
import { closeTop } from "./overlay.js";
import { openPalette } from "./palette.js";
import { clearRow, editRow, openRow, pickRow, step } from "./rows.js";

const SECOND_KEY_MS = 1500;
let afterG = 0;

const follow = (selector) => {
  const found = all(selector).find((element) => element.offsetParent !== null || element.matches("link"));
  if (!found) return false;
  if (found.matches("link")) location.assign(found.href);
  else found.click();
  return true;
};

function single(event) {
  const key = event.key;
  if (Date.now() - afterG < SECOND_KEY_MS && /^[a-z]$/i.test(key)) {
    afterG = 0;
    const link = one(`[data-go="${key.toLowerCase()}"]`);
    if (link) location.assign(link.href);
    return Boolean(link);
  }
  if (key === "?") return one("#keys")?.showModal() ?? true;
  if (/^[1-5]$/.test(key)) return follow(`[data-stage-key="${key}"]`);
  switch (key.toLowerCase()) {
    case "g":
      afterG = Date.now();
      return true;
    case "j":
      return step(1);
    case "k":
      return step(-1);
    case "x":
      return pickRow();
    case "e":
      return editRow();
    default:
      return /^[a-z]$/i.test(key) && follow(`#main [data-key="${key.toLowerCase()}"]`);
  }
}

function pressed(event) {
  const command = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
  if (command && event.key.toLowerCase() === "k") {
    if (openPalette()) event.preventDefault();
    return;
  }
  // A modal dialog has its own keys.
  if (one("dialog[open]")) return;
  if (event.key === "Escape" && !event.isComposing) {
    if (closeTop() || (!typing(event) && (clearRow() || follow("#main [data-back]")))) event.preventDefault();
    return;
  }
  if (event.altKey && !command && (event.key === "ArrowLeft" || event.key === "ArrowRight")) {
    if (!typing(event) && follow(`[rel="${event.key === "ArrowLeft" ? "prev" : "next"}"]`)) event.preventDefault();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event)) return;
  if (event.key === "Enter") {
    // Enter on a link or button is its own.
    if (event.target instanceof Element && !event.target.closest("a, button, summary, input") && openRow()) event.preventDefault();
    return;
  }
  if (single(event)) event.preventDefault();
}

export function setUpKeys() {
  document.addEventListener("keydown", pressed);
  if (/Mac|iPhone|iPad/.test(navigator.platform)) for (const hint of all("[data-kbd-palette]")) hint.textContent = "⌘ K";
}
