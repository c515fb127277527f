"""Texts in encodings of before Unicode, known by the shape that the usual column titles take in them."""

_SIGNS = {
    "TCVN3 (.VnTime)": ("néi dung", "chñ tr×", "phèi hîp", "thêi gian", "s¶n phèm"),
    "VNI": ("noäi dung", "chuû trì", "phoái hôïp", "thôøi gian", "saûn phaåm"),
    "UTF-8": ("ná»", "thá»i gian", "phá»i há»", "chá»§ trã¬", "sáº£n pháº©m"),
}


def encoding_of(texts: list[str]) -> str:
    """The name of the old or broken encoding that these texts are in, "" when they seem sound."""
    joined = "\n".join(texts).lower()
    return next((name for name, signs in _SIGNS.items() if any(sign in joined for sign in signs)), "")
