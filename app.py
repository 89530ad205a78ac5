"""Creates the Chalice app and registers the blueprints; no logic."""

from chalice.app import Chalice

from chalicelib.entry import (
    appeals,
    beside,
    calls,
    campaigns,
    captures,
    channels,
    connections,
    desk,
    digests,
    docs,
    duplicates,
    edge,
    enrolments,
    feeds,
    field,
    freezes,
    held,
    imports,
    pages,
    patterns,
    people,
    policies,
    progress,
    publications,
    reels,
    reviewers,
    reviews,
    samples,
    settling,
    takedowns,
    uploads,
    webhooks,
    withdrawals,
    workshops,
)
from chalicelib.entry.auth import auth
from chalicelib.entry.queues import queues
from chalicelib.entry.streams import streams
from chalicelib.entry.timers import timers

app = Chalice(app_name="sampark", debug=False)
app.register_middleware(edge.remember_request, "http")
for blueprint in (
    auth, docs.docs, pages.pages, field.api, uploads.api, captures.api, reviews.api, desk.api,
    channels.api, publications.api, takedowns.api, connections.api, digests.api,
    webhooks.api, feeds.api, freezes.api, settling.api,
    campaigns.api, imports.api, people.api, held.api, calls.api, withdrawals.api, progress.api,
    workshops.api, enrolments.api, reels.api,
    patterns.api, policies.api, samples.api, reviewers.api, beside.api, appeals.api,
    duplicates.api, queues, streams, timers,
):  # fmt: skip
    app.register_blueprint(blueprint)
