"""Does a chain stand as it was written? Reading a file needs neither Django nor a database.

Findings are Vietnamese sentences that name the row. What no file can show by itself is that its last rows were cut
off together with the header that counted them: for that, compare `head` with the last hash that you kept elsewhere.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from phoihop.ledger.hashing import FIRST_PREVIOUS_HASH, entry_hash

if TYPE_CHECKING:
    from phoihop.ledger.models import Chain

SHOWN = 50
LONGEST_LINE = 4_000_000


@dataclass(frozen=True)
class Row:
    """One entry as read: `position` counts the entries of its chain in the order of the file."""

    position: int
    sequence: int
    previous_hash: str
    hash: str
    chain: str
    changed: bool
    name: str


@dataclass
class Section:
    """One chain of a file: its header and its rows."""

    header: dict[str, Any]
    rows: list[Row] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)

    @property
    def chain(self) -> str:
        return str(self.header.get("chain", ""))

    @property
    def head(self) -> str:
        return max(self.rows, key=lambda row: row.sequence).hash if self.rows else FIRST_PREVIOUS_HASH


def verify_lines(lines: Iterable[str], *, head: str = "") -> list[str]:
    """What is wrong with an exported ledger, each finding naming the row; nothing when it is sound.

    `head`: the last hash that the reader knows from elsewhere; with it a cut-off end is found too.
    """
    return _findings(list(_sections(lines)), head)


def verify_file(path: str | Path, *, head: str = "") -> tuple[bool, list[str]]:
    """Verify an exported file: whether it is sound, and the sentences to print."""
    try:
        with Path(path).open(encoding="utf-8", errors="surrogateescape") as lines:
            sections = list(_sections(lines))
    except OSError as problem:
        return False, [f"Không đọc được tệp {path}: {problem.strerror or problem}."]
    findings = _findings(sections, head)
    return not findings, [*_cut(findings), *_summary(sections, sound=not findings, head_known=bool(head))]


def verify_chain(chain: "Chain") -> list[str]:
    """What is wrong with a chain in the database."""
    from phoihop.ledger.exporting import export_chain  # noqa: PLC0415 - a file is verified without Django

    return verify_lines(export_chain(chain))


def verify_all() -> list[str]:
    """What is wrong with the ledger of this database: its guards and every chain."""
    from phoihop.ledger.models import Chain  # noqa: PLC0415 - a file is verified without Django
    from phoihop.ledger.queries import missing_guards  # noqa: PLC0415

    findings = [
        f"Chốt bảo vệ {name} của cơ sở dữ liệu đã bị tháo hoặc tắt: chạy lại bước tạo bảng, rồi hỏi ai đã tháo."
        for name in missing_guards()
    ]
    for chain in Chain.objects.order_by("pk").iterator():
        findings += verify_chain(chain)
    return findings


def heads() -> list[str]:
    """A sentence for each chain of this database: its length and its last hash, worth keeping elsewhere."""
    from phoihop.ledger.models import Entry  # noqa: PLC0415 - a file is verified without Django

    last = (
        Entry.objects.order_by("chain_id", "-sequence")
        .distinct("chain_id")
        .values_list("chain__uid", "sequence", "hash")
    )
    return [_head_sentence(str(uid), sequence, head) for uid, sequence, head in last]


def _findings(sections: list[Section], head: str) -> list[str]:
    if not sections:
        return ["Tệp không phải là sổ ghi việc chính thức: không có dòng đầu nêu tên chuỗi."]
    findings = [finding for section in sections for finding in _section_findings(section)]
    if head and head.lower() not in {row.hash for section in sections for row in section.rows}:
        findings.append(
            f"Mã băm đã biết {head} không có trong tệp: phần cuối của chuỗi đã bị cắt, hoặc chuỗi đã bị viết lại."
        )
    return findings


def _sections(lines: Iterable[str]) -> Iterator[Section]:
    section: Section | None = None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        fields = _object(line.lstrip("\ufeff"))
        if fields is not None and "format" in fields and "sequence" not in fields:
            if section is not None:
                yield section
            section = Section(header=fields)
        elif section is None:
            return
        else:
            _add(section, fields, number)
    if section is not None:
        yield section


def _object(line: str) -> dict[str, Any] | None:
    try:
        fields = json.loads(line, object_pairs_hook=_once) if len(line) <= LONGEST_LINE else None
    except (ValueError, RecursionError):
        return None
    return fields if isinstance(fields, dict) else None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise ValueError("A key came twice: two readers would see two texts.")
    return fields


def _add(section: Section, fields: dict[str, Any] | None, number: int) -> None:
    position = len(section.rows) + 1
    sequence = fields.get("sequence") if fields else None
    if fields is None or not isinstance(sequence, int) or isinstance(sequence, bool):
        section.findings.append(f"Dòng {number} của tệp không đọc được: dòng đã bị sửa hoặc hỏng.")
        return
    try:
        changed = entry_hash(fields) != fields.get("hash")
    except (TypeError, ValueError, RecursionError):
        changed = True
    section.rows.append(
        Row(
            position=position,
            sequence=sequence,
            previous_hash=str(fields.get("previous_hash")),
            hash=str(fields.get("hash")),
            chain=str(fields.get("chain")),
            changed=changed,
            name=f"việc số {sequence} ({fields.get('verb')}, {fields.get('object_label')})",
        )
    )


def _section_findings(section: Section) -> list[str]:
    findings = list(section.findings)
    findings += [
        f"{_start(row)}: nội dung đã bị sửa, mã băm tính lại khác mã băm đã ghi." for row in section.rows if row.changed
    ]
    findings += [f"{_start(row)}: thuộc một chuỗi khác." for row in section.rows if row.chain != section.chain]
    findings += _order_findings(section.rows)
    findings += _link_findings(section.rows)
    findings += _end_findings(section)
    return findings


def _order_findings(rows: list[Row]) -> list[str]:
    findings = []
    seen: set[int] = set()
    highest = 0
    for row in rows:
        if row.sequence in seen:
            findings.append(f"{_start(row)}: số này có hơn một lần, một dòng đã được chèn thêm.")
        elif row.sequence < highest:
            findings.append(f"{_start(row)}: đứng sai thứ tự, sau việc số {highest}.")
        seen.add(row.sequence)
        highest = max(highest, row.sequence)
    return findings + [_gap(first, last) for first, last in _gaps(seen)]


def _gaps(seen: set[int]) -> Iterator[tuple[int, int]]:
    for before, after in pairwise([0, *sorted(seen)]):
        if after > before + 1:
            yield before + 1, after - 1


def _gap(first: int, last: int) -> str:
    if first == last:
        return f"Thiếu việc số {first}: dòng đã bị bỏ đi."
    return f"Thiếu các việc từ số {first} đến số {last}: các dòng đã bị bỏ đi."


def _link_findings(rows: list[Row]) -> list[str]:
    """Each row must bear the hash of the row numbered just before it (of one of them, when a number came twice)."""
    hashes: dict[int, set[str]] = {0: {FIRST_PREVIOUS_HASH}}
    for row in rows:
        hashes.setdefault(row.sequence, set()).add(row.hash)
    return [
        f"{_start(row)}: không nối với việc số {row.sequence - 1} đứng trước, một trong hai dòng đã bị thay, "
        "hoặc có dòng bị chèn hay bỏ rồi đánh số lại."
        for row in rows
        if row.sequence - 1 in hashes and row.previous_hash not in hashes[row.sequence - 1]
    ]


def _end_findings(section: Section) -> list[str]:
    length, head = section.header.get("entries"), section.header.get("head")
    last = max((row.sequence for row in section.rows), default=0)
    if isinstance(length, int) and last < length:
        return [f"Phần cuối bị cắt: dòng đầu nêu {length} việc, tệp chỉ còn đến việc số {last}."]
    if isinstance(length, int) and last > length:
        return [f"Có dòng được thêm ở cuối: dòng đầu nêu {length} việc, tệp có đến việc số {last}."]
    if head != section.head:
        return ["Mã băm cuối cùng khác mã băm mà dòng đầu đã nêu: việc cuối cùng đã bị thay."]
    return []


def _start(row: Row) -> str:
    return f"Dòng thứ {row.position} của chuỗi, {row.name}"


def _cut(findings: list[str]) -> list[str]:
    more = len(findings) - SHOWN
    return [*findings[:SHOWN], f"Và {more} điều khác."] if more > 0 else findings


def _summary(sections: list[Section], *, sound: bool, head_known: bool) -> list[str]:
    heads = [_head_sentence(part.chain, len(part.rows), part.head) for part in sections]
    if not sound:
        return [*heads, "Sổ ghi này KHÔNG còn nguyên như lúc được ghi."]
    if head_known:
        return [*heads, "Sổ ghi nguyên vẹn và có mã băm đã biết."]
    return [
        *heads,
        "Sổ ghi nguyên vẹn: không có dòng nào bị sửa, bỏ, đổi chỗ hay chèn thêm.",
        "Để biết phần cuối có bị cắt hay không, so mã băm cuối với mã băm mà bên kia đang giữ.",
    ]


def _head_sentence(chain: str, length: int, head: str) -> str:
    return f"Chuỗi {chain}: {length} việc, mã băm cuối {head}."
