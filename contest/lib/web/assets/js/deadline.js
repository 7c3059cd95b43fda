import { moment, number, words } from "./words.js";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

// The two largest units that matter: days and hours, hours and minutes, and seconds only in the last ten minutes.
function left(seconds) {
  const part = (name, value) => words(name, { n: number(value) });
  if (seconds >= 2 * DAY) return [part("days", Math.floor(seconds / DAY)), part("hours", Math.floor((seconds % DAY) / HOUR))];
  if (seconds >= HOUR) return [part("hours", Math.floor(seconds / HOUR)), part("minutes", Math.floor((seconds % HOUR) / MINUTE))];
  if (seconds >= 10 * MINUTE) return [part("minutes", Math.floor(seconds / MINUTE))];
  return [part("minutes", Math.floor(seconds / MINUTE)), part("seconds", seconds % MINUTE)];
}

// <time datetime="…" data-deadline> beside [data-left] and [data-here]. The server wrote the deadline in the round's zone;
// here come the time left and the reader's own time. Nothing is announced while it ticks.
export function tick(time) {
  const at = new Date(time.dateTime);
  if (Number.isNaN(at.valueOf())) return;
  const near = (name) => time.parentElement.querySelector(`[data-${name}]`);
  const out = near("left");
  const here = near("here");
  if (here) {
    here.textContent = words("yourTime", { time: moment(at) });
    here.hidden = false;
  }
  if (!out) return;
  const show = () => {
    if (!time.isConnected) return;
    const seconds = Math.floor((at - Date.now()) / 1000);
    out.textContent = seconds > 0 ? words("timeLeft", { time: left(seconds).join(" ") }) : words("timeOver");
    if (seconds > 0) setTimeout(show, (seconds < 10 * MINUTE ? 1 : 30) * 1000);
  };
  show();
}
