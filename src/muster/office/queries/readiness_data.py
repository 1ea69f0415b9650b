"""What tasks and partners say about the readiness of a congress."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muster.office.models import Commitment, Task
from muster.office.models.partner import OPEN
from muster.office.models.task import PENDING
from muster.season.models import Congress
from muster.season.registry.readiness import ReadinessLine, readiness_source


@readiness_source("tasks")
def tasks(congress: Congress) -> Sequence[ReadinessLine]:
    """Tasks due by the first day that are pending."""
    left = Task.objects.filter(PENDING, congress=congress, due_on__lte=congress.starts_on).count()
    text = ngettext(
        "%(n)s task due by the first day is pending",
        "%(n)s tasks due by the first day are pending",
        left,
    )
    said = text % {"n": left} if left else _("no task due by the first day is pending")
    url = f"{reverse('office:tasks')}?congress={congress.pk}"
    return [ReadinessLine(text=said, is_open=bool(left), url=url)]


@readiness_source("partners")
def partners(congress: Congress) -> Sequence[ReadinessLine]:
    """What partners were asked for and have not promised."""
    left = Commitment.objects.filter(OPEN, event__congress=congress).count()
    text = ngettext(
        "%(n)s thing asked of partners is not promised",
        "%(n)s things asked of partners are not promised",
        left,
    )
    said = text % {"n": left} if left else _("nothing asked of partners is open")
    url = reverse("congress:one", args=[congress.pk])
    return [ReadinessLine(text=said, is_open=bool(left), url=url)]
