import { number, words } from "./words.js";

// <form data-score>: each [data-criterion] holds one number input [data-weight] (percent) and, if it likes, buttons [data-step] and
// [data-set]. The total moves as the judge scores: sum of weight x score / 10, two decimals, half up. The server counts for itself.
const inputs = (form) => [...form.querySelectorAll("input[data-weight]")];

function total(form) {
  let thousandths = 0; // whole numbers, as 0.1 + 0.2 is no number to judge by
  let open = 0;
  for (const input of inputs(form)) {
    if (input.value === "" || !input.validity.valid) open += 1;
    else thousandths += Math.round(Number(input.dataset.weight) * 100) * Math.round(Number(input.value) * 10);
  }
  return { points: Math.floor(thousandths / 100 + 0.5) / 100, open };
}

function set(input, value) {
  const low = Number(input.min);
  const high = Number(input.max);
  input.value = String(Math.min(high, Math.max(low, value)));
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

function move(form, from, by) {
  const all = inputs(form);
  const next = all[all.indexOf(from) + by];
  if (!next) return form.querySelector("textarea")?.focus();
  next.focus();
  next.select();
  next.closest("[data-criterion]").scrollIntoView({ block: "nearest" });
}

// In a score only, so that no letter typed into a text is taken: Enter or J goes to the next criterion, K to the one before.
function keys(form, event) {
  const input = event.target;
  if (!input.matches?.("input[data-weight]") || event.ctrlKey || event.metaKey || event.altKey) return;
  const by = { Enter: 1, j: 1, J: 1, k: -1, K: -1 }[event.key];
  if (!by) return;
  event.preventDefault();
  move(form, input, by);
}

export function score(form) {
  const out = form.querySelector("[data-total]");
  const left = form.querySelector("[data-unscored]");
  const show = () => {
    const { points, open } = total(form);
    out.textContent = words("total", { n: number(points, { minimumFractionDigits: 2 }) });
    left.textContent = open ? words("unscored", { n: number(open) }) : "";
    for (const button of form.querySelectorAll("[data-set]")) {
      const value = button.closest("[data-criterion]").querySelector("input[data-weight]").value;
      button.setAttribute("aria-pressed", String(value !== "" && Number(value) === Number(button.dataset.set)));
    }
  };
  form.addEventListener("input", show);
  form.addEventListener("contest:restored", show);
  form.addEventListener("keydown", (event) => keys(form, event));
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-step], [data-set]");
    if (!button) return;
    const input = button.closest("[data-criterion]").querySelector("input[data-weight]");
    if (button.dataset.set) set(input, Number(button.dataset.set));
    else set(input, Math.round((Number(input.value || 0) + Number(button.dataset.step)) * 10) / 10);
  });
  show();
}
