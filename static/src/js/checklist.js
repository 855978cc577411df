// A long list of boxes to tick gets a field that finds by name; what is ticked stays in sight.
import { all, make, word } from "./dom.js";

const LONG = 12;

export function meetChecklists(root = document) {
  all(".ld-checklist", root).forEach((list) => {
    const rows = all("label", list).map((label) => label.parentElement);
    if (rows.length <= LONG || list.previousElementSibling?.matches(".ld-checkfind")) return;
    const find = make("input", { type: "search", class: "form-control ld-checkfind", placeholder: word("find"), "aria-label": word("find") });
    find.addEventListener("input", () => {
      const wanted = find.value.trim().toLowerCase();
      rows.forEach((row) => {
        row.hidden = Boolean(wanted) && !row.querySelector("input").checked && !row.textContent.toLowerCase().includes(wanted);
      });
    });
    find.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.isComposing) event.preventDefault();
    });
    list.before(find);
  });
}
