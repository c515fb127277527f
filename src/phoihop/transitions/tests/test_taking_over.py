"""From its day on the successor is the party: what is open is its own, what is done keeps the old name."""

import datetime as dt

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from phoihop.ledger.models import Entry
from phoihop.ledger.verification import verify_chain
from phoihop.lib import clock
from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.notifications.digests import waiting_for
from phoihop.organisations.models import Membership, Organisation, Role, Succession
from phoihop.organisations.renaming import Named, rename
from phoihop.programmes import actions, queries
from phoihop.programmes import rules as text_rules
from phoihop.programmes.bodies import named, renaming, renaming_in_words
from phoihop.programmes.models import (
    Approval,
    Consent,
    GroupMember,
    Instrument,
    Observer,
    Outline,
    Partnership,
    ProvisionVersion,
    Thread,
)
from phoihop.programmes.official import official_document
from phoihop.programmes.queries.reading import read_instrument
from phoihop.programmes.states import InstrumentState
from phoihop.programmes.tests import make as text
from phoihop.programmes.tests.make import PIN, Scene
from phoihop.signatures.authority import make_pilot_key
from phoihop.transitions import actions as transitions
from phoihop.transitions import notices
from phoihop.transitions.tests import make
from phoihop.workitems import actions as work
from phoihop.workitems.models import Extension, Report, WorkItem
from phoihop.workitems.rules import answering_body, reporting_body
from phoihop.workitems.tests import make as works
from tests import make as base

pytestmark = pytest.mark.django_db


def heirs_scene(here: make.Merger) -> Scene:
    """The two sides as they are after the takeover."""
    return Scene(here.partnership, here.heir, here.scene.south)


def test_the_turn_private_work_and_internal_talk_go_to_the_successor() -> None:
    here = make.merger()
    north, heir = here.scene.north, here.heir
    draft = text.draft_instrument(here.scene)
    talks = text.negotiated(here.scene)
    actions.hand_back(talks, **here.scene.south.acting)
    item = text.item(talks)
    written = actions.write_version(talks, provision=item.provision, text="Sửa", reason="Vì", **north.acting)
    thread = actions.open_thread(item.provision, internal=True, text="Hỏi lại", **north.acting)

    make.taken_over(here)

    draft, talks = text.fresh(draft), text.fresh(talks)
    assert {draft.owner, draft.lead, draft.turn, talks.turn, talks.lead} == {heir.body}
    private = ProvisionVersion.objects.get(revision=None, provision=item.provision)
    assert (private.organisation, private.author, private.text, private.reason) == (
        heir.body,
        north.officer,
        "Sửa",
        "Vì",
    )
    assert private.created_at == written.created_at
    assert Thread.objects.get(pk=thread.pk).organisation == heir.body
    assert [remark.organisation for remark in thread.remarks.all()] == [north.body]
    assert actions.disclose(talks, **heir.acting).organisation == heir.body
    assert [revision.organisation for revision in talks.revisions.all()] == [north.body, heir.body]
    with pytest.raises(NotAllowed):
        actions.write_version(draft, text="Thêm", **north.acting)


def test_consents_and_approvals_of_the_predecessor_count_and_keep_its_name() -> None:
    here = make.merger()
    north, south, heir = here.scene.north, here.scene.south, here.heir
    talks = text.negotiated(here.scene)
    actions.approve(talks, **north.approving)
    given = Consent.objects.count()

    make.taken_over(here)

    assert queries.missing_consents(talks, queries.latest_versions(talks))[heir.body.pk] == 0
    assert Consent.objects.filter(organisation=north.body).count() == given
    stands = Consent.objects.filter(organisation=heir.body)
    assert {(each.by, each.origin.organisation if each.origin else None) for each in stands} == {
        (north.officer, north.body)
    }
    assert [approval.organisation for approval in Approval.objects.order_by("pk")] == [north.body, heir.body]
    reading = read_instrument(text.fresh(talks), south.body)
    assert [(party.organisation, party.consented) for party in reading.parties] == [(heir.body, 4), (south.body, 0)]
    assert reading.parties[0].approval
    assert reading.parties[0].approval.by == north.approver

    actions.consent_to_all(talks, **south.acting)
    actions.approve(talks, **south.approving)

    assert text.fresh(talks).state == InstrumentState.AGREED


def test_a_consent_that_the_successor_stands_for_is_void_once_like_any_other() -> None:
    here = make.merger()
    south, heir = here.scene.south, here.heir
    talks = text.negotiated(here.scene)
    make.taken_over(here)
    actions.write_version(talks, provision=text.item(talks).provision, text="Khác", **south.acting)

    actions.disclose(talks, **south.acting)

    assert Entry.objects.filter(verb="programmes.revision_disclosed").latest("sequence").data["void_consents"] == 1
    marks = queries.consent_matrix(text.fresh(talks))[text.item(talks).provision_id]
    assert [(mark.organisation, mark.state) for mark in marks.values()] == [(heir.body, "void"), (south.body, "given")]


def test_an_agreed_text_takes_its_number_from_the_successors_register() -> None:
    here = make.merger()
    agreed = text.agreed_instrument(here.scene)
    text.with_keys(here.scene)
    actions.reserve_number(agreed, by=here.scene.north.clerk)
    make.taken_over(here)
    make_pilot_key(here.heir.signatory, organisation_name="Ban", pin=PIN, at=clock.now())

    actions.freeze_instrument(agreed, by=here.heir.clerk)

    frozen = text.fresh(agreed)
    assert "BTGDVTU" in frozen.number_text
    assert [block.body for block in official_document(frozen).signature_blocks] == [
        "BAN TUYÊN GIÁO VÀ DÂN VẬN",
        "TRƯỜNG CHÍNH TRỊ",
    ]


def test_empty_places_for_signatures_wait_for_the_successor_and_what_is_signed_keeps_its_name() -> None:
    here = make.merger()
    north, south, heir = here.scene.north, here.scene.south, here.heir
    frozen = text.frozen(here.scene)
    actions.sign_instrument(frozen, by=south.signatory, pin=PIN)

    make.taken_over(here)
    make_pilot_key(heir.signatory, organisation_name="Ban", pin=PIN, at=clock.now())
    actions.replace_signatory(frozen, organisation=heir.body, signatory=heir.signatory, by=heir.clerk)
    signed = actions.sign_instrument(frozen, by=heir.signatory, pin=PIN)

    assert (signed.state, signed.lead) == (InstrumentState.IN_FORCE, north.body)
    assert signed.signed_document
    assert {slot.organisation for slot in signed.signed_document.slots.all()} == {heir.body, south.body}
    item = WorkItem.objects.order_by("pk")[0]
    assert (list(item.leads.all()), item.lead_text) == ([heir.body], "Ban Tuyên giáo")


def test_a_frozen_text_opened_again_is_led_by_the_successor_with_a_number_of_its_own() -> None:
    here = make.merger()
    frozen = text.frozen(here.scene)
    make.taken_over(here)

    reopened = actions.reopen_instrument(frozen, reason="Ghi tên cơ quan mới.", **here.scene.south.acting)

    assert (reopened.lead, reopened.number_text, reopened.dated_on) == (here.heir.body, "", None)


def test_a_signed_text_shows_who_signed_it_and_its_paper_keeps_the_old_name() -> None:
    here = make.merger()
    north, south = here.scene.north, here.scene.south
    signed = text.in_force(here.scene)

    make.taken_over(here)

    signed = text.fresh(signed)
    assert signed.lead == north.body
    parties = read_instrument(signed, south.body).parties
    assert {party.organisation for party in parties} == {north.body, south.body}
    assert {(party.consented, bool(party.approval)) for party in parties} == {(4, True)}


def test_work_is_the_successors_and_what_was_reported_keeps_its_name() -> None:
    here = make.merger()
    north, south, heir = here.scene.north, here.scene.south, here.heir
    with clock.at(works.NOW):
        programme = works.programme(
            here.scene,
            [works.item("Một", north.body), works.item("Hai", south.body), works.item("Ba", north.body, south.body)],
        )
        one, two, joint = programme.work_items.order_by("position")
        told = works.report(here.scene, one.occurrences.get(), by=north)
        asked = works.report(here.scene, two.occurrences.get(), by=south)
        extension = work.ask_extension(
            joint.occurrences.get(), to_due_on=dt.date(2026, 7, 1), reason="Trùng lịch.", **north.acting
        )
        make.taken_over(here)

        told, extension = Report.objects.get(pk=told.pk), Extension.objects.get(pk=extension.pk)
        assert (reporting_body(heir.officer, one), answering_body(south.officer, told)) == (heir.body, south.body)
        assert (told.organisation, told.side) == (north.body, heir.body)
        assert (extension.organisation, extension.side) == (north.body, heir.body)
        for person in (heir.officer, north.officer):
            with pytest.raises(NotAllowed):
                answering_body(person, told)
        work.decide_report(Report.objects.get(pk=asked.pk), confirmed=True, **heir.acting)
        work.decide_extension(extension, granted=True, **south.acting)
        waits = {person: [thing.group for thing in waiting_for(person)] for person in (heir.officer, south.officer)}

    assert Report.objects.get(pk=asked.pk).decided_for == heir.body
    assert "them" in waits[heir.officer]  # the report that waits for the south
    assert "me" in waits[south.officer]
    assert list(joint.leads.order_by("pk")) == sorted([heir.body, south.body], key=lambda body: body.pk)
    assert not WorkItem.objects.filter(supports=north.body).exists()


def test_a_text_that_enters_into_force_later_gives_its_work_to_the_successor_and_the_next_bears_its_name() -> None:
    here = make.merger()
    north, heir = here.scene.north, here.heir

    make.taken_over(here)

    assert Succession.objects.get().successor == heir.body
    assert renaming(clock.today())([named(north.body, clock.today())]) == [
        {"key": heir.body.key, "name": "Ban Tuyên giáo và Dân vận"}
    ]
    programme = works.programme(heirs_scene(here), [works.item("Một", north.body)])
    assert list(programme.work_items.get().leads.all()) == [heir.body]


def test_who_still_belongs_to_the_predecessor_reads_what_is_disclosed_and_the_heirs_people_all() -> None:
    here = make.merger()
    north, heir = here.scene.north, here.heir
    draft, talks = text.draft_instrument(here.scene), text.negotiated(here.scene)
    assert list(Partnership.objects.visible_to(heir.officer)) == []

    make.taken_over(here)

    assert set(Instrument.objects.visible_to(heir.viewer)) == {draft, talks}
    assert set(Instrument.objects.visible_to(north.officer)) == {talks}
    assert text_rules.side_of(north.officer, talks) is None
    observer = Observer.objects.get()
    assert (observer.organisation, observer.was_party) == (north.body, True)
    assert official_document(talks).recipients == ("Ban Tuyên giáo và Dân vận", "Trường Chính trị", "Lưu Văn phòng")
    Membership.objects.filter(organisation=north.body).update(valid_to=clock.today() - dt.timedelta(days=1))
    assert not Partnership.objects.visible_to(north.officer).exists()


def test_where_the_predecessor_looked_on_the_successor_looks_on_too() -> None:
    here = make.merger()
    watched = base.partnership(observers=(here.scene.north.body,))

    make.taken_over(here)

    assert {observer.organisation for observer in watched.observers.all()} == {here.scene.north.body, here.heir.body}


def test_the_predecessors_outlines_serve_the_successor_where_it_has_none() -> None:
    here = make.merger()
    north, heir = here.scene.north, here.heir
    for side, kind, words in ((north, "programme", "Cũ"), (north, "plan", "Cũ"), (heir, "plan", "Riêng")):
        Outline.objects.create(organisation=side.body, kind=kind, text=words, by=side.officer, written_at=clock.now())

    make.taken_over(here)

    owned = Outline.objects.filter(organisation=heir.body).order_by("kind")
    assert [(outline.kind, outline.text) for outline in owned] == [("plan", "Riêng"), ("programme", "Cũ")]


def test_of_three_parties_two_may_become_one_and_their_texts_are_agreed_when_nothing_is_missing() -> None:
    north, south, third = text.side(base.organisation("Bắc")), text.side(base.organisation("Nam")), base.organisation()
    other = text.side(third)
    scene = Scene(base.partnership(north.body, south.body, third), north, south)
    here = make.Merger(
        scene, other, base.member(north.body, Role.ADMINISTRATOR), base.member(third, Role.ADMINISTRATOR)
    )
    talks = text.negotiated(scene)
    for side in (south, other):
        actions.consent_to_all(talks, **side.acting)
        actions.approve(talks, **side.approving)
    assert text.fresh(talks).state == InstrumentState.NEGOTIATION  # the north's approval is missing

    make.taken_over(here)

    parties = list(scene.partnership.parties.all())
    assert [(party.organisation, party.position) for party in parties] == [(third, 0), (south.body, 1)]
    assert text.fresh(talks).state == InstrumentState.AGREED
    assert Consent.objects.filter(organisation=third, origin__isnull=False).count() == 0


def test_the_ledger_says_what_moved_and_stands() -> None:
    here = make.merger()
    text.negotiated(here.scene)

    takeover = make.taken_over(here)

    entry = Entry.objects.get(verb=notices.TAKEN_OVER)
    assert entry.data == {
        "predecessor": here.scene.north.body.key,
        "successor": here.heir.body.key,
        "kind": "merge",
        "decision": "12-QĐ/TU",
        "decided_on": takeover.decided_on.isoformat(),
        "effective_on": takeover.effective_on.isoformat(),
        "texts": 1,
        "consents": 4,
        "approvals": 0,
        "places": 0,
        "items": 0,
    }
    assert verify_chain(here.partnership.chain) == []


def test_the_chain_of_successions_goes_on() -> None:
    here = make.merger()
    talks = text.negotiated(here.scene)
    make.taken_over(here)
    later = text.side(base.organisation("Ban Mới"))
    again = transitions.declare(
        **make.facts(here.heir.body, later.body), organisation=here.heir.body, by=here.heir_keeper
    )

    transitions.confirm(again, by=later.approver)

    party = here.partnership.parties.get(position=0)
    assert (party.organisation, [name for name, _day in party.predecessors]) == (
        later.body,
        ["Ban Tuyên giáo", "Ban Tuyên giáo và Dân vận"],
    )
    assert queries.missing_consents(talks, queries.latest_versions(talks))[later.body.pk] == 0
    assert read_instrument(text.fresh(talks), later.body).parties[0].consented == 4


def test_the_page_of_the_partnership_says_who_was_the_party_before(client: Client) -> None:
    here = make.merger()
    make.taken_over(here)
    client.force_login(here.scene.south.officer)

    page = client.get(reverse("programmes:partnership_detail", args=[here.partnership.pk])).content.decode()

    assert f"(trước {clock.today():%d/%m/%Y}: Ban Tuyên giáo)" in page
    assert "(trước là một bên)" in page


# What points to a body. A new one belongs into one of the two: does it go to the successor, or say who did what?
GOES = {
    "programmes.GroupMember.organisation",
    "programmes.Party.organisation",
    "programmes.Observer.organisation",
    "programmes.Instrument.owner",
    "programmes.Instrument.lead",
    "programmes.Instrument.turn",
    "programmes.Outline.organisation",
    "programmes.ProvisionVersion.organisation",  # what is private; what is disclosed stays
    "programmes.Consent.organisation",  # by a row of the successor beside it
    "programmes.Approval.organisation",  # by a row of the successor beside it
    "programmes.Thread.organisation",
    "programmes.ProgrammeImport.organisation",  # those that wait
    "programmes.WordImport.organisation",  # those that wait
    "reviews.HistoryImport.organisation",  # those that wait
    "signatures.SignatureSlot.organisation",  # empty ones
    "workitems.Report.side",
    "workitems.Extension.side",
}
STAYS = {
    "documents.NumberSeries.issuer",
    "ledger.Entry.organisation",
    "organisations.Membership.organisation",
    "organisations.OrganisationName.organisation",
    "organisations.Succession.predecessor",
    "organisations.Succession.successor",
    "organisations.Unit.organisation",
    "programmes.Remark.organisation",
    "programmes.Revision.organisation",
    "programmes.Opening.organisation",
    "programmes.PrivateStep.organisation",  # one takes back what one did for the body that was
    "programmes.Objection.organisation",
    "programmes.ApprovalChain.organisation",  # the successor sets its own
    "programmes.Submission.organisation",
    "programmes.TimeRequest.organisation",  # answered by whoever stands in its place
    "transitions.Acknowledgement.organisation",
    "transitions.Takeover.confirmed_for",
    "transitions.Takeover.declared_for",
    "transitions.Takeover.predecessor",
    "transitions.Takeover.successor",
    "transitions.Termination.proposed_for",
    "transitions.TerminationAnswer.organisation",
    "workitems.Extension.decided_for",
    "workitems.Extension.organisation",
    "workitems.Report.decided_for",
    "workitems.Report.organisation",
}


def test_those_who_belong_to_the_party_belong_to_the_successor() -> None:
    here = make.merger()
    body = base.organisation()
    actions.join_group(here.partnership, [body], **here.scene.north.acting)

    make.taken_over(here)

    reader = text_rules.standing(base.member(body), Partnership.objects.get(pk=here.partnership.pk))
    assert reader.roles == {here.heir.body.pk: frozenset({Role.VIEWER})}


def test_a_successor_that_belonged_to_a_party_belongs_to_none_as_a_party() -> None:
    here = make.merger()
    (member,) = actions.join_group(here.partnership, [here.heir.body], **here.scene.south.acting)

    make.taken_over(here)

    member.refresh_from_db()
    assert member.left_at is not None
    reader = text_rules.standing(here.heir.officer, Partnership.objects.get(pk=here.partnership.pk))
    assert list(reader.roles) == [here.heir.body.pk]


def test_where_the_predecessor_belonged_to_a_party_the_successor_does() -> None:
    here = make.merger()
    voice = base.organisation()
    other = base.partnership(voice, base.organisation())
    actions.join_group(other, [here.scene.north.body], organisation=voice, by=base.member(voice))

    make.taken_over(here)

    present = GroupMember.objects.present().filter(partnership=other)
    assert [member.organisation for member in present] == [here.heir.body]


def test_whatever_points_to_a_body_goes_to_the_successor_or_stays_on_purpose() -> None:
    pointing = {
        f"{model._meta.app_label}.{model.__name__}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model is Organisation
    }

    assert pointing == GOES | STAYS


def test_words_of_the_next_text_name_the_parties_as_they_are_now() -> None:
    here = make.merger()
    south = here.scene.south.body
    make.taken_over(here)
    rename(
        south,
        Named("Trường Chính trị Lam Thành", "Trường Chính trị Lam Thành", "TCTLT", "", "", ""),
        valid_from=clock.today(),
        source="Quyết định số 5-QĐ/TU",
        by=base.member(south, Role.ADMINISTRATOR),
    )

    in_words = renaming_in_words(here.partnership.parties.all(), clock.today())

    assert in_words("giữa Ban Tuyên giáo và Trường Chính trị; Ban Tuyên giáo tỉnh Sông Lam.") == (
        "giữa Ban Tuyên giáo và Dân vận và Trường Chính trị Lam Thành; Ban Tuyên giáo và Dân vận tỉnh Sông Lam."
    )
    assert in_words("Ban Tuyên giáo và Dân vận, Trường Chính trị Lam Thành") == (
        "Ban Tuyên giáo và Dân vận, Trường Chính trị Lam Thành"
    )


def test_what_needed_the_predecessors_steps_needs_the_successors() -> None:
    here = make.merger()
    north = here.scene.north
    steps = [("Trưởng phòng", [north.approver.pk]), ("Lãnh đạo", [])]
    actions.write_chain(north.body, None, steps, for_offers=True, for_texts=True, by=here.north_keeper)
    draft = text.draft_instrument(here.scene)

    make.taken_over(here)

    with pytest.raises(NotPossible, match="yêu cầu duyệt nội bộ trước khi gửi"):
        actions.disclose(text.fresh(draft), **here.heir.acting)
    (chain,) = here.heir.body.approval_chains.all()
    assert [(step["name"], step["people"]) for step in chain.steps] == [("Trưởng phòng", []), ("Lãnh đạo", [])]


def test_an_offer_that_nobody_opened_is_the_successors_to_recall() -> None:
    here = make.merger()
    talks = text.negotiated(here.scene)

    make.taken_over(here)

    offer = queries.last_offer(text.fresh(talks))
    assert offer is not None
    assert offer.is_opened is False  # type: ignore[attr-defined]
