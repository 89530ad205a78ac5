"""A campaign with a key signs what goes out, and no other file; one without signs nothing."""

import json
from pathlib import Path

import pytest

from chalicelib.domain.credentials import AI_SOURCE, OF_A_RENDITION, ContentKey, SigningKey
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.ids import CampaignId
from chalicelib.domain.media_measures import Made, MadeFile, Role
from chalicelib.services import credentials
from chalicelib.services.credentials import keep_key, with_credentials
from tests.builders import CAMPAIGN
from tests.fakes import FakeContentSigner, FakeRecords, FixedClock, signing

KEY = SigningKey(chain="certificates", private_key="private")


@pytest.fixture
def tools() -> credentials.Tools:
    return signing(FakeRecords())


def made(*roles: Role) -> Made:
    return Made(
        files=tuple(
            MadeFile(
                role=role, path=Path(role.value), content_type="image/jpeg", width=4, height=3,
                size_bytes=9, sha256_hex="00",
            )
            for role in roles
        )
    )  # fmt: skip


def signed(tools: credentials.Tools) -> list[tuple[Role, str, SigningKey]]:
    assert isinstance(tools.signer, FakeContentSigner)
    return tools.signer.signed


def test_without_a_key_nothing_is_signed(tools: credentials.Tools) -> None:
    photo = made(Role.DISPLAY, Role.THUMB)

    assert with_credentials(photo, CAMPAIGN, OF_A_RENDITION, tools) == photo
    assert signed(tools) == []


def test_only_what_goes_out_is_signed_and_says_what_was_done(tools: credentials.Tools) -> None:
    keep_key(CAMPAIGN, KEY, tools)

    with_credentials(made(Role.DISPLAY, Role.THUMB), CAMPAIGN, OF_A_RENDITION, tools)

    ((role, manifest, key),) = signed(tools)
    (assertion,) = json.loads(manifest)["assertions"]
    assert (role, key) == (Role.DISPLAY, KEY)
    assert [step["action"] for step in assertion["data"]["actions"]] == [
        "c2pa.created", "c2pa.resized", "c2pa.transcoded",
    ]  # fmt: skip
    assert AI_SOURCE not in manifest


def test_what_was_altered_by_a_model_says_so(tools: credentials.Tools) -> None:
    keep_key(CAMPAIGN, KEY, tools)

    with_credentials(made(Role.VIDEO), CAMPAIGN, (), tools, is_ai_altered=True)

    assert AI_SOURCE in signed(tools)[0][1]


def test_the_private_key_is_kept_sealed_and_another_campaign_does_not_sign_with_it(
    tools: credentials.Tools,
) -> None:
    keep_key(CAMPAIGN, KEY, tools)

    row = tools.records.find(ContentKey, CAMPAIGN)
    assert row is not None
    assert KEY.private_key not in row.sealed_key
    with_credentials(made(Role.VIDEO), CampaignId("another"), (), tools)
    assert signed(tools) == []


def test_a_newer_key_replaces_the_one_before(tools: credentials.Tools) -> None:
    newer = SigningKey(chain="newer", private_key="newer")
    keep_key(CAMPAIGN, KEY, tools)
    keep_key(CAMPAIGN, newer, tools)

    with_credentials(made(Role.VIDEO), CAMPAIGN, (), tools)

    assert [key for _, _, key in signed(tools)] == [newer]


def test_a_key_whose_certificate_has_run_out_signs_nothing_and_stops_nothing(
    tools: credentials.Tools,
) -> None:
    keep_key(CAMPAIGN, KEY, tools)
    assert isinstance(tools.clock, FixedClock)
    tools.clock.advance(days=365)

    video = made(Role.VIDEO)

    assert with_credentials(video, CAMPAIGN, OF_A_RENDITION, tools) == video
    assert signed(tools) == []


def test_a_key_that_cannot_sign_is_not_kept(tools: credentials.Tools) -> None:
    with pytest.raises(InvalidInput):
        keep_key(CAMPAIGN, SigningKey(chain="bad", private_key="x"), tools)

    assert tools.records.find(ContentKey, CAMPAIGN) is None
