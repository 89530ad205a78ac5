/**
 * What a picked file is, as far as a browser can tell. Only a first look that saves a worker a
 * long wait: the server sniffs the content and has the last word.
 */

const BY_ENDING = {
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  png: "image/png",
  webp: "image/webp",
  heic: "image/heic",
  heif: "image/heif",
  avif: "image/avif",
  mp4: "video/mp4",
  m4v: "video/mp4",
  mov: "video/quicktime",
  webm: "video/webm",
  "3gp": "video/3gpp",
  "3g2": "video/3gpp",
  mkv: "video/x-matroska",
};

/** Names that some phones use for what the service knows under another one. */
const ALIASES = {
  "image/jpg": "image/jpeg",
  "image/pjpeg": "image/jpeg",
  "image/heic-sequence": "image/heic",
  "image/heif-sequence": "image/heif",
  "video/x-m4v": "video/mp4",
  "video/3gpp2": "video/3gpp",
  "video/matroska": "video/x-matroska",
};

/** The content type; some phones leave `type` empty, then the ending (in any case) decides. */
export function contentTypeOf(file) {
  const named = file.type.split(";")[0].trim().toLowerCase();
  if (named !== "") return ALIASES[named] ?? named;
  const ending = file.name.toLowerCase().split(".").pop();
  return BY_ENDING[ending] ?? "application/octet-stream";
}

/** The word key of what is wrong with a picked file, or null. */
export function fault(kind, file) {
  if (file.size === 0) return "field.upload.empty";
  const family = kind === "photo" ? "image/" : "video/";
  return contentTypeOf(file).startsWith(family) ? null : `field.upload.not_${kind}`;
}
