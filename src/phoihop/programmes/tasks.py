"""What the worker does for texts by itself."""

from procrastinate.contrib.django import app

from phoihop.programmes import actions


@app.periodic(cron="*/5 * * * *")
@app.task(name="programmes.settle_signatures", queueing_lock="programmes.settle_signatures")
def settle_signatures(timestamp: int) -> None:
    """Bring into force what was signed when something cut in between; harmless when there is nothing to do."""
    actions.settle_all()
