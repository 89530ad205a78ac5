/* The moderators' console: shows the view that the address names, `#queue/<state>` or
   `#item/<testimonial_id>`, inside the frame of shared/signedin.js. */

import { go, startSignedIn } from "../shared/signedin.js";
import { openQueue, STATES } from "./queue.js";
import { openReview } from "./review.js";

/* Carried from view to view: the freshly claimed item (`taken`), the decision made just before it
   (`last`) and one sentence for the queue (`note`). */
const context = { me: null, decides: false, area: null, taken: null, last: null, note: null, go };

function open(main, me) {
  Object.assign(context, { me, decides: me.roles.includes("moderator") });
  const [name, rest] = location.hash.replace(/^#/, "").split("/");
  document.body.dataset.view = name === "item" && rest ? "item" : "queue";
  if (name === "item" && rest) return openReview(main, decodeURIComponent(rest), context);
  return openQueue(main, STATES.includes(rest) ? rest : STATES[0], context);
}

function forget() {
  Object.assign(context, { me: null, area: null, taken: null, note: null });
}

startSignedIn({
  name: "console",
  words: new URL("./words.json", import.meta.url),
  // Conveners and admins may read what waits; only moderators decide.
  roles: ["moderator", "convener", "admin"],
  open,
  forget,
});
