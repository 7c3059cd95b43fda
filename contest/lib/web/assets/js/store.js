// Text that the server does not have yet, kept in this browser: one copy for each form, person and page that is open.
// It is sealed with a key that the server gives to the person who typed it and to nobody else, so that the next one at this machine
// cannot read it. Where there is no such key (a visitor), or the browser seals nothing (no https), it stays in its window.
const MONTH = 30 * 24 * 3600 * 1000;
const PREFIX = "kept:";

const page = Math.random().toString(36).slice(2); // two windows, even one and its duplicate, never share a copy
const keys = new Map();

const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const textOf = (bytes) => btoa(Array.from(new Uint8Array(bytes), (one) => String.fromCharCode(one)).join(""));

const isSealed = (form) => Boolean(form.dataset.keepKey && crypto.subtle);
const place = (form) => (isSealed(form) ? localStorage : sessionStorage);
const nameOf = (form) => `${PREFIX}${form.dataset.keepBy}:${form.dataset.keep}:`;

function keyOf(form) {
  const { keepKey } = form.dataset;
  if (!keys.has(keepKey)) keys.set(keepKey, crypto.subtle.importKey("raw", bytesOf(keepKey), "AES-GCM", false, ["encrypt", "decrypt"]));
  return keys.get(keepKey);
}

// Where this page keeps its copy of a form, and whether a slot is one of this form's, from whatever page.
export const slotOf = (form) => nameOf(form) + page;
export const isOf = (form, slot) => slot.startsWith(nameOf(form));

// A copy is as old as its text: a window that is closed puts it away once more, and is not the newer for it.
const typed = new Map();
function typedAt(slot, text) {
  if (typed.get(slot)?.text !== text) typed.set(slot, { text, at: Date.now() });
  return typed.get(slot).at;
}

async function seal(form, content, at) {
  if (!isSealed(form)) return { at, content };
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const data = new TextEncoder().encode(JSON.stringify(content));
  return { at, iv: textOf(iv), data: textOf(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await keyOf(form), data)) };
}

async function open(form, kept) {
  if (!kept.data) return kept.content;
  const data = await crypto.subtle.decrypt({ name: "AES-GCM", iv: bytesOf(kept.iv) }, await keyOf(form), bytesOf(kept.data));
  return JSON.parse(new TextDecoder().decode(data));
}

const turns = new Map();
let isLeaving = false; // whoever signs out keeps nothing, not even what the page would put away as it goes
addEventListener("pageshow", () => (isLeaving = false));

// Puts, one after another: an older text never ends up on top of a newer one. `content` null takes the copy away.
export function put(form, content) {
  const slot = slotOf(form);
  const at = typedAt(slot, JSON.stringify(content));
  const write = async () => {
    try {
      if (content === null || isLeaving) place(form).removeItem(slot);
      else place(form).setItem(slot, JSON.stringify(await seal(form, content, at)));
    } catch {
      // a full or forbidden store: the form works as it did without the copy
    }
  };
  const turn = (turns.get(slot) ?? Promise.resolve()).then(write);
  turns.set(slot, turn);
  return turn;
}

export function drop(slot) {
  localStorage.removeItem(slot);
  sessionStorage.removeItem(slot);
}

// Every copy of a form that this person can read, from whatever page, the newest first: [{slot, at, content}].
export async function copies(form) {
  const found = [];
  for (const store of [localStorage, sessionStorage]) {
    for (const slot of Object.keys(store).filter((one) => isOf(form, one))) {
      try {
        const kept = JSON.parse(store.getItem(slot));
        if (Date.now() - kept.at > MONTH) store.removeItem(slot);
        else found.push({ slot, at: kept.at, content: await open(form, kept) });
      } catch {
        // sealed with another key, or no copy of ours
      }
    }
  }
  return found.sort((one, other) => other.at - one.at);
}

export function leave(slots) {
  isLeaving = true;
  slots.forEach(drop);
}

// The slots of one person, whatever the form.
export const slotsOf = (who) => [...Object.keys(localStorage), ...Object.keys(sessionStorage)].filter((slot) => slot.startsWith(`${PREFIX}${who}:`));
