// A page that comes back with errors begins at them; a link in the summary lands in the control and not only near it.
export function focusErrors(summary) {
  summary.focus();
  summary.addEventListener("click", (event) => {
    const control = document.getElementById(event.target.closest("a[href^='#']")?.hash.slice(1));
    if (!control) return;
    event.preventDefault();
    const folded = control.closest("details");
    if (folded) folded.open = true;
    (control.labels?.[0] ?? control).scrollIntoView({ block: "start" });
    control.focus({ preventScroll: true });
  });
}
