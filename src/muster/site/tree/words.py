"""What the pack in focus calls tiers, kinds and edges; a key without a rule stands for itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from muster.packs import Pack, load
from muster.packs.errors import PackUnknown, VersionUnknown
from muster.season.queries import season_in_focus
from muster.tree.models import ParentEdge


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one request."""

    pack: Pack | None
    season_edge: str

    def tier(self, key: str) -> str:
        """The name of a tier."""
        return self._name(self.pack.tiers if self.pack else {}, key)

    def kind(self, key: str) -> str:
        """The name of a kind of unit."""
        return self._name(self.pack.unit_kinds if self.pack else {}, key)

    def edge(self, key: str) -> str:
        """The name of a kind of parent edge."""
        return self._name(self.pack.edge_kinds if self.pack else {}, key)

    def rank(self, key: str) -> str:
        """The name of a rank."""
        return self._name(self.pack.ranks if self.pack else {}, key)

    def tiers(self) -> list[tuple[str, str]]:
        """The tiers to choose from."""
        return self._choices(self.pack.tiers if self.pack else {})

    def ranks(self) -> list[tuple[str, str]]:
        """The ranks to choose from, and none."""
        return [("", "–"), *self._choices(self.pack.ranks if self.pack else {})]

    def kinds(self) -> list[tuple[str, str]]:
        """The kinds of unit to choose from, and none."""
        return [("", "–"), *self._choices(self.pack.unit_kinds if self.pack else {})]

    def edges(self) -> list[tuple[str, str]]:
        """The kinds of edge to choose from: the pack's, or those in use."""
        if self.pack:
            return self._choices(self.pack.edge_kinds)
        used = ParentEdge.objects.order_by("kind").values_list("kind", flat=True).distinct()
        return [(key, key) for key in used]

    def _name(self, rules: Mapping[str, Any], key: str) -> str:
        rule = rules.get(key)
        return str(rule.name) if rule else key

    def _choices(self, rules: Mapping[str, Any]) -> list[tuple[str, str]]:
        return [(key, str(rule.name)) for key, rule in rules.items()]


def words_in_focus() -> Words:
    """The words of the season in focus; bare keys while there is none."""
    season = season_in_focus()
    if season is None:
        first = ParentEdge.objects.order_by("pk").values_list("kind", flat=True).first()
        return Words(None, first or "")
    try:
        return Words(load(season.pack, season.pack_version), season.edge_kind)
    except (PackUnknown, VersionUnknown):
        return Words(None, season.edge_kind)
