"""Collects the sentences of code and templates into locale/en; `--check` says what is not translated yet.

GNU gettext is not on a bare machine, so Babel does its work; Django's own `templatize` turns templates into something
that reads like Python.
"""

import io
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

SOURCE = Path(__file__).resolve().parent.parent / "src" / "phoihop"
CATALOGUE = SOURCE / "locale" / "en" / "LC_MESSAGES" / "django.po"
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]")


def main() -> int:
    """Update the catalogue, or check it."""
    settings.configure()
    found = _collect()
    known = _read()
    if "--check" in sys.argv:
        complaints = list(_complaints(found, known))
        sys.stderr.write("".join(f"{complaint}\n" for complaint in complaints))
        return 1 if complaints else 0
    known.update(found, no_fuzzy_matching=True)
    known.obsolete.clear()
    known.fuzzy = False  # a catalogue whose head is fuzzy is not compiled
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.open("wb") as file:
        write_po(file, known, width=110, sort_output=True, include_lineno=False, omit_header=False)
    missing = sum(1 for message in known if message.id and not _is_translated(message))
    sys.stdout.write(f"{len(known)} câu, {missing} câu chưa dịch: {CATALOGUE.relative_to(SOURCE.parent.parent)}\n")
    return 0


def _read() -> Catalog:
    if not CATALOGUE.exists():
        return Catalog(locale="en", domain="django", project="Phối Hợp", header_comment="# English of Phối Hợp.")
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en", domain="django")


def _collect() -> Catalog:
    catalogue = Catalog(locale="en", domain="django")
    for path, messages in _files():
        for _line, text, comments, context in messages:
            catalogue.add(text, locations=[(path, None)], auto_comments=comments, context=context)  # type: ignore[list-item]
    return catalogue


def _files() -> Iterator[tuple[str, Iterable[Any]]]:
    for path in sorted(SOURCE.rglob("*")):
        name = path.relative_to(SOURCE.parent).as_posix()
        if "/tests/" in name or "/migrations/" in name:
            continue
        if path.suffix == ".py":
            yield name, extract("python", io.BytesIO(path.read_bytes()), KEYWORDS, ["Translators:"])
        elif path.suffix in {".html", ".txt"} and "/templates/" in name:
            yield name, _extract_template(path, name)


def _extract_template(path: Path, name: str) -> Iterable[Any]:
    code = templatize(path.read_text(encoding="utf-8"), origin=name)
    # What is no call is blanked with X; on one line in brackets nothing of it can upset Python's indentation.
    python = f"({' '.join(code.splitlines())})".encode()
    return extract("python", io.BytesIO(python), KEYWORDS, [])


def _complaints(found: Catalog, known: Catalog) -> Iterator[str]:
    wanted = {(message.id, message.context) for message in found if message.id}
    for message in known:
        if message.id and (message.id, message.context) not in wanted:
            yield f"No longer used, run `make messages`: {message.id}"
    for message in found:
        if not message.id:
            continue
        translated = known.get(message.id, message.context)
        where = message.locations[0][0] if message.locations else ""
        if translated is None:
            yield f"Not collected, run `make messages`: {message.id} ({where})"
        elif not _is_translated(translated):
            yield f"Not translated: {message.id} ({where})"
        elif not _same_placeholders(translated):
            yield f"Other placeholders than the source: {message.id}"


def _is_translated(message: Message) -> bool:
    texts = message.string if isinstance(message.string, (tuple, list)) else [message.string]
    return all(texts) and not message.fuzzy


def _same_placeholders(message: Message) -> bool:
    source = message.id if isinstance(message.id, (tuple, list)) else [message.id]
    texts = message.string if isinstance(message.string, (tuple, list)) else [message.string]
    wanted = set(PLACEHOLDER.findall(source[-1]))
    return all(set(PLACEHOLDER.findall(text)) == wanted for text in texts)


if __name__ == "__main__":
    sys.exit(main())
