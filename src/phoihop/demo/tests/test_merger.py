"""The case as it was: the department merged on 1 March 2025, in the middle of a programme that it had signed."""

import datetime as dt
import uuid

import pytest

from phoihop.demo import people
from phoihop.demo.people import PIN, person
from phoihop.ledger.verification import verify_chain
from phoihop.lib import clock
from phoihop.lib.errors import NotAllowed
from phoihop.organisations.models import Organisation
from phoihop.programmes import actions
from phoihop.programmes.bodies import named, renaming
from phoihop.programmes.models import Instrument, Partnership
from phoihop.programmes.queries.reading import read_instrument
from phoihop.programmes.states import InstrumentKind, ProvisionKind
from phoihop.signatures.authority import make_pilot_key
from phoihop.transitions import actions as transitions
from phoihop.transitions.models import Takeover
from phoihop.workitems import actions as work
from phoihop.workitems.rules import answering_body, reporting_body

pytestmark = pytest.mark.django_db
MERGER = dt.date(2025, 3, 1)


def on(day: dt.date, hour: int = 9) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, hour, tzinfo=clock.VIETNAM)


def body(key: str) -> Organisation:
    return Organisation.objects.get(key=key)


def signed_before() -> Instrument:
    """The department under its old name and the school sign the programme of 2025."""
    with clock.at(on(dt.date(2024, 12, 20))):
        for login, key in (("an.le", "btg"), ("giang.vu", "tct")):
            make_pilot_key(person(login), organisation_name=body(key).name, pin=PIN, at=clock.now())
        partnership = actions.open_partnership(
            "Ban Tuyên giáo - Trường Chính trị", [body("btg"), body("tct")], [], by=person("chi.nguyen")
        )
        programme = actions.start_instrument(
            partnership,
            InstrumentKind.PROGRAMME,
            title="công tác năm 2025",
            period_start=dt.date(2025, 1, 1),
            period_end=dt.date(2025, 12, 31),
            organisation=body("btg"),
            by=person("chi.nguyen"),
        )
        day = clock.today()
        actions.write_version(
            programme,
            kind=ProvisionKind.ITEM,
            organisation=body("btg"),
            by=person("chi.nguyen"),
            field_of_work="Hội thảo",
            text="Tọa đàm khoa học",
            leads=[named(body("btg"), day)],
            supports=[named(body("tct"), day)],
            due_text="Mỗi quý 01 lần",
        )
        actions.disclose(programme, organisation=body("btg"), by=person("chi.nguyen"))
        actions.consent_to_all(programme, organisation=body("tct"), by=person("khanh.do"))
        actions.approve(programme, organisation=body("btg"), by=person("binh.pham"))
        actions.approve(programme, organisation=body("tct"), by=person("hai.hoang"))
        actions.freeze_instrument(programme, by=person("dung.tran"))
        for login in ("giang.vu", "an.le"):
            programme = actions.sign_instrument(programme, by=person(login), pin=PIN)
    return programme


def merged() -> Takeover:
    """The old department's people are those of the new one since that day: so the list of bodies speaks for the old."""
    with clock.at(on(MERGER)):
        takeover = transitions.declare(
            body("btg"),
            body("btgdv"),
            kind="merge",
            decision="Quyết định hợp nhất (giả định)",
            decided_on=dt.date(2025, 2, 20),
            effective_on=MERGER,
            organisation=body("btgdv"),
            by=person("quan.tri"),
        )
        return transitions.confirm(takeover, by=person("binh.pham"))


def test_the_merger_of_the_case_is_an_act_and_each_paper_bears_the_names_of_its_day() -> None:
    people.create()
    programme = signed_before()
    item = programme.work_items.get()
    first = item.occurrences.order_by("number")[0]
    with clock.at(on(dt.date(2025, 2, 25))):
        report = work.report(
            first,
            organisation=reporting_body(person("chi.nguyen"), item),
            by=person("chi.nguyen"),
            completed_on=dt.date(2025, 2, 24),
            quantity=None,
            text="Đã tổ chức tọa đàm.",
            files=[],
            links=[("Ảnh", "https://example.org/anh")],
            token=uuid.uuid4(),
        )

    takeover = merged()

    assert takeover.get_state_display() == "Đã tiếp nhận"
    programme = Instrument.objects.select_related("partnership").get(pk=programme.pk)
    with clock.at(on(MERGER + dt.timedelta(days=3))):
        assert [party.organisation.key for party in programme.partnership.parties.all()] == ["btgdv", "tct"]
        assert {party.organisation.key for party in read_instrument(programme, body("tct")).parties} == {"btg", "tct"}
        report.refresh_from_db()
        assert (report.organisation.key, answering_body(person("khanh.do"), report).key) == ("btg", "tct")
        assert reporting_body(person("chi.nguyen"), item).key == "btgdv"
        with pytest.raises(NotAllowed):
            answering_body(person("chi.nguyen"), report)
        assert set(Partnership.objects.visible_to(person("chi.nguyen"))) == {programme.partnership}
        assert [one["name"] for one in renaming(clock.today())([named(body("btg"), dt.date(2025, 2, 1))])] == [
            "Ban Tuyên giáo và Dân vận Tỉnh ủy"
        ]
    assert "BTGTU-TCT" in programme.number_text
    assert item.lead_text == "Ban Tuyên giáo Tỉnh ủy"
    assert verify_chain(programme.partnership.chain) == []
