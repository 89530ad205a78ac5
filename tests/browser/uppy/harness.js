/* The page of the README with a file input and the calls of whoever embeds it. */

import { uploader } from "./readme.js";

const { token, visitId } = window.given;

async function call(path, body) {
  const response = await fetch(path, {
    method: "POST",
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.detail);
  return answer;
}

const uppy = uploader(call, visitId);
const told = { sent: [], failed: [] };
uppy.on("upload-success", (file) => told.sent.push(file.meta.upload_id));
uppy.on("upload-error", (file, error) => told.failed.push(error.message));
document.querySelector("input").addEventListener("change", ({ target }) => {
  for (const file of target.files) uppy.addFile({ name: file.name, type: file.type, data: file });
});

window.uppy = uppy;
window.told = told;
