"""Gather what pages and documents take from npm: run after `npm ci`; writes build/assets and build/fonts.

build/assets/ui/ gets the part of Tabler's style sheet that our pages may use (base.css), htmx, the fonts of the
pages and one sprite of icons; build/fonts/ gets the fonts of the official documents. Nothing else is shipped.
NODE names the Node.js to use; otherwise the one on the PATH.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ROOT / "node_modules"
BUILD = ROOT / "build"
SVG = "http://www.w3.org/2000/svg"

PAGE_FONTS = [
    f"be-vietnam-pro-{letters}-{weight}-normal.woff2"
    for weight in (400, 500, 600)
    for letters in ("vietnamese", "latin")
]
DOCUMENT_FONTS = [
    "400Regular/Tinos_400Regular.ttf",
    "400Regular_Italic/Tinos_400Regular_Italic.ttf",
    "700Bold/Tinos_700Bold.ttf",
    "700Bold_Italic/Tinos_700Bold_Italic.ttf",
]


def main() -> None:
    """Make both folders anew; stop with a sentence when something is not there."""
    if not PACKAGES.is_dir():
        sys.exit("node_modules is missing. Run `make setup`, or `npm ci --ignore-scripts` first.")
    fresh = BUILD / "assets.new"
    shutil.rmtree(fresh, ignore_errors=True)
    pages = fresh / "ui"
    (pages / "fonts").mkdir(parents=True)

    write_styles(pages / "base.css")
    write_sprite(pages / "icons.svg")
    shutil.copy(PACKAGES / "htmx.org/dist/htmx.min.js", pages)
    for name in PAGE_FONTS:
        shutil.copy(PACKAGES / "@fontsource/be-vietnam-pro/files" / name, pages / "fonts")
    shutil.rmtree(BUILD / "assets", ignore_errors=True)
    fresh.rename(BUILD / "assets")

    (BUILD / "fonts").mkdir(exist_ok=True)
    for name in DOCUMENT_FONTS:
        shutil.copy(PACKAGES / "@expo-google-fonts/tinos" / name, BUILD / "fonts")


def write_styles(target: Path) -> None:
    """Tabler's style sheet without the families of classes that no page of ours may use."""
    node = os.environ.get("NODE") or shutil.which("node")
    if not node:
        sys.exit("Node.js is missing. Run `make setup`, which brings it, or set NODE to its path.")
    result = subprocess.run(
        [
            *(node, PACKAGES / "purgecss/bin/purgecss.js", "--config", ROOT / "scripts/purge.config.cjs"),
            *("--css", PACKAGES / "@tabler/core/dist/css/tabler.min.css", "--output", target),
        ],
        check=False,
        capture_output=True,
        text=True,
    )
    if result.returncode or not target.exists():
        sys.exit(f"PurgeCSS did not write {target.name}: {result.stderr.strip()}")
    text = re.sub(r"/\*# sourceMappingURL=.*?\*/", "", target.read_text(encoding="utf-8"))
    target.write_text(text, encoding="utf-8")


def write_sprite(target: Path) -> None:
    """One file with a symbol for each icon named in phoihop/ui/icons.py."""
    sys.path.insert(0, str(ROOT / "src"))
    from phoihop.ui.icons import ICONS  # noqa: PLC0415  the path comes first

    ElementTree.register_namespace("", SVG)
    sprite = ElementTree.Element(f"{{{SVG}}}svg")
    for name in sorted(ICONS):
        source = PACKAGES / f"@tabler/icons/icons/outline/{name}.svg"
        if not source.exists():
            sys.exit(f"Tabler has no outline icon called {name!r} (phoihop/ui/icons.py).")
        drawing = ElementTree.fromstring(source.read_text(encoding="utf-8"))  # noqa: S314  a pinned package
        symbol = ElementTree.SubElement(sprite, f"{{{SVG}}}symbol", {"id": name, "viewBox": "0 0 24 24"})
        symbol.extend(shape for shape in drawing if shape.get("d") != "M0 0h24v24H0z")
    target.write_text(ElementTree.tostring(sprite, encoding="unicode"), encoding="utf-8")


if __name__ == "__main__":
    main()
