"""A party that is a group: its bodies read what it reads, and only its voice acts."""

import datetime as dt
from dataclasses import dataclass

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from phoihop.accounts.models import User
from phoihop.ledger.models import Entry
from phoihop.lib import clock
from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.notifications.models import Notice
from phoihop.organisations.models import Organisation, OrganisationName, Role
from phoihop.programmes import actions, rules
from phoihop.programmes.models import GroupMember, Instrument, Opening, Partnership
from phoihop.programmes.official import parties_of
from phoihop.programmes.queries import bodies_named, current_versions, waiting
from phoihop.programmes.rules import Act
from phoihop.programmes.tests import make
from phoihop.workitems.queries.scope import scope_of
from tests import make as base

pytestmark = pytest.mark.django_db
ROLES = (Role.OFFICER, Role.APPROVER, Role.SIGNATORY, Role.RECORDS_CLERK, Role.VIEWER, Role.ADMINISTRATOR)


@dataclass(frozen=True)
class Group:
    """A scene in which the south is a group: its voice, and a body that belongs to it."""

    scene: make.Scene
    body: Organisation
    member: GroupMember
    people: dict[Role, User]


def grouped() -> Group:
    scene = make.scene()
    body = base.organisation("Nhà văn hóa")
    (member,) = actions.join_group(scene.partnership, [body], **scene.south.acting)
    return Group(scene, body, member, {role: base.member(body, role) for role in ROLES})


def url(name: str, *arguments: object) -> str:
    return reverse(f"programmes:{name}", args=arguments)


def sees(person: User, instrument: Instrument) -> bool:
    return Instrument.objects.visible_to(person).filter(pk=instrument.pk).exists()


def test_a_party_says_who_belongs_to_it_for_all_to_read() -> None:
    group = grouped()

    entry = Entry.objects.latest("sequence")
    told = Notice.objects.get(user=group.scene.north.officer)

    assert (entry.verb, entry.organisation_name, entry.object_label) == (
        "programmes.members_joined",
        group.scene.south.body.name,
        "Nhà văn hóa",
    )
    assert entry.data == {
        "party": group.scene.south.body.key,
        "members": [{"key": group.body.key, "name": group.body.name}],
    }
    assert told.text.startswith("Trường Chính trị ghi các cơ quan thuộc bên mình: Nhà văn hóa")


def test_a_member_reads_what_its_party_reads_and_nothing_else() -> None:
    group = grouped()
    secret_of_north = make.draft_instrument(group.scene)
    offered = make.negotiated(group.scene)
    with_south = actions.write_version(
        offered, text="Bên Trường viết riêng.", kind="clause", **group.scene.south.acting
    )

    for person in group.people.values():
        assert Partnership.objects.visible_to(person).get() == group.scene.partnership
        assert sees(person, offered)
        assert not sees(person, secret_of_north)
        side = rules.side_of(person, make.fresh(offered))
        assert side == group.scene.south.body
        assert with_south in current_versions(offered, organisation=side)


def test_a_member_reads_a_private_draft_of_its_own_party_in_that_partnership_only() -> None:
    group = grouped()
    south = group.scene.south
    other = base.partnership(south.body, base.organisation())

    def draft_in(partnership: Partnership) -> Instrument:
        return actions.start_instrument(
            partnership,
            "programme",
            title="công tác",
            period_start=dt.date(2025, 1, 1),
            period_end=dt.date(2025, 12, 31),
            **south.acting,
        )

    own, elsewhere = draft_in(group.scene.partnership), draft_in(other)

    assert sees(group.people[Role.VIEWER], own)
    assert not sees(group.people[Role.VIEWER], elsewhere)
    assert not sees(group.scene.north.officer, own)


@pytest.mark.parametrize("role", ROLES)
def test_a_member_may_do_nothing_whatever_the_role(role: Role) -> None:
    group = grouped()
    person = group.people[role]
    offered = make.fresh(make.negotiated(group.scene))
    agreed = make.fresh(make.agreed_instrument(group.scene))

    for instrument in (offered, agreed):
        who = rules.standing(person, instrument.partnership)
        assert rules.allowed(who, instrument) == frozenset()
        for act in Act:
            for body in (group.scene.south.body, group.body):
                assert isinstance(rules.refusal(act, person, instrument, body), NotAllowed)
    assert not rules.can_start(person, group.scene.partnership)
    assert not rules.can_bind(rules.standing(person, group.scene.partnership))
    assert rules.grouping_sides(rules.standing(person, group.scene.partnership), group.scene.partnership) == []
    assert list(waiting(person)) == []


def test_the_steps_within_the_voice_are_its_own() -> None:
    group = grouped()
    scene = group.scene
    keeper = base.member(scene.south.body, Role.ADMINISTRATOR)
    actions.write_chain(
        scene.south.body, None, [("Trưởng phòng nội bộ", [])], by=keeper, for_offers=True, for_texts=True
    )
    offered = make.negotiated(scene)
    actions.write_version(offered, text="Bên Trường viết riêng.", kind="clause", **scene.south.acting)
    actions.submit_offer(offered, note="Xin ý kiến nội bộ", **scene.south.acting)
    client = Client()

    def page_of(person: User) -> str:
        client.force_login(person)
        return client.get(url("instrument_detail", offered.pk)).content.decode()

    assert "Trưởng phòng nội bộ" in page_of(scene.south.officer)
    page = page_of(group.people[Role.APPROVER])
    assert "Bên Trường viết riêng." in page
    assert "Trưởng phòng nội bộ" not in page
    for name in ("offer_decide", "offer_submit"):
        assert client.get(url(name, offered.pk)).status_code == 403


def test_what_a_member_opens_its_party_has_opened() -> None:
    group = grouped()
    offered = make.negotiated(group.scene)
    client = Client()
    client.force_login(group.people[Role.VIEWER])

    for _again in range(2):
        assert client.get(url("instrument_detail", offered.pk)).status_code == 200

    assert [one.organisation for one in Opening.objects.all()] == [group.scene.south.body]
    with pytest.raises(NotPossible):
        actions.recall_offer(offered, **group.scene.north.acting)


def test_a_member_that_reads_its_own_partys_offer_has_opened_nothing() -> None:
    scene = make.scene()
    body = base.organisation("Nhà văn hóa")
    actions.join_group(scene.partnership, [body], **scene.north.acting)
    offered = make.negotiated(scene)
    client = Client()
    client.force_login(base.member(body))

    assert client.get(url("instrument_detail", offered.pk)).status_code == 200

    assert list(Opening.objects.all()) == []


def test_who_has_left_reads_nothing_more() -> None:
    group = grouped()
    offered = make.negotiated(group.scene)
    person = group.people[Role.OFFICER]

    actions.leave_group(group.member, by=group.scene.south.officer)

    assert not Partnership.objects.visible_to(person).exists()
    assert not sees(person, offered)
    assert rules.standing(person, group.scene.partnership).roles == {}
    assert scope_of(person).partnerships == "{}"
    with pytest.raises(NotPossible, match="Nhà văn hóa đã thôi thuộc bên này."):
        actions.leave_group(group.member, by=group.scene.south.officer)


def test_work_of_the_partnership_is_read_by_its_members() -> None:
    group = grouped()

    scope = scope_of(group.people[Role.OFFICER])

    assert (scope.partnerships, scope.party_in, scope.officer_in) == (
        f"{{{group.scene.partnership.pk}}}",
        "{}",
        frozenset(),
    )


def test_a_party_speaks_for_itself_only() -> None:
    group = grouped()
    north, south = group.scene.north, group.scene.south
    sentence = "Chỉ chuyên viên hoặc quản trị của chính bên đó được ghi các cơ quan thuộc bên."

    for by in (north.officer, south.approver, south.viewer, group.people[Role.OFFICER], base.user()):
        with pytest.raises(NotAllowed, match=sentence):
            actions.join_group(group.scene.partnership, [base.organisation()], organisation=south.body, by=by)
        with pytest.raises(NotAllowed, match=sentence):
            actions.leave_group(group.member, by=by)
    with pytest.raises(NotAllowed, match=sentence):
        actions.join_group(
            group.scene.partnership,
            [base.organisation()],
            organisation=group.body,
            by=group.people[Role.OFFICER],
        )


def test_a_body_is_on_one_side() -> None:
    group = grouped()
    north = group.scene.north

    with pytest.raises(NotPossible, match="Trường Chính trị đã là một bên của quan hệ phối hợp này."):
        actions.join_group(group.scene.partnership, [group.scene.south.body], **north.acting)
    with pytest.raises(NotPossible, match="Nhà văn hóa đã thuộc bên Trường Chính trị."):
        actions.join_group(group.scene.partnership, [group.body], **north.acting)
    with pytest.raises(NotPossible, match="Hãy chọn ít nhất một cơ quan."):
        actions.join_group(group.scene.partnership, [], **north.acting)
    with pytest.raises(IntegrityError), transaction.atomic():
        GroupMember.objects.create(
            partnership=group.scene.partnership,
            party=group.scene.partnership.parties.all()[0],
            organisation=group.body,
            joined_at=clock.now(),
        )


def test_who_looks_on_from_above_is_on_no_side() -> None:
    above = base.organisation("Thường trực")
    scene = make.scene(observers=(above,))

    with pytest.raises(NotPossible, match="Thường trực theo dõi quan hệ phối hợp này nên không thuộc riêng bên nào."):
        actions.join_group(scene.partnership, [above], **scene.north.acting)


def test_a_group_is_not_without_end() -> None:
    scene = make.scene()
    bodies = [base.organisation() for _number in range(actions.MOST_MEMBERS + 1)]

    with pytest.raises(NotPossible, match="Một bên gồm nhiều nhất 100 cơ quan."):
        actions.join_group(scene.partnership, bodies, **scene.north.acting)


def test_a_partnership_that_is_over_takes_nobody_in() -> None:
    scene = make.scene()
    Partnership.objects.update(ended_on=clock.today())
    scene.partnership.refresh_from_db()

    with pytest.raises(NotPossible, match="đã chấm dứt nên không thêm cơ quan được nữa"):
        actions.join_group(scene.partnership, [base.organisation()], **scene.north.acting)


def test_a_new_text_names_those_for_whom_a_party_speaks() -> None:
    group = grouped()

    draft = actions.start_instrument(
        group.scene.partnership,
        "programme",
        title="công tác năm 2025",
        period_start=dt.date(2025, 1, 1),
        period_end=dt.date(2025, 12, 31),
        **group.scene.north.acting,
    )

    text = [version.text for version in current_versions(draft, organisation=group.scene.north.body)]
    said = "Trường Chính trị thay mặt cho các cơ quan cùng bên: Nhà văn hóa."
    assert said in text
    bases = [words.startswith("Căn cứ") for words in text]
    assert text.index(said) == sum(bases)
    assert parties_of(draft) == [group.scene.north.body, group.scene.south.body]
    assert bodies_named(group.scene.partnership) == [group.scene.north.body, group.scene.south.body, group.body]


def test_an_item_may_be_led_by_a_body_of_a_group(client: Client) -> None:
    group = grouped()
    draft = make.draft_instrument(group.scene)
    client.force_login(group.scene.north.officer)
    data = {"text": "Biểu diễn", "leads": [group.body.key], "due_text": "Tháng 5/2025", "field_of_work": "Văn hóa"}

    page = client.get(url("provision_create", draft.pk), {"kind": "item"}).content.decode()
    client.post(f"{url('provision_create', draft.pk)}?kind=item", data)

    assert "Nhà văn hóa" in page
    written = current_versions(draft, organisation=group.scene.north.body)[-1]
    assert written.leads == [{"key": group.body.key, "name": "Nhà văn hóa"}]


def test_a_party_writes_its_list_on_a_page(client: Client) -> None:
    scene = make.scene()
    body = base.organisation("Nhà văn hóa")
    client.force_login(scene.south.officer)
    address = url("member_list", scene.partnership.pk)
    detail = url("partnership_detail", scene.partnership.pk)

    empty = client.post(address, {"party": scene.south.body.pk})
    done = client.post(address, {"party": scene.south.body.pk, "bodies": [body.pk]}, follow=True)
    twice = client.post(address, {"party": scene.south.body.pk, "bodies": [body.pk]})

    assert (empty.status_code, twice.status_code) == (422, 422)
    assert "Hãy chọn ít nhất một cơ quan." in empty.content.decode()
    assert "Đã ghi các cơ quan thuộc bên." in done.content.decode()
    member = GroupMember.objects.get()
    for reader in (scene.north.viewer, base.member(body)):
        client.force_login(reader)
        page = client.get(detail).content.decode()
        assert "Nhà văn hóa" in page
        assert address not in page
        assert client.get(address).status_code == 403
        assert client.post(url("member_end", scene.partnership.pk, member.pk)).status_code == 403
    client.force_login(scene.south.officer)
    assert client.post(url("member_end", scene.partnership.pk, member.pk)).status_code == 302
    client.get(detail)  # says that it is done
    assert "Nhà văn hóa" not in client.get(detail).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_take_a_constant_number_of_queries(
    count: int, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    scene = make.scene()
    actions.join_group(scene.partnership, [base.organisation() for _number in range(count)], **scene.north.acting)
    client.force_login(scene.north.officer)

    with django_assert_num_queries(11):
        client.get(url("member_list", scene.partnership.pk))
    with django_assert_num_queries(7):
        client.get(url("partnership_list"))


def test_a_body_that_is_no_more_joins_no_group() -> None:
    scene = make.scene()
    gone = base.organisation("Ban cũ")
    OrganisationName.objects.filter(organisation=gone).update(valid_to=clock.today() - dt.timedelta(days=5))

    with pytest.raises(NotPossible, match="không còn hoạt động"):
        actions.join_group(scene.partnership, [gone], **scene.south.acting)


def test_a_member_is_told_why_it_can_only_read(client: Client) -> None:
    group = grouped()
    instrument = make.negotiated(group.scene)
    sentence = "Cơ quan của đồng chí thuộc bên do Trường Chính trị thay mặt"

    for person, is_told in ((group.people[Role.OFFICER], True), (group.scene.south.viewer, False)):
        client.force_login(person)
        assert (sentence in client.get(url("instrument_detail", instrument.pk)).content.decode()) is is_told
