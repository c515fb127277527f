"""Opening partnerships and starting texts."""

import datetime as dt

import pytest
from django.utils.translation import override

from phoihop.accounts.models import User
from phoihop.ledger.models import Entry
from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.organisations.models import Organisation, Role
from phoihop.programmes import actions
from phoihop.programmes.models import Instrument, Partnership
from phoihop.programmes.queries import current_versions, parents_in
from phoihop.programmes.starting_forms import InstrumentForm
from phoihop.programmes.states import InstrumentKind, InstrumentState
from phoihop.programmes.tests import make
from tests import make as base

pytestmark = pytest.mark.django_db


def test_an_officer_opens_a_partnership_with_its_parties_in_order() -> None:
    north, south, above = base.organisation("Bắc"), base.organisation("Nam"), base.organisation("Trên")
    officer = base.member(north)

    partnership = actions.open_partnership("  Bắc -  Nam ", [north, south], [above, north], by=officer)

    assert partnership.name == "Bắc - Nam"
    assert [party.organisation for party in partnership.parties.all()] == [north, south]
    assert [observer.organisation for observer in partnership.observers.all()] == [above]
    entry = Entry.objects.get(chain=partnership.chain)
    assert (entry.verb, entry.actor, entry.organisation) == ("programmes.partnership_opened", officer, north)


def test_one_body_is_no_partnership() -> None:
    north = base.organisation()

    with pytest.raises(NotPossible, match="Quan hệ phối hợp cần ít nhất hai cơ quan"):
        actions.open_partnership("Một mình", [north, north], [], by=base.member(north))
    assert not Partnership.objects.exists()


def test_only_a_party_opens_a_partnership() -> None:
    parties = [base.organisation(), base.organisation()]

    with pytest.raises(NotAllowed, match="Chỉ chuyên viên hoặc quản trị của một bên được mở quan hệ phối hợp"):
        actions.open_partnership("Của người khác", parties, [], by=base.member(base.organisation()))
    with pytest.raises(NotAllowed):
        actions.open_partnership("Của người xem", parties, [], by=base.member(parties[0], Role.VIEWER))


def start(
    scene: make.Scene, *, by: User | None = None, organisation: Organisation | None = None, **fields: object
) -> Instrument:
    values: dict[str, object] = {
        "title": "công tác năm 2025",
        "period_start": dt.date(2025, 1, 1),
        "period_end": dt.date(2025, 12, 31),
    }
    return actions.start_instrument(
        scene.partnership,
        InstrumentKind.PROGRAMME,
        organisation=organisation or scene.south.body,
        by=by or scene.south.officer,
        **(values | fields),  # type: ignore[arg-type]
    )


def test_a_text_begins_in_private_with_the_usual_sections() -> None:
    scene = make.scene()

    instrument = start(scene)

    assert (instrument.state, instrument.owner, instrument.turn, instrument.lead) == (
        InstrumentState.DRAFT,
        scene.south.body,
        scene.south.body,
        scene.north.body,
    )
    assert len(current_versions(instrument, organisation=scene.south.body)) == 12
    assert current_versions(instrument) == []
    assert current_versions(instrument, organisation=scene.north.body) == []
    assert not Entry.objects.filter(chain=scene.partnership.chain).exists()


def test_starting_is_refused_in_words() -> None:
    scene = make.scene()
    other = make.draft_instrument(make.scene(), items=0)

    with pytest.raises(NotAllowed, match="Chỉ chuyên viên của một bên được bắt đầu soạn văn bản"):
        start(scene, by=scene.south.viewer)
    stranger = base.organisation()
    with pytest.raises(NotAllowed, match="Chỉ một bên của quan hệ phối hợp được soạn văn bản"):
        start(scene, organisation=stranger, by=base.member(stranger))
    with pytest.raises(NotPossible, match="Ngày cuối kỳ phải sau ngày đầu kỳ"):
        start(scene, period_end=dt.date(2024, 12, 31))
    with pytest.raises(NotPossible, match=r"^Kỳ của một văn bản dài nhất 10 năm\.$"):
        start(scene, period_end=dt.date(2035, 1, 1))
    for first, last in ((dt.date(1, 1, 1), dt.date(2, 1, 1)), (dt.date(2095, 1, 1), dt.date(2101, 1, 1))):
        with pytest.raises(NotPossible, match=r"^Kỳ phải nằm trong các năm từ 2000 đến 2100\.$"):
            start(scene, period_start=first, period_end=last)
    with pytest.raises(NotPossible, match="Hãy nhập tên"):
        start(scene, title=" \x00 ")
    with pytest.raises(NotPossible, match="Tên dài nhất 300 ký tự"):
        start(scene, title="a" * 301)
    with pytest.raises(NotPossible, match="Văn bản làm căn cứ phải thuộc cùng quan hệ phối hợp"):
        start(scene, based_on=other)
    assert list(Instrument.objects.all()) == [other]


def test_the_search_finds_a_text_by_folded_words() -> None:
    scene = make.scene()
    instrument = start(scene, title="Công tác Đào tạo năm 2025")

    assert instrument.search_key == "chuong trinh phoi hop cong tac dao tao nam 2025 2025"


def test_what_is_kept_of_a_text_is_vietnamese_whoever_begins_it() -> None:
    scene = make.scene()
    with override("en"):
        instrument = start(scene, title="Công tác Đào tạo năm 2025")
        assert str(instrument) != instrument.name_kept
        actions.disclose(instrument, **scene.south.acting)
        title = InstrumentForm(partnership=scene.partnership, parents=parents_in(scene.partnership)).initial["title"]

    assert instrument.search_key == "chuong trinh phoi hop cong tac dao tao nam 2025 2025"
    assert Entry.objects.get().object_label == "Chương trình phối hợp Công tác Đào tạo năm 2025"
    assert title.startswith("công tác năm ")
