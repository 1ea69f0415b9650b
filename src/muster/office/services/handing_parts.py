"""What of the office moves when an officer hands his work over: tasks, and papers in hand."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import recorded
from muster.office.models import Paper, Task
from muster.office.models.paper import OPEN
from muster.office.models.task import PENDING
from muster.office.services.paper_hand import note, save
from muster.office.services.tasks import key_of
from muster.season.registry.handing_over import Held, Side, handing_part
from muster.season.services import as_written


def _below(side: Side) -> Q:
    unit = side.unit
    return Q(season_unit__season=unit.season_id, season_unit__first__range=(unit.first, unit.last))


class _Tasks:
    key = "tasks"
    label = _("Tasks")

    def held(self, giver: Side, *, today: date) -> Sequence[Held]:
        """Pending tasks of the giver."""
        rows = Task.objects.filter(PENDING, _below(giver))
        mine = rows.filter(owner__in=as_written(rows, "owner", giver.name))
        return [
            Held(
                subject=f"task:{row.pk}",
                title=row.title,
                detail=row.season_unit.name,
                due_on=row.due_on,
                url=reverse("office:task", args=[row.pk]),
            )
            for row in mine.select_related("season_unit").order_by("due_on", "pk")
        ]

    def pass_on(
        self, held: Sequence[Held], taker: Side, *, actor: Actor, now: datetime, reason: str
    ) -> None:
        """Another owner for each task, with its own entry."""
        rows = Task.objects.select_for_update(of=("self",)).filter(pk__in=[one.pk for one in held])
        with recorded(actor, now=now) as record:
            for row in rows.select_related("season_unit"):
                old, row.owner = row.owner, taker.name
                row.version += 1
                row.changed_by, row.changed_at = actor.name, now
                row.search_key = key_of(row)
                row.save()
                record(
                    "task.handed_over",
                    f"task:{row.pk}",
                    unit=row.season_unit.unit_id,
                    season=row.season_unit.season_id,
                    audience=Audience.UNIT,
                    body={"from": old, "to": row.owner, "reason": reason},
                )


class _Papers:
    key = "papers"
    label = _("Papers in hand")

    def held(self, giver: Side, *, today: date) -> Sequence[Held]:
        """Open papers that the giver deals with."""
        rows = Paper.objects.filter(OPEN, _below(giver))
        mine = rows.filter(holder__in=as_written(rows, "holder", giver.name))
        return [
            Held(
                subject=f"paper:{row.pk}",
                title=row.abstract,
                detail=str(row),
                due_on=row.due_on,
                url=reverse("office:paper", args=[row.pk]),
            )
            for row in mine.order_by("due_on", "pk")
        ]

    def pass_on(
        self, held: Sequence[Held], taker: Side, *, actor: Actor, now: datetime, reason: str
    ) -> None:
        """Another holder for each paper, with its own entry."""
        rows = Paper.objects.select_for_update(of=("self",)).filter(pk__in=[one.pk for one in held])
        joined = rows.select_related("volume__register", "season_unit__season")
        with recorded(actor, now=now) as record:
            for row in joined:
                row.holder = taker.name
                save(row, actor, now)
                body = {"holder": row.holder, "due_on": row.due_on, "why": reason}
                note(record, "paper.passed_on", row, body)


handing_part(_Tasks())
handing_part(_Papers())
