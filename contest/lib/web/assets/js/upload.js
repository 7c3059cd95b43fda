import { fieldsOf, Refused, request, Sending } from "./parts.js";
import { bytes, number, twoSizes, words } from "./words.js";

// <form data-upload>: see templates/_parts/upload.html for what it asks of the server. The bar counts the bytes that are there or have left
// this machine; after the last one it says "being checked" until the server has answered, and only then the page moves on.
// form.dataset.state: looking, sending, waiting, checking, paused, failed, or none.
const PAUSE = "pause";
const STOP = "stop";
const isBusy = (form) => ["looking", "sending", "waiting", "checking"].includes(form.dataset.state);

function whole(form, file, { tell, signal }) {
  const body = new FormData();
  for (const [name, value] of fieldsOf(form)) body.append(name, value);
  body.append(form.querySelector("input[type=file]").name, file); // last: its token is read before the file is
  const headers = { "X-CSRFToken": form.elements.namedItem("_csrf_token").value, Accept: "application/json" };
  const onProgress = ({ loaded, total }) => tell(loaded === total ? "checking" : "sending", (file.size * loaded) / total);
  tell("sending", 0);
  return request({ method: "POST", url: form.action, headers, body }, { signal, onProgress }).then(({ next }) => next);
}

export function upload(form) {
  const input = form.querySelector("input[type=file]");
  const state = form.querySelector(".upload-state");
  const bar = state.querySelector("progress");
  const text = state.querySelector(".upload-words");
  const spoken = form.querySelector("[role=status]");
  const [go, pause, resume, stop] = ["button:not([type=button])", "[data-pause]", "[data-resume]", "[data-stop]"].map((name) => form.querySelector(name));
  const inParts = Boolean(form.dataset.announce);
  let control = null;
  let sending = null;
  let spokenAt = 0;

  const say = (sentence, tone = "") => {
    state.hidden = false;
    text.textContent = sentence;
    text.dataset.tone = tone;
  };
  const begun = form.previousElementSibling?.matches(".upload-unfinished") ? form.previousElementSibling : null;
  const show = (name) => {
    if (begun && name) begun.hidden = true; // the bar says it better, and what was begun is gone on with or discarded
    const isNew = form.dataset.state !== name;
    form.dataset.state = name;
    const isOn = isBusy(form);
    const isBegun = inParts && (isOn || name === "paused" || (name === "failed" && sending?.plan));
    go.hidden = isOn || Boolean(isBegun);
    pause.hidden = !inParts || !isOn || name === "checking";
    resume.hidden = !isBegun || isOn;
    stop.hidden = !(isOn || isBegun) || name === "checking";
    input.disabled = isOn || Boolean(isBegun);
    bar.hidden = !(isOn || isBegun);
    return isNew;
  };
  const tell = (name, done) => {
    const [file] = input.files;
    const isNew = show(name);
    bar.value = file.size ? (100 * done) / file.size : 0; // an empty file is refused by the server, which says so
    const percent = number(Math.floor(bar.value) / 100, { style: "percent" });
    say(words(name, { percent, done: bytes(done), total: bytes(file.size) }));
    if (isNew || Date.now() - spokenAt > 10000) {
      spokenAt = Date.now();
      spoken.textContent = text.textContent;
    }
  };
  const fail = (sentence) => {
    show("failed");
    say(sentence, "wrong");
    spoken.textContent = sentence;
    (resume.hidden ? go : resume).focus();
  };
  const idle = () => {
    sending = null;
    show("");
  };
  const tooLarge = () => {
    const [file] = input.files;
    const limit = Number(form.dataset.limit);
    if (!file || file.size <= limit) return false;
    const [size, most] = twoSizes(file.size, limit);
    idle();
    say(words("tooLarge", { size, limit: most }), "wrong");
    spoken.textContent = text.textContent;
    return true;
  };

  async function run() {
    const [file] = input.files;
    control = new AbortController();
    const how = { tell, signal: control.signal };
    try {
      if (inParts) sending = new Sending(form, file, how);
      const next = await (inParts ? sending.run() : whole(form, file, how));
      form.dispatchEvent(new CustomEvent("contest:uploaded", { bubbles: true }));
      form.dataset.state = "done";
      // Another file of this page may be on its way still: the last one moves on.
      if (![...document.querySelectorAll("form[data-upload]")].some(isBusy)) location.assign(next ?? location.href);
    } catch (error) {
      await stopped(error);
    }
  }

  async function stopped(error) {
    if (error === PAUSE) {
      tell("paused", sending.kept);
      resume.focus();
    } else if (error === STOP) {
      await sending?.discard()?.catch(() => {}); // what cannot be discarded now is swept away later
      idle();
      say(words(inParts ? "discarded" : "stopped"));
      spoken.textContent = text.textContent;
      go.focus();
    } else if (error instanceof Refused && ["signed_out", "unreadable"].includes(error.code)) {
      fail(words(error.code === "unreadable" ? "unreadable" : "uploadSignedOut"));
      form.dataset.reason = error.code;
    } else fail(error instanceof TypeError || !error.message ? words("failed") : error.message);
  }

  form.addEventListener("submit", (event) => {
    if (!input.files.length) return; // the browser asks for the file
    event.preventDefault();
    if (!tooLarge()) run();
  });
  input.addEventListener("change", () => {
    state.hidden = true;
    tooLarge();
  });
  pause.addEventListener("click", () => control?.abort(PAUSE));
  resume.addEventListener("click", run);
  stop.addEventListener("click", () => (isBusy(form) ? control.abort(STOP) : stopped(STOP)));
  for (const name of ["dragenter", "dragover"]) input.addEventListener(name, () => input.setAttribute("data-over", ""));
  for (const name of ["dragleave", "drop"]) input.addEventListener(name, () => input.removeAttribute("data-over"));
  addEventListener("focus", () => {
    if (form.dataset.state === "failed" && form.dataset.reason === "signed_out") {
      delete form.dataset.reason;
      run();
    }
  });
  addEventListener("beforeunload", (event) => {
    if (isBusy(form)) event.preventDefault();
  });
}
