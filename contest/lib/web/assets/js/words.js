// The words of the interface that only the browser can finish: they come, translated, from the layout's <template id="words">.
export function words(name, values = {}) {
  const text = document.getElementById("words")?.dataset[name] ?? "";
  return text.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
}

// "en" alone means American dates; ours are 5 Dec 2026, 17:00 in both.
const lang = { en: "en-GB" }[document.documentElement.lang] ?? document.documentElement.lang;

export const number = (value, options) => new Intl.NumberFormat(lang, options).format(value);

export const moment = (date) => new Intl.DateTimeFormat(lang, { dateStyle: "medium", timeStyle: "short" }).format(date);

export const time = (date) => new Intl.DateTimeFormat(lang, { timeStyle: "medium" }).format(date);

const exact = (size) => number(size, { style: "unit", unit: "byte", unitDisplay: "long" });

// Two sizes that differ never read the same: one byte too large is said in bytes.
export function twoSizes(one, other) {
  return bytes(one) === bytes(other) && one !== other ? [exact(one), exact(other)] : [bytes(one), bytes(other)];
}

export function bytes(size) {
  const unit = size >= 1e6 ? "megabyte" : "kilobyte";
  const value = size / (unit === "megabyte" ? 1e6 : 1e3);
  return number(value, { style: "unit", unit, maximumFractionDigits: value < 10 ? 1 : 0 });
}
