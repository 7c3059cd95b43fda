import { bytes, number, twoSizes, words } from "./words.js";

// <form data-upload>: see templates/_parts/upload.html for what it asks of the server. The bar counts bytes that left this machine;
// after the last one it says "being checked" until the server has answered, and only then the page moves on.
const token = (form) => form.elements.namedItem("_csrf_token").value;

async function postJson(form, url, body) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "Accept": "application/json", "Content-Type": "application/json", "X-CSRFToken": token(form) },
    body: JSON.stringify(body),
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.detail ?? "");
  return answer;
}

function send({ method, url, headers, body }, onProgress, onStart) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.addEventListener("progress", onProgress);
    request.addEventListener("abort", () => reject(new DOMException("", "AbortError")));
    request.addEventListener("error", () => reject(new Error("")));
    request.addEventListener("load", () => {
      let answer = {};
      try {
        answer = JSON.parse(request.responseText || "{}");
      } catch {
        // S3 answers in XML or with nothing: only its status counts
      }
      if (request.status < 300) resolve(answer);
      else reject(new Error(answer.detail ?? ""));
    });
    onStart(request);
    request.send(body);
  });
}

function formData(fields, name, file) {
  const body = new FormData();
  for (const [key, value] of fields) body.append(key, value);
  body.append(name, file); // last: S3 ignores what follows the file
  return body;
}

const hiddenFields = (form) => [...form.querySelectorAll("input[type=hidden]")].map((input) => [input.name, input.value]);

async function transport(form, input, file) {
  const toApp = { "X-CSRFToken": token(form), "Accept": "application/json" };
  if (!form.dataset.announce) {
    return { method: "POST", url: form.action, headers: toApp, body: formData(hiddenFields(form), input.name, file) };
  }
  const fields = Object.fromEntries(hiddenFields(form).filter(([name]) => name !== "_csrf_token"));
  const plan = await postJson(form, form.dataset.announce, { ...fields, name: file.name, size: file.size, type: file.type });
  const isOurs = new URL(plan.url, location.href).origin === location.origin;
  const headers = { ...(isOurs ? toApp : {}), ...plan.headers };
  if (plan.fields) return { ...plan, method: "POST", headers, body: formData(Object.entries(plan.fields), "file", file) };
  return { ...plan, method: plan.method ?? "PUT", headers, body: file };
}

export function upload(form) {
  const input = form.querySelector("input[type=file]");
  const state = form.querySelector(".upload-state");
  const bar = state.querySelector("progress");
  const text = state.querySelector(".upload-words");
  const spoken = form.querySelector("[role=status]");
  const stop = form.querySelector("[data-stop]");
  const go = form.querySelector("button:not([type=button])");
  let running = null;

  const say = (sentence, tone = "") => {
    state.hidden = false;
    text.textContent = sentence;
    text.dataset.tone = tone;
    spoken.textContent = sentence;
  };
  const busy = (is) => {
    go.disabled = is;
    stop.hidden = !is;
    bar.hidden = !is;
  };
  const tooLarge = () => {
    const [file] = input.files;
    const limit = Number(form.dataset.limit);
    if (!file || file.size <= limit) return false;
    const [size, most] = twoSizes(file.size, limit);
    say(words("tooLarge", { size, limit: most }), "wrong");
    bar.hidden = true;
    return true;
  };

  let spokenAt = 0;
  const onProgress = ({ loaded, total }) => {
    bar.value = (100 * loaded) / total;
    if (loaded === total) return say(words("checking"));
    const percent = number(loaded / total, { style: "percent" });
    const sentence = words("sending", { percent, done: bytes(loaded), total: bytes(total) });
    text.textContent = sentence;
    if (Date.now() - spokenAt > 5000) {
      spokenAt = Date.now();
      spoken.textContent = sentence;
    }
  };

  async function run() {
    const [file] = input.files;
    busy(true);
    bar.value = 0;
    say(words("sending", { percent: number(0, { style: "percent" }), done: bytes(0), total: bytes(file.size) }));
    try {
      const plan = await transport(form, input, file);
      const answer = await send(plan, onProgress, (request) => (running = request));
      running = null;
      const { next } = plan.done ? await postJson(form, plan.done, {}) : answer;
      form.dispatchEvent(new CustomEvent("contest:uploaded", { bubbles: true }));
      location.assign(next ?? location.href);
    } catch (error) {
      busy(false);
      if (error.name === "AbortError") say(words("stopped"));
      else say(error instanceof TypeError || !error.message ? words("failed") : error.message, "wrong");
      go.focus();
    } finally {
      running = null;
    }
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
  stop.addEventListener("click", () => running?.abort());
  for (const name of ["dragenter", "dragover"]) input.addEventListener(name, () => input.setAttribute("data-over", ""));
  for (const name of ["dragleave", "drop"]) input.addEventListener(name, () => input.removeAttribute("data-over"));
  addEventListener("beforeunload", (event) => {
    if (running) event.preventDefault();
  });
}
