"""A person's last steps, taken back before anything is disclosed."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.organisations.models import Role
from phoihop.programmes import actions
from phoihop.programmes.models import Instrument, PrivateStep, Provision, ProvisionVersion, Thread
from phoihop.programmes.queries import current_versions
from phoihop.programmes.tests import make
from tests import make as base

pytestmark = pytest.mark.django_db


def state(instrument: Instrument, side: make.Side) -> list[tuple[int, str, int, int, str]]:
    text = current_versions(instrument, organisation=side.body)
    return [(v.provision_id, v.text, v.level, v.position, v.reason) for v in text]


ACTS: dict[str, Callable[[Instrument, make.Side, Provision], object]] = {
    "write": lambda i, s, p: actions.write_version(i, provision=p, text="Khác", reason="Vì", **s.acting),
    "add": lambda i, s, p: actions.write_version(i, kind="clause", after=p, text="Mới", **s.acting),
    "indent": lambda i, s, p: actions.shift_level(i, p, deeper=True, **s.acting),
    "move": lambda i, s, p: actions.move_provision(i, p, up=True, **s.acting),
    "duplicate": lambda i, s, p: actions.duplicate_provision(i, p, **s.acting),
    "remove": lambda i, s, p: actions.remove_provision(i, p, **s.acting),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("is_private", [False, True])
def test_each_act_is_taken_back_whole(act: str, is_private: bool) -> None:
    scene = make.scene()
    instrument = make.negotiated(scene, items=1)
    provision = current_versions(instrument)[1].provision
    if is_private:
        provision = actions.write_version(
            instrument, kind="clause", after=provision, text="Riêng. Hai câu.", level=2, **scene.south.acting
        ).provision
    before = state(instrument, scene.south)

    with actions.as_step(instrument, **scene.south.acting):
        ACTS[act](instrument, scene.south, provision)
    assert state(instrument, scene.south) != before or act == "remove"
    actions.undo_step(instrument, **scene.south.acting)

    assert state(instrument, scene.south) == before
    assert not PrivateStep.objects.exists()
    assert Provision.objects.filter(instrument=instrument).count() == 3 + is_private


def test_saves_of_one_sitting_are_one_step() -> None:
    scene = make.scene()
    instrument = make.negotiated(scene, items=1)
    item = make.item(instrument)
    for sitting, text in (("a", "Một"), ("a", "Một hai"), ("b", "Một hai ba")):
        with actions.as_step(instrument, about=item.provision_id, sitting=sitting, **scene.south.acting):
            actions.write_version(instrument, provision=item.provision, text=text, **scene.south.acting)

    found = []
    for _time in range(2):
        actions.undo_step(instrument, **scene.south.acting)
        found.append(state(instrument, scene.south)[-1][1])
    assert found == ["Một hai", item.text]
    assert not ProvisionVersion.objects.filter(revision=None).exists()


def test_what_a_colleague_wrote_on_is_not_taken_back() -> None:
    scene = make.scene()
    instrument = make.negotiated(scene, items=1)
    item = make.item(instrument)
    colleague = base.member(scene.south.body, Role.OFFICER)
    with actions.as_step(instrument, **scene.south.acting):
        actions.write_version(instrument, provision=item.provision, text="Một", **scene.south.acting)
    actions.write_version(
        instrument, provision=item.provision, text="Của đồng nghiệp", organisation=scene.south.body, by=colleague
    )

    with pytest.raises(NotPossible, match="đã được sửa tiếp"):
        actions.undo_step(instrument, **scene.south.acting)
    with pytest.raises(NotPossible, match="không còn bước nào"):
        actions.undo_step(instrument, organisation=scene.south.body, by=colleague)
    assert state(instrument, scene.south)[-1][1] == "Của đồng nghiệp"


def test_steps_vanish_when_the_work_is_disclosed() -> None:
    scene = make.scene()
    instrument = make.negotiated(scene, items=1)
    item = make.item(instrument)
    with actions.as_step(instrument, **scene.south.acting):
        actions.write_version(instrument, provision=item.provision, text="Một", **scene.south.acting)

    actions.disclose(instrument, **scene.south.acting)

    assert not PrivateStep.objects.exists()
    with pytest.raises((NotAllowed, NotPossible)):
        actions.undo_step(instrument, **scene.south.acting)


def test_the_button_works_without_scripts_and_only_the_last_steps_are_kept(client: Client) -> None:
    scene = make.scene()
    instrument = make.negotiated(scene, items=1)
    item = make.item(instrument)
    for number in range(52):
        with actions.as_step(instrument, about=item.provision_id, **scene.south.acting):
            actions.write_version(instrument, provision=item.provision, text=f"Lần {number}", **scene.south.acting)
    client.force_login(scene.south.officer)

    answer = client.post(reverse("programmes:step_undo", args=[instrument.pk]))

    assert answer["Location"].endswith(f"#provision-{item.provision_id}")
    assert state(instrument, scene.south)[-1][1] == "Lần 50"
    assert PrivateStep.objects.count() == 49


def test_what_a_colleague_wrote_within_a_sitting_is_not_taken_back() -> None:
    scene = make.scene()
    instrument = make.negotiated(scene, items=1)
    provision = make.item(instrument).provision
    side, one = scene.south.body, scene.south.officer
    other = base.member(side, Role.OFFICER)
    for by, text, sitting in ((one, "A một", "a"), (other, "B viết tiếp", "b"), (one, "A hai", "a")):
        with actions.as_step(instrument, organisation=side, by=by, about=provision.pk, sitting=sitting):
            actions.write_version(instrument, provision=provision, text=text, organisation=side, by=by)

    actions.undo_step(instrument, organisation=side, by=one)

    (item,) = [v.text for v in current_versions(instrument, organisation=side) if v.provision_id == provision.pk]
    assert item == "B viết tiếp"


def test_a_round_of_the_other_side_ends_what_can_be_undone() -> None:
    scene = make.scene()
    instrument = make.negotiated(scene, items=1)
    provision = make.item(instrument).provision
    for act in (
        lambda: actions.write_version(instrument, provision=provision, text="Tọa đàm", **scene.south.acting),
        lambda: actions.discard_change(instrument, provision, **scene.south.acting),
    ):
        with actions.as_step(instrument, **scene.south.acting):
            act()
    actions.hand_back(make.fresh(instrument), **scene.south.acting)
    actions.write_version(make.fresh(instrument), provision=provision, text="Lời mới", **scene.north.acting)
    actions.disclose(make.fresh(instrument), **scene.north.acting)

    with pytest.raises(NotPossible, match="không còn bước nào"):
        actions.undo_step(make.fresh(instrument), **scene.south.acting)


def test_what_people_have_talked_about_is_not_undone() -> None:
    scene = make.scene()
    instrument = make.negotiated(scene, items=1)
    with actions.as_step(instrument, **scene.south.acting):
        made = actions.write_version(instrument, kind="clause", text="Mới", level=2, **scene.south.acting)
    actions.open_thread(made.provision, internal=True, text="Có nên không?", **scene.south.acting)

    with pytest.raises(NotPossible, match="đã ghi ý kiến"):
        actions.undo_step(instrument, **scene.south.acting)
    assert Thread.objects.count() == 1
