"""The one door to Typst: a template of ours, data as JSON, our own fonts, nothing from the system or the network."""

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast

import typst
from django.conf import settings
from django.utils.translation import gettext as _

from phoihop.lib.errors import NotPossible

TEMPLATES = Path(__file__).parent / "templates" / "typst"
Standard = Literal["a-2a", "a-3a", "ua-1"]
_MISSING_LETTER = re.compile(r"the text `\"(.+?)\"` could not be displayed", re.DOTALL)


def typeset(
    template: Path,
    data: Mapping[str, Any],
    *,
    standards: tuple[Standard, ...] = (),
    inputs: Mapping[str, str] | None = None,
) -> bytes:
    """The PDF that a template makes of `data` (its `sys.inputs.data`, as JSON); `inputs` are further `sys.inputs`.

    The template may import from its own folder only. Raises NotPossible, with the sentence, when the fonts are not
    installed or the text has a letter that they lack.
    """
    return _compile(_compiler(template, data, inputs), standards)


def typeset_with(
    label: str,
    template: Path,
    data: Mapping[str, Any],
    *,
    standards: tuple[Standard, ...] = (),
    inputs: Mapping[str, str] | None = None,
) -> tuple[bytes, list[Any]]:
    """Like `typeset`, and the values of all `metadata` that the template marked with this label."""
    compiler = _compiler(template, data, inputs)
    pdf = _compile(compiler, standards)
    return pdf, json.loads(compiler.query(f"<{label}>", field="value"))


def _compiler(template: Path, data: Mapping[str, Any], inputs: Mapping[str, str] | None) -> typst.Compiler:
    return typst.Compiler(
        template,
        root=template.parent,
        font_paths=_fonts(Path(settings.DOCUMENT_FONTS)),
        sys_inputs={"data": json.dumps(data, ensure_ascii=False), **(inputs or {})},
    )


def _compile(compiler: typst.Compiler, standards: tuple[Standard, ...]) -> bytes:
    try:
        pdf = compiler.compile(format="pdf", pdf_standards=list(standards))
    except typst.TypstError as error:
        if found := _MISSING_LETTER.search(error.message):
            raise NotPossible(
                _("Phông chữ của văn bản không có ký tự “%(letter)s”. Hãy bỏ hoặc thay ký tự đó rồi làm lại.")
                % {"letter": found[1]}
            ) from error
        raise
    return cast("bytes", pdf)


@cache
def _fonts(folder: Path) -> typst.Fonts:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])
    found = {(font.style, font.weight) for font in fonts.fonts() if font.family == "Tinos"}
    # Without its font Typst does not fail: it leaves the text out.
    if not found >= {("normal", 400), ("italic", 400), ("normal", 700), ("italic", 700)}:
        raise NotPossible(
            _("Chưa cài đủ phông chữ Tinos nên chưa lập được văn bản. Hãy báo người quản trị chạy lại lệnh cài đặt.")
        )
    return fonts
