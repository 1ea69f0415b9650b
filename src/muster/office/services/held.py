"""Scans among what an installation holds, and how one of them goes."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from muster.office.models import ApprovalFile, OwnTemplate, PaperFile
from muster.season.registry.held import HeldSource, register_held
from muster.season.rules import Can

register_held(
    HeldSource(
        word="paper_file",
        label=_("scans of papers"),
        model=PaperFile,
        grade="paper__grade",
        unit="paper__season_unit",
        holding=PaperFile.objects.select_related("paper__season_unit__season").all,
        url=lambda row: reverse("office:paper", args=[row.paper_id]),
        can=Can.TAKE_OUT,
        subject=lambda row: f"paper:{row.paper_id}",
        take_out=lambda row: row.delete(),
    )
)
register_held(
    HeldSource(
        word="approval_file",
        label=_("scans of what was signed"),
        model=ApprovalFile,
        grade="grade",
        unit="approval__season_unit",
        holding=ApprovalFile.objects.select_related("approval__season_unit__season").all,
        url=lambda row: reverse("office:approval", args=[row.approval_id]),
        can=Can.TAKE_OUT,
        subject=lambda row: row.approval.subject,
        take_out=lambda row: row.delete(),
    )
)
register_held(
    HeldSource(
        word="own_template",
        label=_("templates of documents"),
        model=OwnTemplate,
        grade="grade",
        unit="season_unit",
        holding=OwnTemplate.objects.select_related("season_unit__season").all,
        url=lambda row: reverse("office:template", args=[row.document]),
        can=Can.TAKE_OUT,
        subject=lambda row: f"template:{row.pk}",
        take_out=lambda row: row.delete(),
    )
)
