import htmx from "htmx.org";

// [data-pitch-clock="ms"] beside [data-server="ms"]: counts on to the end of a stage by the server's clock, which the page brought with
// it; the browser's own may be wrong. At the end the part of the page around it is asked for anew.
export function pitchClock(out) {
  if (out.hasAttribute("data-held")) return;
  const ends = Number(out.dataset.pitchClock);
  const ahead = Number(out.dataset.server) - performance.now();
  const show = () => {
    if (!out.isConnected) return;
    const seconds = Math.max(0, Math.ceil((ends - ahead - performance.now()) / 1000));
    out.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    if (seconds > 0) setTimeout(show, 200);
    else htmx.trigger(out.closest("[hx-get]"), "turn");
  };
  show();
}
