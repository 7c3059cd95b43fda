import { quote } from "./autosave.js";
import { copies, drop } from "./store.js";
import { moment } from "./words.js";

// <section data-left-here data-keep="entry:…" hidden>: on a page without the form, what its person typed in this browser and the server
// never took, as when the deadline passed first. [data-left-at], [data-left-texts], [data-left-discard] are filled in.
export async function unsent(section) {
  const found = await copies(section);
  if (!found.length) return;
  section.querySelector("[data-left-at]").textContent = moment(found[0].at);
  const texts = section.querySelector("[data-left-texts]");
  for (const { content } of found) for (const { label, now } of Object.values(content.changes ?? {})) texts.append(quote(label, now));
  section.querySelector("[data-left-discard]").addEventListener("click", () => {
    found.forEach(({ slot }) => drop(slot));
    section.remove();
  });
  section.hidden = false;
}
