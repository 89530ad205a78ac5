/* Where words stand in a frame and how large they are, as the editions have them
   (domain/edition_layout.py, adapters/media/overlays.py). Values in, values out; sizes in pixels of
   the frame. */

const SAFE_SHARE = 0.9;
const TALL = 1.5;
const TALL_BOTTOM = 0.8;
const LABEL_SHARE = 0.1;
const NAME_SHARE = 0.06;
const DETAIL_SHARE = 0.042;
const PAD_SHARE = 0.022;
const BAR_SHARE = 0.01;
const ROUND_SHARE = 0.012;
const LINE_SHARE = 1.42;
const BASELINE_SHARE = 1.02;
const LEAST_SHARE = 0.7;
const LABEL_FILL = 0.86;
const BETWEEN = " · ";
const SHAPES = { square: 1, vertical: 9 / 16 };
/* What stands over every picture that a machine altered (domain/edition_plans.py). */
export const AI_LABEL = ["AI से डिजिटल रूप में बदला गया", "Digitally altered with AI"];

/** The part of a picture that a cut keeps: `{left, top, width, height}`. */
export function windowOf({ width, height }, cut) {
  const aspect = SHAPES[cut] ?? width / height;
  const across = Math.min(width, height * aspect);
  const down = Math.min(height, width / aspect);
  return { left: (width - across) / 2, top: (height - down) / 3, width: across, height: down };
}

/** The lower third in a frame: its band, bar and lines; null without words. `measure(text, px,
    isBold)` says how wide a text is. */
export function lowerThird({ name, place, scheme }, { width, height }, measure) {
  const unit = Math.min(width, height);
  const margin = Math.ceil((width * (1 - SAFE_SHARE)) / 2);
  const [pad, bar] = [unit * PAD_SHARE, unit * BAR_SHARE];
  const within = width - 2 * margin - bar - 3 * pad;
  const small = unit * DETAIL_SHARE;
  const joined = [place, scheme].filter(Boolean).join(BETWEEN);
  const details = measure(joined, small, false) <= within ? [joined] : [place, scheme];
  const lines = [
    name && fitted(name, unit * NAME_SHARE, true, within, measure),
    ...details.map((text) => text && fitted(text, small, false, within, measure)),
  ].filter(Boolean);
  if (!lines.length) return null;
  const tall = lines.reduce((sum, one) => sum + one.px * LINE_SHARE, 0) + 2 * pad;
  const wide = Math.max(...lines.map((one) => one.width)) + bar + 3 * pad;
  const isTall = height >= width * TALL;
  const bottom = height * (isTall ? TALL_BOTTOM : (1 + SAFE_SHARE) / 2);
  const top = bottom - tall;
  const left = margin + bar + 2 * pad;
  return {
    band: { x: margin, y: top, width: wide, height: tall, rx: unit * ROUND_SHARE },
    bar: { x: margin + pad, y: top + pad, width: bar, height: tall - 2 * pad },
    lines: stacked(lines, left, top + pad),
  };
}

/** The label of what a machine altered: its band over the frame's top and its lines. */
export function aiLabel({ width, height }, measure) {
  const band = { x: 0, y: 0, width, height: height * LABEL_SHARE };
  const px = Math.min(
    (band.height / AI_LABEL.length) * (LABEL_FILL / LINE_SHARE),
    ...AI_LABEL.map((text) => (width * SAFE_SHARE) / measure(text, 1, true)),
  );
  const lines = AI_LABEL.map((text) => ({ text, px, isBold: true, width: 0 }));
  const top = (band.height - lines.length * px * LINE_SHARE) / 2;
  return { band, lines: stacked(lines, width / 2, top) };
}

/* At its size, smaller, or shortened at last. */
function fitted(text, px, isBold, within, measure) {
  const wanted = measure(text, px, isBold);
  const share = Math.max(LEAST_SHARE, Math.min(1, within / wanted));
  const size = px * share;
  const letters = [...new Intl.Segmenter().segment(text)].map((one) => one.segment);
  let short = text;
  while (measure(short, size, isBold) > within && letters.length) {
    letters.pop();
    short = `${letters.join("").trimEnd()}…`;
  }
  return { text: short, px: size, isBold, width: measure(short, size, isBold) };
}

function stacked(lines, x, top) {
  let y = top;
  return lines.map((line) => {
    const placed = { ...line, x, y: y + line.px * BASELINE_SHARE };
    y += line.px * LINE_SHARE;
    return placed;
  });
}
