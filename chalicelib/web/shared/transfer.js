/**
 * Bytes from the phone to the object store, with progress: one form POST, or one PUT per part.
 * XMLHttpRequest, because fetch reports no upload progress. A connection that moves nothing for a
 * while is cut, so that the caller can begin again instead of waiting for a dead network.
 */

const STALLED_AFTER_MS = 45_000;

/**
 * The store did not take the bytes; `status` is 0 when no answer came, `code` is the store's own
 * word.
 */
export class TransferFailed extends Error {
  constructor(status, code = "") {
    super(`transfer failed: ${status} ${code}`);
    this.status = status;
    this.code = code;
  }
}

/** Send `file` with every field of a presigned POST; the file comes last, as the policy demands. */
export function postFile(grant, file, { onProgress, signal }) {
  const form = new FormData();
  for (const [name, value] of Object.entries(grant.fields)) form.append(name, value);
  form.append("file", file, "file");
  return send("POST", grant.url, form, { onProgress, signal });
}

/** Send one part of a multipart upload. */
export function putPart(url, slice, { onProgress, signal }) {
  return send("PUT", url, slice, { onProgress, signal });
}

function send(method, url, body, { onProgress, signal }) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const watch = watchdog(() => request.abort());
    const stop = () => request.abort();
    signal.addEventListener("abort", stop);
    request.upload.onprogress = (event) => {
      watch.alive();
      onProgress(event.loaded);
    };
    request.onloadend = () => {
      watch.stop();
      signal.removeEventListener("abort", stop);
      if (request.status >= 200 && request.status < 300) resolve();
      else reject(new TransferFailed(request.status, codeOf(request.responseText)));
    };
    request.open(method, url);
    request.send(body);
  });
}

/** The `Code` element of the store's XML error, if there is one. */
function codeOf(text) {
  return /<Code>(\w+)<\/Code>/.exec(text)?.[1] ?? "";
}

function watchdog(bite) {
  let timer = setTimeout(bite, STALLED_AFTER_MS);
  const stop = () => clearTimeout(timer);
  const alive = () => {
    stop();
    timer = setTimeout(bite, STALLED_AFTER_MS);
  };
  return { alive, stop };
}
