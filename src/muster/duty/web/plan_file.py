"""The plan that protects an event as a Word file."""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from muster.duty.models import Plan
from muster.duty.queries.naming import day_and_hours
from muster.duty.queries.plan_page import PlanPage
from muster.exchange.filling.fields import Field, Rows, Template, register
from muster.exchange.filling.outline import Column, Grid, Heading, Said
from muster.office.queries.approvals import latest
from muster.office.queries.letterheads import Written
from muster.office.services.word_files import word_file
from muster.season.models import SeasonUnit
from muster.shell.formats import whole

PLAN: Final = register(
    Template(
        key="duty.plan",
        label=_("Plan of an event"),
        abstract=_("Protecting {{ event }}"),
        fields=(
            Field("event", _("Event")),
            Field("when", _("When")),
            Field("venue", _("Venue")),
            Field("size", pgettext_lazy("event", "Size")),
            Field("risk", pgettext_lazy("event", "Risk")),
            Field("posts", _("Posts")),
            Field("places", _("Places")),
            Field("vehicles", _("Vehicles")),
        ),
        rows=(
            Rows(
                "shifts",
                _("Posts and shifts"),
                (
                    Field("n", pgettext_lazy("template", "No.")),
                    Field("ring", _("Ring")),
                    Field("post", _("Post")),
                    Field("when", _("When")),
                    Field("count", _("How many")),
                    Field("who", _("Who may stand there")),
                ),
            ),
            Rows(
                "orders",
                _("Orders"),
                (Field("post", _("Post")), Field("text", pgettext_lazy("template", "Text"))),
            ),
        ),
        body=(
            Said(_("Event"), "event"),
            Said(_("When"), "when"),
            Said(_("Venue"), "venue"),
            Said(pgettext_lazy("event", "Size"), "size"),
            Said(pgettext_lazy("event", "Risk"), "risk"),
            Said(_("Posts"), "posts"),
            Said(_("Places"), "places"),
            Said(_("Vehicles"), "vehicles"),
            Heading(_("Posts and shifts"), "shifts"),
            Grid(
                rows="shifts",
                given="shifts",
                columns=(
                    Column(_("No."), "{{ row.n }}", 1, "center"),
                    Column(_("Ring"), "{{ row.ring }}", 2.2),
                    Column(_("Post"), "{{ row.post }}", 5),
                    Column(_("When"), "{{ row.when }}", 3.4, "center"),
                    Column(_("How many"), "{{ row.count }}", 1.8, "center"),
                    Column(_("Who may stand there"), "{{ row.who }}", 3.4),
                ),
            ),
            Heading(_("Orders"), "orders"),
            Grid(
                rows="orders",
                given="orders",
                columns=(
                    Column(_("Post"), "{{ row.post }}", 4),
                    Column(_("Orders"), "{{ row.text }}", 11),
                ),
            ),
        ),
    )
)


def plan_document(unit: SeasonUnit, plan: Plan, page: PlanPage) -> bytes:
    """The plan with its number once it is signed. unit: in whose name it is written."""
    venue = plan.event.venue
    posts = [(ring.name, line) for ring in page.rings for line in ring.posts]
    shifts = [(ring, post, shift) for ring, post in posts for shift in post.shifts]
    values: dict[str, Any] = {
        "event": plan.event.name,
        "when": day_and_hours(plan.starts_at, plan.ends_at),
        "venue": venue.name if venue else "",
        "size": page.size,
        "risk": page.risk,
        "posts": whole(page.posts),
        "places": whole(page.places),
        "vehicles": whole(page.vehicles) if page.vehicles else "",
        "shifts": [
            {
                "n": str(n),
                "ring": str(ring),
                "post": post.name,
                "when": line.when,
                "count": str(line.shift.head_count),
                "who": "; ".join(filter(None, (line.rank, line.skills))),
            }
            for n, (ring, post, line) in enumerate(shifts, start=1)
        ],
        "orders": [
            {"post": post.name, "text": "\n".join(post.post.orders)}
            for _ring, post in posts
            if post.post.orders
        ],
    }
    return word_file(PLAN, unit, values, Written(approval=latest(f"plan:{plan.pk}")))
