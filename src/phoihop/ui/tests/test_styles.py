"""House checks of what pages wear: every class styled, every icon drawn, nothing inline, the first page light."""

import re
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest

from phoihop.ui.icons import ICONS

PACKAGE = Path(__file__).resolve().parents[2]
ASSETS = PACKAGE.parents[1] / "build" / "assets" / "ui"
NOT_BUILT = "build/assets is missing. Run `make setup`."
# Classes that name a place for scripts, tests or a longer selector, and wear nothing themselves.
UNDRESSED = frozenset({"account", "messages", "field-plain"})
TEMPLATE_TAG = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}")


def _templates() -> Iterator[tuple[str, str]]:
    for file in sorted(PACKAGE.glob("*/templates/**/*.html")):
        yield str(file.relative_to(PACKAGE)), file.read_text(encoding="utf-8")


def _styles() -> str:
    if not (ASSETS / "base.css").exists():
        pytest.fail(NOT_BUILT, pytrace=False)
    files = [ASSETS / "base.css", *PACKAGE.glob("*/static/**/*.css")]
    return "".join(file.read_text(encoding="utf-8") for file in files)


def _classes(text: str) -> Iterator[str]:
    """The class names of a template; a name put together by tags (`tag-{{ tone }}`) is left out."""
    for value in re.findall(r'class="([^"]*)"', TEMPLATE_TAG.sub("\0", text)):
        yield from (name for name in (word.strip("\0") for word in value.split()) if re.fullmatch(r"[\w-]*\w", name))


def test_every_class_of_a_template_is_styled() -> None:
    styled = set(re.findall(r"\.(-?[A-Za-z_][\w-]*)", _styles()))

    bare = {(name, file) for file, text in _templates() for name in _classes(text) if name not in styled | UNDRESSED}

    assert sorted(bare) == []


def test_every_icon_of_a_template_is_in_the_sprite() -> None:
    wanted = {
        (name, file)
        for file, text in _templates()
        for name in re.findall(r'{%\s*icon "([^"]+)"|icon="([a-z0-9-]+)"', text)
        for name in name
        if name
    }

    assert sorted((name, file) for name, file in wanted if name not in ICONS) == []


def test_nothing_inline() -> None:
    inline = re.compile(r"\s(style|on[a-z]+)=\"|<style|<script(?![^>]*\ssrc=)")

    assert [file for file, text in _templates() if inline.search(text)] == []


def test_styles_ask_nobody_else() -> None:
    assert re.findall(r"url\(\s*[\"']?(?:https?:)?//", _styles()) == []


def test_the_first_page_is_light() -> None:
    """Cold, compressed: the style sheets, the scripts, the sprite, six font files, and 10 kB for the page itself."""
    own = PACKAGE / "ui" / "static" / "ui"
    if not ASSETS.exists():
        pytest.fail(NOT_BUILT, pytrace=False)
    texts = [
        *(ASSETS / "base.css", ASSETS / "icons.svg", ASSETS / "htmx.min.js"),
        *(own / "site.css", own / "site.js", own / "kept.js", own / "favicon.svg"),
    ]
    fonts = list((ASSETS / "fonts").glob("*.woff2"))

    size = sum(len(brotli.compress(file.read_bytes())) for file in texts) + sum(file.stat().st_size for file in fonts)

    assert len(fonts) == 6
    assert size + 10_000 <= 200_000
