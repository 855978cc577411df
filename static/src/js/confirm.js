// One dialog for irreversible acts: data-confirm on a submit button, a form, a link or an element with hx-confirm.
import { on, one, word } from "./dom.js";

let accepted = null;

/** Ask; resolves to whether the person agreed. With `name`, it must be typed first. */
export function ask({ text, title = "", ok = "", name = "", mild = false }) {
  const dialog = one("#confirm");
  if (!dialog) return Promise.resolve(window.confirm(text));
  const cut = title ? -1 : text.search(/[?？]/);
  const head = one("#confirm-title", dialog);
  head.textContent = title || (cut >= 0 ? text.slice(0, cut + 1) : text);
  one("#confirm-text", dialog).textContent = title ? text : cut >= 0 ? text.slice(cut + 1).trim() : "";
  const typed = one("[data-confirm-typed]", dialog);
  const input = one("input", typed);
  const go = one("[data-confirm-go]", dialog);
  go.textContent = ok || word("continue");
  // What was the page's main act is not made red by being asked for twice.
  go.classList.toggle("danger", !mild);
  go.classList.toggle("pri", mild);
  typed.hidden = !name;
  one("label", typed).textContent = name ? word("typeName", name) : "";
  input.value = "";
  go.disabled = Boolean(name);
  input.oninput = () => (go.disabled = input.value.trim() !== name);
  dialog.returnValue = "";
  dialog.showModal();
  (name ? input : one('[value="cancel"]', dialog)).focus();
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue === "ok"), { once: true }));
}

const asked = (element) => ({
  text: element.dataset.confirm,
  title: element.dataset.confirmTitle,
  ok: element.dataset.confirmOk ?? (element.matches("button") ? element.innerText.trim() : ""),
  name: element.dataset.confirmName,
  mild: element.matches(".pri"),
});

export function setUpConfirm() {
  // Enter in the typed-name field must not submit "cancel", the first button.
  on("keydown", "#confirm-name", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const go = one("#confirm [data-confirm-go]");
    if (!go.disabled && !event.isComposing) go.click();
  });
  document.addEventListener(
    "submit",
    async (event) => {
      const form = event.target;
      const submitter = event.submitter;
      const source = submitter?.dataset.confirm ? submitter : form.dataset.confirm ? form : null;
      if (!source || accepted === form) {
        accepted = null;
        return;
      }
      event.preventDefault();
      event.stopImmediatePropagation();
      if (!(await ask(asked(source)))) return;
      accepted = form;
      form.requestSubmit(submitter);
    },
    true,
  );
  document.addEventListener("htmx:confirm", (event) => {
    const { ctx, issueRequest, dropRequest } = event.detail;
    if (!ctx.confirm) return;
    event.preventDefault();
    ask({ text: ctx.confirm, ...pick(ctx.sourceElement) }).then((yes) => (yes ? issueRequest() : dropRequest()));
  });
}

const pick = (element) => ({ ok: element.dataset.confirmOk, title: element.dataset.confirmTitle, name: element.dataset.confirmName });
