"""The one door to Typst: a template of ours, data as JSON, our own fonts, nothing from the system or the network."""

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from django.conf import settings
from django.utils.translation import gettext as _

from phoihop.lib.errors import NotPossible

TEMPLATES = Path(__file__).parent / "templates" / "typst"
LONGEST_WAIT = 60  # seconds; a programme takes a fraction of one
Standard = Literal["a-2a", "a-3a", "ua-1"]

_LETTERS = TEMPLATES / "letters.typ"
_USUAL = frozenset(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x1EA0, 0x1EFA)])) | set(
    "\n\tƠơƯư–—‘’“”…•₫→−≤≥"
)
_PROGRAM = Path(__file__).with_name("typesetter.py")
_MISSING_LETTER = re.compile(r"the text `\"(.+?)\"` could not be displayed", re.DOTALL)


class TypesettingFailed(RuntimeError):
    """A mistake in a template, or a typesetter that broke down."""


def typeset(
    template: Path,
    data: Mapping[str, Any],
    *,
    standards: tuple[Standard, ...] = (),
    inputs: Mapping[str, str] | None = None,
) -> bytes:
    """The PDF that a template makes of `data` (its `sys.inputs.data`, as JSON); `inputs` are further `sys.inputs`.

    The template may import from its own folder only. Raises NotPossible, with the sentence, when the fonts are not
    installed, the text has a letter that they lack, or it takes too long.
    """
    return typeset_with("", template, data, standards=standards, inputs=inputs)[0]


def typeset_with(
    label: str,
    template: Path,
    data: Mapping[str, Any],
    *,
    standards: tuple[Standard, ...] = (),
    inputs: Mapping[str, str] | None = None,
) -> tuple[bytes, list[Any]]:
    """Like `typeset`, and the values of all `metadata` that the template marked with this label."""
    answer, pdf = _run(_job(template, data, standards=standards, inputs=inputs, label=label))
    if "error" in answer:
        raise _refusal(answer["error"])
    return pdf, answer["values"]


def refuse_unprintable(text: str) -> None:
    """Raises NotPossible, with the letter, when the text has one that our fonts lack: no document could ever print it.

    To be asked when a text is written, not when it is to be signed.
    """
    for letter in sorted(set(text) - _USUAL):
        if not _is_printable(letter):
            raise _missing(letter)


@lru_cache(maxsize=4096)
def _is_printable(letter: str) -> bool:
    answer, _pdf = _run(_job(_LETTERS, {"letters": letter}, standards=("ua-1",)))
    if "error" in answer and not _MISSING_LETTER.search(answer["error"]):
        raise _refusal(answer["error"])
    return "error" not in answer


def _job(
    template: Path,
    data: Mapping[str, Any],
    *,
    standards: tuple[Standard, ...],
    inputs: Mapping[str, str] | None = None,
    label: str = "",
) -> dict[str, Any]:
    return {
        "template": str(template),
        "root": str(template.parent),
        "fonts": str(settings.DOCUMENT_FONTS),
        "inputs": {"data": json.dumps(data, ensure_ascii=False), **(inputs or {})},
        "standards": standards,
        "label": label,
    }


def _run(job: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Have the job done by a process of its own (`typesetter.py` says why)."""
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(_PROGRAM)],
            input=json.dumps(job).encode(),
            capture_output=True,
            timeout=LONGEST_WAIT,
            check=True,
        )
    except subprocess.TimeoutExpired as error:
        raise NotPossible(
            _("Văn bản quá lớn nên chưa lập được. Hãy tách bảng thành nhiều bảng rồi làm lại.")
        ) from error
    except subprocess.CalledProcessError as error:
        raise TypesettingFailed(error.stderr.decode(errors="replace")) from error
    answer, _end, pdf = done.stdout.partition(b"\n")
    found: dict[str, Any] = json.loads(answer)
    return found, pdf


def _refusal(problem: str) -> Exception:
    if problem == "fonts":
        return NotPossible(
            _("Chưa cài đủ phông chữ Tinos nên chưa lập được văn bản. Hãy báo người quản trị chạy lại lệnh cài đặt.")
        )
    if found := _MISSING_LETTER.search(problem):
        return _missing(found[1])
    return TypesettingFailed(problem)


def _missing(letter: str) -> NotPossible:
    return NotPossible(
        _("Phông chữ của văn bản không có ký tự “%(letter)s”. Hãy bỏ hoặc thay ký tự đó rồi làm lại.")
        % {"letter": letter}
    )
