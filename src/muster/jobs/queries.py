"""Reads of jobs: one's own, and those of the whole installation for its administrators."""

from django.db.models import QuerySet

from muster.jobs.models import Job
from muster.tree.models import Account


def own_jobs(account: Account) -> QuerySet[Job]:
    """The jobs that *account* started, newest first."""
    return Job.objects.filter(owner=account)
