"""The sentences of what only shows across rows and sheets."""

from django.utils.translation import gettext_lazy as _

from muster.exchange.faults import say

say(
    {
        "unit.two_parents": _("Two parents of one kind: %(kind)s."),
        "unit.two_parents_rows": _(
            "Two parents of one kind: %(one)s here, %(other)s in row %(row)d."
        ),
        "unit.unknown": _("There is no unit “%(code)s”."),
        "unit.nearest": _("There is no unit “%(code)s”; did you mean %(nearest)s?"),
        "unit.cycle": _("The units stand in a circle: %(path)s."),
        "unit.implied": _("“%(name)s” is not in the tree; it will be founded as “%(tier)s”."),
        "person.unknown": _("There is no person with the number “%(number)s”."),
        "venue.unknown": _("There is no venue “%(code)s”."),
        "venue.half_a_place": _("Latitude and longitude go together."),
        "vehicle.unknown": _("“%(code)s” is neither an officer's number nor a vehicle code."),
        "congress.order": _(
            "%(child)s closes on %(child_day)s; it must be over before %(parent)s opens on "
            "%(parent_day)s."
        ),
        "congress.outside": _("%(day)s lies outside the season (%(first)s to %(last)s)."),
        "congress.backwards": _("The last day lies before the first."),
        "congress.held": _("It was held on %(day)s; its day cannot be moved."),
        "congress.none": _("“%(code)s” holds no congress in this season."),
        "congress.not_in_season": _("“%(code)s” is not part of this season."),
        "congress.too_small": _("%(people)d people are expected; the venue holds %(capacity)d."),
        "progress.no_step": _("A congress of the tier “%(tier)s” has no such step."),
        "progress.future": _("%(day)s has not come yet."),
        "progress.reason": _("Say why after a colon: a waived or returned step needs a reason."),
        "progress.day_kept": _("The step is in this state since %(day)s; that day stays."),
        "event.fixed": _("A planned event is changed on its page, which tells those on duty."),
        "time.backwards": _("It ends before it begins."),
        "settings.fixed": _("This cannot be changed by a workbook once the season is open."),
        "settings.unknown_root": _("The root unit “%(code)s” is on no row of the Units sheet."),
        "settings.missing": _("The setting “%(name)s” is missing."),
        "account.other_person": _("The account would belong to two persons."),
    }
)
