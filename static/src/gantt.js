// The Gantt: loaded only by pages that hold a [data-gantt]. See js/gantt/view.js for what it draws and how.
import { mount } from "./js/gantt/view.js";

const start = () => {
  for (const host of document.querySelectorAll("[data-gantt]:not([data-mounted])")) mount(host);
};
start();
document.addEventListener("htmx:after:swap", start);
