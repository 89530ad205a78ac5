/* Elements of SVG: the same as shared/dom.js makes, in the namespace of pictures. */

const SVG = "http://www.w3.org/2000/svg";

/** An SVG element with attributes and children; what is null is left out. */
export function s(tag, attributes, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value !== null && value !== undefined) element.setAttribute(name, String(value));
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null));
  return element;
}

let pen = null;

/** How wide a text is in pixels, in a font as CSS writes it. */
export function widthOf(text, font) {
  pen ??= document.createElement("canvas").getContext("2d");
  pen.font = font;
  return pen.measureText(text).width;
}

/** The text, or as much of it as fits into a width, with an ellipsis; "" when nothing does. */
export function cut(text, font, width, language) {
  if (widthOf(text, font) <= width) return text;
  // A letter of Hindi is several characters, which may not be torn apart.
  const letters = [...new Intl.Segmenter(language).segment(text)].map((one) => one.segment);
  while (letters.length > 2) {
    letters.pop();
    const shorter = `${letters.join("").trimEnd()}…`;
    if (widthOf(shorter, font) <= width) return shorter;
  }
  return "";
}
