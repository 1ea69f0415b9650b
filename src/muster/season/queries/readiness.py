"""What steps and problems say about the readiness of a congress."""

from collections.abc import Sequence

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muster.season.models import Congress, Problem, Step, StepState
from muster.season.registry.readiness import ReadinessLine, readiness_source

DONE = (StepState.ACCEPTED, StepState.WAIVED)


@readiness_source("steps")
def steps(congress: Congress) -> Sequence[ReadinessLine]:
    """Steps due by the first day that are not accepted."""
    due = Q(due_on__lte=congress.starts_on) & ~Q(state__in=DONE)
    left = Step.objects.filter(congress=congress).aggregate(n=Count("pk", filter=due))["n"]
    text = ngettext(
        "%(n)s step due by the first day is not accepted",
        "%(n)s steps due by the first day are not accepted",
        left,
    )
    said = text % {"n": left} if left else _("every step due by the first day is accepted")
    return [_line(said, left, congress)]


@readiness_source("problems")
def problems(congress: Congress) -> Sequence[ReadinessLine]:
    """Problems that nobody has solved."""
    left = Problem.objects.filter(congress=congress, solved_at=None).count()
    text = ngettext("%(n)s problem is not solved", "%(n)s problems are not solved", left)
    return [_line(text % {"n": left} if left else _("no problem is open"), left, congress)]


def _line(text: str, left: int, congress: Congress) -> ReadinessLine:
    url = reverse("congress:one", args=[congress.pk])
    return ReadinessLine(text=text, is_open=bool(left), url=url)
