// Small behaviours: charts as tables, the hint on time zones, tips on focus, small Alpine components for pages.
import Alpine from "@alpinejs/csp";
import { all, on, one, word } from "./dom.js";

/** Show / hide: x-data="reveal", @click="toggle", x-show="open". */
Alpine.data("reveal", () => ({
  open: false,
  toggle() {
    this.open = !this.open;
  },
}));

/** Tabs inside a page: x-data="choice" data-start="a", @click="pick" data-choice="b", x-show="is" data-choice="b". */
Alpine.data("choice", () => ({
  chosen: "",
  init() {
    this.chosen = this.$el.dataset.start ?? "";
  },
  pick() {
    this.chosen = this.$el.dataset.choice;
  },
  is() {
    return this.chosen === this.$el.dataset.choice;
  },
}));

/** Says how many characters are left: x-data="counter" around a field with maxlength and an x-text="left". */
Alpine.data("counter", () => ({
  left: "",
  init() {
    const field = one("[maxlength]", this.$el);
    const update = () => (this.left = `${field.value.length} / ${field.maxLength}`);
    field.addEventListener("input", update);
    update();
  },
}));

function offsetOf(zone, now) {
  const parts = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" }).formatToParts(now);
  return parts.find((part) => part.type === "timeZoneName")?.value ?? "";
}

/** Only where the device's clock differs from the one the page is written in. */
function zoneHint() {
  const place = one("[data-zone-hint]");
  if (!place?.dataset.zoneHint) return;
  const device = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const now = new Date();
  try {
    if (!device || offsetOf(device, now) === offsetOf(place.dataset.zoneHint, now)) return;
  } catch {
    return;
  }
  place.textContent = word("zone", place.dataset.zoneHint, device);
  place.hidden = false;
}

export function setUpMisc() {
  zoneHint();
  on("click", ".ld-astable > summary", (_event, summary) => {
    const details = summary.parentElement;
    // `toggle` comes after the click: until then `open` is the old state.
    summary.textContent = details.open ? word("asTable") : word("asChart");
    const chart = one("[data-chart]", details.closest("[data-chartbox]"));
    chart.hidden = !details.open;
    if (details.open) chart.dispatchEvent(new CustomEvent("chart:shown"));
  });
  on("click", "[data-print]", () => window.print());
  for (const link of all("a[data-external]")) link.rel = "noopener noreferrer";
}
