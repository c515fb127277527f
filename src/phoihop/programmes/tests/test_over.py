"""A text in force is so until its period ends, or until the parties end it; pages say what becomes of its work."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from phoihop.lib import clock
from phoihop.lib.errors import NotPossible
from phoihop.programmes import actions, rules
from phoihop.programmes.models import Instrument, Partnership
from phoihop.programmes.rules import Act
from phoihop.programmes.states import InstrumentKind, InstrumentState
from phoihop.programmes.tests import make

pytestmark = pytest.mark.django_db
END = dt.date(2025, 12, 31)


def in_force(**fields: object) -> Instrument:
    return Instrument(
        **{"kind": InstrumentKind.PROGRAMME, "state": InstrumentState.IN_FORCE, "period_end": END} | fields
    )


def at(day: dt.date) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, 9, tzinfo=clock.VIETNAM)


@pytest.mark.parametrize(
    ("day", "fields", "since", "words"),
    [
        (END, {}, None, "Đã ký, có hiệu lực"),
        (END + dt.timedelta(days=1), {}, dt.date(2026, 1, 1), "Hết hiệu lực"),
        (END, {"ended_on": dt.date(2025, 7, 1)}, dt.date(2025, 7, 1), "Đã chấm dứt"),
        (dt.date(2025, 6, 30), {"ended_on": dt.date(2025, 7, 1)}, None, "Đã ký, có hiệu lực"),
        (dt.date(2026, 7, 1), {"kind": InstrumentKind.REVIEW_REPORT}, None, "Đã ký, có hiệu lực"),
        (dt.date(2026, 7, 1), {"state": InstrumentState.NEGOTIATION}, None, "Đang trao đổi"),
    ],
)
def test_how_long_a_text_is_in_force(
    day: dt.date, fields: dict[str, object], since: dt.date | None, words: str
) -> None:
    text = in_force(**fields)

    with clock.at(at(day)):
        assert (text.over_since, text.state_words) == (since, words)


def test_the_page_of_an_expired_text_leads_to_its_open_work(client: Client) -> None:
    scene = make.scene()
    with clock.at(at(dt.date(2025, 1, 10))):
        text = make.in_force(scene)
    client.force_login(scene.south.officer)
    address = reverse("programmes:instrument_detail", args=[text.pk])

    with clock.at(at(END)):
        before = client.get(address).content.decode()
    with clock.at(at(END + dt.timedelta(days=1))):
        after = client.get(address).content.decode()
        listed = client.get(reverse("programmes:instrument_list")).content.decode()

    assert "Văn bản có hiệu lực từ 10/01/2025." in before
    assert 'id="open-work"' not in before
    assert "Văn bản hết hiệu lực từ 01/01/2026." in after
    assert "Việc chưa xong vẫn được theo dõi cho đến khi các bên tổng kết hoặc chương trình sau tiếp nhận." in after
    assert f'href="{reverse("workitems:work_item_list")}?programme={text.pk}"' in after
    assert "Hết hiệu lực" in listed


def test_nothing_new_is_begun_in_a_partnership_that_is_over() -> None:
    scene = make.scene()
    scene.partnership.ended_on = clock.today()

    with pytest.raises(NotPossible, match="Quan hệ phối hợp này đã chấm dứt nên không soạn văn bản mới được."):
        make.draft_instrument(scene)


def test_a_draft_that_is_left_goes_no_further_and_may_be_withdrawn() -> None:
    scene = make.scene()
    draft = make.draft_instrument(scene)
    Partnership.objects.update(ended_on=clock.today())
    draft = make.fresh(draft)

    assert rules.allowed(rules.standing(scene.north.officer, draft.partnership), draft) == {Act.WITHDRAW, Act.REMARK}
    with pytest.raises(NotPossible, match="Quan hệ phối hợp này đã chấm dứt nên văn bản không đi tiếp được."):
        actions.disclose(draft, **scene.north.acting)
    actions.withdraw(draft, **scene.north.acting)
