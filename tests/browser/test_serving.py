"""The pages' files in a real browser: what the policy lets run, and what is said when they go."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from chalicelib.entry.web_files import FOLDERS, LIBRARIES, WEB, uncommented
from infra import node
from tests.browser.conftest import file_of
from tests.browser.node_tools import installed

# Draws what a person typed, and what would run if text were ever taken for markup.
DRAW = """async ([ui, text]) => {
  const { html, render, useState } = await import(ui);
  const box = document.createElement("div");
  document.body.append(box);
  function View() {
    const [count, setCount] = useState(0);
    const style = { color: "red" };
    return html`<button style=${style} title=${text} onclick=${() => setCount(count + 1)}>
      ${text} ${count}
    </button>`;
  }
  render(html`<${View} />`, box);
  box.querySelector("button").click();
  await new Promise((done) => setTimeout(done, 100));
  return [box.textContent.trim(), box.querySelectorAll("*").length];
}"""
LATER = """async ([later, wanted]) => {
  const { later: bring } = await import(later);
  try {
    await bring(() => import(wanted));
    return "brought";
  } catch (error) {
    return error.name;
  }
}"""

# Draws a part that comes while it is being drawn: after the drawing, before its effects.
DRAW_LATER = """async ([ui, laterParts]) => {
  const { html, render } = await import(ui);
  const { later } = await import(laterParts);
  const Part = later(async () => ({ Part: () => html`<p>it came</p>` }), "Part");
  const box = document.createElement("div");
  document.body.append(box);
  render(html`<${Part} />`, box);
  Part.warm();
  await new Promise((done) => setTimeout(done, 300));
  return box.textContent;
}"""


@pytest.fixture
def page(new_page, stack) -> Page:
    opened = new_page()
    opened.goto(f"{stack.api}/withdraw")
    expect(opened.locator("h1")).to_be_visible()
    return opened


def test_views_that_live_are_drawn_under_the_policy_and_text_stays_text(page):
    hostile = "<img src=x onerror=alert(1)> ${1} {{2}} \u202e"

    text, elements = page.evaluate(DRAW, [file_of(page, "shared/ui.js"), hostile])

    assert text == f"{hostile} 1".strip()
    assert elements == 1


def bring(page: Page, name: str) -> str:
    files = [file_of(page, each) for each in ("shared/later.js", name)]
    return str(page.evaluate(LATER, files))


def test_a_part_that_comes_later_comes(page):
    assert bring(page, "shared/format.js") == "brought"


def test_a_part_that_is_warmed_while_it_is_drawn_comes(page):
    files = [file_of(page, name) for name in ("shared/ui.js", "console/later.js")]

    assert page.evaluate(DRAW_LATER, files) == "it came"


def test_a_part_of_an_older_release_is_said_to_be_outdated(page):
    newer = '<script type="module" src="assets/0123456789abcdef/withdraw/withdraw.js"></script>'
    page.route("**/withdraw", lambda route: route.fulfill(body=newer, content_type="text/html"))

    assert bring(page, "shared/gone.js") == "Outdated"


def test_without_a_network_a_part_is_worth_another_try(page):
    bring(page, "shared/ids.js")
    page.context.set_offline(offline=True)

    assert bring(page, "shared/format.js") == "Offline"


def test_a_fault_of_this_release_is_not_blamed_on_its_age(page):
    assert bring(page, "shared/gone.js") == "TypeError"


def test_a_page_whose_files_do_not_come_says_to_load_it_again(new_page, stack):
    page = new_page()
    page.route("**/assets/**", lambda route: route.abort())

    page.goto(f"{stack.api}/withdraw")

    expect(page.locator(".opening")).to_contain_text("load the page again")
    expect(page.locator(".opening")).to_have_css("opacity", "1")


@pytest.fixture(scope="module")
def esbuild(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = installed(Path(__file__).parent / "uppy", tmp_path_factory.mktemp("node") / "uppy")
    return folder / "node_modules" / "esbuild" / "bin" / "esbuild"


def test_files_without_their_comments_mean_the_same(esbuild: Path, tmp_path: Path):
    """Squeezed to what a machine reads, a file and what is served of it are equal."""
    plain, served = (shutil.copytree(WEB, tmp_path / name) for name in ("plain", "served"))
    names = [
        f"{folder}/{path.name}"
        for folder in FOLDERS
        if folder != LIBRARIES
        for path in (WEB / folder).iterdir()
        if path.suffix in {".js", ".css"}
    ]
    for name in names:
        (served / name).write_text(uncommented((served / name).read_text()))

    squeezed = [squeeze(esbuild, root, names) for root in (plain, served)]

    assert squeezed[0] == squeezed[1]
    assert len(squeezed[0]) == len(names)


def squeeze(esbuild: Path, root: Path, names: list[str]) -> dict[str, str]:
    out = root.with_name(f"{root.name}-squeezed")
    done = node.run(esbuild, *names, "--minify", f"--outdir={out}", within=root)
    assert done.returncode == 0, done.stderr
    return {name: (out / name).read_text() for name in names}


def test_the_other_language_comes_when_somebody_switches_to_it(new_page, stack):
    page, words = new_page(), []
    page.on("request", lambda asked: words.append(asked.url.rsplit("/", 2)[-2:]))
    page.goto(f"{stack.api}/withdraw")
    expect(page.locator("h1")).to_be_visible()
    spoken = [one for one in words if one[1].startswith("words.")]

    page.click("button[lang=hi]")

    expect(page.locator("html")).to_have_attribute("lang", "hi")
    expect(page.locator("button[lang=hi]")).to_have_attribute("aria-pressed", "true")
    assert sorted(spoken) == [["shared", "words.en.json"], ["withdraw", "words.en.json"]]


def test_without_a_network_the_page_keeps_its_language_and_says_why(page):
    heading = page.locator("h1").inner_text()
    page.context.set_offline(offline=True)

    page.click("button[lang=hi]")
    page.click("button[lang=hi]")

    expect(page.locator(".switch-trouble")).to_contain_text("could not be reached")
    expect(page.locator("h1")).to_have_text(heading)
    page.context.set_offline(offline=False)
    page.click("button[lang=hi]")
    expect(page.locator("html")).to_have_attribute("lang", "hi")
    expect(page.locator(".switch-trouble")).to_have_count(0)


def test_words_of_an_older_release_are_said_to_be_outdated(page):
    newer = '<script type="module" src="assets/0123456789abcdef/withdraw/withdraw.js"></script>'
    page.route("**/withdraw", lambda route: route.fulfill(body=newer, content_type="text/html"))
    page.route("**/words.hi.json", lambda route: route.fulfill(status=404, body="{}"))

    page.click("button[lang=hi]")

    expect(page.locator(".switch-trouble")).to_contain_text("newer version of this page")
