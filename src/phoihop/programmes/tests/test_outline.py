"""Reading order and labels."""

from phoihop.programmes import outline
from phoihop.programmes.models import Provision, ProvisionVersion
from phoihop.programmes.states import ProvisionKind


def clause(pk: int, level: int) -> ProvisionVersion:
    provision = Provision(pk=pk, kind=ProvisionKind.CLAUSE)
    return ProvisionVersion(provision=provision, level=level, position=pk, text=f"khoản {pk}")


def item(pk: int, field_of_work: str, position: int | None = None) -> ProvisionVersion:
    provision = Provision(pk=pk, kind=ProvisionKind.ITEM)
    return ProvisionVersion(
        provision=provision, field_of_work=field_of_work, position=position or pk, text=f"việc {pk}"
    )


def table(pk: int) -> ProvisionVersion:
    return ProvisionVersion(provision=Provision(pk=pk, kind=ProvisionKind.TABLE), position=pk, text="bảng")


def test_clauses_are_numbered_anew_below_each_heading() -> None:
    levels = [1, 2, 2, 3, 3, 2, 3, 0, 4, 1, 2]

    found = [label for label, _version in outline.clauses([clause(pk, level) for pk, level in enumerate(levels, 1)])]

    assert found == ["I.", "1.", "2.", "a)", "b)", "3.", "a)", "", "-", "II.", "1."]


def test_points_follow_the_vietnamese_alphabet() -> None:
    points = [label for label, _version in outline.clauses([clause(pk, 3) for pk in range(1, 8)])]

    assert points == ["a)", "b)", "c)", "d)", "đ)", "e)", "g)"]


def test_items_of_one_field_stand_together() -> None:
    versions = [item(1, "A"), item(2, "B"), item(3, "A"), item(4, "C"), item(5, "B")]

    groups = outline.groups(versions)

    assert [(group.label, group.title, [label for label, _item in group.items]) for group in groups] == [
        ("I", "A", ["I.1", "I.2"]),
        ("II", "B", ["II.1", "II.2"]),
        ("III", "C", ["III.1"]),
    ]


def test_clauses_come_before_items_and_items_before_tables() -> None:
    versions = [table(1), item(2, "A"), clause(3, 1), item(4, "B"), item(5, "A"), clause(6, 2)]

    assert [version.provision_id for version in outline.in_reading_order(versions)] == [3, 6, 2, 5, 4, 1]
    assert [version.provision_id for version in outline.tables(versions)] == [1]


def test_labels_say_where_a_provision_stands() -> None:
    versions = [clause(1, 1), clause(2, 2), clause(3, 3), clause(4, 0), item(5, "A"), item(6, "B"), table(7)]

    assert outline.labels(versions) == {1: "I", 2: "I.1", 3: "I.1.a", 4: "", 5: "I.1", 6: "II.1", 7: "1"}


def test_articles_run_on_through_the_chapters_and_are_referred_to_from_the_inside_out() -> None:
    levels = [7, 5, 6, 2, 3, 6, 3, 5, 6, 2, 2, 0]
    versions = [clause(pk, level) for pk, level in enumerate(levels, 1)]

    assert [label for label, _version in outline.clauses(versions)] == [
        "", "Chương I", "Điều 1.", "1.", "a)", "Điều 2.", "a)", "Chương II", "Điều 3.", "1.", "2.", "",
    ]  # fmt: skip
    assert outline.labels(versions) == {
        1: "", 2: "Chương I", 3: "Điều 1", 4: "khoản 1 Điều 1", 5: "điểm a khoản 1 Điều 1", 6: "Điều 2",
        7: "điểm a Điều 2", 8: "Chương II", 9: "Điều 3", 10: "khoản 1 Điều 3", 11: "khoản 2 Điều 3", 12: "",
    }  # fmt: skip


def test_headings_below_a_chapter_say_which() -> None:
    versions = [clause(1, 5), clause(2, 1), clause(3, 2), clause(4, 5), clause(5, 1)]

    assert list(outline.labels(versions).values()) == [
        "Chương I", "I, Chương I", "I.1, Chương I", "Chương II", "I, Chương II",
    ]  # fmt: skip
