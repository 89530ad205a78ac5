/* The code as it is typed: in three groups, in capitals, with the digits of any keyboard. What it
   means, and whether it is one, the service says. */

const LENGTH = 12;
const GROUP = 4;
/* Where the ten digits of scripts used in India begin, Devanagari first. */
const ZEROS = [0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0x6f0, 0xff10];

/** The text as a code in groups: `k7qp3` becomes `K7QP-3`. */
export function grouped(text) {
  const letters = plain(text).slice(0, LENGTH);
  return letters.match(new RegExp(`.{1,${GROUP}}`, "g"))?.join("-") ?? "";
}

/** Rewrite a field in groups while somebody types, and leave the caret behind the same letter. */
export function regroup(field) {
  const before = plain(field.value.slice(0, field.selectionStart)).length;
  const text = grouped(field.value);
  if (text === field.value) return;
  field.value = text;
  const caret = before + Math.floor(Math.max(0, before - 1) / GROUP);
  field.setSelectionRange(caret, caret);
}

/** Whether all letters are there. */
export function isComplete(text) {
  return plain(text).length >= LENGTH;
}

function plain(text) {
  return [...text]
    .map(digit)
    .join("")
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, "");
}

function digit(letter) {
  const at = letter.codePointAt(0);
  const zero = ZEROS.find((each) => at >= each && at < each + 10);
  return zero === undefined ? letter : String(at - zero);
}
