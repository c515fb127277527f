"""Invented strings that try every letter, tone, capital and mark of a Vietnamese text; the same for the same seed."""

import random

LETTERS = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"
OTHERS = "fjwz0123456789     -–—,;:!?.'‘’\"“”()[]{}/\\&#%+<=>|~$@*_…€₫°§üöçñåëï"
WORDS = [
    *["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương"],
    *["Lý", "An", "Bình", "Chi", "Dũng", "Giang", "Hải", "Khánh", "Linh", "Minh", "Nga", "ban", "tuyên", "giáo"],
    *["tỉnh", "ủy", "uỷ", "hoà", "hòa", "thuý", "thúy", "trường", "chính", "trị"],
]


def strings(count: int, seed: int) -> list[str]:
    """That many different strings."""
    chance = random.Random(seed)
    found: dict[str, None] = {}
    while len(found) < count:
        found[_cased(_string(chance), chance)] = None
    return list(found)


def _string(chance: random.Random) -> str:
    kind = chance.random()
    if kind < 0.4:
        return "".join(chance.choices(LETTERS, k=chance.randint(1, 6)))
    if kind < 0.6:
        return "".join(chance.choices("aàáAÀÁâầẤ bB", k=chance.randint(1, 5)))
    if kind < 0.8:
        return " ".join(chance.choices(WORDS, k=chance.randint(1, 5)))
    return "".join(chance.choices(LETTERS + OTHERS, k=chance.randint(1, 12)))


def _cased(text: str, chance: random.Random) -> str:
    kind = chance.random()
    if kind < 0.3:
        return text.upper()
    return "".join(letter.upper() if kind < 0.6 and chance.random() < 0.3 else letter for letter in text)
