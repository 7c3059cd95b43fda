import { wipe } from "./offline.js";
import { copies, drop, isOf, leave, put, slotOf, slotsOf } from "./store.js";
import { moment, words } from "./words.js";

// <form data-keep="review:…">: a copy of unsaved text in this browser (store.js), against a crash or a lost connection. It is written
// while the person types and removed once the server has the text: a later page shows the form with it, or another page answered
// the sending. An error page (<meta name="keep-text">) is no such answer. Passwords, hidden fields and files are never kept.
// A form that saves itself keeps its own copy: autosave.js.
const SENT = "keep-sent";
const REST = 200;
const NEVER = new Set(["password", "hidden", "file", "submit", "button"]);

const same = (one, other) => one.every((value, index) => String(value).trim() === String(other[index]).trim());

const controls = (form) => [...form.elements].filter((element) => element.name && !NEVER.has(element.type) && element.autocomplete !== "one-time-code");

function read(form) {
  return controls(form).map((control) => ["radio", "checkbox"].includes(control.type) ? control.checked : control.value);
}

function write(form, values) {
  controls(form).forEach((control, index) => {
    if (["radio", "checkbox"].includes(control.type)) control.checked = values[index];
    else control.value = values[index];
  });
  form.dispatchEvent(new Event("contest:restored"));
}

// Says that text from this browser is back in a form, with a way to be rid of it.
export function sayRestored(form, at, discard) {
  form.dataset.restored = "yes";
  const note = document.createElement("div");
  note.className = "notice kept";
  note.dataset.tone = "due";
  note.setAttribute("role", "status");
  const text = document.createElement("p");
  text.textContent = words("restored", { time: moment(at) });
  const button = document.createElement("button");
  button.type = "button";
  button.className = "ds-button";
  button.dataset.variant = "secondary";
  button.textContent = words("discard");
  button.addEventListener("click", () => {
    discard();
    note.remove();
    controls(form)[0]?.focus();
  });
  note.append(text, button);
  form.prepend(note);
  form.dispatchEvent(new Event("contest:kept"));
  return note;
}

function offerBack(form, { slot, at, content }) {
  const asServed = read(form);
  write(form, content.values);
  put(form, content).then(() => drop(slot));
  sayRestored(form, at, () => {
    write(form, asServed);
    put(form, null);
  });
}

// <form data-forget="person">: whoever signs out leaves no text behind on a machine that others use, and is asked first where some
// of it was not sent.
export function forgetAll(form) {
  form.addEventListener("submit", (event) => {
    const slots = slotsOf(form.dataset.forget);
    if (slots.length && !confirm(words("signOutUnsent"))) return event.preventDefault();
    leave(slots);
    wipe();
  });
}

// Says that this page's copy is on its way to the server with the form itself.
export const sent = (form) => sessionStorage.setItem(SENT, slotOf(form));

// Once a page, before the forms: forgets what was sent from this window and taken. Where the form is here again it compares.
export function settle() {
  const slot = sessionStorage.getItem(SENT);
  if (!slot || document.querySelector("meta[name=keep-text]")) return;
  sessionStorage.removeItem(SENT);
  if (![...document.querySelectorAll("form[data-keep]")].some((form) => isOf(form, slot))) drop(slot);
}

export async function keep(form) {
  if (form.dataset.autosave) return;
  let timer;
  const names = controls(form).map((control) => control.name).join();
  const save = () => put(form, { names, values: read(form) });
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, REST);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    save();
    sent(form);
  });
  // What was kept of a form that has other questions by now is left alone: it may come back.
  const kept = (await copies(form)).filter((one) => one.content.names === names);
  const differing = kept.filter((one) => !same(one.content.values, read(form)));
  kept.filter((one) => !differing.includes(one)).forEach((one) => drop(one.slot));
  if (differing.length) offerBack(form, differing[0]);
}
