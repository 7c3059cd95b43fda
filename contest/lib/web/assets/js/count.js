import { number, words } from "./words.js";

// Characters are what a reader sees: an emoji or a rare Chinese character is one. A word is a run of letters, or one Chinese character.
const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const WORD = /\p{Script=Han}|[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}'’.-](?<!\p{Script=Han}))*/gu;

export const characters = (text) => [...segmenter.segment(text)].length;
export const wordsIn = (text) => (text.match(WORD) ?? []).length;

// With both limits a text may use a share of each: half of the characters and half of the words are a full text.
const CHARACTER = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u30fc]/gu;

function shared(text, limit, limitCharacters) {
  const chars = (text.match(CHARACTER) ?? []).length;
  const others = wordsIn(text.replace(CHARACTER, " "));
  const rest = 1 - chars / limitCharacters - others / limit;
  return chars > others ? { left: Math.floor(rest * limitCharacters), inWords: false } : { left: Math.floor(rest * limit), inWords: true };
}

// <textarea data-count="characters|words" data-limit="300" [data-limit-characters="400"]>, with <p id="{id}-count"> below it. It only tells; the server decides.
export function count(control) {
  const out = document.getElementById(`${control.id}-count`);
  if (!out) return;
  const limit = Number(control.dataset.limit);
  const limitCharacters = Number(control.dataset.limitCharacters);
  const plain = control.dataset.count === "words";
  const show = () => {
    const text = control.value.trim();
    const { left, inWords } = limitCharacters
      ? shared(text, limit, limitCharacters)
      : { left: limit - (plain ? wordsIn(text) : characters(text)), inWords: plain };
    const name = inWords ? (left < 0 ? "wordsOver" : "wordsLeft") : left < 0 ? "over" : "left";
    out.textContent = words(name, { n: number(Math.abs(left)) });
    out.toggleAttribute("data-over", left < 0);
  };
  control.addEventListener("input", show);
  control.form?.addEventListener("contest:restored", show);
  show();
}
