"""Every way of tampering with an exported file, or with the rows of a database whose guards were taken off."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from phoihop.ledger.actions import record
from phoihop.ledger.exporting import export_chain, export_chains
from phoihop.ledger.hashing import canonical, entry_hash
from phoihop.ledger.models import Chain
from phoihop.ledger.tests import guards
from phoihop.ledger.verification import heads, verify_all, verify_chain, verify_file, verify_lines

pytestmark = pytest.mark.django_db


def chain_of(count: int) -> Chain:
    chain = Chain.objects.create()
    for number in range(1, count + 1):
        record(chain, "x.y", chain, by=None, organisation=None, label=f"việc {number}", data={"thứ": number})
    return chain


def exported(count: int = 5) -> list[str]:
    return list(export_chain(chain_of(count)))


def edited(line: str, *, rehash: bool = False, **changes: Any) -> str:
    fields = {**json.loads(line), **changes}
    if rehash:
        fields["hash"] = entry_hash(fields)
    return canonical(fields)


def row(position: int, sequence: int, label: int | None = None) -> str:
    return f"Dòng thứ {position} của chuỗi, việc số {sequence} (x.y, việc {label or sequence}): "


CHANGED = "nội dung đã bị sửa, mã băm tính lại khác mã băm đã ghi."
NO_LINK = (
    "không nối với việc số {} đứng trước, một trong hai dòng đã bị thay, hoặc có dòng bị chèn hay bỏ rồi đánh số lại."
)
OTHER_HEAD = "Mã băm cuối cùng khác mã băm mà dòng đầu đã nêu: việc cuối cùng đã bị thay."


def test_an_exported_chain_is_sound() -> None:
    assert verify_lines(exported()) == []
    assert verify_lines(exported(0)) == []
    assert verify_lines([*exported(2), *exported(3)]) == []


def test_several_chains_stand_in_one_file() -> None:
    chains = [chain_of(2), chain_of(1)]
    lines = list(export_chains(chains))

    assert verify_lines(lines) == []
    assert verify_lines([*lines[:2], *lines[3:]]) == [
        "Phần cuối bị cắt: dòng đầu nêu 2 việc, tệp chỉ còn đến việc số 1."
    ]


def change(lines: list[str]) -> None:
    lines[2] = edited(lines[2], object_label="việc khác")


def change_and_rehash(lines: list[str]) -> None:
    lines[2] = edited(lines[2], rehash=True, object_label="việc khác")


def change_last_and_rehash(lines: list[str]) -> None:
    lines[5] = edited(lines[5], rehash=True, data={"thứ": 50})


def change_a_number_to_a_fraction(lines: list[str]) -> None:
    lines[2] = lines[2].replace('{"thứ":2}', '{"thứ":2.0}')


def say_a_thing_twice(lines: list[str]) -> None:
    lines[2] = lines[2].replace('"verb":"x.y"', '"verb":"x.z","verb":"x.y"')


def remove(lines: list[str]) -> None:
    del lines[3]


def remove_two(lines: list[str]) -> None:
    del lines[2:4]


def remove_and_renumber(lines: list[str]) -> None:
    del lines[3]
    lines[3:] = [edited(line, sequence=json.loads(line)["sequence"] - 1, rehash=True) for line in lines[3:]]
    lines[0] = edited(lines[0], entries=4, head=json.loads(lines[-1])["hash"])


def remove_first(lines: list[str]) -> None:
    del lines[1]


def reorder(lines: list[str]) -> None:
    lines[2], lines[3] = lines[3], lines[2]


def insert_a_copy(lines: list[str]) -> None:
    lines.insert(3, edited(lines[2], rehash=True, object_label="việc 22"))


def insert_from_another_chain(lines: list[str]) -> None:
    lines.insert(6, exported(6)[6])


def cut_the_end(lines: list[str]) -> None:
    del lines[4:]


def garble(lines: list[str]) -> None:
    lines[3] = lines[3][:40]


def sequence_as_text(lines: list[str]) -> None:
    lines[3] = edited(lines[3], sequence="3")


TAMPERINGS: list[tuple[Callable[[list[str]], None], list[str]]] = [
    (change, ["Dòng thứ 2 của chuỗi, việc số 2 (x.y, việc khác): " + CHANGED]),
    (change_and_rehash, [row(3, 3) + NO_LINK.format(2)]),
    (change_last_and_rehash, [OTHER_HEAD]),
    (change_a_number_to_a_fraction, [row(2, 2) + CHANGED]),
    (
        say_a_thing_twice,
        ["Dòng 3 của tệp không đọc được: dòng đã bị sửa hoặc hỏng.", "Thiếu việc số 2: dòng đã bị bỏ đi."],
    ),
    (remove, ["Thiếu việc số 3: dòng đã bị bỏ đi."]),
    (remove_two, ["Thiếu các việc từ số 2 đến số 3: các dòng đã bị bỏ đi."]),
    (remove_and_renumber, [row(3, 3, 4) + NO_LINK.format(2), row(4, 4, 5) + NO_LINK.format(3)]),
    (remove_first, ["Thiếu việc số 1: dòng đã bị bỏ đi."]),
    (reorder, [row(3, 2) + "đứng sai thứ tự, sau việc số 3."]),
    (insert_a_copy, [row(3, 2, 22) + "số này có hơn một lần, một dòng đã được chèn thêm."]),
    (
        insert_from_another_chain,
        [
            row(6, 6) + "thuộc một chuỗi khác.",
            row(6, 6) + NO_LINK.format(5),
            "Có dòng được thêm ở cuối: dòng đầu nêu 5 việc, tệp có đến việc số 6.",
        ],
    ),
    (cut_the_end, ["Phần cuối bị cắt: dòng đầu nêu 5 việc, tệp chỉ còn đến việc số 3."]),
    (garble, ["Dòng 4 của tệp không đọc được: dòng đã bị sửa hoặc hỏng.", "Thiếu việc số 3: dòng đã bị bỏ đi."]),
    (
        sequence_as_text,
        ["Dòng 4 của tệp không đọc được: dòng đã bị sửa hoặc hỏng.", "Thiếu việc số 3: dòng đã bị bỏ đi."],
    ),
]


@pytest.mark.parametrize(("tamper", "expected"), TAMPERINGS, ids=[tamper.__name__ for tamper, _ in TAMPERINGS])
def test_tampering_is_found_and_named(tamper: Callable[[list[str]], None], expected: list[str]) -> None:
    lines = exported()
    assert verify_lines(lines) == []

    tamper(lines)

    assert verify_lines(lines) == expected


def test_an_end_cut_off_with_its_header_shows_only_against_a_known_head() -> None:
    lines = exported()
    head = json.loads(lines[0])["head"]
    shorter = [edited(lines[0], entries=3, head=json.loads(lines[3])["hash"]), *lines[1:4]]

    assert verify_lines(lines, head=head) == []
    assert verify_lines(shorter) == []
    assert verify_lines(shorter, head=head) == [
        f"Mã băm đã biết {head} không có trong tệp: phần cuối của chuỗi đã bị cắt, hoặc chuỗi đã bị viết lại."
    ]


@pytest.mark.parametrize("lines", [[], [""], ["xin chào"], ['{"a": 1}'], ["[" * 100_000], ["[1]"]])
def test_what_is_no_ledger_is_told(lines: list[str]) -> None:
    assert verify_lines(lines) == ["Tệp không phải là sổ ghi việc chính thức: không có dòng đầu nêu tên chuỗi."]


def test_a_file_is_verified_with_its_heads(tmp_path: Path) -> None:
    lines = exported(2)
    path = tmp_path / "ledger.jsonl"
    path.write_text("".join(lines), "utf-8")
    header = json.loads(lines[0])
    head_line = f"Chuỗi {header['chain']}: 2 việc, mã băm cuối {header['head']}."

    assert verify_file(path) == (
        True,
        [
            head_line,
            "Sổ ghi nguyên vẹn: không có dòng nào bị sửa, bỏ, đổi chỗ hay chèn thêm.",
            "Để biết phần cuối có bị cắt hay không, so mã băm cuối với mã băm mà bên kia đang giữ.",
        ],
    )
    assert verify_file(path, head=header["head"].upper()) == (
        True,
        [head_line, "Sổ ghi nguyên vẹn và có mã băm đã biết."],
    )


def test_each_chain_of_the_database_tells_its_head() -> None:
    chain = chain_of(3)
    chain_of(0)

    assert heads() == [f"Chuỗi {chain.uid}: 3 việc, mã băm cuối {chain.entries.get(sequence=3).hash}."]


def test_a_bad_file_gets_its_findings_first_and_not_too_many(tmp_path: Path) -> None:
    lines = exported(60)
    path = tmp_path / "ledger.jsonl"
    path.write_text("\n".join([lines[0], *(edited(line, verb="x.z") for line in lines[1:])]), "utf-8")

    sound, sentences = verify_file(path)

    assert not sound
    assert len(sentences) == 53
    assert (sentences[50], sentences[-1]) == ("Và 10 điều khác.", "Sổ ghi này KHÔNG còn nguyên như lúc được ghi.")


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    sound, (sentence,) = verify_file(tmp_path / "none.jsonl")

    assert not sound
    assert sentence.startswith("Không đọc được tệp ")


def test_bytes_that_are_no_text_are_no_ledger(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    path.write_bytes(b"\xff\xfe\x00\x80\n" + "".join(exported(1)).encode())

    assert verify_file(path) == (
        False,
        [
            "Tệp không phải là sổ ghi việc chính thức: không có dòng đầu nêu tên chuỗi.",
            "Sổ ghi này KHÔNG còn nguyên như lúc được ghi.",
        ],
    )


def test_a_file_is_verified_where_django_is_not_installed(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    path.write_text("".join(exported(3)), "utf-8")
    program = (
        "import sys; sys.modules['django'] = None\n"
        "from phoihop.ledger.verification import verify_file\n"
        f"sys.exit(0 if verify_file({str(path)!r})[0] else 1)"
    )

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_anyone_can_recompute_a_hash_in_five_lines() -> None:
    import hashlib

    fields = json.loads(exported(1)[1])
    expected = fields.pop("hash")

    text = json.dumps(fields, sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    assert hashlib.sha256(text.encode()).hexdigest() == expected


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (
            "UPDATE ledger_entry SET object_label = 'việc khác' WHERE sequence = 2",
            ["Dòng thứ 2 của chuỗi, việc số 2 (x.y, việc khác): " + CHANGED],
        ),
        ("DELETE FROM ledger_entry WHERE sequence = 2", ["Thiếu việc số 2: dòng đã bị bỏ đi."]),
        (
            "UPDATE ledger_entry SET sequence = 7 - sequence WHERE sequence IN (3, 4)",
            [
                row(3, 3, 4) + CHANGED,
                row(4, 4, 3) + CHANGED,
                row(3, 3, 4) + NO_LINK.format(2),
                row(4, 4, 3) + NO_LINK.format(3),
                row(5, 5) + NO_LINK.format(4),
            ],
        ),
    ],
)
def test_tampering_with_the_database_is_found(statement: str, expected: list[str]) -> None:
    chain = chain_of(5)

    with guards.taken_off(), connection.cursor() as cursor:
        if "sequence =" in statement:
            cursor.execute("ALTER TABLE ledger_entry DROP CONSTRAINT ledger_sequence_once")
        cursor.execute(statement)

    assert verify_chain(chain) == expected
    assert verify_all() == expected
