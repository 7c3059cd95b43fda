// [data-keys] on a page: one key for each element that has data-key. A link or a button is pressed; a <details> is opened, and sent when
// its key comes again; in an open form[data-numbered] the figures tick its boxes. Never while somebody types, and not where it is switched off.
const OFF = "keys-off";
const TYPING = "textarea, select, [contenteditable], input:not([type=checkbox]):not([type=radio])";

const isOff = () => localStorage.getItem(OFF) === "yes";

function act(element) {
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
  const boxes = document.querySelectorAll("details[open] form[data-numbered] input[type=checkbox]");
  const found = /^[1-9]$/.test(event.key) ? boxes[Number(event.key) - 1] : document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
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
