"""What only shows across the rows and sheets of a season workbook."""

from collections.abc import Mapping, Sequence
from typing import Any

from muster.exchange.rows import ReadRow
from muster.exchange.sheets import SheetSpec
from muster.site.workbook.current.register import Register
from muster.site.workbook.review.around import review_events, review_force, review_venues
from muster.site.workbook.review.congresses import review_congresses
from muster.site.workbook.review.progress import review_progress
from muster.site.workbook.review.settings import review_settings
from muster.site.workbook.review.sight import Sight
from muster.site.workbook.review.tree import imply_units, review_accounts, review_tree


class Review:
    """Runs every check; each notes faults on the rows it concerns."""

    def __init__(
        self,
        rows: dict[str, list[ReadRow]],
        register: Register,
        specs: Sequence[SheetSpec],
        *,
        file_name: str,
    ) -> None:
        self._sight = Sight(rows, register, specs, file_name=file_name)

    def run(self) -> Mapping[str, Any]:
        """Settings first: they say what everything else is judged by. Returns them by item."""
        sight = self._sight
        imply_units(sight)
        review_settings(sight)
        review_tree(sight)
        review_accounts(sight)
        review_venues(sight)
        review_congresses(sight)
        review_progress(sight)
        review_force(sight)
        review_events(sight)
        return sight.settings
