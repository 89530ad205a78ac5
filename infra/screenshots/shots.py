"""Which pictures are taken: of which page, as whom, of what, and what one sees there."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

from playwright.sync_api import Page, expect

Language = Literal["hi", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("hi", "en")
WITHIN_MS: Final = 20_000
HOLDER: Final = "moderator"
NOT_VISITED: Final = 7  # in the order of the worklist


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a page is looked at."""

    language: Language
    is_dark: bool = False
    is_phone: bool = False

    @property
    def ending(self) -> str:
        """What stands at the end of a picture's name."""
        return f"-{self.language}{'-dark' * self.is_dark}{'-phone' * self.is_phone}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One view of a page. `path` may name a visit, say, in braces; `reach` goes on from there.

    `holds` names the visit that its moderator takes before. `area` is `screen` for what a screen
    shows at once, `page` for the whole page down to a limit.
    """

    page: str
    view: str
    shows: str
    path: str
    role: str | None = None
    ready: str = "main :is(h1, h2)"
    reach: Callable[[Page], None] | None = None
    holds: str | None = None
    area: Literal["screen", "page"] = "page"
    has_variants: bool = False
    languages: tuple[Language, ...] = LANGUAGES

    @property
    def name(self) -> str:
        """The beginning of its pictures' names."""
        return f"{self.page}-{self.view}"

    def looks(self) -> Iterator[Look]:
        """Yield every way in which it is looked at."""
        for language in self.languages:
            yield Look(language=language)
            if self.has_variants:
                yield Look(language=language, is_dark=True)
                yield Look(language=language, is_phone=True)


def _first(page: Page, selector: str) -> Any:
    found = page.locator(selector).first
    expect(found).to_be_visible(timeout=WITHIN_MS)
    return found


def _film_shows(page: Page) -> None:
    _first(page, ".stage .film video, .stage .frame video")
    expect(page.locator(".side-parts")).to_be_visible()


def _film_or_photo(page: Page) -> None:
    _first(page, ".stage .frame")


def _evidence(page: Page) -> None:
    """Open the worst finding, which is about a place or another photo."""
    _first(page, ".frame.photo img")
    _first(page, ".finding summary").click()
    _first(page, ".finding[open] :is(img, svg.map, .map svg)")


def _reasons(page: Page) -> None:
    _first(page, "[data-action=reject]:not([aria-disabled])").click()
    _first(page, "dialog[open] [name=reason_code]")


def _person(page: Page) -> None:
    page.locator("a.person").nth(NOT_VISITED).click()
    expect(page.locator(".person")).to_have_count(0)
    page.check("[name=outcome][value=met]")
    page.check("[name=purpose][value=photo]")


def _patterns(page: Page) -> None:
    """Ask for the workers' day of the first district's first mandal."""
    _down(page, ".picker select", levels=2)
    page.locator(".pattern-form .button").click()


def _booth(page: Page) -> None:
    _down(page, ".places select", levels=4)


def _down(page: Page, selects: str, levels: int) -> None:
    """Choose the first area of each level; the list of the next level comes after that."""
    for level in range(levels):
        choice = page.locator(selects).nth(level)
        expect(choice).to_be_visible(timeout=WITHIN_MS)
        if not choice.input_value():
            choice.select_option(index=1)


def _verified(page: Page) -> None:
    _first(page, "#audit-verify").click()


def _webhook(page: Page) -> None:
    """Make one of an address that answers nothing, and have its secret shown."""
    page.locator("#new-webhook").click()
    page.locator("#webhook-url").fill("https://hooks.example.org/events")
    page.locator("#webhook-go").click()
    _first(page, "#webhook-secret")


def _story(page: Page) -> None:
    _first(page, ".step")


def _preview(page: Page) -> None:
    _first(page, ".post-text").scroll_into_view_if_needed()


def _cards(page: Page) -> None:
    _booth(page)
    _first(page, "#make").click()
    _first(page, ".card img, .card svg, .cards svg, .cards img")


def _leaflets(page: Page) -> None:
    _booth(page)
    page.locator("#kind-leaflets").click()


SECTIONS: Final = (
    ("progress", "How far each area has come, as a picture and in a table below it."),
    ("throughput", "What was decided day by day, and how long the oldest item waits."),
    ("outgoing", "What was posted, waits or has to go, and what needs a person first."),
    ("channels", "Each channel: whether it is connected, its next slot, how long its queue takes."),
    ("freezes", "When and where nothing is posted, as months and as a list."),
    ("imports", "Files that bring rolls, workers and workshops in, and how each of them ended."),
    ("calls", "Missed calls that belong to nobody yet; numbers are masked."),
    ("held", "Reports that were refused on the phone and wait for a word of the convener's."),
    ("workshops", "Trainings: when and where they are, and how many came."),
    ("patterns", "What workers' visits of a day have in common, as hints and no judgement."),
    ("agreement", "How often a second look agreed with the first decision."),
)
OPEN: Final = (
    Shot(page="home", view="journey", path="/", area="page",
         shows="The journey, step by step, and what happens when a step goes wrong."),
    Shot(page="docs", view="api", path="/docs", area="screen", languages=("en",),
         shows="The API on a page; it is in English alone."),
    Shot(page="withdraw", view="code", path="/withdraw",
         shows="Where the code of a leaflet is typed in, without any sign-in."),
    Shot(page="withdraw", view="held", path="/withdraw#{code}", ready="main .big, main button",
         shows="What is held of her, where it is shown, and one button that takes all of it back."),
)  # fmt: skip
FIELD: Final = (
    Shot(page="field", view="list", path="/field", role="worker", ready=".person",
         has_variants=True, area="screen",
         shows="A worker's people of the day, and what came back from the desk."),
    Shot(page="field", view="person", path="/field", role="worker", ready=".person",
         reach=_person, has_variants=True,
         shows="One person's visit: the notice, consent purpose by purpose, photo and video."),
)  # fmt: skip
CONSOLE: Final = (
    Shot(page="console", view="sign-in", path="/console", area="screen",
         shows="Who is there? The console before signing in."),
    Shot(page="console", view="queue", path="/console", role="moderator", has_variants=True,
         area="screen", shows="What waits, the most urgent first, and for how long already."),
    Shot(page="console", view="film", path="/console#item/{film}", role=HOLDER, holds="film",
         reach=_film_shows, has_variants=True, area="screen",
         shows="An item with a film: everything that a decision needs on one screen."),
    Shot(page="console", view="photo", path="/console#item/{twice}", role=HOLDER,
         holds="twice", reach=_evidence, area="screen",
         shows="An item with a photo that another visit has too, both side by side; it needs two."),
    Shot(page="console", view="reasons", path="/console#item/{twice}", role=HOLDER,
         holds="twice", reach=_reasons, area="screen",
         shows="Why it is rejected: a code, the policy's words beside it, identical ones along."),
    Shot(page="console", view="place", path="/console#item/{far}", role=HOLDER,
         holds="far", reach=_evidence, area="screen",
         shows="An item from far away: distance and map, drawn from the campaign's boundaries."),
    Shot(page="console", view="appeal", path="/console#item/{appealed}", role=HOLDER,
         holds="appealed", reach=_film_or_photo, area="screen",
         shows="An item that its worker asks about again: another person decides."),
    Shot(page="console", view="looks", path="/console#looks", role="convener", area="screen",
         shows="Second looks: decided once, and looked at again without knowing how."),
)  # fmt: skip
STEERING: Final = (
    *(Shot(page="registry", view=name, path=f"/registry#{name}", role="convener", shows=shows,
           has_variants=name == "progress", reach=_patterns if name == "patterns" else None)
      for name, shows in SECTIONS),
    Shot(page="registry", view="audit", path="/registry#audit/{posted}", role="convener",
         reach=_verified,
         shows="One testimonial's chain of evidence, checked on the reader's own machine."),
    Shot(page="registry", view="channel", path="/registry#channels/{lost}", role="admin",
         shows="A channel that has to be connected again, and what waits for it by district."),
    Shot(page="registry", view="channel-form", path="/registry#channels/{lost}/change",
         role="admin", reach=_preview, area="screen",
         shows="How a channel is set up, with a post as it would look."),
    Shot(page="registry", view="freeze", path="/registry#freezes/{freeze}", role="admin",
         shows="A freeze that one person asked to be lifted, as the second one sees it."),
    Shot(page="registry", view="webhooks", path="/registry#webhooks", role="admin", reach=_webhook,
         area="screen", shows="A webhook, its secret shown once, and what was sent there."),
    Shot(page="sheet", view="cards", path="/sheet", role="convener", reach=_cards,
         shows="A booth's workers, and the card that signs a worker's phone in, to print."),
    Shot(page="sheet", view="leaflets", path="/sheet", role="convener", reach=_leaflets,
         shows="The strips with a code for each person's leaflet, to print and cut."),
    Shot(page="explain", view="choice", path="/explain", role="moderator",
         shows="Which testimonial's story is told."),
    Shot(page="explain", view="story", path="/explain?id={appealed}", role="moderator",
         reach=_story, shows="One testimonial from the camera to now on one sheet, to print."),
)  # fmt: skip
SHOTS: Final = (*OPEN, *FIELD, *CONSOLE, *STEERING)
