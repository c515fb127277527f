"""The worker's part: the daily digest."""

from procrastinate.contrib.django import app

from phoihop.lib import clock
from phoihop.notifications import digests


# Asked every ten minutes, it does nothing before the hour and nothing when the day is settled. So a worker
# that was down at seven makes up for it as soon as it starts, and a mail that failed is tried again.
@app.periodic(cron="*/10 * * * *", periodic_id="daily_digest")
@app.task(name="notifications.daily_digest", queueing_lock="daily_digest", pass_context=False)
def daily_digest(timestamp: int) -> None:
    """Send today's digests when the hour has come; may run any number of times a day."""
    now = clock.now()
    if digests.is_due(now):
        digests.send_due_digests(now.date())
