/**
 * SHA-256 of a picked file, base64, as the upload grant wants it. crypto.subtle takes only whole
 * buffers, so a small file goes through it and a big one is read in slices through the incremental
 * form below (FIPS 180-4): a 200 MB video never stands in a cheap phone's memory. The incremental
 * form also serves pages opened without a secure context, where crypto.subtle is absent.
 */

const WHOLE_FILE_BYTES = 32 * 1024 * 1024;
const SLICE_BYTES = 2 * 1024 * 1024;

const primes = [];
for (let n = 2; primes.length < 64; n += 1) if (primes.every((p) => n % p !== 0)) primes.push(n);

/**
 * The first 32 bits of a root's fraction; doubles carry 52, and these roots stay below 7 in 3
 * bits.
 */
function fraction(root) {
  return Math.floor((root - Math.floor(root)) * 2 ** 32) | 0;
}

const START = Int32Array.from(primes.slice(0, 8), (p) => fraction(Math.sqrt(p)));
const ROUND = Int32Array.from(primes, (p) => fraction(Math.cbrt(p)));

/** SHA-256 that is fed piece by piece. */
export class Sha256 {
  #state = START.slice();
  #words = new Int32Array(64);
  #rest = new Uint8Array(64);
  #restBytes = 0;
  #totalBytes = 0;

  /** Take the next bytes. */
  update(bytes) {
    this.#totalBytes += bytes.length;
    let from = 0;
    if (this.#restBytes > 0) {
      from = Math.min(64 - this.#restBytes, bytes.length);
      this.#rest.set(bytes.subarray(0, from), this.#restBytes);
      this.#restBytes += from;
      if (this.#restBytes < 64) return this;
      this.#block(this.#rest, 0);
      this.#restBytes = 0;
    }
    for (; from + 64 <= bytes.length; from += 64) this.#block(bytes, from);
    this.#rest.set(bytes.subarray(from));
    this.#restBytes = bytes.length - from;
    return this;
  }

  /** The 32 bytes; the object is used up. */
  digest() {
    const bits = this.#totalBytes * 8;
    const padding = new Uint8Array((this.#restBytes < 56 ? 64 : 128) - this.#restBytes);
    padding[0] = 0x80;
    const tail = new DataView(padding.buffer);
    tail.setUint32(padding.length - 8, Math.floor(bits / 2 ** 32));
    tail.setUint32(padding.length - 4, bits % 2 ** 32);
    this.update(padding);
    const out = new DataView(new ArrayBuffer(32));
    this.#state.forEach((word, i) => out.setInt32(4 * i, word));
    return new Uint8Array(out.buffer);
  }

  #block(bytes, from) {
    const w = this.#words;
    const s = this.#state;
    for (let i = 0, at = from; i < 16; i += 1, at += 4) {
      w[i] = (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
    }
    for (let i = 16; i < 64; i += 1) {
      const x = w[i - 15];
      const y = w[i - 2];
      const low = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const high = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      w[i] = (w[i - 16] + low + w[i - 7] + high) | 0;
    }
    let [a, b, c, d, e, f, g, h] = s;
    for (let i = 0; i < 64; i += 1) {
      const turnE = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const one = (h + turnE + ((e & f) ^ (~e & g)) + ROUND[i] + w[i]) | 0;
      const turnA = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const two = (turnA + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + one) | 0;
      d = c;
      c = b;
      b = a;
      a = (one + two) | 0;
    }
    [a, b, c, d, e, f, g, h].forEach((word, i) => {
      s[i] = (s[i] + word) | 0;
    });
  }
}

/** SHA-256 of `blob` as base64; `onProgress(share 0..1)` is called while a big file is read. */
export async function sha256Of(blob, onProgress = () => {}) {
  const whole = globalThis.crypto?.subtle && blob.size <= WHOLE_FILE_BYTES;
  const bytes = whole
    ? new Uint8Array(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer()))
    : await inSlices(blob, onProgress);
  return btoa(String.fromCharCode(...bytes));
}

async function inSlices(blob, onProgress) {
  const hash = new Sha256();
  for (let from = 0; from < blob.size; from += SLICE_BYTES) {
    const slice = blob.slice(from, from + SLICE_BYTES);
    hash.update(new Uint8Array(await slice.arrayBuffer()));
    onProgress(Math.min(1, (from + SLICE_BYTES) / blob.size));
  }
  return hash.digest();
}
