// The behaviour of every page. Works on top of pages that also work without it.
import Alpine from "@alpinejs/csp";
import { setUpConfirm } from "./js/confirm.js";
import { meetDependent, setUpDependent } from "./js/depends.js";
import { meetForms, setUpForms } from "./js/forms.js";
import { setUpKeys } from "./js/keys.js";
import { setUpMisc } from "./js/misc.js";
import { setUpNet } from "./js/net.js";
import { setUpOverlays } from "./js/overlay.js";
import { setUpPalette } from "./js/palette.js";
import { countPicks, fitTables, setUpLists } from "./js/rows.js";
import { setUpKnowledge } from "./js/knowledge.js";
import { meetSurveys, setUpSurveys } from "./js/surveys.js";
import { setUpPresenter } from "./js/presenter.js";
import { meetTaking, setUpTaking } from "./js/training.js";
import { setUpTheme } from "./js/theme.js";
import { setUpToasts } from "./js/toasts.js";

setUpTheme();
setUpNet();
setUpToasts();
// Before the forms: a refused confirmation must not count as a submit.
setUpConfirm();
setUpForms();
setUpDependent();
setUpOverlays();
setUpLists();
setUpPalette();
setUpKeys();
setUpMisc();
setUpSurveys();
setUpKnowledge();
setUpTaking();
setUpPresenter();

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  const target = typeof ctx.target === "string" ? document.querySelector(ctx.target) : ctx.target;
  const root = target?.isConnected ? target : document;
  fitTables(root);
  meetForms(root === document ? document : root);
  meetDependent(root === document ? document : root);
  countPicks();
  meetSurveys();
  meetTaking();
  document.dispatchEvent(new CustomEvent("luodi:swapped", { detail: { root } }));
});

Alpine.start();
