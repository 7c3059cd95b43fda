import { number, words } from "./words.js";

// Characters are what a reader sees: an emoji or a rare Chinese character is one. A word is a run of letters, or one Chinese character.
const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const WORD = /\p{Script=Han}|[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}'’.-](?<!\p{Script=Han}))*/gu;

export const characters = (text) => [...segmenter.segment(text)].length;
export const wordsIn = (text) => (text.match(WORD) ?? []).length;

// <textarea data-count="characters|words" data-limit="300">, with <p id="{id}-count"> below it. It only tells; the server decides.
export function count(control) {
  const out = document.getElementById(`${control.id}-count`);
  if (!out) return;
  const limit = Number(control.dataset.limit);
  const inWords = control.dataset.count === "words";
  const show = () => {
    const text = control.value.trim();
    const left = limit - (inWords ? wordsIn(text) : characters(text));
    const name = inWords ? (left < 0 ? "wordsOver" : "wordsLeft") : left < 0 ? "over" : "left";
    out.textContent = words(name, { n: number(Math.abs(left)) });
    out.toggleAttribute("data-over", left < 0);
  };
  control.addEventListener("input", show);
  control.form?.addEventListener("contest:restored", show);
  show();
}
