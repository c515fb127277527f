"""The canonical form: kept vectors, and what a hash covers."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

import pytest

from phoihop.programmes.canonical import canonical_json, content_hash, plain, provision_content, text_hash
from phoihop.programmes.models import Instrument, Provision, ProvisionVersion
from phoihop.programmes.states import ProvisionKind

VECTOR = (
    '{"data":{},"deliverable":"02 hội thảo","due_rule":{"doubts":[],"dues":[{"label":"Quý I/2025","on":"2025-03-31"}],'
    '"every":0,"kind":"dates"},"due_text":"Quý I/2025","field_of_work":"Hội thảo, tọa đàm",'
    '"format":"phoihop-provision/1","kind":"item","leads":[{"key":"tct","name":"Trường Chính trị tỉnh"}],"level":1,'
    '"note":"","removed":false,"supports":[],"target_quantity":"2","target_unit":"hội thảo","text":"Tổ chức hội thảo"}'
)
VECTOR_HASH = "c994165101fa6f8ff3379f338b761409a33cdad0d919ad48d6647276cd7c4344"
TEXT_HASH = "54c658d3390698905177ae634920a7d6bf29199c562277e98af7215ae02f4817"


def a_version(**fields: Any) -> ProvisionVersion:
    provision = Provision(uid=uuid.UUID(int=7), kind=ProvisionKind.ITEM)
    values: dict[str, Any] = {
        "text": "Tổ chức hội thảo",
        "field_of_work": "Hội thảo, tọa đàm",
        "leads": [{"key": "tct", "name": "Trường Chính trị tỉnh"}],
        "due_text": "Quý I/2025",
        "due_rule": {
            "kind": "dates",
            "dues": [{"label": "Quý I/2025", "on": "2025-03-31"}],
            "doubts": [],
            "every": 0,
        },
        "deliverable": "02 hội thảo",
        "target_quantity": Decimal("2.00"),
        "target_unit": "hội thảo",
        "position": 1,
    }
    return ProvisionVersion(provision=provision, **(values | fields))


def test_the_bytes_of_a_provision_are_these() -> None:
    assert canonical_json(provision_content(a_version())).decode() == VECTOR
    assert content_hash(a_version()) == VECTOR_HASH


def test_the_hash_of_a_text_is_this() -> None:
    instrument = Instrument(
        uid=uuid.UUID(int=1),
        kind="programme",
        title="công tác năm 2025",
        period_start=dt.date(2025, 1, 1),
        period_end=dt.date(2025, 12, 31),
    )
    version = a_version()
    version.content_hash = content_hash(version)

    assert text_hash(instrument, [version]) == TEXT_HASH


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("level", 2),
        ("text", "Tổ chức hội thảo."),
        ("field_of_work", "Khác"),
        ("leads", []),
        ("supports", [{"key": "", "name": "Sở Khoa học và Công nghệ"}]),
        ("due_text", "Quý II/2025"),
        ("due_rule", {}),
        ("deliverable", "03 hội thảo"),
        ("target_quantity", Decimal(3)),
        ("target_unit", "lớp"),
        ("note", "Mới"),
        ("data", {"tables": []}),
        ("removed", True),
    ],
)
def test_every_word_counts(field: str, value: Any) -> None:
    assert content_hash(a_version(**{field: value})) != VECTOR_HASH


def test_place_author_and_reason_do_not_count() -> None:
    assert content_hash(a_version(position=99, reason="vì thế")) == VECTOR_HASH


def test_order_counts_in_a_text() -> None:
    instrument = Instrument(
        uid=uuid.UUID(int=1),
        kind="programme",
        title="x",
        period_start=dt.date(2025, 1, 1),
        period_end=dt.date(2025, 12, 31),
    )
    one, other = a_version(), a_version(text="Khác")
    for version in (one, other):
        version.content_hash = content_hash(version)

    assert text_hash(instrument, [one, other]) != text_hash(instrument, [other, one])


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (None, None),
        (Decimal("2.00"), "2"),
        (Decimal("97.50"), "97.5"),
        (Decimal(1200), "1200"),
        (Decimal("1E+3"), "1000"),
    ],
)
def test_numbers_have_one_form(number: Decimal | None, text: str | None) -> None:
    assert plain(number) == text
