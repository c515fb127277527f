"""The text that results when amendments are applied to a signed text."""

import itertools

from phoihop.documents.levels import Level
from phoihop.programmes.consolidation import Standing, consolidate
from phoihop.programmes.models import Instrument, Provision, ProvisionVersion
from phoihop.programmes.modifications import Modification
from phoihop.programmes.states import InstrumentKind, ModificationAct, ProvisionKind

C, A, N, P = Level.CHAPTER, Level.ARTICLE, Level.NUMBERED, Level.POINT
CHANGE, REPEAL = ModificationAct.CHANGE, ModificationAct.REPEAL
_KEYS = itertools.count(1)


def clause(level: Level, text: str = "", modification: Modification | None = None) -> ProvisionVersion:
    key = next(_KEYS)
    provision = Provision(pk=key, kind=ProvisionKind.CLAUSE)
    data = modification.to_data() if modification else {}
    return ProvisionVersion(provision=provision, level=level, position=key, text=text or f"khoản {key}", data=data)


def item(field: str, modification: Modification | None = None, *, text: str = "việc") -> ProvisionVersion:
    key = next(_KEYS)
    provision = Provision(pk=key, kind=ProvisionKind.ITEM)
    data = modification.to_data() if modification else {}
    return ProvisionVersion(provision=provision, field_of_work=field, position=key, text=text, data=data)


def uid(version: ProvisionVersion) -> str:
    return str(version.provision.uid)


def add(after: ProvisionVersion | None) -> Modification:
    return Modification(ModificationAct.ADD, after=uid(after) if after else "")


def change(target: ProvisionVersion) -> Modification:
    return Modification(ModificationAct.CHANGE, target=uid(target))


def repeal(target: ProvisionVersion) -> Modification:
    return Modification(ModificationAct.REPEAL, target=uid(target))


def amendment(*versions: ProvisionVersion) -> tuple[Instrument, list[ProvisionVersion]]:
    return Instrument(pk=next(_KEYS), kind=InstrumentKind.AMENDMENT), list(versions)


def shown(standing: list[Standing]) -> list[tuple[str, str]]:
    return [(one.label, "–" if one.is_repealed else one.version.text) for one in standing]


def test_without_amendments_it_is_the_signed_text() -> None:
    text = [clause(C, "MỘT"), clause(A, "Một"), clause(N, "một"), item("Hội thảo")]

    assert shown(consolidate(text, [])) == [
        ("Chương I", "MỘT"), ("Điều 1.", "Một"), ("1.", "một"), ("I.1", "việc"),
    ]  # fmt: skip


def test_a_change_and_a_repeal_keep_places_and_numbers() -> None:
    text = [clause(A, "Một"), clause(N, "một"), clause(N, "hai"), clause(N, "ba"), clause(A, "Hai")]
    first = amendment(clause(N, "một mới", change(text[1])), clause(N, "hai", repeal(text[2])))

    found = consolidate(text, [first])

    assert shown(found) == [("Điều 1.", "Một"), ("1.", "một mới"), ("2.", "–"), ("3.", "ba"), ("Điều 2.", "Hai")]
    assert [one.set_by for one in found] == [(), ((CHANGE, first[0]),), ((REPEAL, first[0]),), (), ()]
    assert found[1].place == "khoản 1 Điều 1"


def test_what_is_added_last_counts_on_and_between_takes_a_letter() -> None:
    text = [clause(C), clause(A, "Một"), clause(N, "một"), clause(N, "hai"), clause(C), clause(A, "Hai")]
    found = consolidate(
        text,
        [
            amendment(
                clause(N, "một rưỡi", add(text[2])),
                clause(N, "ba", add(text[3])),
                clause(A, "Một rưỡi", add(text[3])),
                clause(A, "Ba", add(text[5])),
            )
        ],
    )

    assert shown(found)[1:] == [
        ("Điều 1.", "Một"), ("1.", "một"), ("1a.", "một rưỡi"), ("2.", "hai"), ("3.", "ba"), ("Điều 1a.", "Một rưỡi"),
        ("Chương II", found[7].version.text), ("Điều 2.", "Hai"), ("Điều 3.", "Ba"),
    ]  # fmt: skip
    assert found[3].place == "khoản 1a Điều 1"


def test_points_take_a_digit_and_follow_each_other() -> None:
    text = [clause(A), clause(N), clause(P, "a"), clause(P, "b")]
    one, two = clause(P, "a một", add(text[2])), clause(P, "a hai")
    two.data = Modification(ModificationAct.ADD, after=uid(one)).to_data()

    found = consolidate(text, [amendment(one), amendment(two)])

    assert shown(found)[2:] == [("a)", "a"), ("a1)", "a một"), ("a2)", "a hai"), ("b)", "b")]


def test_an_amendment_changes_what_an_earlier_one_added_or_changed() -> None:
    text = [clause(A, "Một"), clause(N, "một")]
    added = clause(N, "hai", add(text[1]))
    first = amendment(added, clause(N, "một mới", change(text[1])))
    second = amendment(clause(N, "hai mới", change(added)), clause(N, "một mới", repeal(text[1])))

    found = consolidate(text, [first, second])

    assert shown(found) == [("Điều 1.", "Một"), ("1.", "–"), ("2.", "hai mới")]
    assert found[1].set_by == ((CHANGE, first[0]), (REPEAL, second[0]))
    assert found[2].set_by == ((ModificationAct.ADD, first[0]), (CHANGE, second[0]))


def test_items_keep_their_numbers_and_new_ones_count_on_in_their_field() -> None:
    text = [item("A", text="a1"), item("B", text="b1"), item("A", text="a2")]
    found = consolidate(
        text,
        [
            amendment(
                item("A", add(None), text="a3"),
                item("C", add(None), text="c1"),
                item("A", repeal(text[0]), text="a1"),
                item("B", change(text[1]), text="b1 mới"),
            )
        ],
    )

    assert shown(found) == [("I.1", "–"), ("I.2", "a2"), ("I.3", "a3"), ("II.1", "b1 mới"), ("III.1", "c1")]


def test_what_is_aimed_at_nothing_changes_nothing() -> None:
    text = [clause(A, "Một")]

    assert shown(consolidate(text, [amendment(clause(A, "Khác", Modification(ModificationAct.CHANGE, "x")))])) == [
        ("Điều 1.", "Một")
    ]
