"""What is said about provisions: who hears it, who is told, what is refused."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from phoihop.accounts.models import User
from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.notifications.models import Notice
from phoihop.organisations.models import Role
from phoihop.programmes import actions, queries
from phoihop.programmes.models import Instrument, Provision, Remark, Thread
from phoihop.programmes.queries import Talk
from phoihop.programmes.states import ProvisionKind
from phoihop.programmes.tests import make
from tests import make as base

pytestmark = pytest.mark.django_db

QUERIES = 13
INTERNAL, JOINT = "Trao đổi trong phòng đã.", "Bên nào chuẩn bị kinh phí?"


def first(instrument: Instrument) -> Provision:
    return make.item(instrument).provision


def talk(instrument: Instrument, scene: make.Scene) -> tuple[Thread, Thread]:
    """The south keeps one to itself and asks the other side one."""
    return (
        actions.open_thread(first(instrument), internal=True, text=INTERNAL, **scene.south.acting),
        actions.open_thread(first(instrument), internal=False, text=JOINT, **scene.south.acting),
    )


def page(provision: Provision) -> str:
    return reverse("programmes:thread_list", args=[provision.instrument_id, provision.pk])


def told(person: User) -> list[str]:
    return list(Notice.objects.filter(user=person, text__contains="ý kiến").values_list("text", flat=True))


def test_each_side_hears_its_own_and_what_is_shared() -> None:
    scene = make.scene()
    instrument = make.negotiated(scene)
    internal, joint = talk(instrument, scene)

    assert queries.threads_of(first(instrument), scene.south.body) == [internal, joint]
    assert queries.threads_of(first(instrument), scene.north.body) == [joint]
    assert queries.talk_by_provision(instrument, scene.south.body) == {first(instrument).pk: Talk(2, 2)}
    assert queries.talk_by_provision(instrument, scene.north.body) == {first(instrument).pk: Talk(1, 1)}
    assert queries.talk_by_provision(instrument, None) == {}


def test_a_reply_opens_again_what_was_settled() -> None:
    scene = make.scene()
    instrument = make.negotiated(scene)
    _internal, joint = talk(instrument, scene)

    actions.resolve(joint, **scene.north.acting)
    actions.resolve(joint, **scene.south.acting)
    joint.refresh_from_db()
    assert joint.resolved_by == scene.north.officer
    assert queries.threads_of(first(instrument), scene.north.body)[-1] == joint

    actions.reply(joint, text=" Bên chủ trì. ", **scene.north.acting)
    joint.refresh_from_db()
    assert joint.resolved_at is None
    assert [(said.organisation, said.text) for said in joint.remarks.all()] == [
        (scene.south.body, JOINT),
        (scene.north.body, "Bên chủ trì."),
    ]


def test_those_who_work_on_the_text_are_told_and_those_who_are_named() -> None:
    scene = make.scene()
    instrument = make.negotiated(scene)
    named = [scene.south.viewer.pk, scene.north.viewer.pk]

    actions.open_thread(first(instrument), internal=True, text=INTERNAL, mentioned=named, **scene.south.acting)
    assert [told(person) for person in (scene.south.officer, scene.north.officer, scene.north.viewer)] == [[], [], []]
    assert told(scene.south.approver) == [f"{scene.south.officer} nêu ý kiến nội bộ: {instrument}."]
    assert told(scene.south.viewer) == [f"{scene.south.officer} muốn đồng chí đọc một ý kiến: {instrument}."]

    actions.open_thread(first(instrument), internal=False, text=JOINT, mentioned=named, **scene.south.acting)
    assert told(scene.north.officer) == [f"{scene.south.body} nêu ý kiến: {instrument}."]
    assert told(scene.north.viewer) == [f"{scene.south.officer} muốn đồng chí đọc một ý kiến: {instrument}."]
    assert len(told(scene.south.approver)) == 1


@pytest.mark.parametrize(
    ("text", "sentence"), [(" \n ", "Hãy viết ý kiến."), ("x" * 2_001, "Ý kiến dài nhất 2000 ký tự.")]
)
def test_nothing_and_too_much_are_refused_whole(text: str, sentence: str) -> None:
    scene = make.scene()
    instrument = make.negotiated(scene)

    with pytest.raises(NotPossible) as refused:
        actions.open_thread(first(instrument), internal=False, text=text, **scene.south.acting)

    assert str(refused.value) == sentence
    assert (Thread.objects.count(), Remark.objects.count()) == (0, 0)


def test_what_the_other_side_has_not_seen_is_talked_of_within() -> None:
    scene = make.scene()
    instrument = make.negotiated(scene)
    version = actions.write_version(instrument, kind=ProvisionKind.CLAUSE, text="Điều chưa gửi", **scene.south.acting)

    actions.open_thread(version.provision, internal=True, text=INTERNAL, **scene.south.acting)
    with pytest.raises(NotPossible, match="Bên kia chưa thấy nội dung này"):
        actions.open_thread(version.provision, internal=False, text=JOINT, **scene.south.acting)
    with pytest.raises(NotPossible, match="không còn trong văn bản"):
        actions.open_thread(version.provision, internal=True, text=INTERNAL, **scene.north.acting)
    actions.discard_change(instrument, version.provision, **scene.south.acting)
    assert Thread.objects.count() == 0


def test_an_internal_thread_is_closed_to_the_other_side() -> None:
    scene = make.scene()
    internal, _joint = talk(make.negotiated(scene), scene)

    for act in (
        lambda: actions.reply(internal, text="x", **scene.north.acting),
        lambda: actions.resolve(internal, **scene.north.acting),
    ):
        with pytest.raises(NotAllowed, match="nội bộ của bên khác"):
            act()
    assert internal.remarks.count() == 1


def test_nobody_talks_of_what_is_frozen() -> None:
    scene = make.scene()
    instrument = make.negotiated(scene)
    _internal, joint = talk(instrument, scene)
    make.with_keys(scene)
    actions.freeze_instrument(make.agree(scene, instrument), by=scene.north.clerk)

    with pytest.raises(NotPossible, match="Chỉ nêu ý kiến được khi văn bản chưa đóng băng"):
        actions.reply(joint, text="x", **scene.north.acting)


def test_pages_show_each_side_what_it_may_hear(client: Client) -> None:
    scene = make.scene()
    instrument = make.negotiated(scene)
    internal, joint = talk(instrument, scene)
    addresses = [page(first(instrument)), reverse("programmes:talk_list", args=[instrument.pk])]

    for person, hears in ((scene.south.viewer, 2), (scene.north.viewer, 1)):
        client.force_login(person)
        shown = client.get(addresses[0]).content.decode()
        assert (INTERNAL in shown, JOINT in shown) == (hears == 2, True)
        assert client.get(addresses[1]).context["rows"][0]["talk"].threads == hears
        text = client.get(reverse("programmes:instrument_detail", args=[instrument.pk])).content.decode()
        assert f"Ý kiến ({hears}" in text
    client.force_login(scene.north.officer)
    assert client.get(f"{addresses[0]}{internal.pk}/").status_code == 404
    assert client.post(f"{addresses[0]}{internal.pk}/resolve/").status_code == 404
    assert client.get(f"{addresses[0]}{joint.pk}/").status_code == 200


def test_observers_do_not_listen(client: Client) -> None:
    watching = base.organisation()
    scene = make.scene(observers=(watching,))
    instrument = make.negotiated(scene)
    talk(instrument, scene)
    client.force_login(base.member(watching, Role.VIEWER))

    text = client.get(reverse("programmes:instrument_detail", args=[instrument.pk]))
    assert text.status_code == 200
    assert "Ý kiến" not in text.content.decode()
    assert client.get(page(first(instrument))).status_code == 403
    assert client.get(reverse("programmes:talk_list", args=[instrument.pk])).status_code == 403


def test_an_officer_asks_and_the_other_side_answers(client: Client) -> None:
    scene = make.scene()
    instrument = make.negotiated(scene)
    address = page(first(instrument))
    client.force_login(scene.south.officer)

    assert client.post(address, {"text": "", "audience": "joint"}).status_code == 422
    assert client.post(address, {"text": JOINT, "audience": "all"}).status_code == 422
    asked = client.post(address, {"text": JOINT, "audience": "joint", "mentioned": [scene.north.viewer.pk]})
    thread = Thread.objects.get()
    assert asked["Location"] == f"{address}#thread-{thread.pk}"

    client.force_login(scene.north.officer)
    assert client.post(f"{address}{thread.pk}/", {"text": " "}).status_code == 422
    client.post(f"{address}{thread.pk}/", {"text": "Bên chủ trì."})
    client.post(f"{address}{thread.pk}/resolve/")
    assert "ghi là đã xong" in client.get(address).content.decode()


def test_who_may_only_read_has_no_form(client: Client) -> None:
    scene = make.scene()
    instrument = make.negotiated(scene)
    client.force_login(scene.south.viewer)

    assert "<textarea" not in client.get(page(first(instrument))).content.decode()
    assert client.post(page(first(instrument)), {"text": "x", "audience": "internal"}).status_code == 403


def test_strangers_do_not_know_of_it(client: Client) -> None:
    instrument = make.negotiated(make.scene())
    client.force_login(base.member(base.organisation(), Role.OFFICER))

    assert client.get(page(first(instrument))).status_code == 404


@pytest.mark.parametrize("threads", [1, 3])
def test_it_asks_as_often_for_many_remarks(
    threads: int, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    scene = make.scene()
    instrument = make.negotiated(scene)
    for _ in range(threads):
        for thread in talk(instrument, scene):
            actions.reply(thread, text="Đã rõ.", **scene.south.acting)
    client.force_login(scene.south.officer)
    address = page(first(instrument))
    client.get(address)  # the first time opens the offer

    with django_assert_num_queries(QUERIES):
        client.get(address)


def test_who_cannot_hear_an_internal_word_is_not_told_of_it(client: Client) -> None:
    scene = make.scene()
    provision = make.item(make.negotiated(scene)).provision
    client.force_login(scene.south.officer)
    address = reverse("programmes:thread_list", args=[provision.instrument_id, provision.pk])
    said = {"text": "Hỏi lại", "audience": "internal", "mentioned": [scene.north.officer.pk]}

    answer = client.post(address, said)

    assert answer.status_code == 422
    assert f"{scene.north.officer.full_name} không thuộc bên mình" in answer.content.decode()
    assert not Thread.objects.exists()
    assert client.post(address, said | {"mentioned": [scene.south.approver.pk]}).status_code == 302


def test_who_approves_is_told_of_remarks_that_are_not_settled(client: Client) -> None:
    scene = make.scene()
    instrument = make.negotiated(scene)
    actions.consent_to_all(instrument, **scene.south.acting)
    actions.open_thread(make.item(instrument).provision, text="Còn hỏi thêm.", internal=False, **scene.south.acting)
    client.force_login(scene.south.approver)
    address = reverse("programmes:approval_create", args=[instrument.pk])

    assert "Còn 1 ý kiến chưa xong." in client.get(address).content.decode()
    actions.resolve(Thread.objects.get(), **scene.south.acting)
    assert "ý kiến chưa xong" not in client.get(address).content.decode()
