// Linking by two taps: the first says which task goes ahead, the second which one follows. For fingers, which have no Alt key.
import { make } from "../dom.js";
import { say } from "./words.js";

export class Linking {
  constructor(view) {
    this.view = view;
    this.from = null;
    this.told = make("div", { class: "glinking", role: "status", hidden: true });
    view.host.insertBefore(this.told, view.scroller);
    view.host.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || this.from === null) return;
      event.stopPropagation();
      this.stop();
    }, true);
  }

  /** Ask for the task that follows `id`. Returns whether it can be linked at all. */
  begin(id, asks = "linkTo") {
    const row = this.view.model.byId.get(id);
    if (!row || !this.view.edits.may) return false;
    this.from = id;
    const stop = make("button", { class: "btn", type: "button" }, say("cancel"));
    stop.addEventListener("click", () => this.stop());
    this.told.replaceChildren(make("span", {}, say(asks, row.name)), stop);
    this.told.hidden = false;
    for (const menu of this.view.host.querySelectorAll("details.ld-menu[open]")) menu.open = false;
    this.view.measure();
    this.view.grid.go(id);
    return true;
  }

  /** The second tap, when one is waited for. Returns whether it was. */
  take(id) {
    const { from } = this;
    if (from === null) return false;
    this.stop();
    if (id !== from) this.view.edits.send([{ op: "link", from, to: id }]);
    return true;
  }

  stop() {
    this.from = null;
    this.told.hidden = true;
    this.view.measure();
    this.view.render();
  }
}
