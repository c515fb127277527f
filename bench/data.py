"""Many partnerships with years of work, always the same (fixed seed), written by COPY.

One body is a party in a quarter of the partnerships, and its first programme has 2,000 items; the others have 40
(the case has 24).
"""

import datetime as dt
import itertools
import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import connection

from phoihop.accounts.models import User
from phoihop.lib import clock
from phoihop.lib.text import fold, sort_key
from phoihop.organisations.models import Membership, Organisation, OrganisationName, Role

SEED = 20250119
YEARS = 5
ITEMS = 40
LARGE = 2_000
SHARE = 4  # the large body is in every fourth partnership
FIELDS = (
    "Công tác tham mưu",
    "Hội thảo, tọa đàm khoa học",
    "Đào tạo, bồi dưỡng lý luận chính trị",
    "Bồi dưỡng kiến thức thực tế",
    "Nghiệp vụ giảng viên",
    "Nghiên cứu khoa học",
    "Chuyển đổi số, ngoại ngữ",
    "Công tác phối hợp chung",
)
WORK = (
    ("Tham mưu kế hoạch đào tạo, bồi dưỡng lý luận chính trị năm {year}", "01 kế hoạch", "kế hoạch", 1),
    ("Hội thảo khoa học cấp tỉnh về nâng cao chất lượng bồi dưỡng, lần {n}", "01 hội thảo; kỷ yếu", "hội thảo", 1),
    ("Tọa đàm khoa học nhân các ngày lễ lớn, chuyên đề {n}", "02 tọa đàm; báo cáo tổng hợp", "tọa đàm", 2),
    ("Xây dựng chương trình phần học địa phương cho lớp khóa {n}", "06 chuyên đề", "chuyên đề", 6),
    ("Kiểm tra, đôn đốc việc thực hiện kế hoạch tại các trung tâm, đợt {n}", "02 đợt kiểm tra", "đợt", 2),
    ("Cử giảng viên đi thực tế tại cơ sở theo Đề án số {n}-ĐA/TU", "12 lượt giảng viên", "lượt", 12),
    ("Tập huấn nghiệp vụ cho giảng viên, giảng viên kiêm chức, lớp {n}", "02 lớp, 180 học viên", "lớp", 2),
    ("Đề xuất và nhận đề tài nghiên cứu khoa học cấp tỉnh số {n}", "01 đề tài", "đề tài", 1),
    ("Bồi dưỡng kỹ năng chuyển đổi số cho cán bộ các cấp, khóa {n}", "04 lớp, 200 học viên", "lớp", 4),
    ("Giao ban công tác phối hợp, nội dung {n}", "04 thông báo kết luận", "thông báo", 4),
)


@dataclass(frozen=True)
class World:
    """What the measurement needs to know of the data."""

    officer: int
    signatory: int
    body: int
    partnership: int
    programme: int
    large_programme: int
    item: int
    items: int


@dataclass
class Tables:
    """Rows for COPY, by table and columns."""

    rows: dict[tuple[str, tuple[str, ...]], list[tuple[object, ...]]] = field(default_factory=dict)
    ids: dict[str, "itertools.count[int]"] = field(default_factory=dict)

    def add(self, table: str, **columns: object) -> int:
        """A row with the next id of its table."""
        key = next(self.ids.setdefault(table, itertools.count(1)))
        self.rows.setdefault((table, ("id", *columns)), []).append((key, *columns.values()))
        return key

    def link(self, table: str, **columns: object) -> None:
        """A row without an id of ours."""
        self.rows.setdefault((table, tuple(columns)), []).append(tuple(columns.values()))

    def flush(self) -> None:
        """Write what has gathered; foreign keys and triggers are for the product, not for a load of sound rows."""
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            for (table, columns), rows in self.rows.items():
                names = ", ".join(columns)
                with cursor.cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
            cursor.execute("SET session_replication_role = DEFAULT")
        self.rows.clear()

    def finish(self) -> None:
        """Let the sequences go on behind our ids, and tell the planner what there is."""
        with connection.cursor() as cursor:
            for table, counter in self.ids.items():
                cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {next(counter)})")
            cursor.execute("VACUUM ANALYZE")


def build(items: int) -> World:
    """Fill the (migrated, empty) database with that many work items."""
    chance = random.Random(SEED)  # noqa: S311  not for secrets
    today = clock.today()
    bodies, officer, signatory = _people(max(4, items // 500))
    tables, made, partnerships = Tables(), 0, 0
    places: dict[str, int] = {}
    while made < items:
        parties = _parties(bodies, partnerships, chance)
        chain = tables.add("ledger_chain", uid=UUID(int=chance.getrandbits(128)), created_at=clock.now())
        partnership = tables.add(
            "programmes_partnership",
            name=" - ".join(body.short_name for body in parties),
            chain_id=chain,
            created_at=clock.now(),
        )
        for position, body in enumerate(parties):
            tables.add(
                "programmes_party",
                partnership_id=partnership,
                organisation_id=body.pk,
                position=position,
                formerly="[]",
            )
        for year in range(today.year, today.year - YEARS, -1):
            count = min(LARGE if not places else ITEMS, items - made)
            if count <= 0:
                break
            programme, first = _programme(tables, chance, partnership, parties, year, count, officer, today)
            made += count
            places.setdefault("large_programme", programme)
            places.setdefault("partnership", partnership)
            if "programme" not in places and programme != places["large_programme"]:
                places |= {"programme": programme, "item": first}
        partnerships += 1
        if partnerships % 200 == 0:
            tables.flush()
    tables.flush()
    tables.finish()
    return World(officer=officer, signatory=signatory, body=bodies[0].pk, items=items, **places)


def _people(count: int) -> tuple[list[Organisation], int, int]:
    """Bodies with their names; the first is the large one, with an officer and a signatory."""
    bodies = []
    for number in range(count):
        short = "Trường Chính trị tỉnh" if number == 0 else f"Cơ quan phối hợp {number:04d}"
        name = f"{short} Sông Lam"
        bodies.append(
            Organisation(
                key=f"co-quan-{number}",
                name=name,
                short_name=short,
                abbreviation=f"CQ{number}",
                sort_key=sort_key(name),
                search_key=fold(f"{name} CQ{number}"),
            )
        )
    Organisation.objects.bulk_create(bodies)
    OrganisationName.objects.bulk_create(
        OrganisationName(
            organisation=body,
            name=body.name,
            short_name=body.short_name,
            heading=body.short_name.upper(),
            abbreviation=body.abbreviation,
            place="Lam Thành",
        )
        for body in bodies
    )
    password = make_password(None)
    people = []
    for login, role in (("can.bo", Role.OFFICER), ("lanh.dao", Role.SIGNATORY)):
        person = User.objects.create(username=login, full_name=f"Nguyễn Văn {login}", password=password)
        Membership.objects.create(user=person, organisation=bodies[0], role=role, position=str(role.label))
        people.append(person.pk)
    return bodies, people[0], people[1]


def _parties(bodies: list[Organisation], number: int, chance: random.Random) -> list[Organisation]:
    if number % SHARE == 0:
        return [bodies[0], chance.choice(bodies[1:])]
    return chance.sample(bodies[1:], 2)


def _programme(
    tables: Tables,
    chance: random.Random,
    partnership: int,
    parties: list[Organisation],
    year: int,
    count: int,
    author: int,
    today: dt.date,
) -> tuple[int, int]:
    """A signed programme with its items; its id and that of its first item."""
    lead, now = parties[0], clock.now()
    stored = tables.add(
        "documents_storedfile",
        sha256=f"{chance.getrandbits(256):064x}",
        name="chuong-trinh.pdf",
        media_type="application/pdf",
        size=160_000,
        created_at=now,
    )
    document = tables.add("signatures_signeddocument", frozen_id=stored, current_id=stored, completed_at=now)
    number = f"{partnership:02d}-CTPH/{'-'.join(body.abbreviation for body in parties)}"
    title = f"công tác năm {year} giữa {parties[0].short_name} và {parties[1].short_name}"
    programme = tables.add(
        "programmes_instrument",
        uid=UUID(int=chance.getrandbits(128)),
        partnership_id=partnership,
        kind="programme",
        title=title,
        period_start=dt.date(year, 1, 1),
        period_end=dt.date(year, 12, 31),
        state="in_force",
        owner_id=lead.pk,
        lead_id=lead.pk,
        turn_id=lead.pk,
        layout_profile="HD05_2026",
        created_by_id=author,
        created_at=now,
        disclosed_at=now,
        agreed_at=now,
        number_text=number,
        dated_on=dt.date(year - 1, 12, 20),
        text_hash="0" * 64,
        frozen_at=now,
        signed_document_id=document,
        in_force_at=now,
        search_key=fold(f"chương trình phối hợp {title} {number} {year}"),
    )
    revision = tables.add(
        "programmes_revision",
        instrument_id=programme,
        number=1,
        organisation_id=lead.pk,
        by_id=author,
        note="",
        disclosed_at=now,
    )
    for position, name in enumerate(FIELDS):
        tables.add("workitems_fieldofwork", instrument_id=programme, name=name, position=position)
    first = 0
    for place in range(count):
        item = _item(tables, chance, (partnership, programme, revision), parties, (year, place, count), author, today)
        first = first or item
    return programme, first


def _item(
    tables: Tables,
    chance: random.Random,
    text: tuple[int, int, int],
    parties: list[Organisation],
    where: tuple[int, int, int],
    author: int,
    today: dt.date,
) -> int:
    """An item with its provision, its occurrences and what was reported."""
    partnership, programme, revision = text
    year, place, count = where
    words, deliverable, unit, target = WORK[chance.randrange(len(WORK))]
    number = place * len(FIELDS) // count
    lead, support = parties if chance.random() < 0.5 else parties[::-1]
    content = words.format(year=year, n=chance.randrange(1, 400))
    dues, nature, due_text = _dues(chance, year)
    provision = tables.add(
        "programmes_provision", uid=UUID(int=chance.getrandbits(128)), instrument_id=programme, kind="item"
    )
    rule = {"kind": "dates", "dues": [{"label": "", "on": day.isoformat()} for day in dues], "doubts": [], "every": 0}
    version = tables.add(
        "programmes_provisionversion",
        provision_id=provision,
        revision_id=revision,
        organisation_id=lead.pk,
        author_id=author,
        created_at=clock.now(),
        reason="",
        removed=False,
        position=(place + 1) * 1_000,
        level=1,
        text=content,
        field_of_work=FIELDS[number],
        leads=json.dumps([{"key": lead.key, "name": lead.short_name}]),
        supports=json.dumps([{"key": support.key, "name": support.short_name}]),
        due_text=due_text,
        due_rule=json.dumps(rule),
        deliverable=deliverable,
        target_quantity=target,
        target_unit=unit,
        note="",
        data="{}",
        content_hash="0" * 64,
    )
    times = list(_times(chance, dues or [None], today))
    label = f"{number + 1}.{place + 1}"
    found_by = (label, content, FIELDS[number], lead.short_name, support.short_name, deliverable)
    item = tables.add(
        "workitems_workitem",
        partnership_id=partnership,
        instrument_id=programme,
        version_id=version,
        label=label,
        position=place + 1,
        content=content,
        field_of_work=FIELDS[number],
        lead_text=lead.short_name,
        support_text=support.short_name,
        due_text=due_text,
        nature=nature,
        deliverable=deliverable,
        target_quantity=target,
        target_unit=unit,
        field_key=sort_key(FIELDS[number]),
        search_key=fold(" ".join(found_by)),
        **_summary(times, nature),
    )
    tables.link("workitems_workitem_leads", workitem_id=item, organisation_id=lead.pk)
    tables.link("workitems_workitem_supports", workitem_id=item, organisation_id=support.pk)
    for order, time in enumerate(times, start=1):
        _occurrence(tables, item, order, time, lead, support, author)
    return item


@dataclass(frozen=True)
class Time:
    """An occurrence as it went."""

    due: dt.date | None
    state: str
    done: dt.date | None


def _dues(chance: random.Random, year: int) -> tuple[list[dt.date], str, str]:
    dice = chance.random()
    if dice < 0.08:
        return [], "continuous", "Thường xuyên"
    if dice < 0.12:
        return [], "on_request", "Theo yêu cầu"
    if dice < 0.3:
        return [dt.date(year, month, 28) for month in (3, 6, 9, 12)], "dated", "Mỗi quý 01 lần"
    if dice < 0.45:
        return [dt.date(year, 4, 30), dt.date(year, 8, 31)], "dated", f"Tháng 4 và tháng 8/{year}"
    day = dt.date(year, chance.randrange(1, 13), chance.randrange(1, 29))
    return [day], "dated", f"Trước {day:%d/%m/%Y}"


def _times(chance: random.Random, dues: Iterable[dt.date | None], today: dt.date) -> Iterator[Time]:
    """Of what was due two in a hundred is still open, some waits for an answer, one in twelve was late."""
    for due in dues:
        dice = chance.random()
        if due is None or due >= today or dice < 0.02:
            yield Time(due, "open", None)
        elif due > today - dt.timedelta(days=60) and dice < 0.12:
            yield Time(due, "reported" if dice < 0.1 else "returned", due)
        else:
            yield Time(
                due, "confirmed", due + dt.timedelta(days=chance.choice((-9, -6, -3, -2, 0, 0, -1, -4, -5, -7, -8, 6)))
            )


def _summary(times: list[Time], nature: str) -> dict[str, object]:
    """The columns that repeat the occurrences, as `workitems.actions` writes them."""
    states = {time.state for time in times}
    pending = [time.due for time in times if time.due and time.state != "confirmed"]
    to_report = [time.due for time in times if time.due and time.state in ("open", "returned")]
    every = [time.due for time in times if time.due]
    return {
        "state": next(state for state in ("returned", "reported", "open", "confirmed") if state in states),
        "due_on": min(pending, default=max(every, default=None)),
        "next_due_on": min(to_report, default=None),
        "done_late": nature == "dated"
        and any(time.state == "confirmed" and time.done and time.due and time.done > time.due for time in times),
    }


def _occurrence(
    tables: Tables, item: int, order: int, time: Time, lead: Organisation, other: Organisation, author: int
) -> None:
    is_confirmed = time.state == "confirmed"
    occurrence = tables.add(
        "workitems_occurrence",
        work_item_id=item,
        number=order,
        label=f"Đợt {order}",
        due_on=time.due,
        agreed_due_on=time.due,
        state=time.state,
        completed_on=time.done if is_confirmed else None,
        quantity=1 if is_confirmed else None,
    )
    if time.done is None:
        return
    moment = dt.datetime.combine(time.done, dt.time(9), tzinfo=clock.VIETNAM)
    decided = time.state != "reported"
    report = tables.add(
        "workitems_report",
        occurrence_id=occurrence,
        organisation_id=lead.pk,
        side_id=lead.pk,
        by_id=author,
        reported_at=moment,
        completed_on=time.done,
        quantity=1,
        text="Đã thực hiện, hồ sơ kèm theo.",
        token=UUID(int=(occurrence << 64) + order),
        decided_by_id=author if decided else None,
        decided_for_id=other.pk if decided else None,
        decided_at=moment if decided else None,
        confirmed=is_confirmed if decided else None,
        reason="",
    )
    if is_confirmed:
        tables.add(
            "workitems_evidence",
            report_id=report,
            kind="link",
            title="Báo cáo kết quả",
            url="https://songlam.example/bao-cao",
        )
