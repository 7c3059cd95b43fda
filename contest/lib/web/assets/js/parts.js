import { asHex, digest } from "./sha256.js";

// Sends one file in parts, each with its SHA-256: straight to the storage where the browser reaches it, else through this site.
// A dropped line is waited for and a busy server asked again; what a person has to do comes back as `Refused`, whose `code` is the
// problem's type or "signed_out", "unreadable". Stopped by `signal`, it throws what the signal was stopped with.
const CHECKSUM = "x-amz-checksum-sha256";
const LONGEST_WAIT = 30000;
const TRIES = 4; // of a part that arrives damaged, or that the storage does not take

export class Refused extends Error {
  constructor(code, message = "") {
    super(message);
    this.code = code;
  }
}

class Answer extends Error {
  constructor(status, problem, wait) {
    super(problem.detail ?? "");
    Object.assign(this, { status, code: (problem.type ?? "").split(":").pop(), wait });
  }
}

const tokenOf = (form) => form.elements.namedItem("_csrf_token").value;

export const fieldsOf = (form) =>
  [...form.elements].filter((element) => element.type === "hidden" && element.name).map((element) => [element.name, element.value]);

// Resolves with what was answered; rejects with `Answer`, with TypeError where no answer came, or with the signal's reason.
export function request({ method, url, headers = {}, body }, { signal, onProgress } = {}) {
  return new Promise((resolve, reject) => {
    const sending = new XMLHttpRequest();
    sending.open(method, url);
    for (const [name, value] of Object.entries(headers)) sending.setRequestHeader(name, value);
    if (onProgress) sending.upload.addEventListener("progress", onProgress);
    sending.addEventListener("error", () => reject(new TypeError(url)));
    sending.addEventListener("timeout", () => reject(new TypeError(url)));
    sending.addEventListener("load", () => {
      let answer = {};
      try {
        answer = JSON.parse(sending.responseText || "{}");
      } catch {
        // the storage answers in XML or with nothing: only its status counts
      }
      if (sending.status < 300) resolve(answer);
      else reject(new Answer(sending.status, answer, Number(sending.getResponseHeader("Retry-After")) * 1000));
    });
    signal?.throwIfAborted();
    signal?.addEventListener("abort", () => {
      sending.abort();
      reject(signal.reason);
    });
    sending.send(body);
  });
}

// As long as asked, or until the line is back.
function rest(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    addEventListener("online", resolve, { once: true });
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}

// The session may be another than the page was made in: its token comes from the page as it is now.
async function renew(form) {
  const page = await fetch(location.pathname, { headers: { Accept: "text/html" } });
  const made = new DOMParser().parseFromString(await page.text(), "text/html");
  const token = made.querySelector(`form[data-announce="${form.dataset.announce}"] [name=_csrf_token]`)?.value;
  if (!token) throw new Refused("signed_out");
  document.querySelectorAll("[name=_csrf_token]").forEach((field) => (field.value = token));
}

export class Sending {
  // `tell(state, bytes)`: "looking", "sending", "waiting" or "checking", and how many bytes are there or on the wire.
  constructor(form, file, { tell, signal }) {
    Object.assign(this, { form, file, tell, signal });
    this.kept = 0;
    this.isDirect = false;
  }

  async run(isFresh = false) {
    this.tell("looking", 0);
    const fields = Object.fromEntries(fieldsOf(this.form).filter(([name]) => name !== "_csrf_token"));
    const said = { ...fields, name: this.file.name, size: this.file.size, fresh: isFresh };
    this.plan = await this.ask("POST", this.form.dataset.announce, { json: said });
    this.isDirect = this.plan.direct;
    this.kept = 0;
    try {
      for (let number = 1; (number - 1) * this.plan.part < this.file.size; number++) await this.bring(number);
      this.tell("checking", this.file.size);
      await this.ask("POST", `${this.plan.at}/done`);
    } catch (error) {
      if (error.code === "other_file" && !isFresh) return this.run(true);
      throw error;
    }
    return this.plan.next;
  }

  discard() {
    return this.plan && this.ask("POST", `${this.plan.at}/discard`, { signal: new AbortController().signal });
  }

  async bring(number) {
    const start = (number - 1) * this.plan.part;
    const bytes = await this.file.slice(start, start + this.plan.part).arrayBuffer().catch(() => {
      throw new Refused("unreadable");
    });
    this.signal.throwIfAborted();
    const sum = await digest(bytes);
    const there = this.plan.have[number];
    if (there && there !== asHex(sum)) throw new Refused("other_file");
    if (!there) await this.send(number, bytes, sum);
    this.kept += bytes.byteLength;
    this.tell(there ? "looking" : "sending", this.kept);
  }

  async send(number, bytes, sum) {
    const at = `${this.plan.at}/parts/${number}`;
    for (let tries = 1; ; tries++) {
      let target = { url: at, headers: { [CHECKSUM]: sum } };
      if (this.isDirect) target = await this.ask("POST", at, { headers: target.headers });
      try {
        if (new URL(target.url, location.href).origin === location.origin) await this.ask("PUT", target.url, { headers: target.headers, body: bytes });
        else await request({ method: "PUT", ...target, body: bytes }, { signal: this.signal, onProgress: this.onProgress });
        return;
      } catch (error) {
        const isOurs = !this.isDirect || error instanceof Refused;
        const isDamaged = error instanceof Refused && error.code === "invalid";
        if (this.signal.aborted || (isOurs && !isDamaged) || tries >= TRIES) throw error;
        if (!isOurs && tries > 1 && navigator.onLine) this.isDirect = false; // this browser does not reach the storage
        this.tell("waiting", this.kept);
        await rest(500 * 2 ** tries, this.signal);
      }
    }
  }

  onProgress = ({ loaded }) => this.tell("sending", this.kept + loaded);

  // Asks this site, for as long as it takes to be answered.
  async ask(method, url, { json, headers = {}, body, signal = this.signal } = {}) {
    for (let failures = 0, isRenewed = false; ; ) {
      try {
        const ours = { Accept: "application/json", "X-CSRFToken": tokenOf(this.form), ...(json && { "Content-Type": "application/json" }) };
        const sent = { method, url, headers: { ...ours, ...headers }, body: json ? JSON.stringify(json) : body };
        return await request(sent, { signal, onProgress: body && this.onProgress });
      } catch (error) {
        if (signal.aborted) throw error;
        const isShut = [401, 403].includes(error.status);
        if (isShut && isRenewed) throw new Refused("signed_out");
        const isLater = !error.status || error.status >= 500 || error.status === 429;
        if (!isShut && !isLater) throw new Refused(error.code, error.message);
        if (isShut) {
          try {
            await renew(this.form);
            isRenewed = true;
            continue;
          } catch (problem) {
            if (problem instanceof Refused) throw problem;
          }
        }
        this.tell("waiting", this.kept);
        const wait = Math.min(1000 * 2 ** failures++, LONGEST_WAIT) * (0.75 + Math.random() / 2);
        await rest(Math.max(error.wait || 0, wait), signal);
      }
    }
  }
}
