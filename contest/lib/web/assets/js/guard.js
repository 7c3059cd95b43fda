// <form data-guard>: asks before a page with unsaved text is left. Quiet once the form is sent or back to what it was.
const state = (form) => new URLSearchParams([...new FormData(form)].filter(([name, value]) => !["_csrf_token", "revision"].includes(name) && typeof value === "string")).toString();

export function guard(form) {
  let saved = state(form);
  let leaving = false;
  form.addEventListener("submit", () => (leaving = true));
  form.addEventListener("contest:saved", () => (leaving = true));
  form.addEventListener("contest:autosaved", () => (saved = state(form)));
  addEventListener("pageshow", () => (leaving = false));
  addEventListener("beforeunload", (event) => {
    if (!leaving && form.isConnected && state(form) !== saved) event.preventDefault();
  });
}
