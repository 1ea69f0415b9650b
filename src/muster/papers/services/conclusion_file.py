"""The conclusion sheet of an appraisal as a Word file."""

from typing import Final

from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from muster.exchange.filling.fields import Field, Rows, Template, register
from muster.exchange.filling.outline import Column, Each, Grid, Heading, Said, Text
from muster.office.queries.approvals import latest
from muster.office.queries.letterheads import Written
from muster.office.services.word_files import word_file
from muster.papers.models import PointResult
from muster.papers.queries.appraisals.rounds import PointState, point_states
from muster.papers.queries.appraisals.sheets import Sheet
from muster.papers.services.appraisals import subject_of
from muster.shell.formats import day_year
from muster.tree.models import Account

NUMBER: Final = Field("n", pgettext_lazy("template", "No."))
CONCLUSION: Final = register(
    Template(
        key="papers.appraisal_conclusion",
        label=_("Conclusion of the appraisal"),
        abstract=_("Conclusion on the dossier of {{ unit }}, round {{ round }}"),
        fields=(
            Field("unit", _("Unit")),
            Field("round", pgettext_lazy("appraisal", "Round")),
            Field("team", pgettext_lazy("appraisal", "Team")),
            Field("head", pgettext_lazy("team", "Head")),
            Field("congress_on", _("Congress")),
            Field("conclusion", _("Conclusion")),
            Field("answer_by", _("The unit answers by")),
        ),
        rows=(
            Rows("remarks", _("General remarks"), (Field("text", _("General remarks")),)),
            Rows(
                "points",
                _("What is to be changed"),
                (
                    NUMBER,
                    Field("where", pgettext_lazy("point", "Where")),
                    Field("text", _("What is to be changed")),
                ),
            ),
            Rows(
                "before",
                _("Points of the round before"),
                (
                    NUMBER,
                    Field("text", _("What is to be changed")),
                    Field("answer", pgettext_lazy("point", "Answer")),
                    Field("found", pgettext_lazy("point", "What was found")),
                ),
            ),
        ),
        body=(
            Said(_("Unit"), "unit"),
            Said(_("Congress"), "congress_on"),
            Said(pgettext_lazy("appraisal", "Team"), "team"),
            Said(_("Conclusion"), "conclusion"),
            Heading(_("General remarks"), "remarks"),
            Each(rows="remarks", text="{{ row.text }}"),
            Heading(_("Points of the round before"), "before"),
            Grid(
                rows="before",
                given="before",
                columns=(
                    Column(_("No."), "{{ row.n }}", 1, "center"),
                    Column(_("What is to be changed"), "{{ row.text }}", 5),
                    Column(pgettext_lazy("point", "Answer"), "{{ row.answer }}", 4),
                    Column(pgettext_lazy("point", "What was found"), "{{ row.found }}", 4),
                ),
            ),
            Heading(_("What is to be changed"), "points"),
            Grid(
                rows="points",
                given="points",
                columns=(
                    Column(_("No."), "{{ row.n }}", 1, "center"),
                    Column(pgettext_lazy("point", "Where"), "{{ row.where }}", 4),
                    Column(_("What is to be changed"), "{{ row.text }}", 8),
                ),
            ),
            Text(
                _("The unit answers each point in writing by {{ answer_by }}, with new versions."),
                "answer_by",
            ),
        ),
    )
)


def conclusion_document(account: Account, sheet: Sheet) -> bytes:
    """The sheet as *account* may read it: points about limited documents only for their readers."""
    row, appraisal = sheet.round, sheet.appraisal
    congress, team = appraisal.dossier.congress, appraisal.team
    answered = point_states(account, appraisal, row.number - 1) if row.number > 1 else []
    values = {
        "unit": congress.season_unit.name,
        "round": str(row.number),
        "team": team.name,
        "head": team.head.name,
        "congress_on": day_year(congress.starts_on),
        "conclusion": str(sheet.kind.name) if sheet.kind else "",
        "answer_by": day_year(row.answer_due_on) if row.answer_due_on else "",
        "remarks": [{"text": line} for line in sheet.paragraphs],
        "points": [
            {"n": str(one.point.number), "where": _where(one), "text": one.point.text}
            for one in point_states(account, appraisal, row.number)
        ],
        "before": [
            {
                "n": str(one.point.number),
                "text": one.point.text,
                "answer": _answer(one),
                "found": _found(one),
            }
            for one in answered
        ],
    }
    said = Written(
        approval=latest(subject_of(row)),
        on=row.signed_on,
        to=[congress.season_unit.name],
        signer=row.signer or team.head.name,
        authority=str(pgettext_lazy("team", "Head")),
        symbol=row.symbol,
    )
    return word_file(CONCLUSION, team.season_unit, values, said)


def _where(one: PointState) -> str:
    point = one.point
    at = gettext("paragraph %(n)s") % {"n": point.paragraph.number} if point.paragraph else ""
    return ", ".join(part for part in (one.document, at, point.place) if part)


def _answer(one: PointState) -> str:
    if one.answer is None:
        return ""
    done = (
        pgettext("point", "done as asked") if one.answer.handled else pgettext("point", "not done")
    )
    return f"{done}: {one.answer.text}" if one.answer.text else done


def _found(one: PointState) -> str:
    if one.check is None:
        return ""
    found = str(PointResult(one.check.result).label)
    return f"{found}: {one.check.note}" if one.check.note else found
