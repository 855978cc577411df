// Sends what people do in a system that is rolled out. No cookies; what could not be sent waits in localStorage.
//   <script src="…/static/dist/beacon.js" data-url="…/api/v1/usage/events/" data-token="lu_…" data-person="H0011" defer></script>
//   luodi("report")   luodi("report", "view")   luodi("", "login")   <button data-luodi="report">
// An event carries its own id: sent twice, it is counted once. So the queue is emptied only when the answer has come.
(() => {
  const { url, token, person } = document.currentScript.dataset;
  const KEY = "luodi-usage";
  const MOST = 1000;
  const BATCH = 100;
  let timer = 0;
  let memory = [];

  const read = () => {
    try {
      return JSON.parse(localStorage.getItem(KEY)) || [];
    } catch {
      return memory;
    }
  };
  const write = (queue) => {
    memory = queue.slice(-MOST);
    try {
      localStorage.setItem(KEY, JSON.stringify(memory));
    } catch {
      // Full or forbidden: the page itself remembers.
    }
  };
  const later = (seconds) => {
    timer ||= setTimeout(send, seconds * 1000);
  };
  const body = (events) => JSON.stringify({ token, events });

  async function send() {
    timer = 0;
    const events = read().slice(0, BATCH);
    if (!events.length) return;
    try {
      // Plain text needs no question beforehand.
      const answer = await fetch(url, { method: "POST", body: body(events), credentials: "omit" });
      if (answer.status === 429 || answer.status >= 500) return later(+answer.headers.get("Retry-After") || 30);
      if (answer.status === 401 || answer.status === 403) return;
      const sent = new Set(events.map((event) => event.event_id));
      write(read().filter((event) => !sent.has(event.event_id)));
      later(0);
    } catch {
      later(60);
    }
  }

  const luodi = (feature, kind = "action") => {
    const who = luodi.person || person;
    if (!who) return;
    const event = { event_id: `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`, person: who, kind, occurred_at: new Date().toISOString() };
    if (feature) event.feature = feature;
    write([...read(), event]);
    later(5);
  };

  window.luodi = luodi;
  addEventListener("click", ({ target }) => {
    const place = target.closest?.("[data-luodi]");
    if (place) luodi(place.dataset.luodi, "click");
  }, true);
  // Whatever it waited for, it need not wait any longer.
  addEventListener("online", () => {
    clearTimeout(timer);
    send();
  });
  addEventListener("pagehide", () => {
    const events = read().slice(-BATCH);
    if (events.length) navigator.sendBeacon(url, body(events));
  });
  later(1);
})();
