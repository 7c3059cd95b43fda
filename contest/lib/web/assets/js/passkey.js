// <form data-passkey="question as JSON" hidden>: asks the device that the reader holds, and sends what it answers in the field
// `answer`. Where the browser knows no passkeys the form stays hidden, and a sentence beside it says why.
const PARTS = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));

function text(buffer) {
  const whole = btoa(String.fromCharCode(...new Uint8Array(buffer)));
  return whole.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function question(json) {
  const asked = JSON.parse(json);
  asked.challenge = bytes(asked.challenge);
  if (asked.user) asked.user.id = bytes(asked.user.id);
  for (const one of [...(asked.allowCredentials ?? []), ...(asked.excludeCredentials ?? [])]) one.id = bytes(one.id);
  return asked;
}

function written({ id, rawId, type, response }) {
  const given = PARTS.filter((name) => response[name]).map((name) => [name, text(response[name])]);
  return JSON.stringify({ id, rawId: text(rawId), type, response: Object.fromEntries(given), clientExtensionResults: {} });
}

export function passkey(form) {
  if (!window.PublicKeyCredential) return;
  form.hidden = false;
  form.nextElementSibling.hidden = true;
  const publicKey = question(form.dataset.passkey);
  const status = form.querySelector("[data-passkey-status]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    status.textContent = "";
    try {
      const answer = await navigator.credentials[publicKey.user ? "create" : "get"]({ publicKey });
      form.elements.answer.value = written(answer);
    } catch {
      status.textContent = status.dataset.failed;
      return;
    }
    form.submit();
  });
}
