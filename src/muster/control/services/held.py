"""Pictures among what an installation holds; each bears the usual grade, which is always held."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from muster.control.models import Picture
from muster.control.rules import Can
from muster.season.registry.held import HeldSource, register_held

register_held(
    HeldSource(
        word="phone_picture",
        label=_("pictures from posts"),
        model=Picture,
        grade="grade",
        unit="room__season_unit",
        holding=Picture.objects.select_related("room__season_unit__season").all,
        url=lambda row: reverse("control:line", args=[row.line_id]),
        can=Can.READ,
        subject=lambda row: f"control:{row.room_id.hex}/line:{row.line_id.hex}",
    )
)
