// The knowledge base: copy the link of an article, pick known tags instead of typing them.
import { all, on } from "./dom.js";
import { toast } from "./toasts.js";

const COMMAS = /[,,;;、\n]+/;

function offer(list) {
  const field = document.getElementById(list.dataset.tagsOf);
  if (!field) return;
  const names = () => field.value.split(COMMAS).map((name) => name.trim()).filter(Boolean);
  const update = () => {
    const given = names();
    const last = /[,,;;、]\s*$/.test(field.value) ? "" : (given.at(-1) ?? "").toLowerCase();
    const shown = all("[data-tag]", list).filter((chip) => !given.includes(chip.dataset.tag));
    const fitting = shown.filter((chip) => last && `${chip.dataset.tag} ${chip.textContent}`.toLowerCase().includes(last));
    all("[data-tag]", list).forEach((chip) => (chip.hidden = !(fitting.length ? fitting : shown).includes(chip)));
    list.dataset.typed = fitting.length ? last : "";
  };
  list.addEventListener("click", (event) => {
    const chip = event.target.closest("[data-tag]");
    if (!chip) return;
    const given = names();
    if (list.dataset.typed) given.pop();
    field.value = `${[...given, chip.dataset.tag].join(", ")}, `;
    field.focus();
    update();
  });
  field.addEventListener("input", update);
  list.hidden = false;
  update();
}

export function setUpKnowledge() {
  if (navigator.clipboard) {
    all("[data-copy]").forEach((button) => (button.hidden = false));
    on("click", "[data-copy]", async (_event, button) => {
      await navigator.clipboard.writeText(new URL(button.dataset.copy, location.href).href);
      toast({ text: button.dataset.copied });
    });
  }
  all("[data-tags-of]").forEach(offer);
}
