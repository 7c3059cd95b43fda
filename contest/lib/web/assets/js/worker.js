// Answers pages that a person chose to keep (offline.js) while the line is dead. With a line everything comes from the server.
const KEPT = "kept-pages";
const NOTE = "/kept-note";

const DOOR = /\/door\/\w+$/; // what the QR code of a pass says: the door finds by itself who carries it

async function fromHere(request) {
  if (!(await caches.has(KEPT))) return null;
  const cache = await caches.open(KEPT);
  const notes = (await cache.keys()).filter(({ url }) => new URL(url).pathname.startsWith(NOTE));
  const until = await Promise.all(notes.map(async (one) => (await (await cache.match(one)).json()).until));
  if (!until.length || Math.min(...until) < Date.now()) return null;
  return (await cache.match(request.url, { ignoreVary: true })) ?? (await cache.match(request.url.replace(DOOR, "/door"), { ignoreVary: true }));
}

async function answer(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const found = await fromHere(request);
    if (found) return found;
    throw error;
  }
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  if (event.request.method === "GET" && new URL(event.request.url).origin === self.location.origin) event.respondWith(answer(event.request));
});
