"""Which season a list is about, and which rows of a request the asker may see."""

from django.http import Http404, HttpRequest

from muster.duty.models import Roster
from muster.office.queries import signer_key, signers_of, state_of
from muster.season.models import Season
from muster.tree.actors import actor_of
from muster.tree.clock import today
from muster.tree.scope import scope

SEASON_KEY = "season"


def season_of(request: HttpRequest) -> Season:
    """The season that the reader last chose, else the newest one. 404 without any."""
    seen = scope(request.user, Season)
    chosen = request.session.get(SEASON_KEY)
    found = seen.filter(pk=chosen).first() if chosen else None
    found = found or seen.order_by("-starts_on", "-pk").first()
    if found is None:
        raise Http404
    return found


def roster_of(request: HttpRequest, roster_id: int) -> Roster:
    """A roster that the asker may see. 404 for any other."""
    found = (
        scope(request.user, Roster)
        .select_related("season__root", "supersedes", "based_on")
        .filter(pk=roster_id)
        .first()
    )
    if found is None:
        raise Http404
    return found


def branches_of(season: Season) -> dict[int, str]:
    """Names of the units that can be asked for: those right below the root, and the root."""
    rows = season.units.filter(depth__lte=1)
    return dict(rows.values_list("unit_id", "name"))


def signing(request: HttpRequest, subject: str) -> dict[str, bool]:
    """Whether a roster may be issued as it stands, and whether the reader may sign it."""
    standing = state_of(subject)
    signers = signers_of(standing.thing.unit, standing.thing.kind, on=today())
    own = signer_key(actor_of(request))
    return {
        "is_signed": standing.may_be_issued,
        "may_sign": any(one.key == own for one in signers),
    }
