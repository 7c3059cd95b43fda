import { time, words } from "./words.js";

// <form data-autosave="address">: sends what changed a moment after the last key, each answer with the text it began from, so that
// the server can tell it from what somebody else wrote meanwhile. Where it cannot be sent it stays here (keep.js) and is tried again.
// In the form: [data-autosave-status], which says so, and input[name=revision].
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

class Refused extends Error {}

// The session may have changed since the page was made: its form's token comes from the page as it is now.
async function renew(form) {
  const page = await fetch(location.pathname, { headers: { Accept: "text/html" } });
  const made = new DOMParser().parseFromString(await page.text(), "text/html");
  const token = made.querySelector(`form[data-autosave="${form.dataset.autosave}"] [name=_csrf_token]`)?.value;
  if (!token) throw new Refused(words("signedOut"));
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

export function autosave(form) {
  const controls = controlsOf(form);
  const status = form.querySelector("[data-autosave-status]");
  const base = new Map([...controls].map(([key, own]) => [key, read(own)]));
  const clashing = new Map();
  let timer;
  let firstKey = 0;
  let isSending = false;
  let failures = 0;
  let waiting = null;

  const say = (state, text) => {
    status.dataset.state = state;
    status.textContent = text;
  };
  const changed = () => {
    const found = {};
    for (const [key, own] of controls) {
      const now = read(own);
      if (now !== base.get(key) && !clashing.has(key)) found[key] = { was: base.get(key), now };
    }
    return found;
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
    if (!Object.keys(changes).length) return;
    isSending = true;
    say("saving", words("saving"));
    try {
      const saved = await send(form, changes, isLeaving === true);
      failures = 0;
      for (const [key, { now }] of Object.entries(changes)) if (!(key in saved.theirs)) base.set(key, now);
      for (const [key, text] of Object.entries(saved.theirs)) clash(key, text);
      follow(saved.values);
      form.elements.revision.value = saved.revision;
      if (clashing.size) say("clash", words("clash"));
      else say("saved", words("saved", { time: time(new Date(saved.saved_at)) }));
      if (!Object.keys(changed()).length && !clashing.size) form.dispatchEvent(new Event("contest:autosaved"));
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
    for (const [key, text] of Object.entries(values)) {
      if (!controls.has(key) || read(controls.get(key)) !== base.get(key)) continue;
      if (base.get(key) !== text) write(controls.get(key), text);
      base.set(key, text);
    }
  }

  // Both texts, one under the other: what is saved, and what stands in the field. Nothing is sent until one is chosen.
  function clash(key, theirs) {
    const own = controls.get(key);
    const field = own[0].closest(".field");
    const note = document.getElementById("clash").content.firstElementChild.cloneNode(true);
    note.querySelector("[data-theirs]").textContent = theirs || words("nothing");
    clashing.set(key, note);
    const choose = (text) => {
      base.set(key, theirs);
      clashing.delete(key);
      note.remove();
      if (text !== null) {
        write(own, text);
        own[0].dispatchEvent(new Event("input", { bubbles: true }));
      }
      own[0].focus();
      if (!clashing.size) say("saved", "");
      plan(0);
    };
    note.querySelector("[data-mine]").addEventListener("click", () => choose(null));
    note.querySelector("[data-take]").addEventListener("click", () => choose(theirs));
    field.append(note);
  }

  form.contestBase = () => Object.fromEntries(base);
  form.addEventListener("input", () => {
    const now = Date.now();
    firstKey ||= now;
    plan(Math.max(0, Math.min(REST, firstKey + LONGEST - now)));
  });
  form.addEventListener("change", () => plan(200));
  form.addEventListener("contest:restored", (event) => {
    for (const [key, text] of Object.entries(event.detail ?? {})) if (base.has(key)) base.set(key, text);
    plan(0);
  });
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (!isSending) return;
    event.preventDefault(); // else the form would be older than what is on its way
    event.stopImmediatePropagation();
    waiting = () => form.requestSubmit(event.submitter);
  });
  addEventListener("online", () => plan(0));
  addEventListener("focus", () => Object.keys(changed()).length && plan(0));
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && flush(true));
}
