"""The office's chapters of a closing file: papers, meetings, reports, and the closing's tables."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from muster.office.bridge import rules_of
from muster.office.models import Closing, Meeting, Paper, PaperFile, Report, Task
from muster.season.registry.closing_file import (
    Asked,
    Chapter,
    Found,
    Piece,
    register_chapter,
    when_asked,
)
from muster.season.services.closing_chapter import kept_piece
from muster.season.services.closing_pages import Facts, Grid, page, plain_name
from muster.shell.formats import day_year, moment
from muster.tree.scope import scope


def _papers(asked: Asked) -> Iterator[Found]:
    """The unit's papers: those of the archive list where there is one, else all that stand."""
    unit = asked.congress.season_unit
    rows = scope(asked.account, Paper).filter(season_unit=unit, cancelled_at=None)
    listed = _listed(asked)
    if listed:
        rows = rows.filter(pk__in=listed)
    papers = list(rows.select_related("volume__register").order_by("registered_on", "pk"))
    if not papers:
        return
    pack = rules_of(unit)
    yield Piece(
        path="papers.html",
        title=_("Papers, as the registers name them"),
        chunks=when_asked(_papers_page, papers),
        subjects=tuple(f"paper:{row.pk}" for row in papers),
    )
    files = scope(asked.account, PaperFile).filter(paper__in=papers).select_related("paper")
    for file in files.order_by("paper__registered_on", "paper__pk", "pk"):
        yield kept_piece(
            file,
            folder="scans",
            title=f"{file.paper}: {file.name}",
            pack=pack,
            grade=file.paper.grade,
            asked=asked,
        )


def _listed(asked: Asked) -> list[int]:
    """The papers that somebody put on the archive list of the congress."""
    closing = scope(asked.account, Closing).filter(congress=asked.congress).first()
    if closing is None:
        return []
    sources = closing.archive_list.filter(source__startswith="paper:")
    return [int(one.partition(":")[2]) for one in sources.values_list("source", flat=True)]


def _papers_page(papers: list[Paper]) -> bytes:
    heads = (
        _("Register"),
        pgettext("paper", "Number"),
        _("Number and symbol"),
        _("Date of the paper"),
        _("Sender or recipients"),
        _("Abstract"),
        _("Copies"),
        _("Who deals with it"),
    )
    rows = [
        (
            row.volume.register.name,
            row.number,
            row.symbol,
            day_year(row.dated_on or row.registered_on),
            row.correspondent,
            row.abstract,
            row.copies,
            row.holder,
        )
        for row in papers
    ]
    return page(_("Papers, as the registers name them"), ("", Grid(heads, rows)))


def _meetings(asked: Asked) -> Iterator[Found]:
    rows = scope(asked.account, Meeting).filter(congress=asked.congress, cancelled_at=None)
    for row in rows.select_related("instruction", "venue").order_by("starts_at", "pk"):
        yield Piece(
            path=f"{row.pk:06d}-{plain_name(row.subject)}.html",
            title=row.subject,
            about=moment(row.starts_at),
            chunks=when_asked(_meeting_page, row),
            subjects=(f"meeting:{row.pk}",),
        )


def _meeting_page(row: Meeting) -> bytes:
    facts = Facts(
        (
            (_("Time"), f"{moment(row.starts_at)} – {moment(row.ends_at)}"),
            (_("Where"), row.venue.name if row.venue else row.place),
            (_("In the chair"), row.chair),
            (_("Writes the minutes"), row.secretary),
        )
    )
    bodies = [(one.name, one.convened, one.present) for one in row.units.order_by("pk")]
    tasks = Task.objects.filter(instruction=row.instruction_id).exclude(instruction=None)
    said = [
        (
            n,
            one.title,
            one.owner,
            one.season_unit.name,
            day_year(one.due_on),
            one.get_state_display(),
        )
        for n, one in enumerate(tasks.select_related("season_unit").order_by("pk"), start=1)
    ]
    return page(
        row.subject,
        ("", facts),
        (_("Agenda"), Grid((_("No."), _("Item")), list(enumerate(map(str, row.agenda), start=1)))),
        (_("Convened and present"), Grid((_("Unit or body"), _("Convened"), _("Present")), bodies)),
        (
            _("Conclusions"),
            Grid(
                (
                    _("No."),
                    _("What is to be done"),
                    _("Owner"),
                    _("Unit"),
                    _("By when"),
                    _("State"),
                ),
                said,
            ),
        ),
    )


def _reports(asked: Asked) -> Iterator[Found]:
    unit = asked.congress.season_unit
    forms = rules_of(unit).report_forms
    rows = scope(asked.account, Report).filter(season_unit=unit, issue__gt=0)
    for row in rows.order_by("due_on", "form"):
        name = str(forms[row.form].name) if row.form in forms else row.form
        yield Piece(
            path=f"{row.due_on.isoformat()}-{plain_name(row.form)}.html",
            title=f"{name}, {day_year(row.due_on)}",
            chunks=when_asked(_report_page, row, name),
            subjects=(f"report:{row.pk}",),
        )


def _report_page(row: Report, name: str) -> bytes:
    forms = rules_of(row.season_unit).report_forms
    fields = forms[row.form].fields if row.form in forms else {}
    said = [
        (str(fields[key].name) if key in fields else key, value)
        for key, value in (row.sent or {}).items()
    ]
    sent = [
        (one.number, moment(one.sent_at), one.sent_by, one.note)
        for one in row.issues.order_by("number")
    ]
    return page(
        f"{name}, {day_year(row.due_on)}",
        (_("As sent"), Facts(said)),
        (_("Sendings"), Grid((_("No."), _("When"), _("Who"), pgettext("column", "Remarks")), sent)),
    )


register_chapter(
    Chapter(key="papers", label=gettext_lazy("Papers of the office"), order=50, pieces=_papers)
)
register_chapter(
    Chapter(
        key="meetings",
        label=gettext_lazy("Meetings and their conclusions"),
        order=60,
        pieces=_meetings,
    )
)
register_chapter(
    Chapter(key="reports", label=gettext_lazy("Reports that were sent"), order=65, pieces=_reports)
)
