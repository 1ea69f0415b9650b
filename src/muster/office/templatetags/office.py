"""What pages of every capability show of the office; ``{% load office %}``."""

from typing import Any
from uuid import UUID

from django import template

from muster.office.queries import Standing, signers_of, state_of
from muster.office.rules import Can
from muster.season.registry import approvable_source
from muster.tree import clock
from muster.tree.actors import account_of
from muster.tree.permissions import is_allowed

register = template.Library()
NAMES = 3


@register.inclusion_tag("office/_approval.html", takes_context=True)
def approval(context: template.Context, word: str, pk: int | UUID) -> dict[str, Any]:
    """Where a thing stands on its way to a signature, and what the reader may do next.

    word, pk: its subject in the record ("roster", 12). Looks at the whole content: once on a page.
    """
    account, subject = account_of(context["request"]), f"{word}:{pk}"
    standing = state_of(subject)
    source, _pk = approvable_source(subject)
    unit = standing.thing.unit
    return {
        "standing": standing,
        "signers": _signers(standing),
        "may_submit": standing.may_be_submitted and is_allowed(account, source.submit, unit),
        "may_issue": standing.needed
        and standing.may_be_issued
        and not standing.thing.issue_url
        and is_allowed(account, source.issue, unit),
        "may_read": is_allowed(account, Can.READ, unit),
        "csrf_token": context.get("csrf_token"),
    }


def _signers(standing: Standing) -> str:
    """Who may sign today, as far as they fit in a line."""
    if standing.is_signed:
        return ""
    thing = standing.thing
    found = signers_of(thing.unit, thing.kind, on=clock.today())
    names = [one.said for one in found[:NAMES]]
    return ", ".join([*names, "…"] if len(found) > NAMES else names)
