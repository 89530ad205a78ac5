/* Recomputes a chain of audit entries in the browser, by nothing but what the service shows.

   An entry's hash is the SHA-256 of its canonical JSON without that hash: keys in the order of their
   code points, no spaces, text as it is and not escaped into ASCII, the instant as ISO 8601 with
   "+00:00". domain/audit.py has the same rules, and a test compares the two. */

/** How a whole chain stands: `{intact, at}`. `at` is the number of the first entry that does not fit,
    or one more than there are when the end is missing; null for an intact chain. `head` is
    `{seq, hash}`, the end as the subject itself remembers it. */
export async function verified(subjectId, entries, head) {
  let previous = "";
  for (const [index, entry] of entries.entries()) {
    const fits = entry.seq === index + 1 && entry.previous_hash === previous;
    if (!fits || (await hashOf(subjectId, entry)) !== entry.hash) {
      return { intact: false, at: index + 1 };
    }
    previous = entry.hash;
  }
  const ends = entries.length === head.seq && previous === head.hash;
  return ends ? { intact: true, at: null } : { intact: false, at: entries.length + 1 };
}

/** The hash of one entry, in hex. */
export async function hashOf(subjectId, entry) {
  const bytes = new TextEncoder().encode(canonical({ ...partOf(entry), subject_id: subjectId }));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function partOf({ seq, at, actor, action, facts, previous_hash }) {
  return { seq, at: isoformat(at), actor, action, facts, previous_hash };
}

/** A value as canonical JSON. */
export function canonical(value) {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const keys = Object.keys(value).sort(byCodePoint);
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
}

/** "2026-11-14T12:00:00.120Z" as "2026-11-14T12:00:00.120000+00:00": a fraction has six digits, and
    there is none where it would be nothing. */
export function isoformat(at) {
  const [, whole, fraction = ""] = /^(.{19})(?:\.(\d+))?Z$/.exec(at) ?? [null, at];
  const micros = fraction.padEnd(6, "0").slice(0, 6);
  return `${whole}${Number(micros) ? `.${micros}` : ""}+00:00`;
}

/* JavaScript sorts by halves of surrogate pairs, Python by characters. */
function byCodePoint(one, other) {
  const [a, b] = [[...one], [...other]];
  for (let place = 0; place < Math.min(a.length, b.length); place += 1) {
    const apart = a[place].codePointAt(0) - b[place].codePointAt(0);
    if (apart) return apart;
  }
  return a.length - b.length;
}
