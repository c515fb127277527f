"""Jobs about jobs: those of a killed worker are done again, old finished ones are removed."""

from procrastinate.contrib.django import app

from phoihop.config.worker import GONE_SECONDS

KEEP_HOURS = 24 * 30


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="retry-stalled")
async def retry_stalled(timestamp: int) -> None:
    """Every minute: what a worker had in hand when it was killed goes back to the queue."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=GONE_SECONDS):
        await app.job_manager.retry_job(job)


@app.periodic(cron="17 3 * * *")
@app.task(queueing_lock="remove-old")
async def remove_old(timestamp: int) -> None:
    """Every night: jobs that succeeded a month ago leave the table."""
    await app.job_manager.delete_old_jobs(nb_hours=KEEP_HOURS)
