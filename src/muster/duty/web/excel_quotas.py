"""What is asked of all units as a workbook: by unit, every quota, and what nobody is asked for."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from muster.duty.models import Quota, Split
from muster.duty.queries.quota_gap import asks_by_skill, gap_of
from muster.duty.queries.quotas import quota_lines, unit_lines
from muster.packs import Pack
from muster.shell.xlsx import Sheet


def quota_sheets(split: Split, quotas: QuerySet[Quota], *, pack: Pack) -> list[Sheet]:
    """Three sheets of what the reader may see. quotas: those in scope."""
    units = unit_lines(split, quotas)
    skills, gap = asks_by_skill(split, quotas, pack=pack), gap_of(split)
    return [
        Sheet(
            title=_("By unit"),
            heads=[
                *(_("Unit"), _("Skills asked for"), _("Asked for")),
                *(_("Named"), _("Still owed"), _("Refused")),
            ],
            rows=[
                (
                    *(row.name, skills.get(row.unit_id, ""), row.asked),
                    *(row.named, row.owed, row.refused),
                )
                for row in units
            ],
            widths=[34, 40, 12, 12, 12, 12],
        ),
        Sheet(
            title=_("Every quota"),
            heads=[
                *(_("Unit"), _("Day and hours"), _("Post"), _("Event"), _("Skills")),
                *(_("Least rank"), _("Asked for"), _("Still owed")),
            ],
            rows=[
                (
                    *(row.name, line.when, line.post, line.event, line.skills),
                    *(line.rank, line.quota.head_count, line.owed),
                )
                for row in units
                for line in quota_lines(split, row.unit_id, pack=pack)
            ],
            widths=[34, 26, 26, 34, 18, 14, 12, 12],
        ),
        Sheet(
            title=_("Left to nobody"),
            heads=[_("Places of officers"), pgettext("quota", "Number")],
            rows=[
                (_("Needed"), gap.needed),
                (_("Asked of units"), gap.asked),
                (_("Left to nobody"), gap.left),
                (_("Of these another sharing out could ask for at most"), gap.more_at_most),
            ],
            widths=[48, 12],
        ),
    ]
