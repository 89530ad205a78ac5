"""Requests of a browser's own uploader: each signed for one step of one grant of the caller's."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.consent import Ledger
from chalicelib.domain.errors import (
    Conflict,
    ConsentMissing,
    DomainError,
    InvalidInput,
    NotFound,
    StoreUnavailable,
)
from chalicelib.domain.ids import MediaId
from chalicelib.domain.media import (
    ARRIVAL_GRACE,
    FIRST_LOOK,
    GRANT_LIFE,
    MIB,
    PART_SIZE_BYTES,
    Media,
    MediaState,
    UploadMethod,
    original_key,
)
from chalicelib.domain.parts import Signed, part_sizes
from chalicelib.domain.people import User
from chalicelib.domain.rows import Row
from chalicelib.domain.visit import Visit
from chalicelib.ports import R
from chalicelib.services import signing, transfers
from chalicelib.services.signing import Wanted
from tests.builders import (
    NOON,
    PHOTO,
    PHOTO_BYTES,
    VIDEO,
    VISIT,
    a_ledger,
    a_media,
    a_place,
    a_video,
    a_visit,
    a_withdrawal,
    a_worker,
    an_id,
    pointers_to,
)
from tests.fakes import FakeObjectStore, FakeRecords, FixedClock

SIZE = 3 * PART_SIZE_BYTES + 2 * MIB
LIFE = GRANT_LIFE["video"]


@dataclass(kw_only=True)
class Desk:
    """One worker's browser against one store."""

    records: FakeRecords
    store: FakeObjectStore = field(default_factory=FakeObjectStore)
    clock: FixedClock = field(default_factory=lambda: FixedClock(NOON))

    def sign(self, method: str, media: Media, user: User | None = None, **more: Any) -> Signed:
        wanted = Wanted(method=method, **{"key": media.media_id, **more})
        tools = signing.Tools(records=self.records, store=self.store, clock=self.clock)
        return signing.sign(user or a_worker(), wanted, tools)

    def kept(self, media: Media) -> Media:
        found = self.records.find(Media, VISIT, media.media_id)
        assert found is not None
        return found

    def begun(self, media: Media) -> str:
        """Begin parts as the browser does: sign, send, and read S3's answer."""
        self.sign("POST", media)
        return self.store.begin_multipart(media)

    def send(self, media: Media, upload_id: str, *numbers: int) -> None:
        sizes = part_sizes(media.size_bytes)
        for number in numbers:
            self.sign("PUT", media, s3_upload_id=upload_id, part_number=number)
            self.store.receive_part(self.kept(media), number, bytes(sizes[number]))


def a_desk(*media: Media, ledger: Row | None = None) -> Desk:
    rows = (a_visit(), ledger or a_ledger(), *media, *pointers_to(media))
    return Desk(records=FakeRecords(*a_place(), *rows))


def a_long_video(**fields: Any) -> Media:
    return a_video(**{"size_bytes": SIZE, "expires_at": NOON + LIFE, **fields})


def granted_in_parts(desk: Desk) -> Media:
    """A grant that was for parts from the start, so that an upload of ours is open already."""
    media = a_long_video(method=UploadMethod.MULTIPART)
    media = replace(media, multipart_id=desk.store.begin_multipart(media))
    desk.records = FakeRecords(*a_place(), a_visit(), a_ledger(), media, *pointers_to([media]))
    return media


def test_a_small_file_is_put_where_its_grant_says() -> None:
    desk = a_desk(a_media())

    signed = desk.sign("PUT", a_media())

    assert signed.key == original_key(a_media())
    assert signed.url.startswith(f"https://uploads.test/{signed.key}?step=put&")
    assert desk.records.commits == []


@pytest.mark.parametrize("key", [VIDEO, original_key(a_long_video())], ids=["id", "object"])
def test_a_file_is_named_by_its_upload_or_its_object_and_goes_in_parts(key: str) -> None:
    desk = a_desk(a_long_video())
    upload_id = desk.begun(a_long_video())

    desk.sign("PUT", a_long_video(), key=key, s3_upload_id=upload_id, part_number=4)

    kept = desk.kept(a_long_video())
    assert (kept.method, kept.multipart_id) == (UploadMethod.MULTIPART, upload_id)


def test_where_the_object_lies_is_said_with_the_step_that_begins_it_alone() -> None:
    desk = a_desk(a_long_video())
    upload_id = desk.begun(a_long_video())

    begins = desk.sign("POST", a_long_video())
    goes_on = desk.sign("PUT", a_long_video(), s3_upload_id=upload_id, part_number=1)

    assert begins.key == original_key(a_long_video())
    assert goes_on.key is None


def test_each_part_is_signed_for_its_own_place_in_the_browsers_upload() -> None:
    desk = a_desk(a_long_video())
    upload_id = desk.begun(a_long_video())

    urls = {
        desk.sign("PUT", a_long_video(), s3_upload_id=upload_id, part_number=number).url
        for number in (1, 2, 3, 4)
    }

    assert len(urls) == 4
    assert all(f"upload={upload_id}&" in url for url in urls)


def test_the_upload_that_the_grant_had_opened_gives_way_to_the_browsers_own() -> None:
    desk = a_desk()
    media = granted_in_parts(desk)
    upload_id = desk.begun(media)

    desk.sign("GET", media, s3_upload_id=upload_id)

    assert list(desk.store.open_uploads) == [upload_id]
    assert desk.kept(media).multipart_id == upload_id


def test_a_browser_may_go_on_with_the_upload_that_the_grant_has_opened() -> None:
    desk = a_desk()
    media = granted_in_parts(desk)

    desk.send(media, str(media.multipart_id), 1, 2, 3, 4)
    desk.sign("POST", media, s3_upload_id=media.multipart_id)

    assert desk.records.commits == []


def test_a_complete_upload_may_be_joined() -> None:
    desk = a_desk(a_long_video())
    upload_id = desk.begun(a_long_video())
    desk.send(a_long_video(), upload_id, 1, 2, 3, 4)

    signed = desk.sign("POST", a_long_video(), s3_upload_id=upload_id)

    assert "step=complete" in signed.url
    assert signed.key is None


def test_what_the_browser_has_sent_the_service_can_join_too() -> None:
    """In parts of the browser's own size: another than ours, as long as S3 takes them."""
    desk = a_desk(a_long_video())
    upload_id = desk.begun(a_long_video())
    desk.sign("PUT", a_long_video(), s3_upload_id=upload_id, part_number=1)
    kept = desk.kept(a_long_video())
    desk.store.receive_part(kept, 1, bytes(12 * MIB))
    desk.store.receive_part(kept, 2, bytes(SIZE - 12 * MIB))

    transfers.complete(kept, store=desk.store)

    assert len(desk.store.originals[original_key(kept)]) == SIZE


def test_parts_are_not_joined_before_they_make_the_file() -> None:
    desk = a_desk(a_long_video())
    upload_id = desk.begun(a_long_video())
    desk.send(a_long_video(), upload_id, 2, 4)

    with pytest.raises(Conflict) as refusal:
        desk.sign("POST", a_long_video(), s3_upload_id=upload_id)

    assert refusal.value.facts == {"missing": ["1", "3"]}


def test_giving_up_ends_the_grant_and_leaves_its_parts_to_the_browser() -> None:
    desk = a_desk(a_long_video())
    upload_id = desk.begun(a_long_video())
    desk.send(a_long_video(), upload_id, 1)

    signed = desk.sign("DELETE", a_long_video(), s3_upload_id=upload_id)

    assert "step=abort" in signed.url
    assert desk.kept(a_long_video()).state is MediaState.ABANDONED
    assert desk.kept(a_long_video()).due_at == NOON + LIFE + ARRIVAL_GRACE


def test_parts_of_which_nothing_was_sent_are_given_up_too() -> None:
    desk = a_desk(a_long_video())
    upload_id = desk.begun(a_long_video())

    desk.sign("DELETE", a_long_video(), s3_upload_id=upload_id)

    assert desk.kept(a_long_video()).multipart_id == upload_id
    assert desk.kept(a_long_video()).state is MediaState.ABANDONED


@pytest.mark.parametrize(
    ("key", "user"),
    [
        (an_id(404), a_worker()),
        ("IMG_0001.jpg", a_worker()),
        ("", a_worker()),
        (f"elsewhere/{PHOTO}.photo", a_worker()),
        (original_key(a_media()).removesuffix("photo") + "video", a_worker()),
        (PHOTO, a_worker(user_id="worker-2")),
        (original_key(a_media()), a_worker(user_id="worker-2")),
    ],
    ids=[
        "an id of nothing", "a name of the browser's own", "no name", "another place",
        "another kind", "another worker's", "another worker's object",
    ],
)  # fmt: skip
def test_a_key_that_is_no_upload_of_the_callers_looks_absent(key: str, user: User) -> None:
    desk = a_desk(a_media())

    with pytest.raises(NotFound) as refusal:
        desk.sign("PUT", a_media(), user, key=key)
    with pytest.raises(NotFound) as absent:
        desk.sign("PUT", a_media(media_id=MediaId(an_id(405))))

    assert refusal.value.detail == absent.value.detail
    assert refusal.value.facts == absent.value.facts


STEPS: dict[str, tuple[str, dict[str, Any]]] = {
    "put": ("PUT", {}),
    "create": ("POST", {}),
    "part": ("PUT", {"s3_upload_id": "m-1", "part_number": 1}),
    "list": ("GET", {"s3_upload_id": "m-1"}),
    "complete": ("POST", {"s3_upload_id": "m-1"}),
    "abort": ("DELETE", {"s3_upload_id": "m-1"}),
}
every_step = pytest.mark.parametrize(("method", "more"), STEPS.values(), ids=STEPS)


def refused(desk: Desk, media: Media, method: str, more: dict[str, Any]) -> DomainError:
    """Return how a step is refused; nothing may be written by it."""
    with pytest.raises(DomainError) as refusal:
        desk.sign(method, media, **more)
    assert desk.records.commits == []
    return refusal.value


@every_step
@pytest.mark.parametrize("state", [s for s in MediaState if s is not MediaState.OFFERED])
def test_nothing_is_signed_for_an_upload_that_has_ended_or_arrived(
    state: MediaState, method: str, more: dict[str, Any]
) -> None:
    media = a_long_video(state=state, multipart_id="m-1", method=UploadMethod.MULTIPART)

    refusal = refused(a_desk(media), media, method, more)

    assert (type(refusal), refusal.facts) == (Conflict, {"current_state": state.value})


@pytest.mark.parametrize("step", ["create", "list", "complete", "abort"])
def test_what_s3_has_taken_is_known_before_its_notice_came(step: str) -> None:
    media = a_long_video(multipart_id="m-1", method=UploadMethod.MULTIPART)
    desk = a_desk(media)
    desk.store.receive(media, PHOTO_BYTES)

    assert type(refused(desk, media, *STEPS[step])) is Conflict


@pytest.mark.parametrize("step", ["put", "create", "part", "complete"])
def test_nothing_more_is_taken_in_of_what_the_person_has_taken_back(step: str) -> None:
    media = a_long_video(multipart_id="m-1", method=UploadMethod.MULTIPART)
    ledger: Ledger = a_ledger(withdrawals=(a_withdrawal(),))

    refusal = refused(a_desk(media, ledger=ledger), media, *STEPS[step])

    assert (type(refusal), refusal.facts) == (ConsentMissing, {"purpose": "video"})


def test_what_the_person_has_taken_back_may_still_be_given_up() -> None:
    media = a_long_video(multipart_id="m-1", method=UploadMethod.MULTIPART)
    desk = a_desk(media, ledger=a_ledger(withdrawals=(a_withdrawal(),)))

    desk.sign("DELETE", media, s3_upload_id="m-1")

    assert desk.kept(media).state is MediaState.ABANDONED


@every_step
def test_a_grant_from_before_she_was_signed_out_is_dead(method: str, more: dict[str, Any]) -> None:
    media = a_long_video(multipart_id="m-1", method=UploadMethod.MULTIPART)
    desk = a_desk(media)

    with pytest.raises(Conflict):
        desk.sign(method, media, a_worker(signed_out_at=NOON + timedelta(minutes=1)), **more)


@pytest.mark.parametrize("step", ["part", "list", "complete", "abort"])
def test_an_upload_of_another_file_or_of_none_is_not_taken_up(step: str) -> None:
    media, other = a_long_video(), a_long_video(media_id=MediaId(an_id(7)))
    desk = a_desk(media)
    foreign = desk.store.begin_multipart(other)
    method, more = STEPS[step]

    for upload_id in (foreign, "made-up"):
        refusal = refused(desk, media, method, {**more, "s3_upload_id": upload_id})
        assert type(refusal) is Conflict

    assert list(desk.store.open_uploads) == [foreign]


@pytest.mark.parametrize("number", [-1, 0, 5, 10_000])
def test_a_part_that_the_file_has_not_is_refused(number: int) -> None:
    media = a_long_video(multipart_id="m-1", method=UploadMethod.MULTIPART)

    more = {"s3_upload_id": "m-1", "part_number": number}
    refusal = refused(a_desk(media), media, "PUT", more)

    assert (type(refusal), refusal.facts) == (InvalidInput, {"field": "partNumber"})


@pytest.mark.parametrize(
    ("method", "more"),
    [
        ("GET", {}),
        ("DELETE", {}),
        ("PUT", {"s3_upload_id": "m-1"}),
        ("PUT", {"part_number": 1}),
        ("POST", {"part_number": 1}),
    ],
    ids=["reading", "removing", "no number", "no upload", "a part of no upload"],
)
def test_an_object_is_neither_read_nor_removed_and_a_part_names_both(
    method: str, more: dict[str, Any]
) -> None:
    media = a_long_video()

    refusal = refused(a_desk(media), media, method, more)

    assert (type(refusal), refusal.facts) == (InvalidInput, {"field": "method"})


@pytest.mark.parametrize(
    ("passed", "left"),
    [
        (LIFE / 2 - timedelta(seconds=1), LIFE / 2 + timedelta(seconds=1)),
        (LIFE / 2, LIFE),
        (LIFE + timedelta(minutes=4), LIFE),
        (timedelta(days=1), LIFE),
    ],
    ids=["half of it is left", "less is left", "it lapsed during a call", "long ago"],
)
def test_whoever_goes_on_has_a_good_part_of_the_grants_life_before_her(
    passed: timedelta, left: timedelta
) -> None:
    desk = a_desk(a_long_video())
    desk.clock.set(NOON + passed)

    desk.sign("POST", a_long_video())

    assert desk.kept(a_long_video()).expires_at == desk.clock.now() + left


def test_a_whole_upload_costs_its_row_one_write() -> None:
    desk = a_desk(a_long_video())
    upload_id = desk.begun(a_long_video())

    desk.send(a_long_video(), upload_id, 1, 2, 3, 4)
    desk.sign("POST", a_long_video(), s3_upload_id=upload_id)

    assert len(desk.records.commits) == 1


def test_of_two_tabs_the_last_to_begin_has_the_upload() -> None:
    media = a_long_video()
    desk = a_desk(media)
    first, second = desk.begun(media), desk.begun(media)
    desk.send(media, first, 1, 2)

    desk.send(media, second, 1)

    assert list(desk.store.open_uploads) == [second]
    with pytest.raises(Conflict):
        desk.sign("PUT", media, s3_upload_id=first, part_number=3)


def test_a_row_that_moved_meanwhile_is_read_again() -> None:
    media = a_long_video()
    desk = a_desk(media)
    upload_id = desk.begun(media)

    def abandoned(_: object) -> None:
        desk.sign("DELETE", media, s3_upload_id=upload_id)

    desk.records.before_commit = abandoned
    with pytest.raises(Conflict) as refusal:
        desk.sign("PUT", media, s3_upload_id=upload_id, part_number=1)

    assert refusal.value.facts == {"current_state": "abandoned"}


def test_an_unused_grant_given_up_late_is_looked_at_soon() -> None:
    media = a_long_video(multipart_id="m-1", method=UploadMethod.MULTIPART)
    desk = a_desk(media)
    desk.clock.set(NOON + LIFE + timedelta(hours=5))

    desk.sign("DELETE", media, s3_upload_id="m-1")

    assert desk.kept(media).due_at == desk.clock.now() + FIRST_LOOK["video"]


def test_the_visit_needs_not_be_read_again() -> None:
    """What a grant is for stands in its own row."""
    media = a_media()
    records = FakeRecords(*a_place(), a_ledger(), media, *pointers_to([media]))
    assert records.find(Visit, VISIT) is None

    assert Desk(records=records).sign("PUT", media).key == original_key(media)


class LikeTheTable(FakeRecords):
    """A table whose keys have at most 2,048 bytes, as DynamoDB's."""

    def find(self, kind: type[R], *key: str) -> R | None:
        if any(len(word.encode()) > 2000 for word in key):
            raise StoreUnavailable("records: ValidationException")
        return super().find(kind, *key)


@pytest.mark.parametrize("letter", ["k", "क", "/", "."])
def test_a_key_that_no_table_could_hold_looks_absent(letter: str) -> None:
    desk = Desk(records=LikeTheTable(*a_place()))

    with pytest.raises(NotFound):
        desk.sign("PUT", a_media(), key=letter * 1024)
