import { copies, drop, put } from "./store.js";

// <ul data-door="address" data-keep…>: who is let in is shown at once and sent; without a line it is kept here, sealed like any text,
// and sent once the line is back. Where the address ends in the code of a pass, who carries it comes first.
const COUNT = /\{n\}/;

async function token(address) {
  const answer = await fetch(address, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return null;
  return new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[name=_csrf_token]")?.value;
}

async function post(address, marks) {
  const send = (csrf) =>
    fetch(address, {
      method: "POST",
      body: JSON.stringify({ marks }),
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrf },
    });
  const first = await send(document.querySelector("[name=_csrf_token]").value);
  if (first.status !== 403) return first.ok;
  const fresh = await token(address); // the page was kept longer than its session
  return fresh ? (await send(fresh)).ok : false;
}

export async function door(list) {
  const status = document.querySelector("[data-door-status]");
  const address = list.dataset.door;
  const waiting = new Map();
  const old = new Set();
  const row = (who) => list.querySelector(`[data-who="${who}"]`);
  const show = ({ who, here }) => row(who)?.toggleAttribute("data-here", here);

  const code = location.pathname.startsWith(`${address}/`) && location.pathname.slice(address.length + 1).toUpperCase();
  const asked = code && list.querySelector(`[data-code="${CSS.escape(code)}"]`);
  if (asked) {
    asked.classList.add("door-asked");
    list.prepend(asked);
    asked.querySelector("button").focus();
  } else if (code) document.querySelector("[data-door-unknown]").hidden = false;

  let sending = Promise.resolve();
  const sendAll = async () => {
    if (!waiting.size) return;
    const marks = [...waiting.values()];
    const isSent = await post(address, marks).catch(() => false);
    if (!isSent) {
      status.textContent = status.dataset.waiting.replace(COUNT, waiting.size);
      return;
    }
    for (const one of marks) if (waiting.get(one.who) === one) waiting.delete(one.who);
    old.forEach(drop);
    old.clear();
    await put(list, waiting.size ? { marks: [...waiting.values()] } : null);
    status.textContent = status.dataset.sent;
  };
  const send = () => (sending = sending.then(sendAll));

  list.addEventListener("submit", async (event) => {
    event.preventDefault();
    const mark = { who: event.target.elements.who.value, here: event.submitter.value === "yes", at: new Date().toISOString() };
    waiting.set(mark.who, mark);
    show(mark);
    await put(list, { marks: [...waiting.values()] });
    await send();
  });
  addEventListener("online", send);
  for (const { slot, content } of await copies(list)) {
    old.add(slot);
    for (const mark of content.marks) if (!waiting.has(mark.who)) waiting.set(mark.who, mark);
  }
  waiting.forEach(show);
  await send();
}
