// <div data-outline>: the questions of a form, each <li data-question> in a <section data-section>, dragged by its number. Dropped, it is sent
// by form#drop: before which question of which section. By keyboard and by finger the arrows beside each question do the same.
function placeAt(event) {
  const question = event.target.closest("[data-question]");
  const section = event.target.closest("[data-section]");
  if (!section) return null;
  if (!question) return { section, mark: section, before: "", where: "end" };
  const box = question.getBoundingClientRect();
  if (event.clientY < box.top + box.height / 2) return { section, mark: question, before: question.dataset.question, where: "before" };
  const next = question.nextElementSibling;
  return next ? { section, mark: next, before: next.dataset.question, where: "before" } : { section, mark: question, before: "", where: "end" };
}

export function outline(root) {
  const form = root.querySelector("form#drop");
  if (!form) return;
  let dragged = null;
  let place = null;
  const clear = () => root.querySelectorAll("[data-drop]").forEach((one) => one.removeAttribute("data-drop"));
  root.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("[data-question]");
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.question);
    event.dataTransfer.setDragImage(dragged, 0, 0);
    dragged.setAttribute("data-dragged", "");
  });
  root.addEventListener("dragover", (event) => {
    place = dragged && placeAt(event);
    if (!place) return;
    event.preventDefault();
    clear();
    if (place.mark !== dragged) place.mark.dataset.drop = place.where;
  });
  root.addEventListener("dragend", () => {
    dragged?.removeAttribute("data-dragged");
    dragged = place = null;
    clear();
  });
  root.addEventListener("drop", (event) => {
    if (!dragged || !place) return;
    event.preventDefault();
    const key = dragged.dataset.question;
    if (place.before === key) return;
    form.elements.key.value = key;
    form.elements.section.value = place.section.dataset.section;
    form.elements.before.value = place.before;
    form.requestSubmit();
  });
}
