// The pointer on the bars: move, stretch, link with Alt; a finger holds first, then drags, or taps the row to link to. Pan, pinch
// and wheel for the time axis.
import { DAY, MILESTONE, SUMMARY, firstDay, lastDay } from "./model.js";
import { HEAD, ROW, geometryOf } from "./draw.js";
import { dayText } from "./time.js";
import { say } from "./words.js";

// In pixels: how near its end a bar is stretched, and from where on a pointer counts as moved.
const NEAR = 6, THRESHOLD = 4, FINGER = { near: 16, threshold: 10 };
const HELD_MS = 500;

export function setUpPointer(view) {
  const { canvas, model, scale, edits } = view;
  let drag = null, held = 0;
  const touches = new Map();

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    canvas.setPointerCapture(event.pointerId);
    touches.set(event.pointerId, event.offsetX);
    clearTimeout(held);
    window.addEventListener("keydown", leave, true);
    if (touches.size === 2) {
      drag = { kind: "pinch", span: spread(), perDay: scale.perDay };
      return;
    }
    const hit = at(event);
    if (event.pointerType === "touch" && hit?.on && view.linking.from === null) held = setTimeout(() => hold(hit), HELD_MS);
    // Of the window, not the canvas: the line that asks for the second tap moves the canvas down under a finger that rests.
    const base = { x: event.clientX, y: event.clientY, origin: scale.origin, top: view.scroller.scrollTop, moved: false };
    if (!hit || !hit.on || !edits.may || hit.row.kind === SUMMARY || event.pointerType === "touch") drag = { kind: "pan", hit, ...base };
    else if (event.altKey) drag = { kind: "link", hit, ...base };
    else drag = { kind: hit.edge && hit.row.kind !== MILESTONE ? "stretch" : "move", hit, ...base };
    if (hit && view.linking.from === null) view.grid.go(hit.row.id, { extend: event.shiftKey });
  });

  // The keys stay with the row that was chosen: a canvas takes no focus, and the page would.
  canvas.addEventListener("mousedown", (event) => {
    if (view.frameElement.contains(document.activeElement)) event.preventDefault();
  });

  canvas.addEventListener("pointermove", (event) => {
    if (touches.has(event.pointerId)) touches.set(event.pointerId, event.offsetX);
    if (!drag) return hover(event);
    if (drag.kind === "pinch") {
      scale.zoom((drag.perDay * spread()) / Math.max(drag.span, 1), middle());
      return view.render();
    }
    const least = event.pointerType === "touch" ? FINGER.threshold : THRESHOLD;
    if (!drag.moved && Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < least) return undefined;
    drag.moved = true;
    clearTimeout(held);
    if (drag.holding) carry();
    view.tip(null);
    if (drag.kind === "pan") {
      scale.origin = drag.origin - (event.clientX - drag.x) / scale.perDay;
      view.scroller.scrollTop = drag.top - (event.clientY - drag.y);
      return view.render();
    }
    if (drag.kind === "link") return linking(event);
    return shifting(event);
  });

  const end = (event) => {
    touches.delete(event.pointerId);
    clearTimeout(held);
    window.removeEventListener("keydown", leave, true);
    if (!drag) return;
    const finished = drag;
    drag = null;
    view.ghost = null;
    if (finished.kind === "link") finishLink(finished, event);
    else if (finished.op && finished.moved && event.type === "pointerup") edits.send([finished.op]);
    else if (!finished.moved && finished.hit && event.type === "pointerup") tapped(finished, event);
    view.render();
  };
  function tapped({ hit, holding }, event) {
    if (holding || view.linking.take(hit.row.id)) return;
    if (event.pointerType === "touch") view.open(hit.row.id);
  }

  /** A finger that rests on a bar begins a link from it; when it moves on without leaving, it takes the bar along. */
  function hold(hit) {
    if (drag && view.linking.begin(hit.row.id, hit.row.kind === SUMMARY ? "linkTo" : "holdTo")) drag.holding = true;
  }

  function carry() {
    const { row, edge } = drag.hit;
    drag.holding = false;
    if (row.kind === SUMMARY) return;
    view.linking.stop();
    drag.kind = edge && row.kind !== MILESTONE ? "stretch" : "move";
  }

  /** Escape leaves everything where it was. */
  function leave(event) {
    if (event.key !== "Escape" || !drag?.moved) return;
    event.stopPropagation();
    drag = null;
    view.ghost = null;
    view.render();
  }

  canvas.addEventListener("pointerup", end);
  canvas.addEventListener("pointercancel", end);
  canvas.addEventListener("contextmenu", (event) => event.pointerType === "touch" && event.preventDefault());
  canvas.addEventListener("pointerleave", () => view.tip(null));
  canvas.addEventListener("dblclick", (event) => {
    const hit = at(event);
    if (hit) view.open(hit.row.id);
  });
  canvas.addEventListener("wheel", wheel, { passive: false });

  function wheel(event) {
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      scale.zoom(scale.perDay * Math.exp(-event.deltaY / 300), event.offsetX);
    } else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      event.preventDefault();
      scale.origin += (event.deltaX || event.deltaY) / scale.perDay;
    } else return;
    view.render();
  }

  const spread = () => {
    const [a, b] = [...touches.values()];
    return Math.abs(a - b);
  };
  const middle = () => [...touches.values()].reduce((a, b) => a + b, 0) / touches.size;

  /** The row under the pointer, whether it is on its bar and near the bar's end. */
  function at(event) {
    if (event.offsetY < HEAD) return null;
    const i = Math.floor((event.offsetY - HEAD + view.scroller.scrollTop) / ROW);
    const row = model.shown[i];
    if (!row) return null;
    const o = geometryOf(view.frame(), row, i);
    const half = o.diamond ? 8 : 0;
    const near = event.pointerType === "touch" ? FINGER.near : NEAR;
    const on = event.offsetX >= o.x0 - half - 2 && event.offsetX <= o.x1 + half + 2;
    return { row, i, on, edge: on && event.offsetX > o.x1 - near && o.x1 - o.x0 > near * 2, o };
  }

  function hover(event) {
    const hit = at(event);
    const may = hit?.on && edits.may && hit.row.kind !== SUMMARY;
    canvas.style.cursor = may ? (hit.edge && hit.row.kind !== MILESTONE ? "ew-resize" : event.altKey ? "crosshair" : "grab") : "default";
    view.tip(hit?.on ? hit.row : null, event.clientX, event.clientY);
  }

  function shifting(event) {
    const { row } = drag.hit;
    const fine = scale.perDay >= 200;
    const minutes = ((event.clientX - drag.x) / scale.perDay) * DAY;
    if (drag.kind === "move") {
      const day = firstDay(row.start) + Math.round(minutes / DAY);
      const start = fine ? Math.round((row.start + minutes) / 30) * 30 : model.work.begin(day);
      drag.op = { op: "move", id: row.id, version: row.version, start };
      ghost(row, { start, finish: row.finish + (start - row.start) });
      view.say(say("movedTo", dayText(firstDay(start))));
    } else {
      const day = Math.max(lastDay(row.finish) + Math.round(minutes / DAY), firstDay(row.start));
      const finish = fine ? Math.max(Math.round((row.finish + minutes) / 30) * 30, row.start) : model.work.end(day);
      drag.op = { op: "set", id: row.id, version: row.version, fields: { finish } };
      ghost(row, { finish });
      view.say(say("endsOn", dayText(lastDay(finish))));
    }
    const { op } = drag;
    // Without the version: a question still under way when the edit is saved is no reason to complain.
    edits.preview([{ ...op, version: undefined }], (answer) => {
      if (!drag || drag.op !== op) return;
      view.ghost = { rows: new Map((answer.rows ?? []).map((values) => model.object(values)).map((moved) => [moved.id, moved])) };
      view.render();
    });
  }

  function ghost(row, change) {
    const rows = new Map(view.ghost?.rows ?? []);
    rows.set(row.id, { ...row, ...change });
    view.ghost = { rows };
    view.render();
  }

  function linking(event) {
    const { o } = drag.hit;
    view.ghost = { line: { x0: o.x1, y0: o.mid, x1: event.offsetX, y1: event.offsetY } };
    view.render();
  }

  function finishLink({ hit, moved }, event) {
    const target = moved && at(event);
    if (target && target.row.id !== hit.row.id) edits.send([{ op: "link", from: hit.row.id, to: target.row.id }]);
  }
}
