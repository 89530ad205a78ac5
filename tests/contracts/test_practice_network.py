"""The practice network by itself: what it keeps, what it shows and what it refuses."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from infra.local.practice_network import PracticeNetwork
from infra.local.practice_web.fetching import Limits
from infra.local.practice_web.posts import FolderBroken
from tests.practice_media import JPEG, MP4, serving_media

SMALL = Limits(size_bytes=15_000)


@pytest.fixture(scope="module")
def media() -> Iterator[str]:
    with serving_media() as url:
        yield url


@pytest.fixture
def network(tmp_path: Path) -> Iterator[PracticeNetwork]:
    running = PracticeNetwork(tmp_path).start()
    yield running
    running.stop()


def call(network: PracticeNetwork, method: str, path: str, **options: object) -> httpx.Response:
    with httpx.Client(base_url=network.base_url, trust_env=False) as client:
        return client.request(method, path, **options)  # type: ignore[arg-type]  # passed on


def get(network: PracticeNetwork, path: str, **headers: str) -> httpx.Response:
    return call(network, "GET", path, headers=headers)


def publish(
    network: PracticeNetwork, *urls: str, marker: str = "m1", caption: str = "Hello"
) -> httpx.Response:
    shown = [{"kind": "video" if url.endswith("video") else "photo", "url": url} for url in urls]
    return call(
        network, "POST", "/posts", json={"marker": marker, "caption": caption, "media": shown}
    )


def test_the_files_are_fetched_and_served_as_they_were(
    network: PracticeNetwork, media: str
) -> None:
    publish(network, f"{media}/photo", f"{media}/video")

    photo, video = network.posts[0].media
    assert get(network, f"/media/{photo.file}").content == JPEG
    assert get(network, f"/media/{video.file}").content == MP4
    assert get(network, f"/media/{video.file}").headers["content-type"] == "video/mp4"


def test_everything_is_there_after_a_restart(tmp_path: Path, media: str) -> None:
    first = PracticeNetwork(tmp_path).start()
    publish(first, f"{media}/photo")
    publish(first, f"{media}/photo")
    publish(first, f"{media}/video", marker="m2")
    call(first, "DELETE", f"/posts/{first.posts[0].post_id}")
    first.stop()

    second = PracticeNetwork(tmp_path).start()

    assert (second.posts, second.taken_down) == (first.posts, first.taken_down)
    assert second.duplicates == 1
    assert publish(second, f"{media}/photo").status_code == 409
    assert get(second, f"/media/{second.posts[0].media[0].file}").content == JPEG
    second.stop()


def test_the_same_port_can_be_had_again_and_keeps_the_links(tmp_path: Path, media: str) -> None:
    first = PracticeNetwork(tmp_path).start()
    permalink = publish(first, f"{media}/photo").json()["permalink"]
    first.stop()

    port = int(first.base_url.rpartition(":")[2])
    second = PracticeNetwork(tmp_path, port=port).start()

    assert httpx.get(permalink, trust_env=False).status_code == 200
    second.stop()


def test_a_port_in_use_is_an_error_at_the_start(network: PracticeNetwork, tmp_path: Path) -> None:
    port = int(network.base_url.rpartition(":")[2])

    with pytest.raises(OSError, match="in use"):
        PracticeNetwork(tmp_path / "other", port=port).start()


def test_attempts_at_the_same_moment_make_one_post(network: PracticeNetwork, media: str) -> None:
    statuses: list[int] = []
    together = threading.Barrier(8)

    def attempt() -> None:
        together.wait()
        statuses.append(publish(network, f"{media}/photo").status_code)

    threads = [threading.Thread(target=attempt) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(statuses) == [201] + [409] * 7
    assert (len(network.posts), network.duplicates) == (1, 7)


def test_a_takedown_leaves_nothing_of_what_the_post_showed(
    network: PracticeNetwork, media: str, tmp_path: Path
) -> None:
    made = publish(network, f"{media}/photo", caption="कमला देवी").json()
    file = network.posts[0].media[0].file
    assert call(network, "DELETE", f"/posts/{made['id']}").status_code == 204

    assert call(network, "DELETE", f"/posts/{made['id']}").status_code == 404
    assert get(network, f"/media/{file}").status_code == 404
    gone = httpx.get(made["permalink"], trust_env=False)
    assert (gone.status_code, "taken down" in gone.text) == (410, True)
    assert "कमला" not in gone.text + get(network, "/").text
    assert list(tmp_path.rglob("*.jpg")) == []
    assert "कमला" not in "".join(path.read_text() for path in tmp_path.rglob("*.json"))


def test_files_that_a_kill_left_behind_are_swept_at_the_start(tmp_path: Path, media: str) -> None:
    first = PracticeNetwork(tmp_path).start()
    publish(first, f"{media}/photo")
    first.stop()
    (tmp_path / "media" / "half.part").write_bytes(JPEG)

    PracticeNetwork(tmp_path)

    assert [path.suffix for path in (tmp_path / "media").iterdir()] == [".jpg"]


def test_a_broken_folder_gets_one_clear_sentence(tmp_path: Path) -> None:
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / "p1.json").write_text('{"post_id":')

    with pytest.raises(FolderBroken, match=r"p1\.json: remove that file"):
        PracticeNetwork(tmp_path)


REFUSED = {
    "unreachable": ("photo", "{media}/absent", "media_unreachable"),
    "moved": ("photo", "{media}/moved", "media_unreachable"),
    "nobody there": ("photo", "http://127.0.0.1:1/", "media_unreachable"),
    "a local file": ("photo", "file:///etc/hostname", "media_address"),
    "no address": ("photo", "photo.jpg", "media_address"),
    "a wrong port": ("photo", "http://127.0.0.1:port/", "media_unreachable"),
    "words for a photo": ("photo", "{media}/words", "media_kind"),
    "a video for a photo": ("photo", "{media}/video", "media_too_large"),
    "a photo for a video": ("video", "{media}/photo", "media_kind"),
}


@pytest.mark.parametrize(("kind", "url", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_media_that_cannot_be_taken_is_refused_and_leaves_no_file(
    tmp_path: Path, media: str, kind: str, url: str, reason: str
) -> None:
    network = PracticeNetwork(tmp_path, limits=SMALL).start()
    shown = [
        {"kind": "photo", "url": f"{media}/photo"},
        {"kind": kind, "url": url.format(media=media)},
    ]

    answer = call(network, "POST", "/posts", json={"marker": "m", "caption": "", "media": shown})

    network.stop()
    assert (answer.status_code, answer.json()) == (422, {"reason": reason})
    assert (network.posts, list((tmp_path / "media").iterdir())) == ((), [])


GOOD = '{"marker":"m","caption":"c","media":[{"kind":"photo","url":"http://x/"}]}'


@pytest.mark.parametrize(
    "body",
    [
        "", "{", "[]", "null", "{}", GOOD.replace('"m"', "7"), GOOD.replace('"m"', '"a b"'),
        GOOD.replace('"m"', '""'), GOOD.replace('"c"', "null"), GOOD.replace("photo", "sound"),
        GOOD.replace('"photo"', "[]"), GOOD.replace('"http://x/"', "7"),
        '{"marker":"m","caption":"c","media":[]}', '{"marker":"m","caption":"c","media":"ab"}',
        GOOD.replace('"c"', f'"{"c" * 5_001}"'), '{"a":' * 5_000,
    ],
    ids=[
        "nothing", "half", "a list", "null", "empty", "number for marker", "space in marker",
        "no marker", "no caption", "unknown kind", "list for kind", "number for address",
        "no media", "words for media", "long caption", "depths",
    ],
)  # fmt: skip
def test_a_body_that_is_no_post_is_refused(network: PracticeNetwork, body: str) -> None:
    headers = {"Content-Type": "application/json"}

    answer = call(network, "POST", "/posts", content=body.encode(), headers=headers)

    assert (answer.status_code, answer.json()) == (422, {"reason": "not_a_post"})


def test_a_form_of_another_site_cannot_post(network: PracticeNetwork) -> None:
    headers = {"Content-Type": "text/plain"}

    answer = call(network, "POST", "/posts", content=GOOD.encode(), headers=headers)

    assert (answer.status_code, network.posts) == (415, ())


def test_a_body_too_long_is_refused(network: PracticeNetwork) -> None:
    headers = {"Content-Type": "application/json"}

    answer = call(network, "POST", "/posts", content=b" " * 70_000, headers=headers)

    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("method", "path"),
    [("PUT", "/posts"), ("DELETE", "/posts"), ("PUT", "/posts/1"), ("POST", "/"), ("DELETE", "/")],
)
def test_what_the_network_does_not_do_is_said(
    network: PracticeNetwork, method: str, path: str
) -> None:
    assert call(network, method, path).status_code in {405, 501}


def test_the_page_shows_live_posts_newest_first_in_both_languages(
    network: PracticeNetwork, media: str
) -> None:
    assert "There are no posts yet." in get(network, "/").text
    publish(network, f"{media}/photo", caption="First")
    publish(network, f"{media}/video", marker="m2", caption="घर मिला।\n\nSecond")

    text = get(network, "/").text

    assert text.index("Second") < text.index("First")
    assert '<p class="caption" lang="hi" dir="auto">घर मिला।</p>' in text
    assert ("<video controls" in text, '<img src="/media/' in text) == (True, True)
    assert "2 लाइव पोस्ट" in text


def test_a_caption_is_text_and_never_markup(network: PracticeNetwork, media: str) -> None:
    caption = '<script>alert(1)</script><img src=x onerror="alert(1)">'
    made = publish(network, f"{media}/photo", caption=caption).json()

    for path in ("/", f"/p/{made['id']}"):
        text = get(network, path).text
        assert "<script" not in text
        assert "<img src=x" not in text


@pytest.mark.parametrize("path", ["/", "/p/{id}", "/p/unknown", "/anything"])
def test_pages_run_no_scripts_and_carry_nothing_inline(
    network: PracticeNetwork, media: str, path: str
) -> None:
    made = publish(network, f"{media}/photo").json()

    answer = get(network, path.format(**made))

    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not [
        word for word in ("<script", "<style", " style=", " onclick=") if word in answer.text
    ]
    assert 'name="viewport" content="width=device-width' in answer.text


def test_the_style_sheet_knows_light_and_dark(network: PracticeNetwork) -> None:
    answer = get(network, "/style.css")

    assert answer.headers["content-type"].startswith("text/css")
    assert "prefers-color-scheme: dark" in answer.text


RANGES = {
    "bytes=0-9": (206, MP4[:10], f"bytes 0-9/{len(MP4)}"),
    "bytes=100-": (206, MP4[100:], f"bytes 100-{len(MP4) - 1}/{len(MP4)}"),
    "bytes=-7": (206, MP4[-7:], f"bytes {len(MP4) - 7}-{len(MP4) - 1}/{len(MP4)}"),
    "bytes=5-999999": (206, MP4[5:], f"bytes 5-{len(MP4) - 1}/{len(MP4)}"),
    "bytes=-999999": (206, MP4, f"bytes 0-{len(MP4) - 1}/{len(MP4)}"),
    "bytes=999999-": (416, b"", f"bytes */{len(MP4)}"),
    "bytes=-0": (416, b"", f"bytes */{len(MP4)}"),
    "bytes=9-3": (200, MP4, None),
    "bytes=0-1,4-5": (200, MP4, None),
    "bytes=-": (200, MP4, None),
    "lines=0-9": (200, MP4, None),
    "": (200, MP4, None),
}


@pytest.mark.parametrize("wanted", RANGES, ids=[name or "none" for name in RANGES])
def test_players_can_ask_for_a_part_of_a_file(
    network: PracticeNetwork, media: str, wanted: str
) -> None:
    publish(network, f"{media}/video")
    file = network.posts[0].media[0].file

    answer = get(network, f"/media/{file}", Range=wanted)

    status, content, content_range = RANGES[wanted]
    assert (answer.status_code, answer.content) == (status, content)
    assert answer.headers.get("content-range") == content_range


def listed(network: PracticeNetwork, **query: str) -> dict[str, Any]:
    answer = call(network, "GET", "/posts", params=query)
    assert answer.status_code == 200
    return dict(answer.json())


def test_the_list_begins_at_a_moment_and_has_the_newest_first(
    network: PracticeNetwork, media: str
) -> None:
    for number in range(3):
        publish(network, f"{media}/photo", marker=f"m{number}")
    newest, middle, _ = network.posts

    assert [one["marker"] for one in listed(network)["items"]] == ["m2", "m1", "m0"]
    found = listed(network, since=middle.posted_at)
    assert [one["id"] for one in found["items"]] == [newest.post_id, middle.post_id]
    assert found["next"] is None
    assert [one["marker"] for one in listed(network, marker="m0")["items"]] == ["m0"]


def test_pages_miss_no_post_and_repeat_none_while_posts_come_and_go(
    network: PracticeNetwork, media: str
) -> None:
    for number in range(5):
        publish(network, f"{media}/photo", marker=f"m{number}")
    first = listed(network, limit="2")

    publish(network, f"{media}/photo", marker="m5")
    call(network, "DELETE", f"/posts/{network.posts[1].post_id}")
    second = listed(network, limit="2", cursor=first["next"])
    third = listed(network, limit="2", cursor=second["next"])

    pages = [[one["marker"] for one in page["items"]] for page in (first, second, third)]
    assert pages == [["m4", "m3"], ["m2", "m1"], ["m0"]]
    assert third["next"] is None


@pytest.mark.parametrize("query", [{"since": "then"}, {"limit": "0"}, {"limit": "101"},
                                   {"limit": "many"}])  # fmt: skip
def test_a_query_that_cannot_be_read_is_refused(
    network: PracticeNetwork, query: dict[str, str]
) -> None:
    answer = call(network, "GET", "/posts", params=query)

    assert (answer.status_code, answer.json()) == (422, {"reason": "not_a_query"})


def test_a_post_tells_what_it_is_until_it_is_taken_down(
    network: PracticeNetwork, media: str
) -> None:
    made = publish(network, f"{media}/photo").json()
    told = get(network, f"/posts/{made['id']}").json()

    assert told["marker"] == "m1"
    assert (told["permalink"], told["views"], told["likes"]) == (made["permalink"], 0, 0)
    call(network, "DELETE", f"/posts/{made['id']}")
    assert get(network, f"/posts/{made['id']}").status_code == 410
    assert get(network, "/posts/unknown").status_code == 404


def test_views_of_a_page_and_likes_are_counted_and_kept(tmp_path: Path, media: str) -> None:
    first = PracticeNetwork(tmp_path).start()
    made = publish(first, f"{media}/photo").json()
    for _ in range(3):
        assert get(first, f"/p/{made['id']}").status_code == 200
    call(first, "HEAD", f"/p/{made['id']}")
    liked = call(first, "POST", f"/p/{made['id']}/like")
    first.stop()

    second = PracticeNetwork(tmp_path).start()

    assert (liked.status_code, liked.headers["location"]) == (303, f"/p/{made['id']}")
    told = get(second, f"/posts/{made['id']}").json()
    assert (told["views"], told["likes"]) == (3, 1)
    second.stop()


def test_only_the_pages_own_button_likes_a_post_that_is_live(
    network: PracticeNetwork, media: str
) -> None:
    made = publish(network, f"{media}/photo").json()
    page = get(network, f"/p/{made['id']}").text
    elsewhere = {"Sec-Fetch-Site": "cross-site"}

    assert f'<form method="post" action="/p/{made["id"]}/like">' in page
    like = f"/p/{made['id']}/like"
    assert call(network, "POST", like, headers=elsewhere).status_code == 403
    assert call(network, "POST", "/p/unknown/like").status_code == 404
    assert network.posts[0].likes == 0


def test_head_tells_the_size_without_the_bytes(network: PracticeNetwork, media: str) -> None:
    publish(network, f"{media}/video")

    answer = call(network, "HEAD", f"/media/{network.posts[0].media[0].file}")

    assert (answer.headers["content-length"], answer.content) == (str(len(MP4)), b"")


@pytest.mark.parametrize("name", ["../posts/{id}.json", "..%2fposts%2f{id}.json", "", "absent.jpg"])
def test_only_files_of_live_posts_are_served(
    network: PracticeNetwork, media: str, name: str
) -> None:
    made = publish(network, f"{media}/photo").json()

    answer = network.answer("GET", "/media/" + name.format(**made), {}, b"")

    assert answer is not None
    assert answer.status == 404
