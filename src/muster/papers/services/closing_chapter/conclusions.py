"""Chapter of the appraisals: each conclusion as a page and as a Word file."""

from collections.abc import Iterator
from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from muster.papers.bridge import rules_of
from muster.papers.models import (
    AppraisalRound,
    ConclusionPoint,
    PointAnswer,
    PointCheck,
)
from muster.papers.queries.appraisals.sheets import sheet_of
from muster.papers.services.closing_chapter.marking import in_word
from muster.papers.services.conclusion_file import conclusion_document
from muster.season.registry.closing_file import (
    Asked,
    Found,
    Piece,
    when_asked,
)
from muster.season.services.closing_pages import Facts, Grid, page
from muster.shell.formats import day_year
from muster.tree.scope import scope


def conclusion_pieces(asked: Asked) -> Iterator[Found]:
    """Each conclusion that the asker may read, with its points and what became of them."""
    rows = scope(asked.account, AppraisalRound).filter(
        appraisal__dossier__congress=asked.congress, concluded_at__isnull=False
    )
    joined = rows.select_related("appraisal__team", "appraisal__dossier__congress__season_unit")
    for row in joined.order_by("appraisal", "number"):
        title = _("Conclusion of %(team)s, round %(number)s") % {
            "team": row.appraisal.team.name,
            "number": row.number,
        }
        stem = f"{row.appraisal_id:06d}-{row.number:02d}"
        subjects = (f"appraisal:{row.appraisal_id}", f"dossier:{row.appraisal.dossier_id}")
        yield Piece(
            path=f"{stem}.html",
            title=title,
            about=f"{row.symbol} {day_year(row.signed_on)} · {row.signer}".strip(" ·"),
            chunks=when_asked(_conclusion_page, asked, row, title),
            subjects=subjects,
        )
        write = partial(conclusion_document, asked.account, sheet_of(row))
        yield from in_word(f"{stem}.docx", title, write, subjects)


def _conclusion_page(asked: Asked, row: AppraisalRound, title: str) -> bytes:
    dossier = row.appraisal.dossier
    kinds = rules_of(dossier.congress.season_unit).appraisal.conclusions
    account = asked.account
    points = scope(account, ConclusionPoint).filter(round=row).order_by("number")
    answers = {one.point_id: one for one in scope(account, PointAnswer).filter(point__round=row)}
    checks = {one.point_id: one for one in scope(account, PointCheck).filter(point__round=row)}
    name = str(kinds[row.conclusion].name) if row.conclusion in kinds else row.conclusion
    facts = Facts(
        (
            (_("Unit"), dossier.congress.season_unit.name),
            (_("Conclusion"), name),
            (_("Signed by"), row.signer),
            (_("Number and symbol"), row.symbol),
            (_("General remarks"), row.text),
            (_("The unit answers by"), day_year(row.answer_due_on)),
        )
    )
    heads = (
        _("No."),
        pgettext("point", "Where"),
        _("What is to be changed"),
        _("Answer"),
        _("What was found"),
    )
    rows = [
        (
            point.number,
            point.place,
            point.text,
            answers[point.pk].text if point.pk in answers else "",
            checks[point.pk].get_result_display() if point.pk in checks else "",
        )
        for point in points
    ]
    return page(title, ("", facts), (_("What is to be changed"), Grid(heads, rows)))
