import { copies, drop, slotsOf } from "./store.js";
import { moment } from "./words.js";

// Pages that a person chose to keep in this browser for a few days, read where there is no line (worker.js). What they type there is
// kept by autosave.js and sent once when the line is back. <section data-offline data-worker data-list data-scope data-keep-by
// data-keep-key hidden> offers it: data-list answers {open: [addresses]}, what may be kept now; data-scope, ending in a slash, is
// the part of the site where it is read (else the page itself and below). Everything goes at sign-out, after its days, and, one by one,
// at the next contact after the server no longer lists it.
const KEPT = "kept-pages";
const NOTE = "/kept-note"; // and the root of what it is of: one for each part of the site that keeps pages
const DAY = 24 * 3600 * 1000;
const LARGEST = 20e6; // bytes of one file

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key]);
const isHere = () => "caches" in self && "serviceWorker" in navigator;

async function notes() {
  const cache = await caches.open(KEPT);
  const held = (await cache.keys()).filter(({ url }) => new URL(url).pathname.startsWith(NOTE));
  return Promise.all(held.map(async (one) => (await cache.match(one)).json()));
}

export async function wipe() {
  if (!isHere()) return;
  await caches.delete(KEPT);
  for (const one of await navigator.serviceWorker.getRegistrations()) one.unregister();
}

// What the server lists as open now; null where it cannot be reached, and false where nobody may keep anything any more.
async function listed(address) {
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (answer.status >= 500 || answer.status === 429) return null;
    return answer.ok && !answer.redirected ? (await answer.json()).open : false;
  } catch {
    return null;
  }
}

// Once a page: what may no longer be kept here is taken away.
export async function prune() {
  if (!isHere() || !(await caches.has(KEPT))) return;
  const person = document.querySelector("form[data-forget]")?.dataset.forget;
  const all = await notes();
  if (!all.length || all.some((kept) => kept.until < Date.now() || (person && person !== kept.by))) return wipe();
  for (const kept of all) await pruneOne(kept);
}

async function pruneOne(kept) {
  const open = await listed(kept.list);
  if (open === null) return;
  if (open === false) return wipe();
  const cache = await caches.open(KEPT);
  for (const { url } of await cache.keys()) {
    const { pathname } = new URL(url);
    const isOf = (address) => pathname === address || pathname.startsWith(`${address}/`);
    if (pathname.startsWith(`${kept.root}/`) && !open.some(isOf)) await cache.delete(url);
  }
}

async function store(cache, address) {
  const answer = await fetch(address, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected || Number(answer.headers.get("content-length")) > LARGEST) return null;
  await cache.put(address, answer.clone());
  return answer;
}

async function keepPage(cache, address) {
  const answer = await store(cache, address);
  if (!answer) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const files = [...page.querySelectorAll("a[href]")].map((link) => link.getAttribute("href")).filter((path) => path.startsWith(`${address}/files/`) && !path.endsWith("/pages"));
  for (const file of new Set(files)) await store(cache, file);
}

// What was typed into pages that are closed by now; a text that meets another one waits for its page, which shows both.
async function sendLeft(panel) {
  const { keepBy, keepKey } = panel.dataset;
  const ids = new Set(slotsOf(keepBy).map((slot) => slot.split(":")).filter((parts) => parts[2] === "review").map((parts) => parts[3]));
  let clashes = 0;
  for (const id of ids) {
    const found = await copies({ dataset: { keepBy, keepKey, keep: `review:${id}` } });
    const answer = found.length ? await fetch(`${location.pathname}/${id}`, { headers: { Accept: "text/html" } }) : null;
    if (answer?.status === 404) found.forEach(({ slot }) => drop(slot)); // no longer theirs to write: they stepped back
    if (!answer?.ok || answer.redirected) continue;
    const form = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("form[data-autosave]");
    for (const { slot, content } of form ? found : []) {
      const changes = Object.fromEntries(Object.entries(content.changes ?? {}).map(([key, { was, now }]) => [key, { was, now }]));
      const sent = await fetch(form.dataset.autosave, {
        method: "POST",
        body: JSON.stringify({ revision: Number(form.querySelector("[name=revision]").value), changes }),
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": form.querySelector("[name=_csrf_token]").value },
      });
      if (sent.ok && !Object.keys((await sent.json()).theirs).length) drop(slot);
      else clashes += 1;
    }
  }
  return clashes;
}

export async function offline(panel) {
  if (!isHere()) return;
  const { worker, list, keepBy, days, scope = location.pathname } = panel.dataset;
  const root = scope.replace(/\/$/, "");
  const status = panel.querySelector("[data-offline-status]");
  const buttons = { keep: panel.querySelector("[data-offline-keep]"), drop: panel.querySelector("[data-offline-drop]") };
  const say = (name, values = {}) => (status.textContent = fill(status.dataset[name], values));
  const show = async () => {
    const kept = (await caches.has(KEPT)) ? (await notes()).find((one) => one.root === root) : null;
    buttons.drop.hidden = !kept;
    if (kept) say("until", { time: moment(kept.until) });
    panel.hidden = false;
  };
  buttons.keep.addEventListener("click", async () => {
    buttons.keep.disabled = true;
    try {
      await navigator.serviceWorker.register(worker, { scope });
      const open = (await listed(list)) || [];
      const cache = await caches.open(KEPT);
      const built = [...document.querySelectorAll("link[rel=stylesheet], script[src], img[src], link[rel=icon]")].map((one) => one.href || one.src);
      for (const address of [location.pathname, ...new Set(built)]) await store(cache, address);
      for (const [at, address] of open.entries()) {
        say("busy", { done: at, total: open.length });
        await keepPage(cache, address);
      }
      const content = { by: keepBy, list, root, until: Date.now() + Number(days) * DAY };
      await cache.put(NOTE + root, new Response(JSON.stringify(content)));
      await show();
    } catch {
      await wipe();
      say("failed");
    }
    buttons.keep.disabled = false;
  });
  buttons.drop.addEventListener("click", async () => {
    await wipe();
    status.textContent = "";
    buttons.drop.hidden = true;
  });
  const send = async () => {
    const clashes = navigator.onLine ? await sendLeft(panel).catch(() => 0) : 0;
    if (clashes) say("clash", { n: clashes });
  };
  addEventListener("online", send);
  await show();
  await send();
}
