from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from muster.errors import DomainError


class JobAlreadyEnded(DomainError):
    """Only a waiting or running job can be cancelled."""

    code: ClassVar[str] = "job.already_ended"
    template = _("This job has ended already (%(state)s).")


class JobRunsAlready(DomainError):
    """The same work is under way; two at once would overwrite each other."""

    code: ClassVar[str] = "job.runs_already"
    template = _("The same work is already under way, started by %(owner)s.")
