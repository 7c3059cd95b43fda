// What every page loads. Each module improves markup that works without it; `ready` also runs on what htmx brings in.
import "htmx.org";
import { autosave } from "./autosave.js";
import { condition } from "./condition.js";
import { count } from "./count.js";
import { tick } from "./deadline.js";
import { door } from "./door.js";
import { focusErrors } from "./focus.js";
import { guard } from "./guard.js";
import { forgetAll, keep, settle } from "./keep.js";
import { keys } from "./keys.js";
import { menu } from "./menu.js";
import { offline, prune } from "./offline.js";
import { outline } from "./outline.js";
import { passkey } from "./passkey.js";
import { pitchClock } from "./pitch.js";
import { score } from "./score.js";
import { sift } from "./sift.js";
import { sum } from "./sum.js";
import { unsent } from "./unsent.js";
import { upload } from "./upload.js";

const parts = {
  "[data-deadline]": tick,
  "[data-door]": door,
  "[data-keys]": keys,
  "[data-menu]": menu,
  "[data-offline]": offline,
  "[data-outline]": outline,
  "[data-pitch-clock]": pitchClock,
  "textarea[data-count], input[data-count]": count,
  "form[data-autosave]": autosave,
  "form[data-forget]": forgetAll,
  "form[data-keep]": keep,
  "form[data-guard]": guard,
  "form[data-passkey]": passkey,
  "form[data-score]": score,
  "form[data-upload]": upload,
  "[data-sift]": sift,
  "fieldset[data-sum]": sum,
  "[data-shown-if]": condition,
  "[data-left-here]": unsent,
  "[data-focus]": focusErrors,
};

const done = new WeakMap();

function ready(root) {
  for (const [selector, improve] of Object.entries(parts)) {
    const found = [...root.querySelectorAll(selector)].filter((one) => one.id !== "words"); // its attributes are words, not parts
    if (root.matches?.(selector)) found.unshift(root);
    for (const element of found) {
      const improved = done.get(element) ?? new Set();
      if (improved.has(improve)) continue;
      done.set(element, improved.add(improve));
      improve(element);
    }
  }
}

document.addEventListener("DOMContentLoaded", () => {
  settle();
  prune();
  ready(document);
});
document.addEventListener("htmx:load", (event) => ready(event.target));
