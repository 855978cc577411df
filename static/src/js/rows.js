// Lists: J K Enter X E, a row click that opens the panel, picks with their bar, the grid of stages, tables wider than the page.
import { all, announce, make, on, one, word } from "./dom.js";
import { openPanel } from "./overlay.js";

const rowsOf = (list) => all("tbody tr, [data-row]", list).filter((row) => row.offsetParent);
const lists = () => all("[data-rows]").filter((list) => list.offsetParent);
const current = () => one("[data-rows] .at");

export function step(by) {
  const list = current()?.closest("[data-rows]") ?? lists()[0];
  if (!list) return false;
  const rows = rowsOf(list);
  if (!rows.length) return false;
  const at = rows.indexOf(current());
  const next = rows[Math.min(rows.length - 1, Math.max(0, at + by))] ?? rows[0];
  current()?.classList.remove("at");
  next.classList.add("at");
  next.scrollIntoView({ block: "nearest" });
  // The name of the row takes the focus, so that screen readers say it.
  (one("th a, a", next) ?? next).focus({ preventScroll: true });
  return true;
}

export function clearRow() {
  const row = current();
  row?.classList.remove("at");
  return Boolean(row);
}

export function openRow() {
  const row = current();
  const url = row?.dataset.href ?? one("th a[href], a[href]", row ?? document.createElement("i"))?.href;
  return Boolean(url) && visit(row, url);
}

function visit(row, url, tab = false) {
  if (tab) window.open(url, "_blank", "noopener");
  else if (!row.closest("[data-rows]")?.hasAttribute("data-panel") || !openPanel(url, one("th a, a", row) ?? row)) location.assign(url);
  return true;
}

export function pickRow() {
  const box = current() && one("[data-pick]", current());
  box?.click();
  return Boolean(box);
}

export function editRow() {
  const edit = current() ? one("[data-edit]", current()) : one("#main [data-key='e'], #main [data-edit]");
  edit?.click();
  return Boolean(edit);
}

function setUpRows() {
  on("click", "[data-rows] tr[data-href], [data-rows] [data-row][data-href]", (event, row) => {
    if (event.target.closest("a, button, input, select, textarea, label, summary, .ld-pop") || getSelection()?.toString()) return;
    visit(row, row.dataset.href, event.ctrlKey || event.metaKey);
  });
  on("click", "[data-rows][data-panel] th a[href]", (event, link) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || link.hasAttribute("data-panel")) return;
    if (openPanel(link.href, link)) event.preventDefault();
  });
}

// ---- picks

const picks = () => all("[data-pick]");
let lastPick = null;

function count() {
  const chosen = picks().filter((box) => box.checked);
  for (const box of picks()) box.closest("tr, [data-row]")?.classList.toggle("sel", box.checked);
  for (const bar of all("[data-bulkbar]")) {
    if (bar.hidden === chosen.length > 0) announce(word("selected", chosen.length));
    bar.hidden = chosen.length === 0;
    for (const place of all("[data-bulk-count]", bar)) place.textContent = word("selected", chosen.length);
  }
  for (const box of all("[data-pick-all]")) {
    box.checked = chosen.length > 0 && chosen.length === picks().length;
    box.indeterminate = chosen.length > 0 && chosen.length < picks().length;
  }
}

function setUpPicks() {
  on("change", "[data-pick-all]", (_event, box) => {
    for (const pick of picks()) pick.checked = box.checked;
    count();
  });
  on("click", "[data-pick]", (event, box) => {
    if (event.shiftKey && lastPick?.isConnected) {
      const boxes = picks();
      const [from, to] = [boxes.indexOf(lastPick), boxes.indexOf(box)].sort((a, b) => a - b);
      for (const between of boxes.slice(from, to + 1)) between.checked = box.checked;
    }
    lastPick = box;
    count();
  });
  on("change", "[data-pick]", count);
  on("click", "[data-bulk-clear]", () => {
    for (const pick of picks()) pick.checked = false;
    count();
  });
  count();
}

// ---- grid of stages: arrow keys move between the cells

function setUpGrid() {
  on("keydown", "table[data-grid] .cell", (event, cell) => {
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1], Home: [-99, 0], End: [99, 0] };
    const [dx, dy] = steps[event.key] ?? [0, 0];
    if (!dx && !dy) return;
    event.preventDefault();
    const grid = all("tbody tr", cell.closest("table")).map((row) => all(".cell", row)).filter((cells) => cells.length);
    const y = grid.findIndex((cells) => cells.includes(cell));
    const x = grid[y].indexOf(cell);
    const row = grid[Math.min(grid.length - 1, Math.max(0, y + dy))];
    row[Math.min(row.length - 1, Math.max(0, x + dx))].focus();
  });
}

// ---- tables wider than their place scroll inside it, not the page

export function fitTables(root = document) {
  for (const table of all("table.ld-t", root)) {
    if (table.closest(".ld-scroll, .ld-pop")) continue;
    const name = one("caption", table)?.textContent.trim() || one("h2, h3", table.closest("section, .ld-sec") ?? table)?.textContent.trim() || "";
    const wrap = make("div", { class: "ld-scroll", "data-name": name });
    table.before(wrap);
    wrap.append(table);
  }
  for (const area of all(".ld-scroll", root)) {
    const wide = area.scrollWidth > area.clientWidth + 1;
    if (area.hasAttribute("data-freeze")) area.classList.toggle("frozen", wide);
    if (area.dataset.name === undefined) continue;
    // Reachable by key only while there is something to scroll to.
    if (wide) Object.assign(area, { tabIndex: 0, role: "group", ariaLabel: area.dataset.name || document.title });
    else ["tabindex", "role", "aria-label"].forEach((attribute) => area.removeAttribute(attribute));
  }
}

export function setUpLists() {
  setUpRows();
  setUpPicks();
  setUpGrid();
  fitTables();
  window.addEventListener("resize", () => fitTables());
}

export { count as countPicks };
