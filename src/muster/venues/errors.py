"""What the venues refuse."""

from django.utils.translation import gettext_lazy as _

from muster.errors import DomainError


class VenueError(DomainError):
    """Any refusal of the venues."""


class CodeTaken(VenueError):
    """Two venues would bear one code."""

    code = "venues.code_taken"
    template = _("The code %(code)s belongs to %(venue)s already.")


class NameTaken(VenueError):
    """Two rooms or two contacts of one venue would bear one name."""

    code = "venues.name_taken"
    template = _("%(venue)s has %(name)s already.")


class PlaceIncomplete(VenueError):
    """Half of a pair of coordinates, or one that lies not on the earth."""

    code = "venues.place_incomplete"
    template = _(
        "Latitude (-90 to 90) and longitude (-180 to 180) go together; given: %(lat)s, %(lon)s."
    )


class CapacityNeedsName(VenueError):
    """A capacity is what somebody stated."""

    code = "venues.capacity_needs_name"
    template = _("Say who stated that %(name)s holds %(people)d people.")


class CardIncomplete(VenueError):
    """A card says what to do first and what is then followed up."""

    code = "venues.card_incomplete"
    template = _("“%(card)s” needs at least one thing to do by hand and one task.")
