"""Vietnamese text: repair, folding for search keys, the alphabet for sorting, names by given name.

Stored and signed text is never rewritten beyond `clean`: old and new tone places stay as their author wrote
them. Only the keys made here treat them alike.
"""

import re
import unicodedata

_VOWEL_MARKS = "\u0302\u0306\u031b"
_TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng: the order of the alphabet
_LOST_ORDER = re.compile("([AEOaeo])([\u0300\u0301\u0303\u0309])([\u0302\u0306])")
_WORD = re.compile(r"[^\W\d_][^\W\d_\u0300-\u036f]*(?:[\u0300-\u036f]+[^\W\d_\u0300-\u036f]*)*")
_COMBINING = re.compile("[\u0300-\u036f]")
_TONE = re.compile(f"[{_TONES}]")


def repair(text: str) -> str:
    """The composed form (NFC), also of letters whose tone was typed before the vowel mark (a, huyền, mũ)."""
    if text.isascii() or (not _COMBINING.search(text) and unicodedata.is_normalized("NFC", text)):
        return text
    return unicodedata.normalize("NFC", _LOST_ORDER.sub(r"\1\3\2", unicodedata.normalize("NFD", text)))


def clean(text: str) -> str:
    """`repair` without what nobody sees (NUL, control, zero-width characters); plain line ends; trimmed."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ")
    visible = text if text.isprintable() else "".join(letter for letter in text if _is_kept(letter))
    return repair(visible).strip()


def fold(text: str) -> str:
    """The search key: lower case, no marks, đ as d, plain quotes and dashes, single spaces.

    Old and new tone places, NFC and NFD, any letter case give the same key; folding a key changes nothing.
    """
    key = text.translate(_FOLDING)
    if not key.isascii():
        key = _fold_other_scripts(key)
    return " ".join(key.lower().split())


def tone_key(text: str) -> str:
    """The exact key: marks and đ stay, only the place of the tone does not matter ("hoà" and "hòa" are one).

    Use it to put exact hits before those that only the folded key finds.
    """
    spaced = " ".join(repair(text).lower().split())
    moved = _WORD.sub(_tones_last, unicodedata.normalize("NFD", spaced))
    return unicodedata.normalize("NFD", moved)


def sort_key(text: str) -> str:
    """A key whose plain order is that of the alphabet: letters, then tones, then small before capital.

    Only `0-9a-z` occur in it, so that every collation of every database, and Python, order it alike.
    """
    return _sort_key(text)[:LONGEST_SORT_KEY]


def given_name(full_name: str) -> str:
    """The last word of a Vietnamese name."""
    return full_name.rsplit(maxsplit=1)[-1] if full_name.split() else ""


def person_sort_key(full_name: str) -> str:
    """The sort key of a person: given name first, then what stands between, then family name."""
    words = full_name.split()
    family, between = (words[0], words[1:-1]) if len(words) > 1 else ("", [])
    parts = (given_name(full_name), " ".join(between), family)
    return "0".join(_sort_key(part) for part in parts)[:LONGEST_SORT_KEY]


def _is_kept(letter: str) -> bool:
    return letter in "\n\t" or not (unicodedata.category(letter) in {"Cc", "Cf", "Cs"} or _is_noncharacter(ord(letter)))


def _is_noncharacter(code: int) -> bool:
    """The 66 code points that Unicode keeps from ever being letters, and XML partly forbids."""
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF


def _tones_last(word: "re.Match[str]") -> str:
    return _TONE.sub("", word[0]) + "".join(_TONE.findall(word[0]))


# Folding: a table for all that Vietnamese and Latin need; whatever is left goes through compatibility forms.


def _folding_table() -> dict[int, str | None]:
    table: dict[int, str | None] = dict.fromkeys(range(32)) | {0x7F: None}
    table |= {ord(space): " " for space in "\t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\u00a0\u0085"}
    table |= dict.fromkeys(range(768, 880))
    table |= dict.fromkeys((173, 8203, 8204, 8205, 8206, 8207, 8288, 65279))
    for code in [*range(0xC0, 0x250), *range(0x1E00, 0x1F00)]:
        base = unicodedata.normalize("NFD", chr(code))[0]
        if base.isascii():
            table[code] = base.lower()
    table |= dict.fromkeys(map(ord, "đĐðÐɖƉ"), "d")
    table |= dict.fromkeys(map(ord, "‘’ʼ′`´"), "'") | dict.fromkeys(map(ord, "“”„″«»"), '"')
    return table | dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")


_FOLDING = _folding_table()


def _fold_other_scripts(text: str) -> str:
    """Compatibility forms without marks, until nothing changes (a lower case can bring a new mark)."""
    while True:
        parts = unicodedata.normalize("NFKD", text.lower())
        seen = "".join(part for part in parts if unicodedata.category(part) not in {"Mn", "Cf", "Cc", "Cs"})
        folded = seen.translate(_FOLDING)
        if folded == text:
            return text
        text = folded


# Sorting. A key has three levels with "0" between them: letters; tones; capitals. A level names the gap
# before each mark, the shorter gap the greater sign: the order of weights in the Unicode algorithm.

LONGEST_SORT_KEY = 400
_SIGNS = "0123456789abcdefghijklmnopqrstuvwxyz"
_PUNCTUATION = "_-‐–—,;:!¡?¿.·'‘’\"“”«»()[]{}§@*/\\&#%‰†•`´^°©®+±÷×<=>|~¢$£¥₫€"
_ALPHABET = [*"aăâbcdđeêfghijklmnoôơpqrstuưv", "wx", "y", "z"]
_MARKS = "\u0300\u0309\u0303\u0301\u0323\u0306\u0302\u030c\u030a\u0308\u030b\u0307\u0327\u0328\u0304\u031b"
_OTHER = 5


def _primary_codes() -> dict[str, str]:
    codes = {" ": "1", "\u00a0": "1", "\t": "1", "\n": "1", "…": ""}
    codes |= {sign: f"2{_SIGNS[place // 36]}{_SIGNS[place % 36]}" for place, sign in enumerate(_PUNCTUATION)}
    codes |= {digit: f"3{digit}" for digit in "0123456789"}
    for place, letters in enumerate(_ALPHABET):
        sign = _SIGNS[4 + place]
        alone = len(letters) == 1 and letters != "z"
        codes |= {letter: sign if alone else f"{sign}{number}" for number, letter in enumerate(letters, 1)}
    return codes | {"…": codes["."] * 3, "‑": codes["‐"]}


_PRIMARY = _primary_codes()


def _sort_key(text: str) -> str:
    primary: list[str] = []
    tones: list[str] = []
    capitals: list[str] = []
    tone_gap = capital_gap = 0
    for letter in repair(text):
        code, marks, is_capital = _LETTERS.get(letter) or _letter(letter)
        if code:
            primary.append(code)
            tone_gap += 1
        for mark in marks:
            tones.append(_mark_after(tone_gap, mark))
            tone_gap = 0
        if is_capital:
            capitals.append("1" * (capital_gap // 34) + _SIGNS[35 - capital_gap % 34])
            capital_gap = 0
        elif code:
            capital_gap += 1
    return f"{''.join(primary)}0{''.join(tones)}0{''.join(capitals)}"


def _letter(letter: str) -> tuple[str, tuple[int, ...], bool]:
    """Primary code, marks and whether it is a capital, of one composed character."""
    if unicodedata.category(letter) in {"Cc", "Cf"} and letter not in _PRIMARY:
        return "", (), False
    base, *marks = list(unicodedata.normalize("NFD", letter))
    if base in _MARKS:
        base, marks = "", [base, *marks]
    for mark in marks:
        if mark in _VOWEL_MARKS and (vowel := unicodedata.normalize("NFC", base + mark)).lower() in _PRIMARY:
            base, marks = vowel, [other for other in marks if other != mark]
            break
    small = base.lower()
    code = _PRIMARY.get(small, f"z2{ord(small[0]):06x}" if small else "")
    return code, tuple(_MARKS.find(mark) for mark in marks), base != small


def _mark_after(gap: int, mark: int) -> str:
    """The sign of a mark after so many letters; the gap is told in fives."""
    kind = min(mark, _OTHER) if mark >= 0 else _OTHER
    detail = "" if kind < _OTHER else _SIGNS[mark + 1]
    return "1" * (gap // 5) + _SIGNS[2 + (4 - gap % 5) * 6 + kind] + detail


_LETTERS = {
    letter: _letter(letter)
    for base in "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz0123456789 _-,;:!?.'\"()[]{}@*/\\&#%+<=>|~$`^"
    for tone in ("", *_TONES)
    for letter in {unicodedata.normalize("NFC", form + tone) for form in (base, base.upper())}
    if len(letter) == 1
}
