import { sayRestored, sent } from "./keep.js";
import { copies, drop, put, slotOf } from "./store.js";
import { time, words } from "./words.js";

// <form data-autosave="address" data-keep="entry:…">: sends what changed a moment after the last key, each answer with the text it
// began from, so that the server can tell it from what somebody else wrote meanwhile. What the server does not have yet is kept in
// this browser (store.js) as {changes: {key: {was, now, label}}} and is tried again: when the line is back, or in a later page.
// In the form: [data-autosave-status], which says so, and input[name=revision]; data-unsaved holds, of a page that came back with text
// that was not saved, what is saved instead, and data-stale says that somebody else wrote that.
const KEEP = 150;
const REST = 1200;
const LONGEST = 6000;
const RETRY = [3000, 6000, 12000, 24000];
const KEEPALIVE = 60000; // what a page that is being left may still send

const keyOf = (name) => name.split(".")[0];
const wellFormed = (text) => text.toWellFormed?.() ?? text;

function controlsOf(form) {
  const found = new Map();
  for (const control of form.elements) {
    if (!control.name || ["hidden", "submit", "button", "file"].includes(control.type)) continue;
    const key = keyOf(control.name);
    found.set(key, [...(found.get(key) ?? []), control]);
  }
  return found;
}

// An answer as the server keeps it: one text, with several choices one a line and a table of years one line a year.
function read(controls) {
  const [first] = controls;
  if (first.type === "radio") return controls.find((control) => control.checked)?.value ?? "";
  if (first.type === "checkbox") return controls.filter((control) => control.checked).map((control) => control.value).join("\n");
  if (first.name.includes(".")) {
    const rows = controls.filter((control) => control.value.trim());
    return rows.map((control) => `${control.name.split(".")[1]} ${control.value.trim()}`).join("\n");
  }
  return wellFormed(first.value).replace(/\r\n?/g, "\n").trim();
}

// A number off its scale is kept here and not sent: the server would refuse it, and with it what is fine beside it.
const isUnfit = ([first]) => first.type === "number" && !first.validity.valid;

function write(controls, text) {
  const lines = text.split("\n");
  for (const control of controls) {
    if (["radio", "checkbox"].includes(control.type)) control.checked = lines.includes(control.value);
    else if (control.name.includes(".")) {
      const year = `${control.name.split(".")[1]} `;
      control.value = lines.find((line) => line.startsWith(year))?.slice(year.length) ?? "";
    } else control.value = text;
  }
}

// An answer that has no place in this form, to be read and copied.
export function quote(label, text) {
  const part = document.createElement("div");
  const head = document.createElement("p");
  const body = document.createElement("blockquote");
  head.className = "small-head";
  head.textContent = label;
  body.className = "as-written";
  body.textContent = text || words("nothing");
  part.append(head, body);
  return part;
}

class Refused extends Error {}

// The session may have changed since the page was made: its form's token comes from the page as it is now.
async function renew(form) {
  const page = await fetch(location.pathname, { headers: { Accept: "text/html" } });
  const made = new DOMParser().parseFromString(await page.text(), "text/html");
  const fresh = made.querySelector(`form[data-autosave="${form.dataset.autosave}"]`);
  const token = fresh?.querySelector("[name=_csrf_token]").value;
  // somebody else may have signed in at this machine: what one person typed is never sent in another's name
  if (!token || fresh.dataset.keepBy !== form.dataset.keepBy) throw new Refused(words("signedOut"));
  document.querySelectorAll("[name=_csrf_token]").forEach((field) => (field.value = token));
}

async function send(form, changes, isLeaving, isSecond = false) {
  const body = JSON.stringify({ revision: Number(form.elements.revision.value), changes });
  const answer = await fetch(form.dataset.autosave, {
    method: "POST",
    body,
    keepalive: isLeaving && body.length < KEEPALIVE,
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": form.elements._csrf_token.value },
  });
  if (answer.ok) return answer.json();
  if ([401, 403].includes(answer.status) && !isSecond) {
    await renew(form);
    return send(form, changes, isLeaving, true);
  }
  if (answer.status >= 500 || answer.status === 429) throw new Error(answer.statusText);
  const problem = await answer.json().catch(() => ({}));
  throw new Refused(Object.values(problem.fields ?? {})[0] ?? problem.detail ?? words("signedOut"));
}

function labelOf([first]) {
  const label = ["radio", "checkbox"].includes(first.type) || first.name.includes(".") ? first.closest("fieldset")?.querySelector("legend") : first.labels?.[0];
  return label?.firstChild?.textContent.trim() ?? first.ariaLabel ?? keyOf(first.name);
}

export function autosave(form) {
  const controls = controlsOf(form);
  const status = form.querySelector("[data-autosave-status]");
  const base = new Map([...controls].map(([key, own]) => [key, read(own)]));
  const clashing = new Map();
  let timer;
  let keeping;
  let firstKey = 0;
  let isSending = false;
  let failures = 0;
  let waiting = null;

  const say = (state, text) => {
    status.dataset.state = state;
    status.textContent = text;
  };
  const unsent = () => [...controls].filter(([key, own]) => read(own) !== base.get(key));
  const changed = () => Object.fromEntries(unsent().filter(([key, own]) => !clashing.has(key) && !isUnfit(own)).map(([key, own]) => [key, { was: base.get(key), now: read(own) }]));
  const keepNow = () => {
    clearTimeout(keeping);
    const found = unsent().map(([key, own]) => [key, { was: base.get(key), now: read(own), label: labelOf(own) }]);
    return put(form, found.length ? { changes: Object.fromEntries(found) } : null);
  };
  const plan = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(flush, wait);
  };

  async function flush(isLeaving = false) {
    clearTimeout(timer);
    const changes = changed();
    firstKey = 0;
    if (isSending) return plan(REST);
    if (!Object.keys(changes).length) return void (unsent().some(([, own]) => isUnfit(own)) && say("waiting", words("unfit")));
    isSending = true;
    say("saving", words("saving"));
    try {
      const saved = await send(form, changes, isLeaving === true);
      failures = 0;
      for (const [key, { now }] of Object.entries(changes)) if (!(key in saved.theirs)) base.set(key, now);
      for (const [key, text] of Object.entries(saved.theirs)) clash(key, text, "theirs");
      follow(saved.values);
      form.elements.revision.value = saved.revision;
      if (clashing.size) say("clash", words("clash"));
      else if (unsent().some(([, own]) => isUnfit(own))) say("waiting", words("unfit"));
      else say("saved", words("saved", { time: time(new Date(saved.saved_at)) }));
      keepNow();
      if (!unsent().length) form.dispatchEvent(new Event("contest:autosaved"));
    } catch (error) {
      say("waiting", error instanceof Refused ? error.message : words("offline"));
      plan(RETRY[Math.min(failures++, RETRY.length - 1)]);
    } finally {
      isSending = false;
    }
    if (waiting) return void waiting();
    if (Object.keys(changed()).length && !failures) plan(REST);
  }

  // What others wrote meanwhile in fields that nobody touched here: it is shown, and never written over by a later "Save".
  function follow(values) {
    let isWritten = false;
    for (const [key, text] of Object.entries(values)) {
      if (!controls.has(key) || read(controls.get(key)) !== base.get(key)) continue;
      if (base.get(key) !== text) {
        write(controls.get(key), text);
        isWritten = true;
      }
      base.set(key, text);
    }
    if (isWritten) form.dispatchEvent(new Event("contest:restored"));
  }

  // Both texts, one under the other: the one that was saved, or typed in another window, and the one in the field. Nothing is sent
  // until one is chosen.
  function clash(key, text, origin, settled = () => {}) {
    const own = controls.get(key);
    const note = document.getElementById(`clash-${origin}`).content.firstElementChild.cloneNode(true);
    note.querySelector("[data-theirs]").textContent = text || words("nothing");
    clashing.set(key, note);
    const choose = (chosen) => {
      if (origin === "theirs") base.set(key, text);
      clashing.delete(key);
      note.remove();
      if (chosen !== null) {
        write(own, chosen);
        own[0].dispatchEvent(new Event("input", { bubbles: true }));
      }
      own[0].focus();
      settled();
      if (!clashing.size) say("saved", "");
      plan(0);
    };
    note.querySelector("[data-mine]").addEventListener("click", () => choose(null));
    note.querySelector("[data-take]").addEventListener("click", () => choose(text));
    own[0].closest(".field, [data-criterion]").append(note);
  }

  // What a closed window or a dead line left here goes back into the form and is sent; two windows' texts are both shown.
  async function restore() {
    const found = await copies(form);
    const taken = new Map();
    const arrived = new Set(); // sent as its window closed, which did not live to hear so: an older text never ends up on top of it
    const lost = [];
    for (const { slot, content } of found) {
      const open = new Set();
      const settled = (key) => () => open.delete(key) && !open.size && slot !== slotOf(form) && drop(slot);
      for (const [key, { was, now, label }] of Object.entries(content.changes ?? {})) {
        if (!controls.has(key)) lost.push({ label, text: now });
        else if (read(controls.get(key)) === now) arrived.add(key);
        else if ((taken.has(key) || arrived.has(key)) && clashing.has(key)) open.add("later"); // one choice at a time: the next page asks again
        else if (taken.has(key) || arrived.has(key)) {
          open.add(key);
          clash(key, now, "window", settled(key));
        } else {
          taken.set(key, base.get(key));
          base.set(key, was);
          write(controls.get(key), now);
        }
      }
      if (!open.size && slot !== slotOf(form) && !lost.length) keepNow().then(() => drop(slot));
    }
    if (clashing.size) say("clash", words("clash"));
    if (!taken.size && !lost.length) return;
    const note = sayRestored(form, found[0].at, () => {
      for (const [key, text] of taken) write(controls.get(key), text);
      found.forEach(({ slot }) => drop(slot));
      form.dispatchEvent(new Event("contest:restored"));
      plan(0);
    });
    for (const { label, text } of lost) note.append(quote(label, text));
    form.dispatchEvent(new Event("contest:restored"));
    plan(0);
  }

  form.addEventListener("input", () => {
    const now = Date.now();
    firstKey ||= now;
    clearTimeout(keeping);
    keeping = setTimeout(keepNow, KEEP);
    plan(Math.max(0, Math.min(REST, firstKey + LONGEST - now)));
  });
  form.addEventListener("change", () => plan(200));
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    keepNow();
    const [note] = clashing.values();
    if (!isSending && !note && navigator.onLine) return void sent(form);
    event.preventDefault(); // else it would be older than what is on its way, or replace a text that nobody chose between
    event.stopImmediatePropagation();
    if (note) return void note.querySelector("button").focus();
    if (!navigator.onLine) return say("waiting", words("offline"));
    waiting = () => form.requestSubmit(event.submitter);
  });
  addEventListener("online", () => plan(0));
  addEventListener("focus", () => Object.keys(changed()).length && plan(0));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden") return;
    keepNow();
    flush(true);
  });
  for (const [key, text] of Object.entries(JSON.parse(form.dataset.unsaved ?? "{}"))) {
    if (!controls.has(key)) continue;
    if ("stale" in form.dataset) clash(key, text, "theirs");
    else base.set(key, text);
  }
  return restore();
}
