"""Consent, approval, and how they make a text agreed."""

import pytest

from phoihop.ledger.models import Entry
from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.notifications.models import Notice
from phoihop.programmes import actions
from phoihop.programmes.models import Approval, Consent
from phoihop.programmes.states import InstrumentState
from phoihop.programmes.tests import make

pytestmark = pytest.mark.django_db


def test_all_consents_and_approvals_make_the_text_agreed() -> None:
    scene = make.scene()
    instrument = make.negotiated(scene)

    actions.consent_to_all(instrument, organisation=scene.south.body, by=scene.south.officer)
    actions.approve(instrument, organisation=scene.south.body, by=scene.south.approver)
    assert make.fresh(instrument).state == InstrumentState.NEGOTIATION

    actions.approve(instrument, organisation=scene.north.body, by=scene.north.approver)
    instrument = make.fresh(instrument)
    assert instrument.state == InstrumentState.AGREED
    assert instrument.agreed_at is not None
    assert Notice.objects.filter(user=scene.north.clerk).get().text == f"Chờ lấy số và đóng băng: {instrument}."


def test_a_consent_is_bound_to_the_words() -> None:
    scene = make.scene()
    instrument = make.negotiated(scene)
    item = make.item(instrument)

    given = actions.consent(item, organisation=scene.south.body, by=scene.south.officer)
    again = actions.consent(item, organisation=scene.south.body, by=scene.south.officer)

    assert given == again
    assert given.content_hash == item.content_hash
    entry = Entry.objects.get(verb="programmes.provision_consented")
    assert (entry.object_id, entry.content_hash) == (str(item.provision.uid), item.content_hash)


def test_words_that_changed_are_not_consented_to() -> None:
    scene = make.scene()
    instrument = make.negotiated(scene)
    item = make.item(instrument)
    south = scene.south.acting
    actions.write_version(instrument, provision=item.provision, text="Khác", **south)
    actions.disclose(instrument, **south)

    with pytest.raises(NotPossible, match=r"^Nội dung này vừa được thay đổi\. Hãy đọc lại rồi trả lời nội dung mới\.$"):
        actions.consent(item, organisation=scene.north.body, by=scene.north.officer)


def test_private_words_cannot_be_consented_to() -> None:
    scene = make.scene()
    instrument = make.negotiated(scene)
    south = scene.south.acting
    private = actions.write_version(instrument, text="Riêng", **south)

    with pytest.raises(NotPossible, match="Nội dung này vừa được thay đổi"):
        actions.consent(private, organisation=scene.north.body, by=scene.north.officer)


def test_one_does_not_consent_to_what_one_is_changing() -> None:
    scene = make.scene()
    instrument = make.negotiated(scene, items=2)
    item = make.item(instrument)
    south = scene.south.acting
    actions.write_version(instrument, provision=item.provision, text="Khác", **south)

    with pytest.raises(NotPossible, match=r"^Bên mình đang sửa nội dung này\. Hãy gửi hoặc bỏ thay đổi đó trước\.$"):
        actions.consent(item, **south)
    assert actions.consent_to_all(instrument, **south) == 3
    assert not Consent.objects.filter(version=item, organisation=scene.south.body).exists()
    assert actions.consent_to_all(instrument, **south) == 0


def test_consent_to_all_is_refused_when_something_newer_was_disclosed() -> None:
    scene = make.scene()
    instrument = make.negotiated(scene)

    with pytest.raises(NotPossible, match=r"^Bên kia vừa gửi thay đổi mới\. Hãy đọc lại rồi đồng thuận\.$"):
        actions.consent_to_all(instrument, organisation=scene.south.body, by=scene.south.officer, as_of=0)
    assert actions.consent_to_all(instrument, organisation=scene.south.body, by=scene.south.officer, as_of=1) == 4


def test_full_consent_tells_the_approver() -> None:
    scene = make.scene()
    instrument = make.negotiated(scene)
    Notice.objects.all().delete()

    actions.consent_to_all(instrument, organisation=scene.south.body, by=scene.south.officer)

    assert [(notice.user, notice.text) for notice in Notice.objects.all()] == [
        (scene.south.approver, f"Chuyên viên đã đồng thuận mọi nội dung, chờ đồng chí duyệt: {instrument}.")
    ]


def test_approval_waits_for_consents() -> None:
    scene = make.scene()
    instrument = make.negotiated(scene)

    with pytest.raises(
        NotPossible,
        match=r"^Chuyên viên bên mình còn 4 nội dung chưa đồng thuận\. Hãy duyệt sau khi đã đồng thuận đủ\.$",
    ):
        actions.approve(instrument, organisation=scene.south.body, by=scene.south.approver)


def test_the_text_that_was_read_is_the_one_approved() -> None:
    scene = make.scene()
    instrument = make.negotiated(scene)
    north = scene.north.approving

    with pytest.raises(NotPossible, match=r"^Văn bản vừa thay đổi\. Hãy đọc lại rồi duyệt\.$"):
        actions.approve(instrument, text_hash="0" * 64, **north)
    approval = actions.approve(instrument, text_hash=instrument.text_hash, **north)
    assert actions.approve(instrument, **north) == approval
    assert Entry.objects.filter(verb="programmes.text_approved").count() == 1


def test_a_consent_after_all_approvals_still_completes_the_text() -> None:
    scene = make.scene()
    instrument = make.agreed_instrument(scene, items=1)
    south = scene.south.acting
    item = make.item(instrument)
    actions.write_version(instrument, provision=item.provision, text="Khác", **south)
    actions.disclose(instrument, **south)
    north = scene.north.acting
    actions.write_version(instrument, provision=item.provision, text=item.text, **north)
    actions.disclose(instrument, **north)

    # The words are those that both approvers approved, but the south has not consented to having them back.
    assert make.fresh(instrument).state == InstrumentState.NEGOTIATION
    actions.consent(make.item(instrument), **south)

    assert make.fresh(instrument).state == InstrumentState.AGREED


@pytest.mark.parametrize("role", ["viewer", "signatory", "clerk", "approver"])
def test_only_officers_consent(role: str) -> None:
    scene = make.scene()
    instrument = make.negotiated(scene)

    with pytest.raises(NotAllowed, match="Chỉ chuyên viên của một bên ký được đồng thuận"):
        actions.consent(make.item(instrument), organisation=scene.south.body, by=getattr(scene.south, role))
    with pytest.raises(NotAllowed):
        actions.consent_to_all(instrument, organisation=scene.south.body, by=getattr(scene.south, role))
    assert not Consent.objects.filter(organisation=scene.south.body).exists()


def test_nobody_acts_for_the_other_side() -> None:
    scene = make.scene()
    instrument = make.negotiated(scene)

    with pytest.raises(NotAllowed):
        actions.consent_to_all(instrument, organisation=scene.south.body, by=scene.north.officer)
    with pytest.raises(NotAllowed, match="Chỉ người duyệt của một bên ký được duyệt văn bản này"):
        actions.approve(instrument, organisation=scene.south.body, by=scene.north.approver)
    assert not Approval.objects.exists()
