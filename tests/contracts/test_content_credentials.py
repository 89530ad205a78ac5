"""Content credentials are read back by the library's own reader, and break when the file does."""

import json
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import c2pa
import pytest
from cryptography import x509
from PIL import Image

from chalicelib.adapters.media.credentials import C2paSigner
from chalicelib.adapters.media.files import made_file
from chalicelib.adapters.media.sandbox import Sandbox
from chalicelib.domain.credentials import OF_A_RENDITION, SigningKey, manifest_of
from chalicelib.domain.errors import Fault, InvalidInput
from chalicelib.domain.media_measures import MadeFile, PixelSize, Role
from infra.credentials import demo_key
from tests import media_factory

KEY = demo_key(datetime.now(UTC))  # noqa: TID251  a reader compares it with its own clock
MIDDLE = 2


@pytest.fixture(scope="module")
def signer() -> Iterator[C2paSigner]:
    sandbox = Sandbox()
    yield C2paSigner(sandbox)
    sandbox.close()


@pytest.fixture(params=["photo", "video"])
def file(request: pytest.FixtureRequest, tmp_path: Path) -> MadeFile:
    if request.param == "photo":
        path = tmp_path / "display.jpg"
        Image.effect_noise((640, 480), 40).convert("RGB").save(path)
        return made_file(Role.DISPLAY, path, "image/jpeg", PixelSize(640, 480))
    path = media_factory.clip(tmp_path / "video.mp4")
    return made_file(Role.VIDEO, path, "video/mp4", PixelSize(320, 240))


def told(path: Path, content_type: str) -> dict[str, object]:
    with path.open("rb") as stream:
        found: dict[str, object] = json.loads(c2pa.Reader(content_type, stream).json())
    return found


def test_a_signed_file_says_what_was_done_to_it_and_nothing_of_anybody(
    signer: C2paSigner, file: MadeFile
) -> None:
    signed = signer.sign(file, manifest_of(file.content_type, OF_A_RENDITION), KEY)

    found = told(signed.path, file.content_type)
    manifests = found["manifests"]
    assert isinstance(manifests, dict)
    (manifest,) = manifests.values()
    steps = manifest["assertions"][0]["data"]["actions"]
    assert [step["action"] for step in steps] == [step.value for step in OF_A_RENDITION]
    assert "validation_status" not in found
    assert manifest["title"] == "testimonial"
    assert signed.size_bytes == signed.path.stat().st_size > file.size_bytes
    assert signed.sha256_hex != file.sha256_hex
    assert not list(file.path.parent.glob("*.signed"))


def test_a_signed_file_still_plays(signer: C2paSigner, file: MadeFile) -> None:
    signed = signer.sign(file, manifest_of(file.content_type, ()), KEY)

    reading = ["-v", "error", "-i", str(signed.path), "-f", "null", "-"]
    done = subprocess.run(  # noqa: S603
        [str(media_factory.find_ffmpeg()), *reading], capture_output=True, check=True
    )
    assert done.stderr == b""


def test_a_signed_file_that_was_changed_is_told_from_a_whole_one(
    signer: C2paSigner, file: MadeFile
) -> None:
    signed = signer.sign(file, manifest_of(file.content_type, ()), KEY)
    data = bytearray(signed.path.read_bytes())
    data[-len(data) // MIDDLE // MIDDLE] ^= 1
    signed.path.write_bytes(data)

    assert "hash" in json.dumps(told(signed.path, file.content_type)["validation_status"]).lower()


def test_a_good_key_passes_the_check_and_says_when_it_runs_out(signer: C2paSigner) -> None:
    leaf = x509.load_pem_x509_certificate(KEY.chain.encode())

    assert signer.check(KEY) == leaf.not_valid_after_utc


def test_a_key_that_has_run_out_since_is_a_fault(signer: C2paSigner, file: MadeFile) -> None:
    before = file.path.read_bytes()

    with pytest.raises(Fault):
        signer.sign(file, manifest_of(file.content_type, ()), OLD)

    assert file.path.read_bytes() == before


OTHER = demo_key(datetime.now(UTC))  # noqa: TID251
OLD = demo_key(datetime.now(UTC) - timedelta(days=800))  # noqa: TID251
BAD_KEYS = {
    "text": SigningKey(chain="none", private_key="none"),
    "no certificate": SigningKey(chain="", private_key=KEY.private_key),
    "another's certificate": SigningKey(chain=OTHER.chain, private_key=KEY.private_key),
    "run out": OLD,
}


@pytest.mark.parametrize("key", BAD_KEYS.values(), ids=BAD_KEYS)
def test_a_key_that_cannot_sign_is_refused_and_named_in_no_word(
    signer: C2paSigner, key: SigningKey
) -> None:
    with pytest.raises(InvalidInput) as refused:
        signer.check(key)

    assert "PRIVATE" not in str(refused.value)


def test_a_file_that_cannot_be_signed_is_a_fault_and_stays_as_it_was(
    signer: C2paSigner, tmp_path: Path
) -> None:
    path = tmp_path / "video.mp4"
    path.write_bytes(b"no video at all")
    file = made_file(Role.VIDEO, path, "video/mp4", PixelSize(2, 2))

    with pytest.raises(Fault) as fault:
        signer.sign(file, manifest_of("video/mp4", ()), KEY)

    assert "PRIVATE" not in str(fault.value)
    assert path.read_bytes() == b"no video at all"
