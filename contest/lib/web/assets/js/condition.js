// <div data-shown-if='[["field", ["value", ...]], ...]' hidden>: a question that is asked where all of these hold; without values,
// where there is an answer at all. One that hangs on a question that is not asked is not asked either. data-of: the form's id.
const followed = new WeakMap();

function answers(form, name) {
  return [...form.elements]
    .filter((control) => control.name === name && control.type !== "hidden")
    .filter((control) => !["radio", "checkbox"].includes(control.type) || control.checked)
    .map((control) => control.value.trim())
    .filter(Boolean);
}

const isAsked = (form, name) => ![...form.elements].find((control) => control.name === name && control.type !== "hidden")?.closest("[hidden]");

function holds(form, [name, values]) {
  if (!isAsked(form, name)) return false;
  const given = answers(form, name);
  return values.length ? given.some((value) => values.includes(value)) : given.length > 0;
}

export function condition(element) {
  const form = element.closest("form") ?? document.getElementById(element.dataset.of);
  const own = followed.get(form) ?? [];
  own.push([element, JSON.parse(element.dataset.shownIf)]);
  if (own.length > 1) return;
  followed.set(form, own);
  // In the order of the page: what a question hangs on stands before it; a second look settles the rest.
  const settle = () => {
    for (let look = 0; look < 2; look++) for (const [part, all] of own) part.hidden = !all.every((one) => holds(form, one));
  };
  for (const name of ["input", "change", "contest:autosaved", "contest:restored"]) form.addEventListener(name, settle);
}
