"""What is kept of what was typed or pasted."""

from decimal import Decimal
from typing import Any

import pytest

from phoihop.lib.errors import NotPossible
from phoihop.programmes import actions, contents
from phoihop.programmes.models import ProvisionVersion
from phoihop.programmes.plain_text import paragraphs
from phoihop.programmes.states import ProvisionKind
from phoihop.programmes.tests import make

WORD = (
    '<html xmlns:o="urn:schemas-microsoft-com:office:office"><!--[if gte mso 9]><xml></xml><![endif]-->'
    '<style>p.MsoNormal {margin:0}</style><p class="MsoNormal"><b>Một</b>&nbsp;hai<o:p></o:p></p>\n'
    '<p class="MsoNormal" style="x">ba &amp; <i>bốn</i></p></html>'
)


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("Một  hai \n\n  ba", "Một hai\nba"),
        ("Một\x00 hai\u200b", "Một hai"),
        (WORD, "Một hai\nba & bốn"),
        ("a < b và c > d", "a < b và c > d"),
        ("Nghị quyết số <số> của <cơ quan>", "Nghị quyết số <số> của <cơ quan>"),
        ("<script>alert(1)</script><p>chữ</p>", "chữ"),
        ("<li>một</li><li>hai</li>", "một\nhai"),
        ("dòng một<br/>dòng hai", "dòng một\ndòng hai"),
    ],
)
def test_pasted_text_becomes_plain_paragraphs(pasted: str, kept: str) -> None:
    assert paragraphs(pasted) == kept


NO_LETTER = "Phông chữ của văn bản không có ký tự “%s”. Hãy bỏ hoặc thay ký tự đó rồi làm lại."


def write(**fields: Any) -> ProvisionVersion:
    scene = make.scene()
    instrument = make.draft_instrument(scene, items=0)
    fields = {"text": "Tổ chức hội thảo"} | fields
    return actions.write_version(
        instrument, kind=ProvisionKind.ITEM, organisation=scene.north.body, by=scene.north.officer, **fields
    )


@pytest.mark.django_db
def test_an_item_understands_its_time_and_its_target() -> None:
    version = write(due_text="Quý II/2025", deliverable="02 lớp, 180 học viên")

    assert version.due_rule["kind"] == "dates"
    assert [due["on"] for due in version.due_rule["dues"]] == ["2025-06-30"]
    assert (version.target_quantity, version.target_unit) == (Decimal(2), "lớp")


@pytest.mark.django_db
def test_a_given_target_goes_before_the_deliverable() -> None:
    version = write(deliverable="02 lớp, 180 học viên", target_quantity=Decimal(180), target_unit="học viên")

    assert (version.target_quantity, version.target_unit) == (Decimal(180), "học viên")


@pytest.mark.django_db
def test_without_a_target_there_is_no_unit() -> None:
    version = write(deliverable="Kế hoạch được ban hành", target_quantity=None, target_unit="lớp")

    assert (version.target_quantity, version.target_unit) == (None, "")


@pytest.mark.django_db
def test_bodies_are_named_once() -> None:
    scene = make.scene()
    twice = [{"key": "", "name": " Sở  Nội vụ "}, {"key": "", "name": "Sở Nội vụ"}, {"key": "", "name": " "}]
    version = write(leads=twice, supports=[scene.south.body])

    assert version.leads == [{"key": "", "name": "Sở Nội vụ"}]
    assert version.supports == [{"key": scene.south.body.key, "name": "Trường Chính trị"}]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"text": " \x00 "}, "Hãy nhập nội dung."),
        (
            {"text": "a" * 20_001},
            "Nội dung dài nhất 20000 ký tự; đoạn này có 20001 ký tự. Hãy rút gọn hoặc tách ra.",
        ),
        (
            {"due_text": "a" * 201},
            "Thời gian thực hiện dài nhất 200 ký tự; đoạn này có 201 ký tự. Hãy rút gọn hoặc tách ra.",
        ),
        ({"leads": [{"key": "", "name": str(n)} for n in range(21)]}, "Mỗi ô chỉ ghi nhiều nhất 20 đơn vị."),
        ({"text": "Ra quân 🎉"}, NO_LETTER % "🎉"),
        ({"note": "✓"}, NO_LETTER % "✓"),
        ({"supports": [{"key": "", "name": "Hội ☎"}]}, NO_LETTER % "☎"),
        ({"data": {"tables": [{"title": "中"}]}}, NO_LETTER % "中"),
        ({"target_quantity": Decimal(-1)}, "Chỉ tiêu phải là một số từ 0 đến dưới một nghìn tỷ."),
        ({"target_quantity": Decimal("999999999999.999")}, "Chỉ tiêu phải là một số từ 0 đến dưới một nghìn tỷ."),
        ({"target_quantity": Decimal(10) ** 12}, "Chỉ tiêu phải là một số từ 0 đến dưới một nghìn tỷ."),
    ],
)
def test_what_cannot_be_kept_is_refused_in_words(fields: dict[str, Any], sentence: str) -> None:
    with pytest.raises(NotPossible) as refused:
        write(**fields)

    assert str(refused.value) == sentence


@pytest.mark.django_db
def test_a_reason_is_not_printed_and_may_have_any_letter() -> None:
    assert write(reason="Đồng ý 👍").reason == "Đồng ý 👍"


@pytest.mark.django_db
def test_a_field_that_is_none_is_a_mistake_of_ours() -> None:
    with pytest.raises(TypeError, match="A provision has no field colour"):
        write(colour="đỏ")


def test_the_longest_text_fits() -> None:
    assert contents.LONGEST_TEXT == 20_000
