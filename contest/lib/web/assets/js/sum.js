import { number, words } from "./words.js";

// <fieldset data-sum>: the whole numbers of its inputs [data-part] are added up in its [data-sum-shown] while somebody types; the server checks.
export function sum(group) {
  const out = group.querySelector("[data-sum-shown]");
  const show = () => {
    const parts = [...group.querySelectorAll("input[data-part]")].map((input) => Number(input.value.trim() || 0));
    const total = parts.reduce((all, one) => all + one, 0);
    out.textContent = Number.isFinite(total) ? words("sum", { n: number(total) }) : "";
    out.toggleAttribute("data-wrong", total !== 100);
  };
  group.addEventListener("input", show);
  show();
}
