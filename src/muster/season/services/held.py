"""Evidence among what an installation holds, and how a file of it goes."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from muster.season.models import Evidence
from muster.season.registry.held import HeldSource, register_held
from muster.season.rules import Can

register_held(
    HeldSource(
        word="evidence",
        label=_("files that prove a step"),
        model=Evidence,
        grade="grade",
        unit="step__congress__season_unit",
        holding=Evidence.objects.select_related("step__congress__season_unit__season").all,
        url=lambda row: reverse("season:step", args=[row.step_id]),
        can=Can.TAKE_OUT,
        subject=lambda row: f"step:{row.step_id}",
        take_out=lambda row: row.delete(),
    )
)
