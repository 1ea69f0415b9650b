"""Which season and which unit a page is about when the address does not say."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from muster.season import queries
from muster.season.models import Season, SeasonUnit
from muster.tree.actors import account_of


def top_unit(request: HttpRequest) -> SeasonUnit | None:
    """The highest unit of the season in focus that the asker may see."""
    season = queries.season_in_focus()
    return queries.top_unit(account_of(request), season) if season else None


def visible_unit(request: HttpRequest, unit_id: int) -> SeasonUnit:
    """The unit of the address, or 404 for those who may not see it."""
    season = get_object_or_404(Season, units__pk=unit_id)
    return get_object_or_404(queries.visible_units(account_of(request), season), pk=unit_id)
