// The words of the Gantt, in the page's language.
const block = document.getElementById("gantt-texts");
const texts = block ? JSON.parse(block.textContent) : {};

export function say(key, ...values) {
  let text = texts[key] ?? key;
  for (const value of values) text = text.replace("%s", value);
  return text;
}
