"""Keys of long lists."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phoihop.lib import clock
from phoihop.lib.keys import decode, encode

ids = st.integers(-(2**63) + 1, 2**63 - 1)
texts = st.text().filter(lambda text: "\0" not in text and not any("\ud800" <= c <= "\udfff" for c in text))


@given(st.dates(), ids, texts)
def test_a_key_gives_back_its_parts(day: dt.date, number: int, text: str) -> None:
    word = encode(day, number, text)

    assert decode(word, dt.date, int, str) == (day, number, text)
    assert word.replace("-", "").replace("_", "").isalnum()


def test_moments_keep_their_zone() -> None:
    moment = dt.datetime(2026, 1, 5, 8, 30, 1, 5, tzinfo=clock.VIETNAM)

    assert decode(encode(moment, 3), dt.datetime, int) == (moment, 3)


@pytest.mark.parametrize(
    "word",
    [
        "",
        "x",
        "ă",
        "!!!!",
        encode(1),
        encode("2026-02-30", 1),
        encode("2026-01-05", 2**63),
        encode("2026-01-05", "1"),
        encode(1, 1),
        "W3RydWUsIHRydWVd",
        "W251bGwsIG51bGxd",
    ],
)
def test_any_other_word_is_no_key(word: str) -> None:
    assert decode(word, dt.date, int) is None


def test_a_text_that_no_database_takes_is_no_key() -> None:
    assert decode(encode("a\0"), str) is None
    assert decode("WyJcdWQ4MDAiXQ", str) is None  # a lone surrogate


@given(st.text())
def test_no_word_breaks_it(word: str) -> None:
    values = decode(word, str, int)

    assert values is None or list(map(type, values)) == [str, int]
