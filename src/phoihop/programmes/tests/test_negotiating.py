"""Offers, turns, withdrawal, and what they do to consents and approvals."""

import datetime as dt

import pytest

from phoihop.ledger.models import Entry
from phoihop.ledger.verification import verify_chain
from phoihop.lib import clock
from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.notifications.models import Notice
from phoihop.programmes import actions
from phoihop.programmes.models import Consent
from phoihop.programmes.queries import (
    changes_between,
    changes_of,
    consent_matrix,
    current_versions,
    last_approved_revision,
    latest_versions,
    missing_consents,
    partnerships_to_write_in,
)
from phoihop.programmes.states import InstrumentState, ProvisionKind
from phoihop.programmes.tests import make

pytestmark = pytest.mark.django_db


def test_a_disclosure_shows_the_text_passes_the_turn_and_tells_the_other_side() -> None:
    scene = make.scene()
    instrument = make.draft_instrument(scene, items=2)

    revision = actions.disclose(instrument, organisation=scene.north.body, by=scene.north.officer, note=" Xin ý kiến ")

    instrument = make.fresh(instrument)
    assert (instrument.state, instrument.turn) == (InstrumentState.NEGOTIATION, scene.south.body)
    assert (revision.number, revision.note) == (1, "Xin ý kiến")
    assert instrument.disclosed_at == revision.disclosed_at
    assert len(current_versions(instrument)) == 4
    assert missing_consents(instrument, latest_versions(instrument)) == {scene.north.body.pk: 0, scene.south.body.pk: 4}
    entry = Entry.objects.get(chain=scene.partnership.chain)
    assert (entry.verb, entry.content_hash) == ("programmes.revision_disclosed", instrument.text_hash)
    assert {notice.user for notice in Notice.objects.all()} == {scene.south.officer, scene.south.approver}
    assert Notice.objects.filter(user=scene.south.officer).get().text == (
        f"Ban Tuyên giáo đã gửi đề nghị lần 1: {instrument}."
    )


def test_there_is_nothing_to_disclose_without_a_change() -> None:
    scene = make.scene()
    instrument = make.negotiated(scene)

    with pytest.raises(
        NotPossible, match=r"^Chưa có thay đổi nào để gửi\. Nếu đồng ý với văn bản, hãy đồng thuận rồi chuyển lượt\.$"
    ):
        actions.disclose(instrument, organisation=scene.south.body, by=scene.south.officer)


def test_only_the_side_with_the_turn_discloses() -> None:
    scene = make.scene()
    instrument = make.negotiated(scene)

    with pytest.raises(NotAllowed, match="Chỉ chuyên viên của bên đang giữ lượt được gửi bản đề nghị"):
        actions.disclose(instrument, organisation=scene.north.body, by=scene.north.officer)


def test_an_item_without_a_lead_is_not_offered() -> None:
    scene = make.scene()
    instrument = make.draft_instrument(scene, items=1)
    north = scene.north.acting
    actions.write_items(instrument, [make.item_fields(scene, 2) | {"leads": []}], **north)

    with pytest.raises(NotPossible, match=r"^Chưa ghi đơn vị chủ trì ở mục I\.2 của phụ lục\. Hãy chọn rồi gửi lại\.$"):
        actions.disclose(instrument, **north)


def test_a_note_has_its_limit() -> None:
    scene = make.scene()
    instrument = make.draft_instrument(scene)

    with pytest.raises(NotPossible, match="Lời gửi kèm dài nhất 2000 ký tự"):
        actions.disclose(instrument, organisation=scene.north.body, by=scene.north.officer, note="a" * 2001)


def test_an_answer_is_asked_for_within_a_year() -> None:
    scene = make.scene()
    instrument = make.draft_instrument(scene)
    today = clock.today()

    for wrong in (today - dt.timedelta(days=1), today + dt.timedelta(days=367), dt.date.max):
        with pytest.raises(NotPossible, match=r"^Ngày đề nghị trả lời phải từ hôm nay và trong vòng một năm\.$"):
            actions.disclose(instrument, answer_due_on=wrong, **scene.north.acting)
    revision = actions.disclose(instrument, answer_due_on=today, **scene.north.acting)

    assert revision.answer_due_on == today
    entry = scene.partnership.chain.entries.latest("pk")
    assert entry.data["answer_due_on"] == today.isoformat()


def test_a_change_voids_the_consents_to_what_it_changes_and_no_others() -> None:
    scene = make.scene()
    instrument = make.negotiated(scene, items=2)
    south = scene.south.acting
    actions.hand_back(instrument, **south)
    actions.consent_to_all(instrument, **south)
    item = make.item(instrument)
    north = scene.north.acting
    actions.write_version(instrument, provision=item.provision, due_text="Quý II/2025", **north)

    revision = actions.disclose(instrument, **north)

    matrix = consent_matrix(make.fresh(instrument))
    mark = matrix[item.provision_id][scene.south.body.pk]
    assert (mark.state, mark.void_by, mark.changed_by) == ("void", revision, scene.north.body)
    assert matrix[item.provision_id][scene.north.body.pk].state == "given"
    others = [marks[scene.south.body.pk].state for pk, marks in matrix.items() if pk != item.provision_id]
    assert others == ["given"] * 3
    assert Consent.objects.filter(version=item).count() == 2
    entry = Entry.objects.get(object_type="programmes.revision", object_id=str(revision.pk))
    assert entry.data["void_consents"] == 2
    assert [change["change"] for change in entry.data["changes"]] == ["edited"]


def test_a_change_of_an_agreed_text_opens_the_talks_again() -> None:
    scene = make.scene()
    instrument = make.agreed_instrument(scene, items=1)
    agreed_hash = instrument.text_hash
    south = scene.south.acting
    item = make.item(instrument)
    actions.write_version(instrument, provision=item.provision, note="Thêm", **south)

    actions.disclose(instrument, **south)

    instrument = make.fresh(instrument)
    assert (instrument.state, instrument.agreed_at) == (InstrumentState.NEGOTIATION, None)
    assert instrument.text_hash != agreed_hash
    assert not instrument.approvals.filter(text_hash=instrument.text_hash).exists()
    assert make.agree(scene, instrument).state == InstrumentState.AGREED


def test_a_moved_provision_needs_consent_again() -> None:
    scene = make.scene()
    instrument = make.agreed_instrument(scene, items=2)
    south = scene.south.acting
    actions.move_provision(instrument, make.item(instrument, 2).provision, up=True, **south)

    revision = actions.disclose(instrument, **south)

    assert [change.kind for change in changes_of(revision)] == ["moved"]
    assert missing_consents(instrument, latest_versions(instrument)) == {scene.north.body.pk: 1, scene.south.body.pk: 0}
    assert make.fresh(instrument).text_hash != instrument.text_hash


def test_a_removal_counts_only_when_all_consent() -> None:
    scene = make.scene()
    instrument = make.agreed_instrument(scene, items=2)
    south = scene.south.acting
    actions.remove_provision(instrument, make.item(instrument).provision, **south)
    actions.disclose(instrument, **south)

    with pytest.raises(NotPossible, match="Chuyên viên bên mình còn 1 nội dung chưa đồng thuận"):
        actions.approve(instrument, organisation=scene.north.body, by=scene.north.approver)
    assert make.agree(scene, instrument).state == InstrumentState.AGREED
    assert len(current_versions(instrument)) == 3


def test_changes_are_told_apart() -> None:
    scene = make.scene()
    instrument = make.negotiated(scene, items=3)
    north = scene.north.acting
    south = scene.south.acting
    one, two, three = (make.item(instrument, number) for number in (1, 2, 3))
    actions.write_version(instrument, provision=one.provision, text="Khác", **south)
    actions.remove_provision(instrument, two.provision, **south)
    actions.move_provision(instrument, three.provision, up=True, **south)
    actions.write_version(instrument, kind=ProvisionKind.ITEM, **make.item_fields(scene, 4), **south)
    second = actions.disclose(instrument, **south)
    actions.restore_provision(instrument, two.provision, **north)
    third = actions.disclose(instrument, **north)

    assert sorted(change.kind for change in changes_of(second)) == ["added", "edited", "moved", "removed"]
    assert [change.kind for change in changes_of(third)] == ["restored"]
    assert sorted(change.kind for change in changes_between(instrument, 1, 3)) == ["added", "edited", "moved"]
    assert [change.kind for change in changes_between(instrument, 2, 3)] == ["restored"]
    assert len(changes_between(instrument, 0, 2)) == 6 - 1
    assert sorted(change.kind for change in changes_between(instrument, 1, 2)) == [
        "added",
        "edited",
        "moved",
        "removed",
    ]
    assert changes_between(instrument, 3, 3) == []


def test_the_turn_passes_without_a_change() -> None:
    scene = make.scene()
    instrument = make.negotiated(scene)

    actions.hand_back(instrument, organisation=scene.south.body, by=scene.south.officer)

    assert make.fresh(instrument).turn == scene.north.body
    assert Notice.objects.get(user=scene.north.officer).text == f"Đến lượt bên mình: {instrument}."


def test_the_turn_does_not_pass_over_changes_that_wait() -> None:
    scene = make.scene()
    instrument = make.negotiated(scene)
    south = scene.south.acting
    actions.write_version(instrument, provision=make.item(instrument).provision, text="Khác", **south)

    with pytest.raises(
        NotPossible,
        match=r"^Bên mình còn thay đổi chưa gửi\. Hãy gửi hoặc bỏ các thay đổi đó rồi mới chuyển lượt\.$",
    ):
        actions.hand_back(instrument, **south)


def test_the_owner_withdraws_what_was_disclosed() -> None:
    scene = make.scene()
    instrument = make.negotiated(scene)
    Notice.objects.all().delete()

    actions.withdraw(instrument, organisation=scene.north.body, by=scene.north.officer, reason="Để sang năm")

    assert make.fresh(instrument).state == InstrumentState.WITHDRAWN
    entry = Entry.objects.get(verb="programmes.instrument_withdrawn")
    assert entry.data == {"reason": "Để sang năm"}
    assert [notice.user for notice in Notice.objects.all()] == [scene.south.officer]
    with pytest.raises(NotAllowed, match="Chỉ chuyên viên của cơ quan soạn được rút văn bản này"):
        actions.withdraw(instrument, organisation=scene.south.body, by=scene.south.officer)
    with pytest.raises(NotPossible, match="Chỉ rút được văn bản chưa đóng băng"):
        actions.withdraw(instrument, organisation=scene.north.body, by=scene.north.officer)


def test_a_withdrawn_draft_leaves_no_trace_for_others() -> None:
    scene = make.scene()
    instrument = make.draft_instrument(scene)

    actions.withdraw(instrument, organisation=scene.north.body, by=scene.north.officer)

    assert not Entry.objects.exists()
    assert not Notice.objects.exists()
    assert not type(instrument).objects.visible_to(scene.south.officer).exists()


def test_the_ledger_of_the_whole_way_is_sound() -> None:
    scene = make.scene()
    make.agreed_instrument(scene)

    assert verify_chain(scene.partnership.chain) == []
    assert list(Entry.objects.order_by("sequence").values_list("verb", flat=True)) == [
        "programmes.revision_disclosed",
        "programmes.provisions_consented",
        "programmes.text_approved",
        "programmes.text_approved",
        "programmes.text_agreed",
    ]


def test_marks_are_asked_for_some_provisions_only() -> None:
    scene = make.scene()
    instrument = make.negotiated(scene, items=1)
    item = make.item(instrument)

    assert list(consent_matrix(instrument, [item])) == [item.provision_id]


def test_a_side_that_never_approved_has_read_nothing_yet() -> None:
    scene = make.scene()
    instrument = make.negotiated(scene, items=1)

    assert last_approved_revision(instrument, scene.north.body) == 0
    actions.approve(instrument, **scene.north.approving)
    assert last_approved_revision(instrument, scene.north.body) == 1


def test_a_person_who_may_not_sign_in_writes_in_no_partnership() -> None:
    scene = make.scene()

    assert partnerships_to_write_in(scene.north.officer) == [scene.partnership]
    assert partnerships_to_write_in(scene.north.viewer) == []
    scene.north.officer.is_active = False
    assert partnerships_to_write_in(scene.north.officer) == []


@pytest.mark.parametrize(("days", "is_early"), [(3, True), (0, False), (None, False)])
def test_a_turn_handed_back_before_the_day_asked_for_says_so(days: int | None, is_early: bool) -> None:
    scene = make.scene()
    instrument = make.draft_instrument(scene)
    day = None if days is None else clock.today() + dt.timedelta(days=days)
    actions.disclose(instrument, answer_due_on=day, **scene.north.acting)
    Notice.objects.all().delete()

    actions.hand_back(make.fresh(instrument), **scene.south.acting)

    entry = Entry.objects.get(verb="programmes.turn_handed_back")
    assert entry.data.get("before") == (day.isoformat() if day and is_early else None)
    assert ("sớm hơn ngày đề nghị trả lời" in Notice.objects.get(user=scene.north.officer).text) is is_early
