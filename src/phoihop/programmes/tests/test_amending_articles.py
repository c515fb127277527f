"""Amendments of texts with articles: what stands below a provision goes with it, stays with it, and keeps its number."""

import datetime as dt
from collections.abc import Sequence

import pytest
from django.test import Client
from django.urls import reverse

from phoihop.documents.levels import Level
from phoihop.lib.errors import NotPossible
from phoihop.programmes import actions
from phoihop.programmes.models import Instrument
from phoihop.programmes.official import official_document
from phoihop.programmes.queries import current_versions
from phoihop.programmes.queries.amendments import pending_modifications, text_in_force
from phoihop.programmes.states import InstrumentKind, InstrumentState, ModificationAct, ProvisionKind
from phoihop.programmes.tests import make
from phoihop.programmes.tests.test_amending import begun, clause, modify, signed
from phoihop.programmes.tests.test_races import together

pytestmark = pytest.mark.django_db
CHANGE, ADD, REPEAL = ModificationAct.CHANGE, ModificationAct.ADD, ModificationAct.REPEAL
WORDS = (
    (Level.CHAPTER, "QUY ĐỊNH CHUNG"),
    (Level.ARTICLE, "Mục đích"),
    (Level.NUMBERED, "Khoản một."),
    (Level.POINT, "Điểm a;"),
    (Level.NUMBERED, "Khoản hai."),
    (Level.ARTICLE, "Hiệu lực"),
)


@pytest.fixture
def scene() -> make.Scene:
    return make.scene()


@pytest.fixture
def regulation(scene: make.Scene) -> Instrument:
    return _regulation(scene, WORDS)


def _regulation(scene: make.Scene, words: Sequence[tuple[Level, str]]) -> Instrument:
    north = scene.north
    regulation = actions.start_instrument(
        scene.partnership,
        InstrumentKind.REGULATION,
        title="giữa hai bên",
        period_start=dt.date(2025, 1, 1),
        period_end=dt.date(2025, 12, 31),
        starters_wanted=False,
        **north.acting,
    )
    clauses = [{"level": level, "text": text} for level, text in words]
    actions.write_items(regulation, clauses, kind=ProvisionKind.CLAUSE, **north.acting)
    actions.disclose(regulation, **north.acting)
    make.agree(scene, make.fresh(regulation))
    make.with_keys(scene)
    actions.freeze_instrument(make.fresh(regulation), by=north.clerk)
    return sign(scene, regulation)


def sign(scene: make.Scene, text: Instrument) -> Instrument:
    for who in (scene.south, scene.north):
        actions.sign_instrument(make.fresh(text), by=who.signatory, pin=make.PIN)
    return make.fresh(text)


def agreed(scene: make.Scene, amendment: Instrument) -> Instrument:
    actions.disclose(amendment, **scene.north.acting)
    return make.agree(scene, make.fresh(amendment))


def read(text: Instrument) -> list[str]:
    return [f"{one.label} {one.version.text}{' (bỏ)' if one.is_repealed else ''}" for one in text_in_force(text)]


def printed(scene: make.Scene, amendment: Instrument) -> list[str]:
    return [clause.text for clause in official_document(make.fresh(amendment), organisation=scene.north.body).clauses]


@pytest.mark.parametrize("behind", [1, 2, 4])
def test_an_added_article_stands_behind_the_whole_article(
    scene: make.Scene, regulation: Instrument, behind: int
) -> None:
    before = {one.uid: one.place for one in text_in_force(regulation)}
    amendment = begun(scene, regulation)
    modify(scene, amendment, ADD, clause(regulation, behind), text="Nguyên tắc", level=Level.ARTICLE)

    signed(scene, amendment)

    assert read(regulation)[1:6] == [
        "Điều 1. Mục đích",
        "1. Khoản một.",
        "a) Điểm a;",
        "2. Khoản hai.",
        "Điều 1a. Nguyên tắc",
    ]
    after = {one.uid: one.place for one in text_in_force(regulation)}
    assert after | before == after  # whatever was there is called as before


def test_a_paragraph_added_to_an_article_stands_at_its_end(scene: make.Scene, regulation: Instrument) -> None:
    amendment = begun(scene, regulation)
    modify(scene, amendment, ADD, clause(regulation, 1), text="Khoản ba.", level=Level.NUMBERED)

    signed(scene, amendment)

    assert read(regulation)[4:6] == ["2. Khoản hai.", "3. Khoản ba."]


def test_a_paragraph_added_later_stays_in_its_article(scene: make.Scene, regulation: Instrument) -> None:
    first = begun(scene, regulation)
    modify(scene, first, ADD, clause(regulation, 1), text="Nguyên tắc", level=Level.ARTICLE)
    signed(scene, first)
    second = begun(scene, regulation)
    modify(scene, second, ADD, clause(regulation, 1), text="Khoản ba.", level=Level.NUMBERED)

    signed(scene, second)

    assert read(regulation)[4:7] == ["2. Khoản hai.", "3. Khoản ba.", "Điều 1a. Nguyên tắc"]


def test_with_an_article_goes_what_stands_below_it(scene: make.Scene, regulation: Instrument) -> None:
    amendment = begun(scene, regulation)
    modify(scene, amendment, REPEAL, clause(regulation, 1))
    assert "Bãi bỏ Điều 1." in printed(scene, amendment)

    signed(scene, amendment)

    gone = [one.version.text for one in text_in_force(regulation) if one.is_repealed]
    assert gone == ["Mục đích", "Khoản một.", "Điểm a;", "Khoản hai."]
    assert read(regulation)[-1] == "Điều 2. Hiệu lực"


def test_a_change_of_what_has_others_below_says_that_it_changes_its_own_words_alone(
    scene: make.Scene, regulation: Instrument
) -> None:
    amendment = begun(scene, regulation)
    modify(scene, amendment, CHANGE, clause(regulation, 1), text="Mục đích, yêu cầu")
    modify(scene, amendment, CHANGE, clause(regulation, 2), text="Khoản một gồm:")
    modify(scene, amendment, CHANGE, clause(regulation, 4), text="Khoản hai mới.")

    sentences = printed(scene, amendment)

    assert "Sửa đổi tên Điều 1 như sau:" in sentences
    assert "Sửa đổi đoạn mở đầu khoản 1 Điều 1 như sau:" in sentences
    assert "Sửa đổi khoản 2 Điều 1 như sau:" in sentences


def test_shaping_an_amendment_moves_nothing_in_the_text_that_it_amends(
    scene: make.Scene, regulation: Instrument
) -> None:
    amendment = begun(scene, regulation)
    modify(scene, amendment, CHANGE, clause(regulation, 2), text="Khoản một mới.")
    own = current_versions(amendment, organisation=scene.north.body)
    heading = next(version for version in own if version.level == Level.ARTICLE)
    levels = {version.provision_id: version.level for version in own if version.data}

    actions.shift_level(amendment, heading.provision, deeper=True, **scene.north.acting)

    own = current_versions(amendment, organisation=scene.north.body)
    assert {version.provision_id: version.level for version in own if version.data} == levels
    signed(scene, amendment)
    assert read(regulation)[2] == "1. Khoản một mới."


def test_two_amendments_of_one_text_are_not_frozen_side_by_side(scene: make.Scene, regulation: Instrument) -> None:
    one, two = begun(scene, regulation), begun(scene, regulation)
    modify(scene, one, CHANGE, clause(regulation, 4), text="Nhất.")
    modify(scene, two, CHANGE, clause(regulation, 4), text="Nhì.")
    for amendment in (one, two):
        agreed(scene, amendment)
    frozen = actions.freeze_instrument(make.fresh(one), by=scene.north.clerk)

    with pytest.raises(NotPossible, match=f"^{frozen.number_text} đang chờ ký và cũng sửa văn bản này"):
        actions.freeze_instrument(make.fresh(two), by=scene.north.clerk)

    sign(scene, one)
    with pytest.raises(NotPossible, match=r"^1 nội dung được sửa ở đây đã đổi từ khi soạn"):
        actions.freeze_instrument(make.fresh(two), by=scene.north.clerk)


@pytest.mark.django_db(transaction=True)
def test_of_two_amendments_frozen_at_the_same_moment_one_waits(scene: make.Scene, regulation: Instrument) -> None:
    both = [begun(scene, regulation) for _ in range(2)]
    for amendment in both:
        modify(scene, amendment, CHANGE, clause(regulation, 4), text=f"Lời {amendment.pk}.")
        agreed(scene, amendment)

    first, second = (make.fresh(amendment) for amendment in both)
    raised = together(
        lambda: actions.freeze_instrument(first, by=scene.north.clerk),
        lambda: actions.freeze_instrument(second, by=scene.north.clerk),
    )

    assert sorted(type(error).__name__ for error in raised) == ["NoneType", "NotPossible"]


def test_an_addition_behind_what_is_repealed_meanwhile_is_read_anew(scene: make.Scene, regulation: Instrument) -> None:
    late, quick = begun(scene, regulation), begun(scene, regulation)
    modify(scene, late, ADD, clause(regulation, 4), text="Khoản ba.", level=Level.NUMBERED)
    modify(scene, quick, REPEAL, clause(regulation, 4))
    signed(scene, quick)
    agreed(scene, late)

    with pytest.raises(NotPossible, match=r"^1 nội dung được sửa ở đây đã đổi từ khi soạn"):
        actions.freeze_instrument(make.fresh(late), by=scene.north.clerk)


def test_a_text_that_was_brought_to_an_end_is_not_amended(scene: make.Scene, regulation: Instrument) -> None:
    amendment = begun(scene, regulation)
    modify(scene, amendment, CHANGE, clause(regulation, 4), text="Khác.")
    agreed(scene, amendment)
    Instrument.objects.filter(pk=regulation.pk).update(ended_on=dt.date(2025, 6, 1))

    with pytest.raises(NotPossible, match=r"^Văn bản này đã chấm dứt nên không sửa đổi được nữa\."):
        begun(scene, make.fresh(regulation))
    with pytest.raises(NotPossible, match=r"^Văn bản được sửa đổi đã chấm dứt nên không sửa đổi được nữa\.$"):
        actions.freeze_instrument(make.fresh(amendment), by=scene.north.clerk)


def test_an_article_goes_behind_the_whole_of_another(scene: make.Scene) -> None:
    north = scene.north.acting
    text = actions.start_instrument(
        scene.partnership,
        InstrumentKind.REGULATION,
        title="giữa hai bên",
        period_start=dt.date(2025, 1, 1),
        period_end=dt.date(2025, 12, 31),
        starters_wanted=False,
        **north,
    )
    clauses = [{"level": level, "text": words} for level, words in (*WORDS[1:], (Level.ARTICLE, "Ba"))]
    actions.write_items(text, clauses, kind=ProvisionKind.CLAUSE, **north)
    named = {version.text: version.provision for version in current_versions(text, organisation=scene.north.body)}

    actions.place_provision(text, named["Ba"], behind=named["Mục đích"], **north)

    order = [version.text for version in current_versions(text, organisation=scene.north.body)]
    assert order == ["Mục đích", "Khoản một.", "Điểm a;", "Khoản hai.", "Ba", "Hiệu lực"]


def test_what_is_repealed_whole_is_not_amended_in_part(scene: make.Scene) -> None:
    text = make.in_force(scene, items=0)
    heading, clause = current_versions(text)
    first, second = (begun(scene, text) for _ in range(2))
    modify(scene, first, CHANGE, clause, text="Khác đi.")
    modify(scene, second, REPEAL, heading)

    for amendment, act, target in ((first, REPEAL, heading), (second, CHANGE, clause), (second, ADD, clause)):
        with pytest.raises(NotPossible, match="mà cũng sửa đổi hoặc bổ sung ở"):
            modify(scene, amendment, act, target, text="Lại khác.")
    modify(scene, second, REPEAL, clause)  # says nothing else than the heading's repeal, and does no harm
    modify(scene, second, ADD, heading, text="MỤC MỚI", level=1)
    actions.disclose(make.fresh(second), organisation=scene.north.body, by=scene.north.officer)


def test_what_comes_together_by_taking_back_is_not_offered(scene: make.Scene) -> None:
    text = make.in_force(scene, items=0)
    heading, clause = current_versions(text)
    amendment = begun(scene, text)
    repeal = modify(scene, amendment, REPEAL, heading)
    actions.disclose(make.fresh(amendment), organisation=scene.north.body, by=scene.north.officer)
    amendment = make.fresh(amendment)
    actions.remove_provision(amendment, repeal.provision, **scene.south.acting)
    modify(scene, amendment, CHANGE, clause, text="Khác đi.")
    actions.discard_change(amendment, repeal.provision, **scene.south.acting)

    with pytest.raises(NotPossible, match="bãi bỏ mục I, mà cũng sửa đổi hoặc bổ sung ở mục I.1"):
        actions.disclose(make.fresh(amendment), organisation=scene.south.body, by=scene.south.officer)


def test_what_was_added_keeps_its_number_whatever_is_added_later(scene: make.Scene, regulation: Instrument) -> None:
    last = begun(scene, regulation)
    modify(scene, last, ADD, text="Điều cuối", level=Level.ARTICLE)
    signed(scene, last)
    before = {one.uid: one.place for one in text_in_force(regulation)}
    between = begun(scene, regulation)
    modify(scene, between, ADD, clause(regulation, 5), text="Điều giữa", level=Level.ARTICLE)
    signed(scene, between)

    after = {one.uid: one.place for one in text_in_force(regulation)}
    assert {uid: after[uid] for uid in before} == before
    assert [one.place for one in text_in_force(regulation)][-3:] == ["Điều 2", "Điều 2a", "Điều 3"]


def test_a_repeal_does_not_take_unread_what_was_agreed_inside_it(scene: make.Scene, regulation: Instrument) -> None:
    inside, whole = begun(scene, regulation), begun(scene, regulation)
    modify(scene, inside, CHANGE, clause(regulation, 2), text="Khoản một, vừa thống nhất.")
    modify(scene, whole, REPEAL, clause(regulation, 1))
    met = pending_modifications(text_in_force(regulation), regulation, scene.north.body, but=inside)
    assert met[str(clause(regulation, 2).provision.uid)] == [whole]
    signed(scene, inside)

    with pytest.raises(NotPossible, match="1 nội dung được sửa ở đây đã đổi"):
        signed(scene, whole)


def test_an_addition_is_signed_under_the_number_that_was_agreed(scene: make.Scene, regulation: Instrument) -> None:
    one, two = begun(scene, regulation), begun(scene, regulation)
    for amendment in (one, two):
        modify(scene, amendment, ADD, clause(regulation, 4), text="Khoản thêm.", level=Level.NUMBERED)
    signed(scene, one)

    with pytest.raises(NotPossible, match="1 nội dung được sửa ở đây đã đổi"):
        signed(scene, two)


def test_a_repeal_names_the_unnumbered_words_that_go_with_it(scene: make.Scene) -> None:
    words = [(Level.ARTICLE, "Mục đích"), (Level.NUMBERED, "Khoản một."), (Level.PARAGRAPH, "Đoạn cuối của điều.")]
    text = _regulation(scene, words)
    amendment = begun(scene, text)
    modify(scene, amendment, REPEAL, clause(text, 1))

    said = [one.text for one in official_document(make.fresh(amendment), organisation=scene.north.body).clauses]
    assert "Bãi bỏ khoản 1 Điều 1 cùng đoạn “Đoạn cuối của điều.…”." in said


def test_saving_in_place_does_not_count_as_reading_the_new_words(scene: make.Scene, regulation: Instrument) -> None:
    one, two = begun(scene, regulation), begun(scene, regulation)
    modify(scene, one, CHANGE, clause(regulation, 2), text="Trong 5 ngày.")
    written = modify(scene, two, CHANGE, clause(regulation, 2), text="Trong 9 ngày")
    signed(scene, one)

    actions.write_version(make.fresh(two), provision=written.provision, text="Trong 9 ngày.", **scene.north.acting)

    with pytest.raises(NotPossible, match="đã đổi từ khi soạn"):
        signed(scene, two)
    modify(scene, make.fresh(two), CHANGE, clause(regulation, 2), text="Trong 9 ngày.")  # beside the words in force


def test_an_article_is_added_with_its_paragraphs(scene: make.Scene, regulation: Instrument) -> None:
    amendment = begun(scene, regulation)
    article = modify(scene, amendment, ADD, clause(regulation, 1), text="Họp giao ban", level=Level.ARTICLE)
    first = modify(scene, amendment, ADD, article, text="Mỗi quý một lần.", level=Level.NUMBERED)
    modify(scene, amendment, ADD, clause(regulation, 5), text="Báo cáo", level=Level.ARTICLE)
    modify(scene, amendment, ADD, first, text="Tại trụ sở bên chủ trì.", level=Level.NUMBERED)
    modify(scene, amendment, ADD, first, text="Có biên bản;", level=Level.POINT)
    document = official_document(amendment, organisation=scene.north.body)
    told = [block.text for block in document.clauses]
    said = told[told.index("“Điều 1a. Họp giao ban") :][:5]

    signed_one = sign(scene, _frozen(scene, amendment))

    assert signed_one.state == InstrumentState.IN_FORCE
    assert read(regulation) == [
        "Chương I QUY ĐỊNH CHUNG",
        "Điều 1. Mục đích",
        "1. Khoản một.",
        "a) Điểm a;",
        "2. Khoản hai.",
        "Điều 1a. Họp giao ban",
        "1. Mỗi quý một lần.",
        "a) Có biên bản;",
        "2. Tại trụ sở bên chủ trì.",
        "Điều 2. Hiệu lực",
        "Điều 3. Báo cáo",
    ]
    assert said == [
        "“Điều 1a. Họp giao ban",
        "1. Mỗi quý một lần.",
        "a) Có biên bản;",
        "2. Tại trụ sở bên chủ trì.”",
        "Bổ sung Điều 3 vào sau Điều 2 như sau:",
    ]


def test_what_stands_behind_a_dropped_addition_is_not_offered(scene: make.Scene, regulation: Instrument) -> None:
    amendment = begun(scene, regulation)
    article = modify(scene, amendment, ADD, clause(regulation, 1), text="Họp giao ban", level=Level.ARTICLE)
    modify(scene, amendment, ADD, article, text="Mỗi quý một lần.", level=Level.NUMBERED)
    actions.discard_change(amendment, article.provision, **scene.north.acting)

    with pytest.raises(NotPossible, match="bổ sung vào sau một nội dung đã bỏ khỏi văn bản này"):
        actions.disclose(amendment, **scene.north.acting)


def test_the_page_shows_additions_where_they_will_stand_and_goes_on_from_them(
    scene: make.Scene, regulation: Instrument, client: Client
) -> None:
    amendment = begun(scene, regulation)
    article = modify(scene, amendment, ADD, clause(regulation, 1), text="Họp giao ban", level=Level.ARTICLE)
    client.force_login(scene.north.officer)
    uid = article.provision.uid

    page = client.get(reverse("programmes:amended_text", args=[amendment.pk]))
    rows = [(row["one"].label, row["is_added"]) for row in page.context["rows"]]
    form = client.get(reverse("programmes:modification_create", args=[amendment.pk, "add"]) + f"?at={uid}")
    change = client.get(reverse("programmes:modification_create", args=[amendment.pk, "change"]) + f"?at={uid}")

    assert rows[4:7] == [("2.", False), ("Điều 1a.", True), ("Điều 2.", False)]
    assert f"add/?at={uid}" in page.content.decode()
    assert f"repeal/?at={uid}" not in page.content.decode()
    assert (form.status_code, change.status_code) == (200, 404)
    client.force_login(scene.south.officer)
    assert client.get(reverse("programmes:amended_text", args=[amendment.pk])).status_code == 404


def _frozen(scene: make.Scene, amendment: Instrument) -> Instrument:
    return actions.freeze_instrument(agreed(scene, amendment), by=scene.north.clerk)
