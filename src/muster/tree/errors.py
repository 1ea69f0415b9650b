"""What the tree refuses."""

from django.utils.translation import gettext_lazy as _

from muster.errors import DomainError


class TreeError(DomainError):
    """Any refusal of the tree, its register or its accounts."""


class NotAllowed(TreeError):
    """No grant in force covers what was asked; the sentence names the roles that could."""

    code = "tree.not_allowed"
    status = 403
    template = _("Your grants do not reach this. It may be done by: %(roles)s.")


class UnitUnknown(TreeError):
    """No unit bears that code or number, or the asker may not see it."""

    code = "tree.unit_unknown"
    status = 404
    template = _("There is no unit %(unit)s.")


class AccountUnknown(TreeError):
    """No account bears that name."""

    code = "tree.account_unknown"
    status = 404
    template = _("There is no account %(username)s.")


class UnitDissolved(TreeError):
    """Nothing more can happen to a unit that is no more."""

    code = "tree.unit_dissolved"
    template = _("%(unit)s was dissolved on %(on)s.")


class CodeTaken(TreeError):
    """Two living units would bear one code."""

    code = "tree.code_taken"
    template = _("The code %(code)s belongs to %(unit)s already.")


class Cycle(TreeError):
    """A unit would stand above itself on some day."""

    code = "tree.cycle"
    template = _("%(parent)s already stands below %(unit)s, so it cannot also stand above it.")


class TwoParents(TreeError):
    """A unit would have two parents of one kind on some day."""

    code = "tree.two_parents"
    template = _("%(unit)s would have two parents of one kind at the same time.")


class VersionsOverlap(TreeError):
    """A unit would have two names on some day."""

    code = "tree.versions_overlap"
    template = _("%(unit)s would have two versions at the same time.")


class TooEarly(TreeError):
    """Events of a unit are entered in the order in which they happened."""

    code = "tree.too_early"
    template = _("%(unit)s has had a later change on %(since)s; the day %(on)s comes before it.")


class AlreadyThere(TreeError):
    """The unit stands under that parent already."""

    code = "tree.already_there"
    template = _("%(unit)s stands under %(parent)s already.")


class NothingChanges(TreeError):
    """An event that would leave the unit as it is."""

    code = "tree.nothing_changes"
    template = _("%(unit)s is like that already.")


class HasChildren(TreeError):
    """Units below must be moved first."""

    code = "tree.has_children"
    template = _("%(unit)s still has %(count)d units below it: %(children)s. Move them first.")


class HasPersons(TreeError):
    """Persons must be moved first."""

    code = "tree.has_persons"
    template = _("%(unit)s still has %(count)d persons in the register. Move them first.")


class SplitIncomplete(TreeError):
    """Every unit below a split one must be named in exactly one part."""

    code = "tree.split_incomplete"
    template = _("Say to which part these units go, each once: %(children)s.")


class TooFewUnits(TreeError):
    """A merger needs another unit; a split needs two parts."""

    code = "tree.too_few_units"
    template = _("This needs at least two different units.")


class SharesWrong(TreeError):
    """The shares of a split do not make a whole."""

    code = "tree.shares_wrong"
    template = _("The shares must add up to 100 percent; they make %(percent)s.")


class NumberTaken(TreeError):
    """Two persons would bear one number."""

    code = "tree.number_taken"
    template = _("The number %(number)s belongs to %(person)s already.")


class UsernameTaken(TreeError):
    """Two accounts would bear one name."""

    code = "tree.username_taken"
    template = _("The account name %(username)s is taken.")


class PersonHasAccount(TreeError):
    """A person has one account at most."""

    code = "tree.person_has_account"
    template = _("%(person)s has the account %(username)s already.")


class GrantTwice(TreeError):
    """The same role on the same unit is in force already."""

    code = "tree.grant_twice"
    template = _("%(username)s is %(role)s of %(unit)s already.")


class GrantEndsEarly(TreeError):
    """A grant holds for one day at least."""

    code = "tree.grant_ends_early"
    template = _("The last day %(until)s comes before the first day %(since)s.")


class GrantEnded(TreeError):
    """A grant ends once."""

    code = "tree.grant_ended"
    template = _("This grant was revoked already.")


class LastAdministrator(TreeError):
    """Without an administrator nobody could give a grant any more."""

    code = "tree.last_administrator"
    template = _(
        "%(username)s is the last administrator whose grant has no end. Make another one first."
    )


class RowsRefused(TreeError):
    """Rows of a bulk call that cannot be applied; ``faults`` are (row key, what is wrong)."""

    code = "tree.rows_refused"
    template = _("%(count)d rows cannot be applied; the first: %(key)s: %(fault)s.")
