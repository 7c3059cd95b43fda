import { moment, words } from "./words.js";

// <form data-keep="draft:…">: a copy of unsaved text in this browser, against a crash or a lost connection. It is written while the
// person types and removed once the server has the text: a later page shows the form with it, or another page answered the sending.
// An error page (<meta name="keep-text">) is no such answer. Passwords, hidden fields and files are never kept.
const MONTH = 30 * 24 * 3600 * 1000;
const SENT = "keep-sent";
const NEVER = new Set(["password", "hidden", "file", "submit", "button"]);

const keyOf = (form) => `keep:${form.dataset.keep}`;
const same = (one, other) => one.every((value, index) => String(value).trim() === String(other[index]).trim());

const controls = (form) => [...form.elements].filter((element) => element.name && !NEVER.has(element.type) && element.autocomplete !== "one-time-code");

function read(form) {
  return controls(form).map((control) => ["radio", "checkbox"].includes(control.type) ? control.checked : control.value);
}

function write(form, values, base) {
  controls(form).forEach((control, index) => {
    if (["radio", "checkbox"].includes(control.type)) control.checked = values[index];
    else control.value = values[index];
  });
  form.dispatchEvent(new CustomEvent("contest:restored", { detail: base }));
}

function load(key) {
  try {
    const kept = JSON.parse(localStorage.getItem(key));
    return kept && Date.now() - kept.at < MONTH ? kept : null;
  } catch {
    return null;
  }
}

function offerBack(form, kept, forget) {
  const asServed = read(form);
  write(form, kept.values, kept.base);
  form.dataset.restored = "yes";
  const note = document.createElement("div");
  note.className = "notice kept";
  note.dataset.tone = "due";
  note.setAttribute("role", "status");
  const text = document.createElement("p");
  text.textContent = words("restored", { time: moment(kept.at) });
  const button = document.createElement("button");
  button.type = "button";
  button.className = "ds-button";
  button.dataset.variant = "secondary";
  button.textContent = words("discard");
  button.addEventListener("click", () => {
    write(form, asServed);
    forget();
    note.remove();
    controls(form)[0]?.focus();
  });
  note.append(text, button);
  form.prepend(note);
}

// <form data-forget>: whoever signs out leaves no text behind on a machine that others use.
export function forgetAll(form) {
  form.addEventListener("submit", () => {
    Object.keys(localStorage).filter((key) => key.startsWith("keep:")).forEach((key) => localStorage.removeItem(key));
  });
}

// Once a page, before the forms: forgets what was sent from this tab and taken.
export function settle() {
  const key = sessionStorage.getItem(SENT);
  if (!key || document.querySelector("meta[name=keep-text]")) return;
  sessionStorage.removeItem(SENT);
  const isHere = [...document.querySelectorAll("form[data-keep]")].some((form) => keyOf(form) === key);
  if (!isHere) localStorage.removeItem(key);
}

export function keep(form) {
  const key = keyOf(form);
  const forget = () => localStorage.removeItem(key);
  const names = controls(form).map((control) => control.name).join();
  const kept = load(key);
  if (kept && kept.names === names && !same(kept.values, read(form))) offerBack(form, kept, forget);
  else if (kept) forget();

  let timer;
  const save = () => {
    try {
      localStorage.setItem(key, JSON.stringify({ at: Date.now(), names, values: read(form), base: form.contestBase?.() }));
    } catch {
      // a full or forbidden store: the form works as it did without the copy
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, 400);
  });
  form.addEventListener("contest:autosaved", () => {
    clearTimeout(timer);
    forget();
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    save();
    sessionStorage.setItem(SENT, key);
  });
}
