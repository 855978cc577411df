// Forms of surveys: what depends on an earlier answer is shown when that answer is given. Without this, a hint says so.
import { all, on, one } from "./dom.js";

function asked(question, form) {
  const { if: key, low, high } = question.dataset;
  const source = one(`#q-${key}`, form);
  if (!source || source.hidden) return false;
  return all("input:checked", source).some((input) => Number(input.value) >= Number(low) && Number(input.value) <= Number(high));
}

function update(form) {
  // In order: a question may depend on one that depends on another.
  for (const question of all("fieldset[data-if]", form)) {
    const shown = asked(question, form);
    question.hidden = !shown;
    question.disabled = !shown;
    one("[data-if-hint]", question)?.setAttribute("hidden", "");
  }
}

export function meetSurveys(root = document) {
  all("form[data-survey]", root).forEach(update);
}

export function setUpSurveys() {
  on("change", "form[data-survey]", (_event, form) => update(form));
  window.addEventListener("pageshow", () => meetSurveys());
  meetSurveys();
}
