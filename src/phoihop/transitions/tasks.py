"""The worker's part: what was confirmed for a day is carried out on that day."""

import logging

from procrastinate.contrib.django import app

from phoihop.lib import clock
from phoihop.transitions import actions
from phoihop.transitions.queries import takeovers_due, terminations_due

_log = logging.getLogger(__name__)


@app.periodic(cron="*/10 * * * *", periodic_id="takeovers")
@app.task(name="transitions.carry_out_takeovers", queueing_lock="takeovers", pass_context=False)
def carry_out_takeovers(timestamp: int) -> None:
    """Carry out each takeover whose day has come; one that cannot be carried out stops no other."""
    for takeover in takeovers_due(clock.today()):
        try:
            actions.carry_out(takeover)
        except Exception:
            _log.exception("Takeover %s was not carried out; the next run tries it again.", takeover.pk)


@app.periodic(cron="*/10 * * * *", periodic_id="terminations")
@app.task(name="transitions.carry_out_terminations", queueing_lock="terminations", pass_context=False)
def carry_out_terminations(timestamp: int) -> None:
    """Bring to an end what is settled, from its day on; one that cannot be ended stops no other."""
    for termination in terminations_due(clock.today()):
        try:
            actions.bring_to_an_end(termination)
        except Exception:
            _log.exception("Termination %s was not carried out; the next run tries it again.", termination.pk)
