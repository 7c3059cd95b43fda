// The SHA-256 of an ArrayBuffer, in base64. The browser's own is there only where the site is reached over https or on this machine.
const K = [];
const FIRST = [];

function isPrime(n) {
  for (let divisor = 2; divisor * divisor <= n; divisor++) if (n % divisor === 0) return false;
  return true;
}

const fraction = (x) => ((x - Math.floor(x)) * 2 ** 32) | 0;
for (let n = 2; K.length < 64; n++) {
  if (!isPrime(n)) continue;
  if (FIRST.length < 8) FIRST.push(fraction(n ** (1 / 2)));
  K.push(fraction(n ** (1 / 3)));
}

const turn = (x, n) => (x >>> n) | (x << (32 - n));

function block(state, view, at, w) {
  for (let i = 0; i < 64; i++) {
    if (i < 16) {
      w[i] = view.getInt32(at + 4 * i);
      continue;
    }
    const [one, two] = [w[i - 15], w[i - 2]];
    w[i] = w[i - 16] + (turn(one, 7) ^ turn(one, 18) ^ (one >>> 3)) + w[i - 7] + (turn(two, 17) ^ turn(two, 19) ^ (two >>> 10));
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i++) {
    const first = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
    const second = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => (state[i] = (state[i] + word) | 0));
}

export function slowDigest(buffer) {
  const padded = new Uint8Array(64 * Math.ceil((buffer.byteLength + 9) / 64));
  padded.set(new Uint8Array(buffer));
  padded[buffer.byteLength] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(padded.length - 8, BigInt(8 * buffer.byteLength));
  const state = [...FIRST];
  const w = new Int32Array(64);
  for (let at = 0; at < padded.length; at += 64) block(state, view, at, w);
  state.forEach((word, i) => view.setInt32(4 * i, word));
  return padded.slice(0, 32);
}

export async function digest(buffer) {
  const found = crypto.subtle ? new Uint8Array(await crypto.subtle.digest("SHA-256", buffer)) : slowDigest(buffer);
  return btoa(String.fromCharCode(...found));
}

export const asHex = (base64) => [...atob(base64)].map((sign) => sign.charCodeAt(0).toString(16).padStart(2, "0")).join("");
