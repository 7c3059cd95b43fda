// <div data-sift hidden><input type="search" data-sift-for="id"><p data-sift-none hidden>: a long list of choices, each a
// `.choice`, is sifted by what is typed. What is ticked stays in sight, so that nothing is sent unseen.
export function sift(box) {
  const [input, nothing] = [box.querySelector("input"), box.querySelector("[data-sift-none]")];
  const list = document.getElementById(input.dataset.siftFor);
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const choices = [...list.querySelectorAll(".choice")].map((choice) => [choice, plain(choice.textContent)]);
  const look = () => {
    const sought = plain(input.value.trim());
    let found = 0;
    for (const [choice, words] of choices) {
      const matches = words.includes(sought);
      found += matches;
      choice.hidden = !matches && !choice.querySelector("input").checked;
    }
    for (const part of list.querySelectorAll("[data-sift-part]")) part.hidden = !part.querySelector(".choice:not([hidden])");
    nothing.hidden = found > 0;
  };
  box.hidden = false;
  input.addEventListener("input", look);
  input.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
}
