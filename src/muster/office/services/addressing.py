"""Units that somebody typed, or the refusal that names the line and what looks like it."""

from django.utils.translation import gettext as _

from muster.office.errors import AddresseeUnknown
from muster.office.queries.addressees import near, units_named
from muster.season.models import SeasonUnit


def addressed(unit: SeasonUnit, text: str, *, line: int) -> list[SeasonUnit]:
    """The units that *text* names, at or below *unit*. Raises AddresseeUnknown."""
    found = units_named(unit, text)
    if not found:
        names = ", ".join(near(unit, text))
        hint = _("Is it one of these: %(names)s?") % {"names": names} if names else ""
        raise AddresseeUnknown(line=line, name=text.strip(), near=hint)
    return found
