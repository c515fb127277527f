"""A deadline cell brought to one spelling: no marks, small letters, figures for number words."""

import re

from phoihop.lib.text import fold, repair

_NUMBERS = {
    "một": 1, "giêng": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7,
    "tám": 8, "chín": 9, "mười": 10, "chạp": 12,
}  # fmt: skip
_BARE_NUMBERS = {fold(word): number for word, number in _NUMBERS.items()}
_NOT_BARE_AFTER = {"sau", "tu", "nam"}  # without marks: tháng sau, tháng từ, tháng ... năm
_TOKEN = re.compile(r"[^\W\d_]+|\d+|\S")
_COUNTED = {"thang", "lan", "quy"}
_SPELLINGS = (
    (re.compile(r"\bqui\b|\bq\s?\.?\s?(?=(?:iv|i{1,3}|[1-4])\b)"), "quy "),
    (re.compile(r"\bt\s?\.?\s?(?=\d{1,2}\b)|\bthg\b\.?"), "thang "),
    (re.compile(r"\bhang\b|\btung\b"), "moi"),
    (re.compile(r"\bcac (?=(?:thang|quy)(?: trong nam)?$)"), "moi "),
    (re.compile(r"\bnua nam\b"), "6 thang"),
    (re.compile(r"\bnua (?=(?:dau|cuoi)\b)"), "6 thang "),
    (
        re.compile(r"\b(?:it nhat|toi thieu|khong qua|khong cham hon|khong muon hon|cham nhat|muon nhat)\b"),
        " ",
    ),
    (re.compile(r"[\"':]"), " "),
    (re.compile(r"\btu ngay \d{1,2} den (?=(?:ngay )?\d{1,2}/\d{1,2}(?!\d))"), "ngay "),
    (re.compile(r"(?<![\d/.])(?<!thang )(?<!quy )\d{1,2} ?- ?(?=\d{1,2}/\d{1,2}(?!\d))"), ""),
    (re.compile(r"\s+"), " "),
)


def plain(text: str) -> str:
    """The cell in one spelling; a line break becomes a semicolon.

    >>> plain("Sáu tháng một lần")
    '6 thang 1 lan'
    """
    folded = fold(_with_figures(repair(text).lower().replace("\n", " ; ")))
    for pattern, spelling in _SPELLINGS:
        folded = pattern.sub(spelling, folded)
    return folded.strip(" .,;-()")


def _with_figures(text: str) -> str:
    """Number words beside "tháng", "quý", "lần" as figures."""
    tokens = [found.group() for found in _TOKEN.finditer(text)]
    gaps = _TOKEN.split(text)
    is_bare = fold(text) == " ".join(text.split())
    figures = _figures(tokens, is_bare)
    return gaps[0] + "".join(figure + gap for figure, gap in zip(figures, gaps[1:], strict=True))


def _figures(tokens: list[str], is_bare: bool) -> list[str]:
    folded = [*map(fold, tokens), "", ""]
    figures = list(tokens)
    for place, token in enumerate(tokens):
        number = _NUMBERS.get(token) or (_BARE_NUMBERS.get(token) if is_bare else None)
        if number == 10 and place + 1 < len(tokens) and folded[place - 1] == "thang":
            unit = {"một": 1, "mot": 1, "hai": 2}.get(tokens[place + 1], 0)
            if unit:
                figures[place], figures[place + 1] = str(10 + unit), ""
                continue
        if number and figures[place] and _is_number(folded, place, is_bare):
            figures[place] = str(number)
    return figures


def _is_number(folded: list[str], place: int, is_bare: bool) -> bool:
    word, following = folded[place], folded[place + 1]
    before = folded[place - 1] if place else ""
    if before in ("thang", "quy"):
        if word == "nam":
            return following in ("nam", "/", "") and not is_bare
        return not (is_bare and word in _NOT_BARE_AFTER) or (word == "tu" and following in ("/", "nam", ""))
    if following not in _COUNTED or word in ("nam", "tu"):
        return False
    # "sau thang 5" without marks is "after May"; "sau thang dau nam" the first six months
    return not (is_bare and word == "sau" and folded[place + 2].isdigit())
