"""The title and the year of a programme, as the rows above its table say them."""

import re
from collections import Counter
from collections.abc import Iterable

_YEAR = re.compile(r"\b(20[1-9]\d)\b")
_NAMED_YEAR = re.compile(r"năm\s+(20[1-9]\d)\b", re.IGNORECASE)
_SUBJECT = re.compile(r"phối hợp\s+(?P<subject>.+?)(?:\s+giữa\s.*)?$", re.IGNORECASE | re.DOTALL)


def year_of(titles: Iterable[str], cells: Iterable[str]) -> int | None:
    """The year of the title rows ("năm 2025"); failing that, the one that most due cells name."""
    for pattern in (_NAMED_YEAR, _YEAR):
        for title in titles:
            if found := pattern.search(title):
                return int(found[1])
    years = Counter(year for cell in cells for year in _YEAR.findall(cell))
    return int(years.most_common(1)[0][0]) if years else None


def title_of(titles: Iterable[str], year: int) -> str:
    """What the programme is about: "Nội dung phối hợp công tác năm 2025 giữa …" is "công tác năm 2025"."""
    for title in titles:
        found = _SUBJECT.search(" ".join(title.split()).strip(" ()"))
        if found and _NAMED_YEAR.search(found["subject"]):
            subject = _NAMED_YEAR.sub(f"năm {year}", found["subject"].strip(" .,"))
            return subject[:300]
    return f"công tác năm {year}"
