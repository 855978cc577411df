// Light, dark or as the device says. The server renders the chosen theme; this changes it at once and keeps the cookies.
import { all, cookie, csrf, on, one } from "./dom.js";

const root = document.documentElement;
const device = matchMedia("(prefers-color-scheme: dark)");

function show() {
  // A page of one theme is no choice of its reader.
  if ("fixed" in root.dataset) return;
  const chosen = root.dataset.theme ?? "";
  const shown = chosen || (device.matches ? "dark" : "light");
  if (root.dataset.bsTheme !== shown) root.dataset.bsTheme = shown;
  // The next page of a person who follows the device begins in the right colours.
  cookie("luodi_shown", shown);
  for (const use of all("details.theme > summary use")) use.setAttribute("href", shown === "dark" ? "#i-moon" : "#i-sun");
  for (const button of all("[data-theme-form] button")) button.setAttribute("aria-pressed", String(button.value === chosen));
}

export function setUpTheme() {
  show();
  device.addEventListener("change", show);
  // Paper is white.
  let onScreen = "";
  window.addEventListener("beforeprint", () => {
    onScreen = root.dataset.bsTheme;
    root.dataset.bsTheme = "light";
  });
  window.addEventListener("afterprint", () => (root.dataset.bsTheme = onScreen));
  on("submit", "[data-theme-form]", (event, form) => {
    event.preventDefault();
    const theme = event.submitter?.value ?? "";
    root.dataset.theme = theme;
    cookie("luodi_theme", theme);
    show();
    const body = new FormData(form);
    body.set("theme", theme);
    fetch(form.action, { method: "POST", body, headers: { "X-CSRFToken": csrf(), "HX-Request": "true" } }).catch(() => {
      /* The cookie keeps the choice on this device; the next change tries again. */
    });
    const menu = form.closest("details");
    if (menu) menu.open = false;
    one("summary", menu ?? document)?.focus();
  });
}
