"""What the office refuses. Where somebody else was first, the message names him."""

from django.utils.translation import gettext_lazy as _

from muster.errors import DomainError


class OfficeError(DomainError):
    """Any refusal of the office."""


class NumberTaken(OfficeError):
    """Two clerks would give one number."""

    code = "office.number_taken"
    template = _(
        "Number %(number)s was taken at %(at)s by %(who)s for “%(abstract)s”."
        " The next free number is %(next)s."
    )


class NumberSkips(OfficeError):
    """A number beyond the next one would leave a gap."""

    code = "office.number_skips"
    template = _(
        "Number %(number)s would leave a gap: the next number of %(register)s is %(next)s."
    )


class SymbolTaken(OfficeError):
    """Two registers of one body would write one symbol on two papers."""

    code = "office.symbol_taken"
    template = _(
        "%(symbol)s stands in %(register)s already: %(who)s, “%(abstract)s”."
        " Choose another kind of paper, or use that register."
    )


class NumberBefore(OfficeError):
    """A number that the paper register used before this one was opened."""

    code = "office.number_before"
    template = _(
        "%(register)s begins here at number %(first)s; number %(number)s stands in the register"
        " kept before."
    )


class VolumeClosed(OfficeError):
    """A number in a year or a term that is closed."""

    code = "office.volume_closed"
    template = _(
        "%(volume)s of %(register)s was closed by %(who)s at %(at)s with number %(last)s."
        " Date the paper within an open year or term."
    )


class NoVolume(OfficeError):
    """A day on which the register has no numbers."""

    code = "office.no_volume"
    template = _(
        "%(register)s has no numbers for %(day)s: open a volume that holds that day first."
    )


class VolumeOverlaps(OfficeError):
    """Two volumes of one register would hold the same days."""

    code = "office.volume_overlaps"
    template = _("These days belong to the volume %(other)s already, which runs from %(day)s.")


class AlreadyClosed(OfficeError):
    """A volume is closed once."""

    code = "office.already_closed"
    template = _("%(who)s closed %(volume)s at %(at)s already.")


class RegisterNameTaken(OfficeError):
    """Two registers of one unit would bear one name."""

    code = "office.register_name_taken"
    template = _("%(unit)s has a register called %(name)s already.")


class PaperIncomplete(OfficeError):
    """A paper without what makes it findable."""

    code = "office.paper_incomplete"
    template = _("Still wanted: %(wanted)s.")


class Changed(OfficeError):
    """The second of two people who save."""

    code = "office.changed"
    template = _(
        "%(who)s changed this at %(at)s, after you opened it. Look at it again, then save."
    )


class AlreadyEntered(OfficeError):
    """The same paper came in by two ways."""

    code = "office.already_entered"
    template = _(
        "%(symbol)s of that date is number %(number)s of %(register)s already: %(who)s, %(at)s."
        " If it is another paper, tick “Enter it all the same”."
    )


class PaperCancelled(OfficeError):
    """Nothing is done with a cancelled paper."""

    code = "office.paper_cancelled"
    template = _("%(symbol)s was cancelled by %(who)s: %(reason)s")


class AlreadySettled(OfficeError):
    """A paper is settled once."""

    code = "office.already_settled"
    template = _("%(symbol)s was settled by %(who)s at %(at)s already.")


class NotSettled(OfficeError):
    """Only what was settled is opened again."""

    code = "office.not_settled"
    template = _("%(symbol)s is still open.")


class ReasonMissing(OfficeError):
    """An act that must say why."""

    code = "office.reason_missing"
    template = _("Say why.")


class OtherRegister(OfficeError):
    """A paper answers a paper of the same body."""

    code = "office.other_register"
    template = _("%(symbol)s stands in a register of another unit.")


class PaperUnknown(OfficeError):
    """A typed symbol that no paper bears, or several."""

    code = "office.paper_unknown"
    template = _("No single paper of this unit bears %(symbol)s: write it as its register does.")


class TaskIncomplete(OfficeError):
    """A task without owner, day or content."""

    code = "office.task_incomplete"
    template = _("Line %(line)s (%(what)s): still wanted: %(wanted)s.")


class AddresseeUnknown(OfficeError):
    """A line names a unit that the season does not have, or that two units bear."""

    code = "office.addressee_unknown"
    template = _("Line %(line)s: %(name)s is not the code or name of one unit. %(near)s")


class NoTasks(OfficeError):
    """An instruction from which nothing follows."""

    code = "office.no_tasks"
    template = _("An instruction needs at least one task: what, who, by when.")


class WouldCircle(OfficeError):
    """Tasks that would wait for each other."""

    code = "office.would_circle"
    template = _("These tasks would wait for each other: %(chain)s.")


class OtherCongress(OfficeError):
    """A task waits for one of the same congress, event or instruction."""

    code = "office.other_congress"
    template = _("%(task)s belongs to something else; a task waits for one beside it.")


class NotPending(OfficeError):
    """A task that is done or dropped."""

    code = "office.not_pending"
    template = _("This task is %(state)s already (%(who)s).")


class StillPending(OfficeError):
    """Only what is done or dropped is opened again."""

    code = "office.still_pending"
    template = _("This task is still open.")
