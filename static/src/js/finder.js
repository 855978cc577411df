// Rows of a field of very many: the page the form stands on is asked, and its own form answers.
// Gives a function of the words; its answer is {rows: [[value, label], …], more}, or null where the page could not be
// asked.
export function finder(element) {
  const { find, page } = element.dataset;
  const headers = { "LD-Find": "" };
  if ("part" in element.dataset) headers["HX-Request"] = "true";
  return async (words) => {
    try {
      headers["LD-Find"] = `${find}=${encodeURIComponent(words.slice(0, 80))}`;
      const response = await fetch(page, { headers, cache: "no-store" });
      return response.ok ? await response.json() : null;
    } catch {
      return null;
    }
  };
}
