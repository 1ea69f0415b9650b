"""Which pages stand in the bar on top and in the account's menu, and who sees them."""

from dataclasses import dataclass
from typing import Any, Final

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from muster.control.rules import Can as ControlCan
from muster.duty.rules import Can as DutyCan
from muster.office.rules import Can as OfficeCan
from muster.papers.rules import Can as PapersCan
from muster.season.rules import Can as SeasonCan
from muster.tree.rules import Can as TreeCan


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One entry. name: the address's name; can: what it needs, None for everyone signed in.

    under: beginnings of addresses that belong to it, so that its entry stays marked.
    """

    label: Any
    name: str
    can: str | None = None
    under: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        """Its address; nothing if the installation does not have that part of the house."""
        return address(self.name)

    def holds(self, path: str) -> bool:
        """Whether *path* is this page or below it."""
        return path == self.url or (bool(self.under) and path.startswith(self.under))


def address(name: str) -> str:
    """The address called *name*, or nothing where that part of the house is left out."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


SEARCH: Final = "search"
PAGES: Final = (
    Page(label=_("Progress"), name="board", can=SeasonCan.READ, under=("/board/", "/congress/")),
    Page(label=_("My desk"), name="desk", under=("/desk/",)),
    Page(label=_("Congresses"), name="season:congresses", can=SeasonCan.READ, under=("/season/",)),
    Page(label=_("Documents"), name="papers:documents", can=PapersCan.READ, under=("/papers/",)),
    Page(label=_("Office"), name="office:papers", can=OfficeCan.READ, under=("/office/",)),
    Page(
        label=_("Duty force"),
        name="duty:rosters",
        can=DutyCan.READ_ROSTERS,
        under=(
            "/duty/rosters",
            "/duty/standing",
            "/duty/windows",
            "/duty/plans",
            "/duty/officers",
            "/duty/vehicles",
            "/duty/posts",
            "/duty/shifts",
            "/duty/quotas",
            "/duty/trials",
            "/duty/runs",
        ),
    ),
    Page(
        label=_("Control room"),
        name="control:rooms",
        can=ControlCan.READ,
        under=("/control/", "/gateways/"),
    ),
    Page(label=_("Venues"), name="venues:venues", under=("/venues/",)),
    Page(label=_("Units"), name="tree:units", can=TreeCan.READ_UNITS, under=("/tree/",)),
)
ACCOUNT_PAGES: Final = (
    Page(label=_("My duty"), name="duty:mine", can=DutyCan.READ_DUTY),
    Page(label=_("My post, for the phone"), name="phone:page", can=ControlCan.REPORT),
    Page(label=_("My jobs"), name="jobs:mine", under=("/jobs/",)),
    Page(
        label=pgettext_lazy("navigation", "Workbook"),
        name="workbook:start",
        under=("/workbook/",),
    ),
    Page(label=_("Grades held here"), name="season:grades", can=SeasonCan.READ_GRADES),
    Page(label=_("Who may see this?"), name="tree:explain", can=TreeCan.EXPLAIN_ACCESS),
    Page(label=_("Security keys and codes"), name="mfa_index", under=("/accounts/2fa/",)),
    Page(label=_("Change password"), name="account_change_password"),
)
