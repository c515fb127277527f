"""The worker's part: a name that was decided for a day is the one in lists from that day on."""

from procrastinate.contrib.django import app

from phoihop.lib import clock
from phoihop.organisations import renaming


@app.periodic(cron="*/10 * * * *", periodic_id="names_in_force")
@app.task(name="organisations.names_in_force", queueing_lock="names_in_force", pass_context=False)
def names_in_force(timestamp: int) -> None:
    """Put today's names into lists; may run any number of times a day."""
    renaming.put_names_in_force(clock.today())
