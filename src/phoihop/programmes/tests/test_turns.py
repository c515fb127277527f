"""Around an offer: opened, taken back unopened, more time to answer, changes returned with a reason."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.test import Client
from django.urls import reverse

from phoihop.ledger.models import Entry
from phoihop.ledger.verification import verify_chain
from phoihop.lib import clock
from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.notifications.models import Notice
from phoihop.organisations.models import Role
from phoihop.programmes import actions
from phoihop.programmes.models import Consent, Instrument, Opening, Party, ProvisionVersion, TimeRequest
from phoihop.programmes.queries import (
    answer_due,
    consent_matrix,
    last_offer,
    latest_versions,
    private_versions,
    revisions,
    timeline,
    waiting,
)
from phoihop.programmes.states import InstrumentState
from phoihop.programmes.tests import make
from phoihop.programmes.tests.test_races import together
from tests import make as base

pytestmark = pytest.mark.django_db


def url(name: str, *args: object) -> str:
    return reverse(f"programmes:{name}", args=args)


def in_days(count: int) -> dt.date:
    return clock.today() + dt.timedelta(days=count)


@pytest.fixture
def scene() -> make.Scene:
    return make.scene(observers=(base.organisation("Thường trực"),))


@pytest.fixture
def offered(scene: make.Scene) -> Instrument:
    """All had agreed; then the south offered a change of one item that nobody has opened."""
    instrument = make.agreed_instrument(scene, items=2)
    provision = make.item(instrument).provision
    actions.write_version(instrument, provision=provision, deliverable="03 hội thảo", **scene.south.acting)
    actions.disclose(instrument, **scene.south.acting, answer_due_on=in_days(10))
    return make.fresh(instrument)


# Opening


@pytest.mark.parametrize(
    "name", ["instrument_detail", "comparison", "revision_list", "instrument_pdf", "instrument_docx", "consent_matrix"]
)
def test_whoever_of_the_other_side_reads_an_offer_has_opened_it(
    name: str, scene: make.Scene, offered: Instrument, client: Client
) -> None:
    client.force_login(scene.south.viewer)
    client.get(url(name, offered.pk))
    assert not Opening.objects.filter(revision__number=2).exists()  # one's own offer is not opened

    for _ in range(2):
        client.force_login(scene.north.viewer)
        assert client.get(url(name, offered.pk)).status_code == 200

    opening = Opening.objects.get(revision__number=2)
    assert opening.organisation == scene.north.body
    offer = last_offer(offered)
    assert offer
    assert offer.is_opened  # type: ignore[attr-defined]


def test_an_observer_opens_an_offer_too(scene: make.Scene, offered: Instrument, client: Client) -> None:
    observer = scene.partnership.observers.get().organisation
    client.force_login(base.member(observer, Role.VIEWER))

    client.get(url("instrument_detail", offered.pk))

    assert Opening.objects.get(revision__number=2).organisation == observer


def test_the_lists_open_nothing(scene: make.Scene, offered: Instrument, client: Client) -> None:
    client.force_login(scene.north.officer)
    for address in (reverse("home"), url("instrument_list"), f"{reverse('search')}?q=phối", reverse("healthz")):
        client.get(address)

    assert not Opening.objects.filter(revision__number=2).exists()


# Recall


def test_an_unopened_offer_comes_back_whole_and_what_it_voided_counts_again(
    scene: make.Scene, offered: Instrument, client: Client
) -> None:
    agreed_hash = Entry.objects.filter(verb="programmes.text_agreed").latest("sequence").content_hash
    client.force_login(scene.south.officer)
    page = client.get(url("instrument_detail", offered.pk)).content.decode()
    assert "Chưa bên nào mở bản đề nghị này." in page
    assert url("offer_recall", offered.pk) in page

    answer = client.post(url("offer_recall", offered.pk), {"reason": "Gửi nhầm bản"})

    assert answer.status_code == 302
    instrument = make.fresh(offered)
    assert [version.deliverable for version in private_versions(instrument, scene.south.body)] == ["03 hội thảo"]
    assert [revision.number for revision in revisions(instrument)] == [1]
    assert all(version.deliverable != "03 hội thảo" for version in latest_versions(instrument))
    assert (instrument.turn, instrument.text_hash) == (scene.south.body, agreed_hash)
    assert instrument.state == InstrumentState.AGREED  # the consents and approvals are those of the words that stand
    assert {mark.state for marks in consent_matrix(instrument).values() for mark in marks.values()} == {"given"}
    recalled = Entry.objects.get(verb="programmes.revision_recalled")
    assert recalled.data["reason"] == "Gửi nhầm bản"
    assert verify_chain(scene.partnership.chain) == []
    told = Notice.objects.filter(user=scene.north.officer).values_list("text", flat=True)
    assert f"Trường Chính trị đã thu hồi đề nghị lần 2 khi chưa bên nào mở: {instrument}." in told


def test_what_was_recalled_is_out_of_the_others_reach(scene: make.Scene, offered: Instrument, client: Client) -> None:
    version = make.item(offered)
    actions.recall_offer(offered, **scene.south.acting)
    client.force_login(scene.north.officer)

    assert client.get(url("revision_detail", offered.pk, 2)).status_code == 404
    assert "03 hội thảo" not in client.get(f"{url('comparison', offered.pk)}?to=2").content.decode()
    assert client.post(url("consent_create", offered.pk, version.pk)).status_code in (404, 409)
    for name in ("instrument_detail", "revision_list", "instrument_docx", "consent_matrix", "partnership_ledger"):
        pk = offered.partnership_id if name == "partnership_ledger" else offered.pk
        assert b"03 h\xe1\xbb\x99i th\xe1\xba\xa3o" not in client.get(url(name, pk)).content
    assert "đã thu hồi bản đề nghị khi chưa bên nào mở" in client.get(url("revision_list", offered.pk)).content.decode()


def test_the_next_offer_takes_the_next_number(scene: make.Scene, offered: Instrument) -> None:
    actions.recall_offer(offered, **scene.south.acting)

    revision = actions.disclose(offered, **scene.south.acting)

    assert revision.number == 3
    assert next((one.revision.number, len(one.events)) for one in timeline(make.fresh(offered))) == (3, 0)
    given = Consent.objects.filter(version__revision=revision)
    assert [consent.organisation for consent in given] == [scene.south.body]


def test_a_first_offer_recalled_is_a_draft_that_the_others_do_not_know(scene: make.Scene, client: Client) -> None:
    instrument = make.negotiated(scene)

    actions.recall_offer(instrument, **scene.north.acting)

    instrument = make.fresh(instrument)
    assert (instrument.state, instrument.disclosed_at, instrument.text_hash) == (InstrumentState.DRAFT, None, "")
    client.force_login(scene.south.officer)
    assert client.get(url("instrument_detail", instrument.pk)).status_code == 404
    notice = Notice.objects.filter(user=scene.south.officer).latest("pk")
    assert client.get(notice.url).status_code == 200


def test_an_opened_offer_is_not_recalled(scene: make.Scene, offered: Instrument, client: Client) -> None:
    client.force_login(scene.north.officer)
    client.get(url("instrument_detail", offered.pk))

    with pytest.raises(NotPossible, match=r"^Bản đề nghị đã được bên kia mở nên không thu hồi được nữa\."):
        actions.recall_offer(offered, **scene.south.acting)

    client.force_login(scene.south.officer)
    page = client.get(url("instrument_detail", offered.pk)).content.decode()
    assert url("offer_recall", offered.pk) not in page
    assert "không thu hồi được nữa" in client.get(url("offer_recall", offered.pk)).content.decode()


def test_of_three_parties_one_that_opened_is_enough(scene: make.Scene) -> None:
    third = base.organisation("Tỉnh đoàn")
    Party.objects.create(partnership=scene.partnership, organisation=third, position=2)
    instrument = make.negotiated(scene)
    actions.open_offers(instrument, {third.pk})

    with pytest.raises(NotPossible):
        actions.recall_offer(instrument, **scene.north.acting)


def test_only_the_side_that_offered_recalls(scene: make.Scene, offered: Instrument) -> None:
    for person in (scene.north.officer, scene.south.approver, scene.south.viewer):
        with pytest.raises(NotAllowed, match=r"^Chỉ chuyên viên của bên vừa gửi được thu hồi bản đề nghị\.$"):
            actions.recall_offer(offered, organisation=scene.south.body, by=person)
    with pytest.raises(NotAllowed):
        actions.recall_offer(offered, **scene.north.acting)


def test_the_database_lets_no_other_version_go_back(scene: make.Scene, offered: Instrument) -> None:
    last = ProvisionVersion.objects.filter(revision__number=2)
    for statement in (
        lambda: last.update(revision=None),
        lambda: Consent.objects.filter(version__in=last).delete(),
        lambda: _raw(
            "INSERT INTO programmes_recall (revision_id, by_id, recalled_at, reason) "
            f"SELECT revision_id, {scene.south.officer.pk}, now(), '' FROM programmes_opening LIMIT 1"
        ),
    ):
        actions.open_offers(offered, {scene.north.body.pk})
        with pytest.raises(IntegrityError), transaction.atomic():
            statement()


def _raw(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(4))
def test_an_offer_is_either_opened_or_recalled(_round: int, offered: Instrument, scene: make.Scene) -> None:
    client = Client()
    client.force_login(scene.north.officer)
    pages: list[Any] = []

    _read, recalled = together(
        lambda: pages.append(client.get(url("instrument_detail", offered.pk))),
        lambda: actions.recall_offer(offered, **scene.south.acting),
    )

    is_read = "03 hội thảo" in pages[0].content.decode()
    assert is_read is Opening.objects.filter(revision__number=2).exists()
    assert is_read is (recalled is not None)


# More time


def test_more_time_is_asked_and_granted(scene: make.Scene, offered: Instrument, client: Client) -> None:
    client.force_login(scene.north.officer)
    assert url("time_request", offered.pk) in client.get(url("instrument_detail", offered.pk)).content.decode()

    wanted = in_days(20)
    form = {"wanted_on": f"{wanted:%d/%m/%Y}", "reason": "Chờ ý kiến Thường trực"}
    assert client.post(url("time_request", offered.pk), form).status_code == 302

    client.force_login(scene.south.officer)
    page = client.get(url("instrument_detail", offered.pk))
    assert page.context["next"].text == f"Ban Tuyên giáo xin thêm thời gian, trả lời trước ngày {wanted:%d/%m/%Y}."
    assert "Trả lời việc xin thêm thời gian" in " ".join(one.text for one in waiting(scene.south.officer))
    assert "Chờ ý kiến Thường trực" in client.get(page.context["next"].url).content.decode()
    assert client.post(page.context["next"].url, {"decision": "grant"}).status_code == 302

    offer = last_offer(offered)
    assert offer
    assert answer_due(offer) == offer.due_on == wanted  # type: ignore[attr-defined]
    assert wanted in [one.due_on for one in waiting(scene.north.officer)]
    rounds = client.get(url("revision_list", offered.pk)).content.decode()
    assert f"Đã đồng ý thêm thời gian đến {wanted:%d/%m/%Y}." in rounds
    assert "đã xin thêm thời gian trả lời" in rounds
    assert Notice.objects.filter(user=scene.north.officer, text__contains="đồng ý trả lời trước ngày").exists()


def test_another_day_is_granted_or_none(scene: make.Scene, offered: Instrument, client: Client) -> None:
    ask: Any = {"wanted_on": in_days(30), "reason": "Cần thêm thời gian"}
    actions.ask_more_time(offered, **scene.north.acting, **ask)
    client.force_login(scene.south.officer)
    answer = url("time_answer", offered.pk)

    assert "Hãy ghi ngày khác" in client.post(answer, {"decision": "other"}).content.decode()
    assert "Hãy ghi lý do để bên kia hiểu." in client.post(answer, {"decision": "decline"}).content.decode()
    assert client.post(answer, {"decision": "other", "other_day": f"{in_days(15):%d/%m/%Y}"}).status_code == 302
    assert client.get(answer).status_code == 404

    actions.ask_more_time(offered, **scene.north.acting, **ask)
    assert client.post(answer, {"decision": "decline", "answer": "Hội nghị đã ấn định"}).status_code == 302
    offer = last_offer(offered)
    assert offer
    assert answer_due(offer) == in_days(15)
    assert [request.granted_on for request in TimeRequest.objects.all()] == [in_days(15), None]


def test_refusals_of_more_time(scene: make.Scene, offered: Instrument) -> None:
    def ask(days: int, reason: str = "Bận") -> None:
        actions.ask_more_time(offered, **scene.north.acting, wanted_on=in_days(days), reason=reason)

    for days in (10, -3):
        with pytest.raises(NotPossible, match=r"^Ngày mới phải sau ngày đã hẹn \(.+\) và không trước hôm nay\.$"):
            ask(days)
    with pytest.raises(NotPossible, match=r"^Ngày mới phải trong vòng một năm\.$"):
        ask(400)
    with pytest.raises(NotPossible, match=r"^Hãy ghi lý do để bên kia hiểu\.$"):
        ask(20, "  ")
    with pytest.raises(NotPossible, match=r"^Lý do dài nhất 1000 ký tự\.$"):
        ask(20, "x" * 1001)
    ask(20)
    with pytest.raises(NotPossible, match=r"^Bên mình đã xin thêm thời gian và đang chờ Trường Chính trị trả lời\.$"):
        ask(21)
    with pytest.raises(NotAllowed):
        actions.answer_time_request(offered, **scene.north.acting, granted_on=in_days(20))
    actions.answer_time_request(offered, **scene.south.acting, granted_on=in_days(20))
    with pytest.raises(NotPossible, match=r"^Không còn đề nghị thêm thời gian nào chờ bên mình trả lời\.$"):
        actions.answer_time_request(offered, **scene.south.acting, granted_on=in_days(20))


def test_no_time_is_asked_where_no_day_was_named(scene: make.Scene) -> None:
    instrument = make.negotiated(scene)

    with pytest.raises(NotPossible, match=r"^Bản đề nghị gần nhất không hẹn ngày trả lời nên không cần xin"):
        actions.ask_more_time(instrument, **scene.south.acting, wanted_on=in_days(20), reason="Bận")


# Returned with a reason


def test_a_change_comes_back_with_its_reason_and_consent_takes_that_back(
    scene: make.Scene, offered: Instrument, client: Client
) -> None:
    version = make.item(offered)
    client.force_login(scene.north.officer)
    changes = client.get(url("instrument_detail", offered.pk)).content.decode().split('id="changes"')[1]
    for address in (
        url("consent_create", offered.pk, version.pk),
        url("provision_edit", offered.pk, version.provision_id),
        url("change_return", offered.pk, version.pk),
        url("thread_list", offered.pk, version.provision_id),
    ):
        assert address in changes.split("</details>")[0]

    assert client.post(url("change_return", offered.pk, version.pk), {"reason": "Kinh phí chưa có"}).status_code == 302

    assert consent_matrix(offered)[version.provision_id][scene.north.body.pk].state == "returned"
    step = client.get(url("instrument_detail", offered.pk)).context["next"]
    assert (step.label, step.fields) == ("Chuyển lượt", {})
    assert actions.consent_to_all(offered, **scene.north.acting) == 0  # what was returned stays returned
    client.post(step.url)
    client.force_login(scene.south.officer)
    page = client.get(url("instrument_detail", offered.pk))
    assert page.context["next"].label == "Xem nội dung bị trả lại"
    assert "“Kinh phí chưa có”" in page.content.decode()
    assert "Kinh phí chưa có" in client.get(url("consent_matrix", offered.pk)).content.decode()
    assert "đã trả lại một nội dung kèm lý do" in client.get(url("revision_list", offered.pk)).content.decode()

    actions.consent(version, **scene.north.acting)
    assert consent_matrix(offered)[version.provision_id][scene.north.body.pk].state == "given"


def test_new_words_end_what_was_returned(scene: make.Scene, offered: Instrument) -> None:
    version = make.item(offered)
    actions.return_change(version, **scene.north.acting, reason="Kinh phí chưa có")
    actions.hand_back(offered, **scene.north.acting)
    actions.write_version(offered, provision=version.provision, deliverable="02 hội thảo", **scene.south.acting)

    actions.disclose(offered, **scene.south.acting)

    assert consent_matrix(make.fresh(offered))[version.provision_id][scene.north.body.pk].state == "void"
    with pytest.raises(NotPossible, match=r"^Nội dung này vừa được thay đổi\."):
        actions.return_change(version, **scene.north.acting, reason="Vẫn vậy")


def test_refusals_of_a_return(scene: make.Scene, offered: Instrument) -> None:
    version = make.item(offered)
    with pytest.raises(NotPossible, match=r"^Bên mình đã đồng thuận nội dung này\."):
        actions.return_change(version, **scene.south.acting, reason="Khác")
    with pytest.raises(NotPossible, match=r"^Hãy ghi lý do trả lại để bên kia biết cần sửa gì\.$"):
        actions.return_change(version, **scene.north.acting, reason=" ")
    with pytest.raises(NotPossible, match=r"^Lý do dài nhất 2000 ký tự\.$"):
        actions.return_change(version, **scene.north.acting, reason="x" * 2001)
    with pytest.raises(NotAllowed):
        actions.return_change(version, organisation=scene.north.body, by=scene.north.viewer, reason="Khác")
    actions.return_change(version, **scene.north.acting, reason="Kinh phí chưa có")
    with pytest.raises(NotPossible, match=r"^Bên mình đã trả lại nội dung này\."):
        actions.return_change(version, **scene.north.acting, reason="Nữa")


def test_who_offers_to_a_body_without_people_is_told(scene: make.Scene, client: Client) -> None:
    third = base.organisation("Tỉnh đoàn")
    Party.objects.create(partnership=scene.partnership, organisation=third, position=2)
    instrument = make.draft_instrument(scene, items=1)
    client.force_login(scene.north.officer)

    page = client.get(url("revision_create", instrument.pk)).content.decode()

    assert "Tỉnh đoàn chưa có chuyên viên trong hệ thống nên chưa ai đọc và trả lời được." in page
    base.member(third, Role.OFFICER)
    assert "chưa có chuyên viên" not in client.get(url("revision_create", instrument.pk)).content.decode()


def test_each_of_several_parties_can_ask_for_more_time() -> None:
    one, two, three = (make.side(base.organisation(name)) for name in ("Ban", "Trường", "Sở"))
    text = actions.start_instrument(
        base.partnership(one.body, two.body, three.body),
        "programme",
        title="công tác năm 2025",
        period_start=dt.date(2025, 1, 1),
        period_end=dt.date(2025, 12, 31),
        **one.acting,
    )
    due_on = clock.today() + dt.timedelta(days=7)
    actions.disclose(text, answer_due_on=due_on, **one.acting)
    later = due_on + dt.timedelta(days=3)
    actions.ask_more_time(make.fresh(text), wanted_on=later, reason="Chờ họp", **two.acting)
    actions.hand_back(make.fresh(text), **two.acting)

    asked = actions.ask_more_time(make.fresh(text), wanted_on=later, reason="Cần thêm ý kiến", **three.acting)

    assert asked.organisation == three.body
    for days in (0, 1):
        actions.answer_time_request(make.fresh(text), granted_on=later + dt.timedelta(days), **one.acting)
