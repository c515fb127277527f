"""The invented province's bodies and people, from the case's `organisations.csv` and `people.csv`."""

import csv
import datetime as dt

from django.db import transaction

from phoihop.accounts.models import User
from phoihop.demo.calendar import CASE
from phoihop.organisations.models import (
    EventKind,
    Membership,
    Organisation,
    OrganisationName,
    Role,
    Succession,
    Unit,
)

PASSWORD = "phoi-hop-demo"  # noqa: S105  the demo's, printed at its start
PIN = "246810"
PLACE = "Lam Thành"
ROLES = {
    "người ký": Role.SIGNATORY,
    "duyệt nội bộ": Role.APPROVER,
    "chuyên viên": Role.OFFICER,
    "văn thư": Role.RECORDS_CLERK,
    "giảng viên": Role.VIEWER,
    "đầu mối cấp huyện": Role.OFFICER,
    "theo dõi, chỉ đọc": Role.VIEWER,
}
WHAT = {
    Role.OFFICER: "soạn, gửi đề nghị, đồng thuận, báo cáo và xác nhận công việc",
    Role.APPROVER: "duyệt nội bộ toàn văn trước khi ký",
    Role.SIGNATORY: "ký văn bản",
    Role.RECORDS_CLERK: "lấy số, đóng băng văn bản để trình ký",
    Role.VIEWER: "theo dõi, chỉ đọc",
    Role.ADMINISTRATOR: "quản trị người và đơn vị của cơ quan",
}
SHORT_NAMES = {
    "thuong-truc": "Thường trực Tỉnh ủy",
    "btg": "Ban Tuyên giáo Tỉnh ủy",
    "btgdv": "Ban Tuyên giáo và Dân vận Tỉnh ủy",
    "tct": "Trường Chính trị tỉnh",
    "ttct-ha": "Trung tâm Chính trị huyện Hạ Lam",
    "ttct-thuong": "Trung tâm Chính trị huyện Thượng Lam",
    "ttct-tp": "Trung tâm Chính trị thành phố Lam Thành",
    "skhcn": "Sở Khoa học và Công nghệ",
}
SUPERIORS = {"btg": "TỈNH ỦY SÔNG LAM", "btgdv": "TỈNH ỦY SÔNG LAM", "tct": "TỈNH ỦY SÔNG LAM"}
MERGER = dt.date(2025, 3, 1)


@transaction.atomic
def create() -> None:
    """Write bodies, names, the merger of 1 March 2025, units, people and their memberships."""
    for row in _rows("organisations.csv"):
        _create_body(row)
    _create_merger()
    for row in _rows("people.csv"):
        _create_person(row)
    administrator = User.objects.create_user(
        "quan.tri", PASSWORD, full_name="Ngô Thị Quỳnh", is_staff=True, is_superuser=True
    )
    Membership.objects.create(
        user=administrator, organisation=_body("btgdv"), role=Role.ADMINISTRATOR, position="Quản trị hệ thống"
    )


def accounts() -> list[tuple[str, str, str]]:
    """The demo's people: login, name, and what each may do (for the line printed at the start)."""
    people = [(row["login"], row["name"], WHAT[ROLES[row["role"]]]) for row in _rows("people.csv")]
    return [*people, ("quan.tri", "Ngô Thị Quỳnh", "quản trị hệ thống")]


def person(username: str) -> User:
    """One of the demo's people."""
    return User.objects.get(username=username)


def _rows(name: str) -> list[dict[str, str]]:
    with (CASE / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _body(key: str) -> Organisation:
    return Organisation.objects.get(key=key)


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _create_body(row: dict[str, str]) -> None:
    key, short_name = row["key"], SHORT_NAMES[row["key"]]
    body = Organisation.objects.create(key=key, name=row["name"], short_name=short_name, abbreviation=row["short"])
    OrganisationName.objects.create(
        organisation=body,
        name=row["name"],
        short_name=short_name,
        heading=short_name.removesuffix(" Tỉnh ủy").upper(),
        superior=SUPERIORS.get(key, ""),
        abbreviation=row["short"],
        place=PLACE,
        valid_from=_day(row["valid_from"]),
        valid_to=_day(row["valid_to"]),
    )


def _create_merger() -> None:
    Succession.objects.create(
        kind=EventKind.MERGE,
        predecessor=_body("btg"),
        successor=_body("btgdv"),
        effective_on=MERGER,
        decision="Quyết định hợp nhất (giả định)",
    )


def _create_person(row: dict[str, str]) -> None:
    person = User.objects.create_user(
        row["login"], PASSWORD, full_name=row["name"], email=f"{row['login']}@songlam.example"
    )
    position, _, unit_name = row["position"].partition(" Phòng ")
    position, unit_name = (position, f"Phòng {unit_name}") if unit_name else (row["position"], "")
    # The partnership is kept under the successor's identity; that the name was another before the merger is in the
    # dated names. So people of the department have an open beginning in the body that now is.
    bodies = [("btg", MERGER - dt.timedelta(days=1)), ("btgdv", None)]
    for key, end in bodies if row["organisation"] == "btg" else [(row["organisation"], None)]:
        body = _body(key)
        unit = Unit.objects.get_or_create(organisation=body, name=unit_name)[0] if unit_name else None
        Membership.objects.create(
            user=person,
            organisation=body,
            unit=unit,
            position=position,
            role=ROLES[row["role"]],
            valid_to=end,
        )
