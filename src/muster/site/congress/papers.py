"""Documents of one congress as Word files: the plan of its preparation, and an invitation to it."""

from collections.abc import Sequence
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from muster.exchange.filling.fields import Field, Rows, Template, register
from muster.exchange.filling.outline import Column, Each, Grid, Heading, Said, Text
from muster.office.queries.letterheads import Written, around_of
from muster.office.services.word_files import word_file, word_file_for_each
from muster.packs.layouts import Words
from muster.season.models import Congress
from muster.season.queries import CongressPage
from muster.shell.formats import clock, day_year, whole
from muster.tree.clock import day_of

NUMBER: Final = Field("n", pgettext_lazy("template", "No."))
PLAN: Final = register(
    Template(
        key="congress.plan",
        label=_("Plan of preparing a congress"),
        abstract=_("Preparing the congress of {{ unit }}"),
        fields=(
            Field("unit", _("Unit")),
            Field("days", _("Days of the congress")),
            Field("venue", _("Venue")),
            Field("delegates", _("Delegates")),
            Field("count", _("How many steps")),
        ),
        rows=(
            Rows("groups", _("Groups of steps"), (NUMBER, Field("name", _("Group")))),
            Rows(
                "steps",
                _("Steps"),
                (
                    Field("sheet", _("No. of its group")),
                    NUMBER,
                    Field("name", _("Step")),
                    Field("start_on", _("Start")),
                    Field("due_on", _("Deadline")),
                    Field("holder", _("Held by")),
                    Field("state", _("State")),
                ),
            ),
        ),
        body=(
            Said(_("Days of the congress"), "days"),
            Said(_("Venue"), "venue"),
            Said(_("Delegates"), "delegates"),
            Heading(_("Steps and deadlines"), "steps"),
            Grid(
                rows="steps",
                given="steps",
                columns=(
                    Column(_("No."), "{{ row.n }}", 1, "center"),
                    Column(_("Step"), "{{ row.name }}", 7),
                    Column(_("Start"), "{{ row.start_on }}", 2.4, "center"),
                    Column(_("Deadline"), "{{ row.due_on }}", 2.4, "center"),
                    Column(_("Held by"), "{{ row.holder }}", 4),
                ),
            ),
            Text(
                _(
                    "Each unit and desk named above sees to its steps by their deadlines, and"
                    " reports at once what stands in the way."
                )
            ),
        ),
    )
)
INVITATION: Final = register(
    Template(
        key="congress.invitation",
        label=_("Invitation to a congress"),
        abstract=_("To the congress of {{ unit }}"),
        fields=(
            Field("unit", _("Unit")),
            Field("addressee", _("To whom, as one line")),
            Field("inviter", _("Who invites")),
            Field("when", _("Time")),
            Field("where", _("Where")),
            Field("note", pgettext_lazy("invitation", "What the guest should know")),
        ),
        rows=(
            Rows(
                "programme",
                _("Programme"),
                (NUMBER, Field("text", pgettext_lazy("template", "Text"))),
            ),
        ),
        body=(
            Text(_("{{ inviter }} respectfully invites you to the congress of {{ unit }}.")),
            Said(_("Time"), "when"),
            Said(_("Where"), "where"),
            Heading(_("Programme"), "programme"),
            Each(rows="programme", text="{{ row.n }}. {{ row.text }}"),
            Text("{{ note }}", "note"),
            Text(_("Your presence will be an honour.")),
        ),
    )
)


def plan_document(page: CongressPage) -> bytes:
    """The plan of preparation as it stands: every step with its days and whose it is."""
    congress = page.congress
    numbered = [(str(n), group) for n, group in enumerate(page.groups, start=1)]
    lines = [(at, line) for at, group in numbered for line in group.steps]
    values: dict[str, Any] = {
        "unit": congress.season_unit.name,
        "days": _days(congress),
        "venue": _venue(congress),
        "delegates": whole(congress.delegates) if congress.delegates else "",
        "count": whole(len(lines)),
        "groups": [{"n": at, "name": str(group.name)} for at, group in numbered],
        "steps": [
            {
                "sheet": at,
                "n": str(n),
                "name": str(line.name),
                "start_on": day_year(line.start_on),
                "due_on": day_year(line.due_on),
                "holder": str(line.holder),
                "state": str(line.state_name),
            }
            for n, (at, line) in enumerate(lines, start=1)
        ],
    }
    return word_file(PLAN, congress.season_unit, values)


def invitation_document(
    congress: Congress, *, to: str, programme: list[str], note: str = ""
) -> bytes:
    """An invitation. to: whoever is invited, kept nowhere; room for a name if empty."""
    values = _invitation(
        congress, around_of(congress.season_unit), to=to, programme=programme, note=note
    )
    return word_file(INVITATION, congress.season_unit, values, Written(to=[to] if to else []))


def invitations_document(
    congress: Congress, *, guests: Sequence[str], programme: list[str], note: str = ""
) -> bytes:
    """One Word file with an invitation to each of *guests*, who are kept nowhere."""
    around = around_of(congress.season_unit)
    each = {
        guest: _invitation(congress, around, to=guest, programme=programme, note=note)
        for guest in guests
    }
    return word_file_for_each(INVITATION, congress.season_unit, each)


def _invitation(
    congress: Congress, around: Words, *, to: str, programme: list[str], note: str
) -> dict[str, Any]:
    return {
        "unit": congress.season_unit.name,
        "addressee": around.addressees.format(name=to or around.blank * 12),
        "inviter": congress.season_unit.name,
        "when": _when(congress),
        "where": _venue(congress),
        "note": note,
        "programme": [{"n": str(n), "text": text} for n, text in enumerate(programme, start=1)],
    }


def _days(congress: Congress) -> str:
    first, last = day_year(congress.starts_on), day_year(congress.ends_on)
    return first if first == last else f"{first} – {last}"


def _when(congress: Congress) -> str:
    """The hour at which it opens, where its event says one."""
    event = getattr(congress, "event", None)
    if event is None or day_of(event.starts_at) != congress.starts_on:
        return _days(congress)
    return f"{clock(event.starts_at)}, {_days(congress)}"


def _venue(congress: Congress) -> str:
    event = getattr(congress, "event", None)
    venue = event.venue if event is not None else None
    if venue is None:
        return ""
    return f"{venue.name}, {venue.address}" if venue.address else str(venue.name)
