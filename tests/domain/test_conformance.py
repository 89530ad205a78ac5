"""A picture is taken over only when it is in every respect what we would have made of it."""

from dataclasses import replace
from fractions import Fraction

import pytest

from chalicelib.domain.conformance import conforms
from chalicelib.domain.media_measures import PixelSize, Transfer
from chalicelib.domain.sniffing import Container
from tests.domain.video_samples import A_VIDEO

SIZE = PixelSize(720, 1280)
FITTING = replace(A_VIDEO, coded=SIZE, rate_bps=1_500_000)
CODING, PACING = FITTING.coding, FITTING.pacing


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({}, id="as-we-make-it"),
        pytest.param({"container": Container.QUICKTIME}, id="quicktime"),
        pytest.param({"fps": 24_000 / 1001}, id="film"),
        pytest.param({"fps": 30_000 / 1001}, id="television"),
        pytest.param({"rate_bps": 3_000_000}, id="highest-rate"),
        pytest.param({"coding": replace(CODING, profile="Constrained Baseline")}, id="baseline"),
        pytest.param({"coding": replace(CODING, matrix="")}, id="untold-colours"),
        pytest.param({"pacing": replace(PACING, starts_s=0.01)}, id="a-third-of-a-frame-late"),
    ],
)
def test_what_every_channel_plays_is_taken_over(change: dict[str, object]) -> None:
    assert conforms(replace(FITTING, **change), SIZE)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"container": Container.WEBM}, id="container"),
        pytest.param({"video_codec": "hevc"}, id="codec"),
        pytest.param({"transfer": Transfer.HLG}, id="hdr"),
        pytest.param({"rotation": 90}, id="turned"),
        pytest.param({"sample_aspect": Fraction(4, 3)}, id="wide-pixels"),
        pytest.param({"coded": PixelSize(722, 1280)}, id="size"),
        pytest.param({"rate_bps": 3_000_001}, id="rate"),
        pytest.param({"rate_bps": 0}, id="untold-rate"),
        pytest.param({"fps": 60.0}, id="fast"),
        pytest.param({"fps": 15.0}, id="slow"),
        pytest.param({"coding": replace(CODING, profile="High 10")}, id="profile"),
        pytest.param({"coding": replace(CODING, pixels="yuv444p")}, id="pixels"),
        pytest.param({"coding": replace(CODING, matrix="bt2020nc")}, id="colours"),
        pytest.param({"coding": replace(CODING, is_full_range=True)}, id="levels"),
        pytest.param({"coding": replace(CODING, is_interlaced=True)}, id="interlaced"),
        pytest.param({"pacing": replace(PACING, is_steady=False)}, id="uneven"),
        pytest.param({"pacing": replace(PACING, is_trimmed=True)}, id="trimmed"),
        pytest.param({"pacing": replace(PACING, starts_s=0.02)}, id="late"),
        pytest.param({"pacing": replace(PACING, starts_s=-0.02)}, id="early"),
        pytest.param({"pacing": replace(PACING, key_frames=0)}, id="no-key-frame"),
    ],
)
def test_anything_else_is_encoded_anew(change: dict[str, object]) -> None:
    assert not conforms(replace(FITTING, **change), SIZE)  # type: ignore[arg-type]
