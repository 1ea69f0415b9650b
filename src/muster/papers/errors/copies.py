"""What is refused about numbered copies. Each names the copy, and who holds it."""

from django.utils.translation import gettext_lazy as _

from muster.papers.errors import PapersError


class NumbersEmpty(PapersError):
    """No number was typed."""

    code = "copies.numbers_empty"
    template = _("Write the numbers of the copies, for instance 1-40, 45.")


class NumbersUnread(PapersError):
    """Something that is neither a number nor a range upward, or the label of another series."""

    code = "copies.numbers_unread"
    template = _(
        "“%(text)s” names no copy of this series: write numbers and ranges upward, as in 1-40, 45."
    )


class NumbersTwice(PapersError):
    """A number stands in two of the ranges."""

    code = "copies.numbers_twice"
    template = _("Number %(number)s is named twice: ranges may not overlap.")


class NumbersTooMany(PapersError):
    """More numbers than a series can have."""

    code = "copies.numbers_too_many"
    template = _("At most %(most)s copies in one act.")


class NumbersOutside(PapersError):
    """Numbers that were never printed."""

    code = "copies.numbers_outside"
    template = _(
        "Number %(numbers)s of this series was not printed: there are numbers 1 to %(printed)s."
    )


class CopyElsewhere(PapersError):
    """A copy that is not where the act needs it."""

    code = "copies.elsewhere"
    template = _("Copy %(numbers)s cannot be taken for this: %(where)s.")


class HeldByAnother(PapersError):
    """A copy that comes back from one who does not hold it."""

    code = "copies.held_by_another"
    template = _("Copy %(numbers)s was given to %(holder)s at %(at)s, not to %(giver)s.")


class CopyListed(PapersError):
    """A copy that stands in minutes of destruction which are not signed yet."""

    code = "copies.listed"
    template = _(
        "Copy %(numbers)s stands in minutes of destruction no. %(minutes)s, which wait for"
        " signatures. Withdraw the minutes first."
    )


class SeriesIncomplete(PapersError):
    """A series that does not say what it is or by whose order."""

    code = "copies.series_incomplete"
    template = _("Still wanted: %(wanted)s.")


class CopiesChanged(PapersError):
    """The second of two people who save."""

    code = "copies.changed"
    template = _(
        "%(who)s changed this at %(at)s, after you opened it. Look at it again, then save."
    )


class PrintingBack(PapersError):
    """A printing that has come back already."""

    code = "copies.printing_back"
    template = _("%(who)s took this printing back at %(at)s already.")


class PrintingOut(PapersError):
    """A printing that is still at the printing house."""

    code = "copies.printing_out"
    template = _("The printing at %(place)s has not come back yet.")


class TooManyPrinted(PapersError):
    """More copies in one series than are kept one by one."""

    code = "copies.too_many_printed"
    template = _("A series holds at most %(most)s copies; begin another one.")


class PlatesGone(PapersError):
    """Plates and files are deleted once."""

    code = "copies.plates_gone"
    template = _("Plates and files of this printing were deleted on %(day)s already.")


class ReceiptThere(PapersError):
    """A receipt is entered once."""

    code = "copies.receipt_there"
    template = _("Receipt of no. %(number)s was entered already: %(how)s.")


class WhyMissing(PapersError):
    """An act that must say why or how."""

    code = "copies.why"
    template = _("Say why.")


class AlreadyExplained(PapersError):
    """What became of missing copies is said once."""

    code = "copies.explained"
    template = _("%(who)s explained this at %(at)s already.")


class DestructionEnded(PapersError):
    """Minutes that are signed or withdrawn do not change."""

    code = "copies.destruction_ended"
    template = _("These minutes are %(state)s.")


class SignedAlready(PapersError):
    """One person signs once: two different people must sign."""

    code = "copies.signed_already"
    template = _(
        "%(name)s has signed these minutes. A second signature must be that of somebody else."
    )


class NothingToDestroy(PapersError):
    """Minutes without a copy."""

    code = "copies.nothing_to_destroy"
    template = _("Nothing of this series can be destroyed now: no copy is left, back or spoiled.")
