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


# ---- handing over an officer's work


class SameOfficer(OfficeError):
    """Work passes from one to another."""

    code = "office.same_officer"
    template = _("%(name)s would hand over to himself. Name who takes the work.")


class NothingHeld(OfficeError):
    """Nothing stands under a name, so nothing could be handed over."""

    code = "office.nothing_held"
    template = _(
        "Nothing at %(unit)s or below stands under the name %(name)s. Write the name as it"
        " stands at the tasks and papers, or list what passes by hand."
    )


class NoAccountForRoles(OfficeError):
    """Roles pass to an account."""

    code = "office.no_account_for_roles"
    template = _(
        "%(taker)s has no account chosen, so these roles cannot pass: %(roles)s."
        " Choose the account; an administrator makes one."
    )


class HandingEnded(OfficeError):
    """What is confirmed or withdrawn does not change any more."""

    code = "office.handing_ended"
    template = _("This handing over is %(state)s already (%(who)s). Draw up a new one.")


class NotYourSignature(OfficeError):
    """Only the two of whom it speaks sign with their accounts."""

    code = "office.not_your_signature"
    template = _("%(giver)s and %(taker)s sign this with their own accounts, nobody else.")


class HandingUnsigned(OfficeError):
    """Nothing moves before both have signed."""

    code = "office.handing_unsigned"
    template = _("Not signed yet: %(names)s. A signature on paper can be entered.")


class OwnConfirmation(OfficeError):
    """Nobody confirms what he himself gives or takes."""

    code = "office.own_confirmation"
    template = _("%(giver)s and %(taker)s do not confirm their own handing over; a superior does.")


class HeldMeanwhile(OfficeError):
    """What came after the signatures was signed for by nobody."""

    code = "office.held_meanwhile"
    template = _(
        "Since it was signed %(count)s more came to %(name)s: %(lines)s."
        " List it again and let both sign."
    )


# ---- closing after a congress


class ClosingBefore(OfficeError):
    """Nothing is closed before it is over."""

    code = "office.closing_before"
    template = _("The congress of %(unit)s lasts until %(ends_on)s; it is closed afterwards.")


class AlreadyClosing(OfficeError):
    """What is signed as closed does not change."""

    code = "office.already_closing"
    template = _("%(unit)s was signed as closed by %(who)s at %(at)s. Open it again first.")


class NotClosed(OfficeError):
    """Only what is closed is opened again."""

    code = "office.not_closed"
    template = _("The closing of %(unit)s is still open.")


class StillToSettle(OfficeError):
    """A closing is signed when nothing is left."""

    code = "office.still_to_settle"
    template = _("Still to settle (%(count)s): %(items)s. Settle each, or say why not needed.")


class ItemIncomplete(OfficeError):
    """An item is settled in the way that the pack says."""

    code = "office.item_incomplete"
    template = _("%(item)s: still wanted: %(wanted)s.")


class CountsDiffer(OfficeError):
    """No more can come back than was given out."""

    code = "office.counts_differ"
    template = _("%(item)s: %(out)s were given out, but %(back)s came back or were destroyed.")


class ItemSettled(OfficeError):
    """An item is settled once."""

    code = "office.item_settled"
    template = _("This was settled already (%(who)s, %(on)s). Open it again first.")


class ItemStillOpen(OfficeError):
    """Only what is settled is opened again."""

    code = "office.item_still_open"
    template = _("This is still open.")


class TableEmpty(OfficeError):
    """A table that must be signed has lines."""

    code = "office.table_empty"
    template = _("%(item)s: its table has no lines yet. Fill it first.")


class CallTaken(OfficeError):
    """Two clerks would ring one unit."""

    code = "office.call_taken"
    template = _("%(who)s is calling %(unit)s since %(at)s. Take the next one.")


class CallListClosed(OfficeError):
    """Nobody is called from a closed list."""

    code = "office.call_list_closed"
    template = _("%(who)s closed this call list at %(at)s: %(reason)s")


class CallListEmpty(OfficeError):
    """A list on which nobody stands."""

    code = "office.call_list_empty"
    template = _("There is nobody to call: no unit is chosen.")


class NotBelow(OfficeError):
    """A chain goes down from the unit that calls."""

    code = "office.not_below"
    template = _("%(unit)s does not stand below %(caller)s, so this list cannot reach it.")


class AlreadyTold(OfficeError):
    """Who was told is not rung again unless the result is taken back."""

    code = "office.already_told"
    template = _("%(unit)s was told at %(at)s by %(who)s already.")


class NotTold(OfficeError):
    """Only what was recorded can be confirmed or taken back."""

    code = "office.not_told"
    template = _("Nobody at %(unit)s was told yet.")


class WordsFaulty(OfficeError):
    """Braces in what is said that name no field."""

    code = "office.words_faulty"
    template = _("No field is called “%(found)s”. These can stand in what is said: %(known)s.")
