import datetime as dt
from collections.abc import Iterator
from threading import Thread

import pytest
from django.db import IntegrityError, connection, transaction

from phoihop.ledger import verbs
from phoihop.ledger.actions import record
from phoihop.ledger.models import Chain, Entry
from phoihop.ledger.queries import missing_guards
from phoihop.ledger.verification import verify_all, verify_chain
from phoihop.lib import clock
from tests import make

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2025, 3, 1, 12, 0, 0, 5, tzinfo=clock.VIETNAM)


@pytest.fixture
def words() -> Iterator[None]:
    before = dict(verbs._words)
    yield
    verbs._words.clear()
    verbs._words.update(before)


def test_the_first_act_follows_nothing_and_the_next_one_follows_it() -> None:
    chain = Chain.objects.create()
    body = make.organisation("Ban Tuyên giáo")
    an = make.member(body, full_name="Lê Thị An")

    with clock.at(NOON):
        first = record(chain, "ledger.tried", body, by=an, organisation=body, label="Chương trình 2025")
        second = record(
            chain, "ledger.tried", body, by=None, organisation=None, label="", content_hash="ab", data={"số": [1, True]}
        )

    assert (first.sequence, first.previous_hash) == (1, "0" * 64)
    assert (second.sequence, second.previous_hash) == (2, first.hash)
    kept = Entry.objects.get(pk=first.pk)
    assert (kept.at, kept.actor, kept.actor_name, kept.organisation_name) == (NOON, an, "Lê Thị An", body.name)
    assert (kept.object_type, kept.object_id) == ("organisations.organisation", str(body.pk))
    assert (second.actor_name, second.organisation_name, second.data) == ("", "", {"số": [1, True]})
    assert verify_chain(chain) == []


def test_the_body_is_called_what_it_was_called_on_that_day() -> None:
    body = make.organisation("Ban Tuyên giáo")
    name = body.names.get()
    name.valid_to = dt.date(2025, 6, 30)
    name.save()
    body.names.create(name="Ban mới", short_name="Ban mới", abbreviation="BM", valid_from=dt.date(2025, 7, 1))

    with clock.at(NOON):
        entry = record(Chain.objects.create(), "ledger.tried", body, by=None, organisation=body, label="x")

    assert entry.organisation_name == "Ban Tuyên giáo tỉnh Sông Lam"


def test_a_body_without_dated_names_is_called_what_it_is_called() -> None:
    body = make.organisation("Ban Tuyên giáo")
    body.names.all().delete()

    entry = record(Chain.objects.create(), "ledger.tried", body, by=None, organisation=body, label="x")

    assert entry.organisation_name == "Ban Tuyên giáo tỉnh Sông Lam"


def test_an_object_with_a_uid_is_named_by_it() -> None:
    chain = Chain.objects.create()

    entry = record(chain, "ledger.tried", chain, by=None, organisation=None, label="x")

    assert (entry.object_type, entry.object_id) == ("ledger.chain", str(chain.uid))


def test_long_labels_are_cut_between_letters_and_controls_are_left_out() -> None:
    chain = Chain.objects.create()
    marked = "x" * 298 + "q\u0323\u0301"  # a letter that only marks of its own can write

    entry = record(
        chain,
        "ledger.tried",
        chain,
        by=None,
        organisation=None,
        label=marked,
        data={"lý do": "một\x00 hai\nba\u2028\ud800"},
    )
    plain = record(chain, "ledger.tried", chain, by=None, organisation=None, label="một\n\x07  hai")

    assert entry.object_label == "x" * 298 + "…"
    assert entry.data == {"lý do": "một hai\nba"}
    assert plain.object_label == "một hai"
    assert verify_chain(chain) == []


@pytest.mark.parametrize("data", [{"x": 1.5}, {"x": dt.date(2025, 1, 1)}, {"x": {1: "y"}}])
def test_what_has_no_single_text_is_refused(data: dict[str, object]) -> None:
    chain = Chain.objects.create()

    with pytest.raises(TypeError):
        record(chain, "ledger.tried", chain, by=None, organisation=None, label="x", data=data)
    assert list(chain.entries.all()) == []


def three_acts() -> Chain:
    chain = Chain.objects.create()
    for label in ("một", "hai", "ba"):
        record(chain, "ledger.tried", chain, by=None, organisation=None, label=label)
    return chain


INSERT = (
    "INSERT INTO ledger_entry (chain_id, sequence, at, actor_name, organisation_name, verb, object_type, object_id,"
    " object_label, content_hash, data, previous_hash, hash)"
    " VALUES (%s, %s, now(), '', '', 'v', 't', '1', 'l', '', '{}', %s, %s)"
)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entry SET object_label = 'bốn' WHERE sequence = 2",
        "UPDATE ledger_entry SET hash = hash",
        "DELETE FROM ledger_entry WHERE sequence = 3",
        "SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE ledger_entry",
        "SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE ledger_chain CASCADE",
        "UPDATE ledger_chain SET uid = gen_random_uuid()",
        "SET LOCAL session_replication_role = replica; DELETE FROM ledger_entry",
    ],
)
def test_the_database_refuses_raw_changes(statement: str) -> None:
    chain = three_acts()

    refused = pytest.raises(IntegrityError, match="The ledger is only ever added to")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert verify_chain(chain) == []
    assert chain.entries.count() == 3


def test_the_orm_is_refused_too() -> None:
    chain = three_acts()

    with pytest.raises(IntegrityError), transaction.atomic():
        chain.entries.filter(sequence=1).update(object_label="khác")
    with pytest.raises(IntegrityError), transaction.atomic():
        chain.entries.get(sequence=3).delete()
    assert chain.entries.count() == 3


def test_the_database_refuses_rows_that_do_not_join_at_the_end() -> None:
    chain = three_acts()
    last = chain.entries.get(sequence=3)
    empty = Chain.objects.create()
    a_hash = "a" * 64
    wrong = [
        (chain.pk, 5, last.hash, a_hash),
        (chain.pk, 3, last.previous_hash, a_hash),
        (chain.pk, 4, last.previous_hash, a_hash),
        (chain.pk, 4, last.hash, "không phải mã băm"),
        (empty.pk, 1, last.hash, a_hash),
        (empty.pk, 0, "0" * 64, a_hash),
    ]

    for row in wrong:
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(INSERT, row)
    with connection.cursor() as cursor:
        cursor.execute(INSERT, (chain.pk, 4, last.hash, a_hash))
    assert [finding for finding in verify_chain(chain) if "việc số 4" in finding] == [
        "Dòng thứ 4 của chuỗi, việc số 4 (v, l): nội dung đã bị sửa, mã băm tính lại khác mã băm đã ghi."
    ]


def test_a_guard_that_was_taken_off_is_named() -> None:
    three_acts()
    assert (missing_guards(), verify_all()) == ([], [])

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # the database takes no guard off while checks wait
        cursor.execute("ALTER TABLE ledger_entry DISABLE TRIGGER ledger_keep_rows")
        cursor.execute("DROP TRIGGER ledger_keep_table ON ledger_entry")

    assert missing_guards() == ["ledger_keep_rows", "ledger_keep_table"]
    assert [finding.split(" của ")[0] for finding in verify_all()] == [
        "Chốt bảo vệ ledger_keep_rows",
        "Chốt bảo vệ ledger_keep_table",
    ]


@pytest.mark.django_db(transaction=True)
def test_people_who_act_at_once_get_rows_one_after_the_other() -> None:
    chain = Chain.objects.create()

    def act() -> None:
        for _ in range(10):
            record(chain, "ledger.tried", chain, by=None, organisation=None, label="x")
        connection.close()

    threads = [Thread(target=act) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert list(chain.entries.values_list("sequence", flat=True)) == list(range(1, 31))
    assert verify_chain(chain) == []


@pytest.mark.django_db(transaction=True)
def test_an_act_that_is_rolled_back_leaves_no_gap() -> None:
    chain = three_acts()

    @transaction.atomic
    def act() -> None:
        record(chain, "ledger.tried", chain, by=None, organisation=None, label="hỏng")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act()
    record(chain, "ledger.tried", chain, by=None, organisation=None, label="bốn")

    assert list(chain.entries.values_list("object_label", flat=True)) == ["một", "hai", "ba", "bốn"]
    assert verify_chain(chain) == []


@pytest.mark.usefixtures("words")
def test_acts_read_as_sentences() -> None:
    verbs.register({"ledger.tried": "đã thử"})
    chain = Chain.objects.create()
    body = make.organisation("Ban Tuyên giáo")
    an = make.member(body, full_name="Lê Thị An")

    entry = record(chain, "ledger.tried", body, by=an, organisation=body, label="Chương trình 2025")
    by_system = record(chain, "ledger.unknown", body, by=None, organisation=None, label="x")

    assert verbs.sentence(entry) == "Lê Thị An (Ban Tuyên giáo tỉnh Sông Lam) đã thử: Chương trình 2025"
    assert verbs.sentence(by_system) == "Hệ thống ledger.unknown: x"


@pytest.mark.usefixtures("words")
def test_a_verb_has_one_meaning() -> None:
    verbs.register({"ledger.tried": "đã thử"})
    verbs.register({"ledger.tried": "đã thử"})

    with pytest.raises(ValueError, match="ledger.tried already reads otherwise"):
        verbs.register({"ledger.tried": "đã làm"})
