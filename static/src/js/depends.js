// Fields that mean something only while another one has a certain value are hidden otherwise. Without script all of
// them stand there, and the server ignores what does not apply.
//   <form data-depends> … <div data-only="way" data-value="kpi">     several values: data-value="hold recycle"
import { all } from "./dom.js";

function follow(form) {
  all("[data-only]", form).forEach((block) => {
    const other = form.elements[block.dataset.only];
    if (!other) return;
    const fits = block.dataset.value.split(" ").includes(other.value);
    // What was refused stays in sight.
    block.hidden = !fits && !block.querySelector('[aria-invalid="true"]');
  });
}

export function meetDependent(root = document) {
  all("form[data-depends]", root).forEach(follow);
}

export function setUpDependent() {
  document.addEventListener("change", ({ target }) => {
    const form = target.form;
    if (form?.matches("[data-depends]")) follow(form);
  });
  meetDependent();
}
