"""Settings, units, persons and accounts as they are."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final

from muster.exchange.sheets import Values
from muster.season.models import TierDeadline
from muster.site.workbook.current.ground import Ground, iso
from muster.site.workbook.sheets.settings import DEADLINE
from muster.tree.models import Grant, ParentEdge, Person

STREAMED: Final = 5000


def settings(ground: Ground) -> Iterator[Values]:
    """The season's settings and deadlines."""
    season = ground.season
    if season is None:
        return
    values: dict[str, Any] = {
        "key": season.key,
        "name": season.name,
        "pack": season.pack,
        "pack_version": season.pack_version,
        "root": ground.codes.get(season.root_id, ""),
        "tree_on": season.tree_on.isoformat(),
        "starts_on": season.starts_on.isoformat(),
        "ends_on": season.ends_on.isoformat(),
    }
    for row in TierDeadline.objects.filter(season=season, replaced_at=None):
        values[f"{DEADLINE}:{row.tier}:{row.milestone}"] = row.due_on.isoformat()
    for item, value in values.items():
        yield {"item": item, "value": value}


def units(ground: Ground) -> Iterator[Values]:
    """Every living unit."""
    main = ground.pack.season_edge.key
    above: dict[int, dict[str, str]] = defaultdict(dict)
    edges = ParentEdge.objects.filter(valid_to=None)
    for child, parent, kind in edges.values_list("child_id", "parent_id", "kind"):
        above[child][kind] = ground.codes.get(parent, "")
    for code, version in ground.versions.items():
        parents = above[version.unit_id]
        yield {
            "code": code,
            "name": version.name,
            "short_name": version.short_name,
            "kind": version.kind,
            "tier": version.tier,
            "parent": parents.get(main, ""),
            "other_parents": [f"{k}:{c}" for k, c in sorted(parents.items()) if k != main],
            "phone": version.phone,
            "address": version.address,
        }


def persons(ground: Ground) -> Iterator[Values]:
    """Everybody in the register."""
    for person in Person.objects.order_by("pk").iterator(STREAMED):
        yield {
            "number": person.number,
            "name": person.name,
            "rank": person.rank,
            "unit": ground.codes.get(person.unit_id, ""),
            "position": person.position,
            "phone": person.phone,
            "email": person.email,
            "is_active": person.is_active,
        }


def accounts(ground: Ground) -> Iterator[Values]:
    """The grants in force for every season, by account."""
    grants = Grant.objects.filter(revoked_at=None, season=None, account__is_active=True)
    for grant in grants.select_related("account__person").order_by("pk"):
        person = grant.account.person
        yield {
            "username": grant.account.username,
            "person": person.number if person else "",
            "role": grant.role,
            "unit": ground.codes.get(grant.unit_id, ""),
            "until": iso(grant.until),
        }
