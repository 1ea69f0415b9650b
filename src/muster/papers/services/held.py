"""Texts and files of documents among what an installation holds."""

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from muster.papers.models import Intake, Version
from muster.season.registry.held import HeldSource, register_held
from muster.season.rules import Can


def _versions() -> QuerySet[Version]:
    """The versions that still say something."""
    rows = Version.objects.select_related("document__season_unit__season")
    return rows.filter(number__gt=F("document__taken_out_upto"))


def _intakes() -> QuerySet[Intake]:
    rows = Intake.objects.select_related("desk__season_unit__season", "desk__round__document")
    return rows.exclude(sha256="")


def _without_file(row: Intake) -> None:
    row.sha256, row.name, row.content_type, row.size_bytes = "", "", "", 0
    row.save()


register_held(
    HeldSource(
        word="version",
        label=_("versions of documents"),
        model=Version,
        grade="document__grade",
        unit="document__season_unit",
        holding=_versions,
        url=lambda row: reverse("papers:document", args=[row.document_id]),
        can=Can.TAKE_OUT,
        subject=lambda row: f"document:{row.document_id}",
    )
)
register_held(
    HeldSource(
        word="intake",
        label=_("papers and files with remarks"),
        model=Intake,
        grade="desk__round__document__grade",
        unit="desk__season_unit",
        holding=_intakes,
        url=lambda row: reverse("papers:round-desk", args=[row.desk_id]),
        can=Can.TAKE_OUT,
        subject=lambda row: f"round_desk:{row.desk_id}",
        take_out=_without_file,
    )
)
