"""What becomes of a slot between its grant and its post: it may be too late, or the channel rests.

Windows are counted by slots, so a post that begins long after its slot takes one of now, or waits
for one.
"""

from chalicelib.domain.publishing import Publication, granted, ungranted
from chalicelib.domain.rows import Change, Save
from chalicelib.domain.slots import (
    SlotLedger,
    free_at,
    given_back,
    is_open,
    is_stale,
    used_at,
    whole_ms,
)
from chalicelib.services.outgoing import Tools, connection_of, slot_given_back
from chalicelib.services.scenes import Scene


def renewed(scene: Scene, tools: Tools) -> list[Change]:
    """Return what to save where a slot counts no more; nothing while it does.

    The publication then has a slot of now, if there is one, or waits in its lane again.
    """
    connection = connection_of(scene.channel, tools)
    is_paused = connection.paused_until is not None and scene.now < connection.paused_until
    if not is_open(scene.channel, connection) or is_paused:
        return _freed(scene.publication, tools)
    slot_at, now = scene.publication.slot_at, whole_ms(scene.now)
    if slot_at is None or not is_stale(slot_at, now):
        return []
    ledger = _ledger(scene, tools)
    rest = given_back(ledger, slot_at)
    free = free_at(
        scene.channel, rest, now,
        utc_offset_min=scene.campaign.utc_offset_min, connection=connection,
    )  # fmt: skip
    if free != now:
        return _freed(scene.publication, tools)
    taken = granted(scene.publication, now, chosen=scene.publication.chosen)
    return [Save(row=taken), Save(row=used_at(rest, scene.channel, now, connection))]


def _ledger(scene: Scene, tools: Tools) -> SlotLedger:
    own = (scene.channel.campaign_id, scene.channel.channel_id)
    found = tools.records.find(SlotLedger, *own)
    return found or SlotLedger(campaign_id=own[0], channel_id=own[1])


def _freed(publication: Publication, tools: Tools) -> list[Change]:
    return [Save(row=ungranted(publication)), *slot_given_back(publication, tools)]
