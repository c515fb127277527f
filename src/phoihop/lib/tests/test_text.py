import unicodedata
from pathlib import Path

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Page

from phoihop.accounts.models import User
from phoihop.lib.tests.samples import LETTERS, strings
from phoihop.lib.text import clean, fold, given_name, person_sort_key, repair, sort_key, tone_key
from tests import make

ALPHABET = Path(__file__).parent / "alphabet.txt"
VIETNAMESE = st.text(alphabet=LETTERS + LETTERS.upper() + " -/0123456789", max_size=40)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Trường Chính trị Nghệ An, Đào Duy Từ", "truong chinh tri nghe an, dao duy tu"),
        ("  Tỉnh   uỷ\tSông Lam ", "tinh uy song lam"),
        ("ĐẶNG Ðức ðạt", "dang duc dat"),
        ("35‑NQ/TW – “mới”", '35-nq/tw - "moi"'),
        ("Quý Ⅱ… ﬁn", "quy ii... fin"),
        ("mềm\u00admại\u200b\ufeff", "memmai"),
        ("Ж İ", "ж i"),
        ("", ""),
    ],
)
def test_fold(text: str, key: str) -> None:
    assert fold(text) == key


@given(st.text(max_size=60))
def test_folding_a_key_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(VIETNAMESE)
def test_every_spelling_of_a_text_folds_alike(text: str) -> None:
    key = fold(text)

    assert key.isascii()
    assert {fold(unicodedata.normalize(form, text)) for form in ("NFC", "NFD", "NFKC", "NFKD")} == {key}
    assert fold(text.upper()) == fold(text.lower()) == key


@pytest.mark.parametrize(
    ("old", "new"),
    [("hoà", "hòa"), ("thuỷ", "thủy"), ("uỷ", "ủy"), ("khoẻ", "khỏe"), ("TUỲ", "TÙY"), ("xoã", "xõa"), ("loạ", "lọa")],
)
def test_old_and_new_tone_places_are_one_word(old: str, new: str) -> None:
    assert fold(old) == fold(new)
    assert tone_key(old) == tone_key(new)


def test_the_exact_key_keeps_what_the_search_key_drops() -> None:
    assert tone_key("Đá") != tone_key("Da")
    assert tone_key("đá") != tone_key("đà")
    assert tone_key("ĐÁ  to") == tone_key("đá to")
    assert tone_key("tân") != tone_key("tan")


@given(VIETNAMESE)
def test_the_exact_key_of_a_key_is_itself(text: str) -> None:
    assert tone_key(tone_key(text)) == tone_key(text)


@pytest.mark.parametrize("base", ["â", "ê", "ô", "ă", "Â", "Ê", "Ô", "Ă"])
@pytest.mark.parametrize("tone", ["\u0300", "\u0301", "\u0303", "\u0309"])
def test_a_tone_typed_before_the_vowel_mark_is_repaired(base: str, tone: str) -> None:
    letter, mark = list(unicodedata.normalize("NFD", base))

    assert repair(letter + tone + mark) == unicodedata.normalize("NFC", base + tone)


@given(st.text(max_size=60))
def test_repair_ends_in_nfc_and_repeats_nothing(text: str) -> None:
    repaired = repair(text)

    assert unicodedata.is_normalized("NFC", repaired)
    assert repair(repaired) == repaired


def test_clean_drops_what_nobody_sees() -> None:
    assert clean("\ufeff Ban\u00a0Tuyên\x00 giáo\u200b\r\ndòng 2\t\x07 \ud800\uffff") == "Ban Tuyên giáo\ndòng 2"


@given(st.text(max_size=60))
def test_clean_text_can_be_stored_and_is_clean(text: str) -> None:
    cleaned = clean(text)

    assert "\x00" not in cleaned
    assert cleaned == cleaned.strip()
    assert clean(cleaned) == cleaned
    cleaned.encode()


def test_letters_sort_by_the_alphabet() -> None:
    words = ["An", "Ánh", "Ăn", "Ân", "Ấn", "Bình", "Dũng", "Đức", "Ổn", "Uyên", "Ước", "Yến"]

    assert sorted(_turned(words), key=sort_key) == words


def test_tones_sort_ngang_huyen_hoi_nga_sac_nang_and_small_before_capital() -> None:
    words = ["ma", "Ma", "MA", "mà", "mả", "mã", "má", "mạ"]

    assert sorted(_turned(words), key=sort_key) == words


def test_order_is_that_of_icu() -> None:
    """`alphabet.txt` was ordered by `vi-x-icu` of PostgreSQL 15."""
    recorded = ALPHABET.read_text(encoding="utf-8").split("\n")[:-1]

    assert sorted(recorded, key=lambda text: (sort_key(text), text)) == recorded


def test_order_is_that_of_the_browser_too(page: Page) -> None:
    """Chromium's own ICU, newer than that of `alphabet.txt`, takes curly quotes for straight ones: they are left out."""
    quotes = str.maketrans("", "", "‘’“”")
    sample = sorted({text.translate(quotes) for text in strings(32_000, seed=7)})

    ordered = page.evaluate(
        """sample => {
            const { compare } = new Intl.Collator("vi");
            return sample.sort(compare);  // which is stable
        }""",
        sample,
    )

    assert sorted(sample, key=sort_key) == ordered


@pytest.mark.django_db
def test_the_database_orders_keys_as_python_does() -> None:
    keys = sorted({sort_key(text) for text in strings(5_000, seed=8)})

    with connection.cursor() as cursor:
        cursor.execute("SELECT x FROM unnest(%s::text[]) x ORDER BY x", [keys[::-1]])
        assert [row[0] for row in cursor.fetchall()] == keys


@given(st.text(max_size=200))
def test_sort_keys_are_plain_and_fit_their_columns(text: str) -> None:
    key = sort_key(text)

    assert set(key) <= set("0123456789abcdefghijklmnopqrstuvwxyz")
    assert len(key) <= 400


def test_a_mark_without_its_letter_has_a_key_too() -> None:
    assert sort_key("a") < sort_key("a \u0301") < sort_key("b")


def test_people_sort_by_given_name_then_middle_then_family() -> None:
    people = ["Lê Thị An", "Trần Văn An", "Đỗ Thị Ánh", "Nguyễn Thùy Chi", "Trần Quốc Dũng", "Đặng Hoài Linh"]

    assert sorted(_turned(people), key=person_sort_key) == people
    assert given_name("Nguyễn Thùy Chi") == "Chi"
    assert given_name("") == ""


@pytest.mark.django_db
def test_people_come_from_the_database_in_that_order() -> None:
    names = ["Hoàng Ân", "An", "Bùi Thị Ấn", "Phạm Văn Ánh", "Lê Thị An", "Vũ Yến", "Đinh Đức", "Đinh Dũng"]
    for name in names:
        make.user(name)

    assert list(User.objects.values_list("full_name", flat=True)) == sorted(names, key=person_sort_key)
    assert sorted(names, key=person_sort_key)[:3] == ["An", "Lê Thị An", "Phạm Văn Ánh"]


def _turned(words: list[str]) -> list[str]:
    return words[::-1]
