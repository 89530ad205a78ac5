/* What is said in a film, as WebVTT made here: a moderator typed it and nobody timed it, so its
   sentences are spread over the film by their length. */

const ENDS = /[^.!?।॥\n]+[.!?।॥]*["”’)]*/g;
const LONGEST_CUE = 120;
const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/** The sentences of a text, the long ones broken between words. */
export function sentencesOf(text) {
  const found = text.match(ENDS) ?? [];
  return found.map((one) => one.trim()).filter(Boolean).flatMap(broken);
}

function broken(sentence) {
  const lines = [];
  for (const word of sentence.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < LONGEST_CUE) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else {
      lines.push(word);
    }
  }
  return lines;
}

/** A WebVTT file with `text` spread over so many seconds. */
export function webvtt(text, seconds) {
  const said = sentencesOf(text);
  const letters = said.reduce((sum, one) => sum + one.length, 0);
  let past = 0;
  const cues = said.map((one) => {
    const from = (past / letters) * seconds;
    past += one.length;
    return `${clock(from)} --> ${clock((past / letters) * seconds)}\n${escaped(one)}\n`;
  });
  return `WEBVTT\n\n${cues.join("\n")}`;
}

function clock(seconds) {
  const whole = Math.floor(seconds * 1000);
  const two = (value) => String(value).padStart(2, "0");
  const rest = String(whole % 1000).padStart(3, "0");
  const minutes = Math.floor(whole / 60_000);
  const past = [Math.floor(minutes / 60), minutes % 60, Math.floor(whole / 1000) % 60];
  return `${past.map(two).join(":")}.${rest}`;
}

/* A cue may hold marks of its own; what somebody typed is never one. */
function escaped(text) {
  return text.replace(/[&<>]/g, (sign) => ESCAPES[sign]);
}
