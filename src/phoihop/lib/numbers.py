"""Numbers and quantities as offices write them: 26.472 and 97,55."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from phoihop.lib.text import clean, fold

LARGEST_ID = 2**63 - 1
_LARGEST = Decimal(10) ** 12
_CENT = Decimal("0.01")
_NUMBER = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?"
_QUANTITY = re.compile(
    r"(?:(?:tối thiểu|ít nhất|từ|tổng số|tổng cộng|khoảng|trên|có|mở|tổ chức|đạt)\s+)*"
    rf"(?P<number>{_NUMBER})\s*(?P<unit>%?\s*[^\W\d_].*|%)",
    re.IGNORECASE,
)
_UNIT_ENDS = re.compile(
    r"\s+(?:được|của|cho|theo|trong|tại|ở|về|để|do|và|với|bằng|trên|gồm|mở|đúng|trở lên)(?=\s|$)|[(:]",
    re.IGNORECASE,
)
_LONGEST_UNIT = 60


@dataclass(frozen=True)
class Quantity:
    """So many of something."""

    number: Decimal
    unit: str

    def __str__(self) -> str:
        return f"{format_number(self.number)}{'' if self.unit.startswith('%') else ' '}{self.unit}"


def format_number(number: int | float | Decimal) -> str:
    """Dots between thousands, a decimal comma, no idle zeros: 26.472; 97,55; 2."""
    plain = Decimal(str(number))
    text = f"{plain:,f}".translate(str.maketrans(",.", ".,"))
    return text.rstrip("0").rstrip(",") if "," in text else text


def percent(part: int | float | Decimal, whole: int | float | Decimal) -> str:
    """The share with at most two decimals: "97,55%"; a dash when there is no whole."""
    if not whole:
        return "–"
    share = Decimal(str(part)) * 100 / Decimal(str(whole))
    return f"{format_number(share.quantize(_CENT, ROUND_HALF_UP))}%"


def parse_number(text: str) -> Decimal | None:
    """The number that a text is ("26.472", "97,55", "02"), with two decimals at most, as the database keeps it.

    None when it is none, or too large to keep.
    """
    text = clean(text)
    if not re.fullmatch(_NUMBER, text):
        return None
    return kept(Decimal(text.replace(".", "").replace(",", ".")))


def kept(number: Decimal) -> Decimal | None:
    """The number from 0 with the two decimals that the database keeps; None when it is no such number, or too large."""
    if not 0 <= number < _LARGEST:
        return None
    rounded = two_decimals(number)
    return rounded if rounded < _LARGEST else None


def two_decimals(number: Decimal) -> Decimal:
    """The number as the database keeps it: rounded half up to two decimals; whole numbers stay whole."""
    return number if number == number.to_integral_value() else number.quantize(_CENT, ROUND_HALF_UP)


def identifier(text: str) -> int | None:
    """The id that a part of an address names: a whole number from 1 that the database can hold, else None."""
    is_number = text.isascii() and text.isdecimal() and len(text) < 20
    return number if is_number and 0 < (number := int(text)) <= LARGEST_ID else None


def parse_quantity(text: str) -> Quantity | None:
    """The first quantity that a deliverable names: "02 lớp, 180 học viên" is 2 lớp; None when it names none.

    Numbers inside a name ("Kế hoạch số 112-KH/TU") are none: one begins its phrase or follows "tối thiểu".
    """
    for phrase in re.split(r"[;\n]|,(?!\d)", clean(text)):
        if (found := _QUANTITY.fullmatch(phrase.strip(" .-"))) and (
            number := parse_number(found["number"])
        ) is not None:
            unit = _UNIT_ENDS.split(found["unit"], maxsplit=1)[0].strip(" .")
            return Quantity(_short(number), unit[:_LONGEST_UNIT].strip()) if fold(unit) else None
    return None


def _short(number: Decimal) -> Decimal:
    """Two decimals at most, and none that say nothing: 2, not 2.00."""
    rounded = two_decimals(number)
    return rounded.quantize(Decimal(1)) if rounded == rounded.to_integral_value() else rounded.normalize()
