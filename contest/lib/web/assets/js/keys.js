// [data-keys] on a page: one key for each element that has data-key. A link or a button is pressed; a <details> is opened, and sent when
// its key comes again; a field is entered. In an open form[data-numbered] the figures tick its boxes, elsewhere they go to the nth
// [data-criterion]. Never while somebody types, and not where it is switched off.
const OFF = "keys-off";
const TYPING = "textarea, select, [contenteditable], input:not([type=checkbox]):not([type=radio])";

const isOff = () => localStorage.getItem(OFF) === "yes";

function numbered(nth) {
  const boxes = document.querySelectorAll("details[open] form[data-numbered] input[type=checkbox]");
  return (boxes.length ? boxes : document.querySelectorAll("[data-criterion] input[data-weight]"))[nth - 1];
}

function act(element) {
  if (element.matches(TYPING)) return element.focus(), element.select?.();
  if (element.tagName !== "DETAILS") return element.click();
  const form = element.querySelector("form");
  if (element.open && form) return form.requestSubmit(form.querySelector("button"));
  element.open = !element.open;
  const first = element.querySelector("textarea, input:not([type=hidden])");
  if (element.open && form) first?.focus();
}

function press(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || isOff()) return;
  const isTyping = event.target.matches?.(TYPING);
  if (event.key === "Escape" && isTyping) return event.target.blur();
  if (isTyping) return;
  const found = /^[1-9]$/.test(event.key) ? numbered(Number(event.key)) : document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!found) return;
  event.preventDefault();
  act(found);
}

export function keys() {
  document.addEventListener("keydown", press);
  const row = document.querySelector("[data-keys-off]");
  if (!row) return;
  const box = row.querySelector("input");
  row.hidden = false;
  box.checked = isOff();
  box.addEventListener("change", () => localStorage.setItem(OFF, box.checked ? "yes" : "no"));
}
