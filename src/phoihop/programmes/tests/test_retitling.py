"""Title and period of a text that is still negotiated."""

import datetime as dt

import pytest
from django.test import Client

from phoihop.ledger.models import Entry
from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.notifications.models import Notice
from phoihop.programmes import actions
from phoihop.programmes.canonical import text_hash
from phoihop.programmes.models import Instrument
from phoihop.programmes.queries import current_versions, private_versions
from phoihop.programmes.states import InstrumentState
from phoihop.programmes.tests import make

pytestmark = pytest.mark.django_db
NEXT_YEAR = {"period_start": dt.date(2026, 1, 1), "period_end": dt.date(2026, 12, 31)}


def test_a_draft_is_retitled_in_private_and_its_times_are_understood_anew() -> None:
    scene = make.scene()
    draft = make.draft_instrument(scene, items=1)
    item = private_versions(draft, scene.north.body)[-1]
    actions.write_version(draft, provision=item.provision, due_text="trước 30/6", **scene.north.acting)

    actions.retitle(draft, title="  công tác\nnăm 2026 ", **NEXT_YEAR, **scene.north.acting)

    kept = make.fresh(draft)
    assert (kept.title, kept.year, kept.state) == ("công tác năm 2026", 2026, InstrumentState.DRAFT)
    assert "2026" in kept.search_key
    rule = private_versions(draft, scene.north.body)[-1].due_rule
    assert "2026-06-30" in str(rule)
    assert "2025" not in str(rule)
    assert not Entry.objects.filter(verb="programmes.instrument_retitled").exists()
    with pytest.raises(NotPossible, match="không còn bước nào để hoàn tác"):
        actions.undo_step(draft, **scene.north.acting)


def test_during_the_talks_all_see_it_at_once_and_approvals_are_void() -> None:
    scene = make.scene()
    text = make.agreed_instrument(scene)
    assert text.turn_id == scene.south.body.pk

    actions.retitle(text, title="phối hợp công tác năm 2025", **scene.south.acting)

    now = make.fresh(text)
    assert (now.state, now.agreed_at) == (InstrumentState.NEGOTIATION, None)
    assert now.text_hash == text_hash(now, current_versions(now)) != text.text_hash
    entry = Entry.objects.get(verb="programmes.instrument_retitled")
    assert entry.data["before"]["title"] == "công tác năm 2025"
    assert entry.data["after"]["title"] == "phối hợp công tác năm 2025"
    told = Notice.objects.filter(text__contains="đã đổi trích yếu")
    assert set(told.values_list("user", flat=True)) == {
        scene.north.officer.pk,
        scene.north.approver.pk,
        scene.south.approver.pk,
    }
    for side in (scene.north, scene.south):
        assert make.fresh(text).state == InstrumentState.NEGOTIATION
        actions.approve(text, **side.approving)
    assert make.fresh(text).state == InstrumentState.AGREED  # the consents stood


def test_back_to_the_title_that_all_approved_is_agreed_again() -> None:
    scene = make.scene()
    text = make.agreed_instrument(scene)

    actions.retitle(text, title="khác", **scene.south.acting)
    actions.retitle(text, title="công tác năm 2025", **scene.south.acting)

    now = make.fresh(text)
    assert (now.state, now.text_hash) == (InstrumentState.AGREED, text.text_hash)
    assert Entry.objects.filter(verb="programmes.text_agreed").count() == 2


def test_an_offered_item_does_not_move_to_another_day() -> None:
    scene = make.scene()
    draft = make.draft_instrument(scene, items=1)
    item = private_versions(draft, scene.north.body)[-1]
    actions.write_version(draft, provision=item.provision, due_text="trước 30/6", **scene.north.acting)
    actions.disclose(draft, **scene.north.acting)

    with pytest.raises(NotPossible, match="1 việc đã gửi sẽ đến hạn vào ngày khác"):
        actions.retitle(draft, title="năm 2026", **NEXT_YEAR, **scene.south.acting)
    actions.write_version(draft, provision=make.item(draft).provision, due_text="", **scene.south.acting)
    with pytest.raises(NotPossible, match="1 việc đã gửi"):  # own unsent words do not hide what was offered
        actions.retitle(draft, title="năm 2026", **NEXT_YEAR, **scene.south.acting)
    assert make.fresh(draft).title == "công tác năm 2025"


def test_the_same_again_changes_nothing() -> None:
    scene = make.scene()
    text = make.agreed_instrument(scene)

    actions.retitle(text, title=text.title, **scene.south.acting)

    assert make.fresh(text).state == InstrumentState.AGREED
    assert not Entry.objects.filter(verb="programmes.instrument_retitled").exists()


def test_who_does_not_hold_the_turn_is_refused() -> None:
    scene = make.scene()
    text = make.negotiated(scene)

    with pytest.raises(NotAllowed, match="bên đang giữ lượt"):
        actions.retitle(text, title="khác", **scene.north.acting)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"title": " "}, "Hãy điền"),
        ({"title": "x" * 301}, "300"),
        ({"period_end": "01/01/2024"}, "Ngày cuối kỳ phải sau ngày đầu kỳ."),
        ({"period_end": "31/12/2101"}, "Kỳ phải nằm trong các năm"),
        ({"period_start": "hôm qua"}, "ngày"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_saved(client: Client, typed: dict[str, str], sentence: str) -> None:
    scene = make.scene()
    draft = make.draft_instrument(scene)
    client.force_login(scene.north.officer)
    form = {"title": "mới", "period_start": "01/01/2025", "period_end": "31/12/2025"} | typed

    answer = client.post(f"/instruments/{draft.pk}/title/", form)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert Instrument.objects.get(pk=draft.pk).title == "công tác năm 2025"


def test_the_page_leads_to_the_form_and_back(client: Client) -> None:
    scene = make.scene()
    draft = make.draft_instrument(scene)
    client.force_login(scene.north.officer)
    url = f"/instruments/{draft.pk}/title/"
    assert url in client.get(f"/instruments/{draft.pk}/").content.decode()

    form = {"title": "mới", "period_start": "01/01/2025", "period_end": "31/12/2025"}
    answer = client.post(url, form, follow=True)

    assert str(make.fresh(draft)) in answer.content.decode()
    assert Instrument.objects.get(pk=draft.pk).title == "mới"
