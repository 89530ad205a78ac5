"""The practice network's pages, in Hindi and English side by side; plain HTML without scripts."""

from collections.abc import Sequence
from html import escape

from infra.local.practice_web.posts import PostedFile, PracticePost

MOST_SHOWN = 50
_FRAME = """<!doctype html>
<html lang="hi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<link rel="stylesheet" href="/style.css">
</head>
<body>
<header><a class="name" href="/">{name}</a><p>{promise}</p></header>
<main>
{content}
</main>
</body>
</html>
"""


def _both(hindi: str, english: str) -> str:
    """Return one label in both languages, each marked so that it is read out rightly."""
    return f'<span lang="hi">{hindi}</span> <span class="second" lang="en">{english}</span>'


_NAME = _both("अभ्यास नेटवर्क", "Practice network")
_PROMISE = _both(
    "यहाँ की पोस्ट केवल इसी कंप्यूटर पर दिखती हैं।", "Posts here are seen on this computer only."
)


def home(posts: Sequence[PracticePost]) -> str:
    """Return the page of live posts, the newest first."""
    if not posts:
        nothing = _both("अभी कोई पोस्ट नहीं है।", "There are no posts yet.")
        return _framed("Practice network", f'<p class="empty">{nothing}</p>')
    heading = _both(f"{len(posts)} लाइव पोस्ट", f"{len(posts)} live")
    shown = "\n".join(_article(post, is_linked=True) for post in posts[:MOST_SHOWN])
    more = len(posts) - MOST_SHOWN
    rest = _both(f"{more} और पुरानी पोस्ट", f"and {more} older") if more > 0 else ""
    return _framed("Practice network", f"<h1>{heading}</h1>\n{shown}\n<p>{rest}</p>")


def single(post: PracticePost) -> str:
    """Return the permanent page of one live post."""
    return _framed("Post", f"<h1>{_both('पोस्ट', 'Post')}</h1>\n{_article(post, is_linked=False)}")


def gone() -> str:
    """Return the page in a taken-down post's place."""
    heading = _both("पोस्ट हटा दी गई है", "This post was taken down")
    reason = _both(
        "जिनकी यह पोस्ट थी, उनके कहने पर या नियम के अनुसार इसे हटाया गया।",
        "It was removed at the person's wish or by a rule.",
    )
    return _framed("Taken down", f"<h1>{heading}</h1><p>{reason}</p>")


def missing() -> str:
    """Return the page for an address that was never one."""
    heading = _both("यह पता नहीं मिला", "There is nothing at this address")
    return _framed("Not found", f"<h1>{heading}</h1>")


def _framed(title: str, content: str) -> str:
    return _FRAME.format(title=title, name=_NAME, promise=_PROMISE, content=content)


def _article(post: PracticePost, *, is_linked: bool) -> str:
    shown = "\n".join(_shown(one, number) for number, one in enumerate(post.media, 1))
    paragraphs = "\n".join(_paragraph(text) for text in post.caption.split("\n\n") if text)
    moment = f"{post.posted_at[:16].replace('T', ' ')} UTC"
    stamp = f'<time datetime="{escape(post.posted_at)}">{escape(moment)}</time>'
    linked = f'<a href="/p/{escape(post.post_id)}">{stamp}</a>' if is_linked else stamp
    like = "" if is_linked else _like(post)
    footer = f"<footer>{linked} {_counted(post)}{like}</footer>"
    return f"<article>\n{shown}\n{paragraphs}\n{footer}\n</article>"


def _counted(post: PracticePost) -> str:
    views = _both(f"{post.views} बार देखी गई", f"{post.views} views")
    likes = _both(f"{post.likes} पसंद", f"{post.likes} likes")
    return f"<span>{views} · {likes}</span>"


def _like(post: PracticePost) -> str:
    button = f"<button>{_both('पसंद करें', 'Like')}</button>"
    return f'<form method="post" action="/p/{escape(post.post_id)}/like">{button}</form>'


def _shown(one: PostedFile, number: int) -> str:
    source = f"/media/{escape(one.file)}"
    if one.kind == "video":
        label = f"वीडियो {number} · Video {number}"
        return (
            f'<video controls playsinline preload="metadata" src="{source}" '
            f'aria-label="{label}"></video>'
        )
    return f'<img src="{source}" alt="फ़ोटो {number} · Photo {number}" loading="lazy">'


def _paragraph(text: str) -> str:
    is_hindi = any("\u0900" <= letter <= "\u097f" for letter in text)
    return f'<p class="caption" lang="{"hi" if is_hindi else "en"}" dir="auto">{escape(text)}</p>'
