/* Where it was posted, and how it was taken down: the publications in words, with their proof. They
   come by a call of their own, so the story does not wait for them. */

import { api } from "../shared/api.js";
import { h, render } from "../shared/dom.js";
import { instant } from "../shared/format.js";
import { t } from "../shared/i18n.js";
import { sentence } from "../shared/trouble.js";
import { channelOf, postChips, postParts } from "../posts/post.js";

/** The part about posts: a section that shows itself once there is something to tell. */
export function posts(story) {
  const section = h("section", { class: "part part-posts", "aria-labelledby": "part-posts", hidden: true });
  fill(section, story.testimonial_id);
  return section;
}

async function fill(section, id) {
  let told;
  try {
    const { body } = await api("GET", `/v1/testimonials/${encodeURIComponent(id)}/publications`);
    told = body.items.map(post);
  } catch (error) {
    told = [h("p", { class: "muted" }, sentence(error))];
  }
  if (!told.length) return;
  render(section, h("h2", { id: "part-posts" }, t("explain.part.posts")), h("ul", { class: "story-posts" }, told));
  section.hidden = false;
}

function post(one) {
  return h(
    "li",
    { class: "story-post", "data-state": one.state, "data-channel": one.channel_id },
    h("h3", null, channelOf(one)),
    h("div", { class: "post-chips" }, postChips(one, instant)),
    postParts(one, { at: instant }),
  );
}
