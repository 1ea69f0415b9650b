"""The table of remarks and answers as a Word file."""

from collections.abc import Sequence
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from muster.exchange.filling.fields import Field, Rows, Template, register
from muster.exchange.filling.outline import Column, Grid, Said
from muster.office.queries.letterheads import Written
from muster.office.services.word_files import word_file
from muster.papers.bridge import rules_of
from muster.papers.models import Round
from muster.papers.queries.remarks.synthesis import Answered
from muster.papers.services.documents.files import marked
from muster.shell.formats import day_year, whole

SYNTHESIS: Final = register(
    Template(
        key="papers.remarks_synthesis",
        label=_("Remarks, what was accepted, and explanations"),
        abstract=_(
            "Remarks on {{ title }} (version {{ version }}, round {{ round }}), what was accepted"
            " and explanations"
        ),
        fields=(
            Field("title", pgettext_lazy("remarks", "Document")),
            Field("round", _("Number of the round")),
            Field("version", _("Number of the version")),
            Field("day", _("Day on which it was concluded")),
            Field("count", _("How many remarks")),
            Field("accepted", pgettext_lazy("remarks", "Accepted")),
            Field("partly", pgettext_lazy("remarks", "Accepted in part")),
            Field("refused", pgettext_lazy("remarks", "Not accepted")),
        ),
        rows=(
            Rows(
                "lines",
                _("Remarks with their answers"),
                (
                    Field("n", pgettext_lazy("template", "No.")),
                    Field("paragraph", _("Paragraph")),
                    Field("said", _("What the draft says")),
                    Field("text", pgettext_lazy("remark", "Remark")),
                    Field("proposal", pgettext_lazy("remark", "Wording proposed")),
                    Field("whom", pgettext_lazy("remark", "From whom")),
                    Field("units", _("How many units")),
                    Field("members", _("How many members")),
                    Field("answer", _("Answer")),
                    Field("reason", _("Explanation")),
                    Field("says", _("What the text says now")),
                ),
            ),
        ),
        body=(
            Said(_("Day on which it was concluded"), "day"),
            Said(_("How many remarks"), "count"),
            Said(pgettext_lazy("remarks", "Accepted"), "accepted"),
            Said(pgettext_lazy("remarks", "Accepted in part"), "partly"),
            Said(pgettext_lazy("remarks", "Not accepted"), "refused"),
            Grid(
                rows="lines",
                given="lines",
                columns=(
                    Column(_("No."), "{{ row.n }}", 1, "center"),
                    Column(_("Paragraph"), "{{ row.paragraph }}", 1.7, "center"),
                    Column(_("What the draft says"), "{{ row.said }}", 5),
                    Column(
                        pgettext_lazy("remark", "Remark"),
                        "{{ row.text }}{% if row.proposal %} → {{ row.proposal }}{% endif %}",
                        5,
                    ),
                    Column(
                        _("From whom (units, members)"),
                        "{{ row.whom }} ({{ row.units }}"
                        "{% if row.members %}; {{ row.members }}{% endif %})",
                        2.6,
                    ),
                    Column(_("Answer"), "{{ row.answer }}", 2.2),
                    Column(_("Explanation"), "{{ row.reason }}", 4),
                    Column(_("What the text says now"), "{{ row.says }}", 5),
                ),
            ),
        ),
        wide=True,
    )
)


MOST_IN_WORD: Final = 2_000


def synthesis_document(opened: Round, lines: Sequence[Answered], *, mark: str = "") -> bytes:
    """The table of a round, under the head of the unit that asked. mark: stands on every page.

    Raises TemplateUnfit for a template that a user put in place of ours.
    """
    counts = {
        key: whole(sum(line.remark.decision == key for line in lines))
        for key in ("accepted", "partly", "refused")
    }
    values: dict[str, Any] = {
        "title": opened.document.title,
        "round": str(opened.number),
        "version": str(opened.version.number),
        "day": day_year(opened.consolidated_at or opened.closes_on),
        "count": whole(len(lines)),
        **counts,
        "lines": [_line(at, line) for at, line in enumerate(lines, start=1)],
    }
    written = word_file(SYNTHESIS, opened.season_unit, values, Written())
    max_mb = rules_of(opened.season_unit).papers.word_max_mb
    return marked(written, mark, name=opened.document.title, max_mb=max_mb)


def _line(at: int, line: Answered) -> dict[str, str]:
    remark = line.remark
    return {
        "n": str(at),
        "paragraph": str(remark.number) if remark.number else "–",
        "said": line.said,
        "text": remark.text,
        "proposal": remark.proposal,
        "whom": line.whom,
        "units": whole(remark.units),
        "members": whole(remark.members) if remark.members else "",
        "answer": str(remark.get_decision_display()) if remark.decision else "",
        "reason": remark.reason,
        "says": line.says,
    }
