"""The two parties of the demo, and the acts that every text of theirs goes through."""

import datetime as dt
from dataclasses import dataclass

from phoihop.accounts.models import User
from phoihop.demo.calendar import moment, year_in_force
from phoihop.demo.people import PIN, person
from phoihop.lib import clock
from phoihop.organisations.models import Organisation
from phoihop.programmes import actions
from phoihop.programmes.models import Instrument, Partnership
from phoihop.signatures.authority import make_pilot_key


@dataclass(frozen=True)
class Side:
    """One party with the people who act for it."""

    body: Organisation
    officer: User
    approver: User
    signatory: User


def department() -> Side:
    body = Organisation.objects.get(key="btgdv")
    return Side(body, person("chi.nguyen"), person("binh.pham"), person("an.le"))


def school() -> Side:
    body = Organisation.objects.get(key="tct")
    return Side(body, person("khanh.do"), person("hai.hoang"), person("giang.vu"))


def open_partnership() -> Partnership:
    """The bodies open their partnership two years before the year in force; the province's office looks on."""
    chi, khanh = department(), school()
    with clock.at(moment(year_in_force() - 2, 10, 14)):
        for side in (chi, khanh):
            make_pilot_key(side.signatory, organisation_name=side.body.name, pin=PIN, at=clock.now())
        return actions.open_partnership(
            "Ban Tuyên giáo và Dân vận Tỉnh ủy - Trường Chính trị tỉnh Sông Lam",
            [chi.body, khanh.body],
            [Organisation.objects.get(key="thuong-truc")],
            by=chi.officer,
        )


def settle(instrument: Instrument, start: dt.datetime) -> None:
    """Both sides consent to everything, and approve within on the next day."""
    sides = (department(), school())
    for hour, side in enumerate(sides):
        with clock.at(start + dt.timedelta(hours=hour)):
            actions.consent_to_all(instrument, organisation=side.body, by=side.officer)
    for hour, side in enumerate(sides):
        with clock.at(start + dt.timedelta(days=1, hours=hour)):
            actions.approve(instrument, organisation=side.body, by=side.approver)


def sign(instrument: Instrument, day: dt.datetime) -> Instrument:
    """The clerk takes the number and freezes the text; both heads sign."""
    with clock.at(day):
        instrument = actions.freeze_instrument(instrument, by=person("dung.tran"), dated_on=day.date())
    for minutes, side in ((90, school()), (105, department())):
        with clock.at(day + dt.timedelta(minutes=minutes)):
            instrument = actions.sign_instrument(instrument, by=side.signatory, pin=PIN)
    return instrument
