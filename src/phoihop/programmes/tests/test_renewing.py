"""The text of the period that follows, begun from a regulation in force."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.programmes import actions
from phoihop.programmes.models import Instrument
from phoihop.programmes.queries import current_versions, private_versions
from phoihop.programmes.queries.amendments import text_in_force
from phoihop.programmes.states import InstrumentKind, InstrumentState, ModificationAct, ProvisionKind
from phoihop.programmes.tests import make

pytestmark = pytest.mark.django_db


def _regulation(scene: make.Scene) -> Instrument:
    """In force, and one of its clauses amended."""
    text = make.in_force(scene, kind=InstrumentKind.REGULATION, items=0)
    clause = current_versions(text)[-1]
    amendment = actions.start_amendment(text, **scene.north.acting)
    uid = str(clause.provision.uid)
    actions.write_modification(
        amendment,
        ModificationAct.CHANGE,
        target=uid,
        text="Họp mỗi quý trong năm 2025.",
        reason="Theo kết luận",
        **scene.north.acting,
    )
    actions.disclose(amendment, **scene.north.acting)
    make.agree(scene, amendment)
    actions.freeze_instrument(amendment, by=scene.north.clerk)
    for who in (scene.north, scene.south):
        actions.sign_instrument(amendment, by=who.signatory, pin=make.PIN)
    return make.fresh(text)


def test_the_next_one_begins_with_the_words_in_force_a_period_later() -> None:
    scene = make.scene()
    text = _regulation(scene)

    draft = actions.renew(text, **scene.south.acting)

    assert (draft.state, draft.based_on, draft.owner) == (InstrumentState.DRAFT, text, scene.south.body)
    assert (draft.title, draft.period_start, draft.period_end) == (
        "công tác năm 2026",
        dt.date(2026, 1, 1),
        dt.date(2026, 12, 31),
    )
    words = private_versions(draft, scene.south.body)
    assert words[-1].text == "Họp mỗi quý trong năm 2026."
    assert len(words) == len(text_in_force(text))
    assert {version.provision.kind for version in words} == {ProvisionKind.CLAUSE}
    assert all(version.provision.origin_id for version in words)


def test_there_is_one_next_text_that_both_know_of() -> None:
    scene = make.scene()
    text = _regulation(scene)
    draft = actions.renew(text, **scene.north.acting)

    with pytest.raises(NotPossible, match="Đã có văn bản cho kỳ sau"):
        actions.renew(text, **scene.north.acting)
    theirs = actions.renew(text, **scene.south.acting)  # what the north writes in private is not known
    actions.withdraw(theirs, **scene.south.acting)
    actions.disclose(draft, **scene.north.acting)
    with pytest.raises(NotPossible, match="Đã có văn bản cho kỳ sau"):
        actions.renew(text, **scene.south.acting)


def test_what_cannot_be_renewed_says_why() -> None:
    scene = make.scene()
    draft = make.draft_instrument(scene, kind=InstrumentKind.REGULATION, items=0)
    programme = make.draft_instrument(scene)

    with pytest.raises(NotPossible, match="từ văn bản đã có hiệu lực"):
        actions.renew(draft, **scene.north.acting)
    with pytest.raises(NotPossible, match="soạn cho kỳ sau từ cuộc tổng kết"):
        actions.renew(programme, **scene.north.acting)
    text = _regulation(scene)
    with pytest.raises(NotAllowed, match="Chỉ chuyên viên của một bên được soạn văn bản cho kỳ sau"):
        actions.renew(text, organisation=scene.north.body, by=scene.north.viewer)


def test_the_page_begins_it_once_and_leads_to_it_from_both(client: Client) -> None:
    scene = make.scene()
    text = _regulation(scene)
    client.force_login(scene.north.officer)
    page, renewal = (reverse(f"programmes:{name}", args=[text.pk]) for name in ("instrument_detail", "renewal_create"))
    assert renewal in client.get(page).content.decode()

    answer = client.post(renewal, follow=True)

    draft = Instrument.objects.latest("pk")
    assert answer.redirect_chain[-1][0] == reverse("programmes:instrument_detail", args=[draft.pk])
    assert "Kỳ trước" in answer.content.decode()
    after = client.get(page).content.decode()
    assert ("Kỳ sau" in after, renewal in after) == (True, False)
    client.force_login(scene.south.officer)
    theirs = client.get(page).content.decode()
    assert ("Kỳ sau" in theirs, renewal in theirs) == (False, True)
    client.force_login(scene.north.viewer)
    assert client.post(renewal).status_code == 403
