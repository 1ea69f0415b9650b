"""What is refused on the way to a signature. A signer without authority is told who has it."""

from django.utils.translation import gettext_lazy as _

from muster.office.errors import OfficeError


class NoAuthority(OfficeError):
    """A signer without authority on that day."""

    code = "office.no_authority"
    status = 403
    template = _(
        "%(who)s has no authority to sign on %(day)s (%(kind)s, %(unit)s). Who has it: %(signers)s."
    )


class AlreadySubmitted(OfficeError):
    """One version waits at a time."""

    code = "office.already_submitted"
    template = _("%(title)s waits for a signature already: %(who)s submitted it at %(at)s.")


class NothingChanged(OfficeError):
    """What was signed and stands unchanged needs no second signature."""

    code = "office.nothing_changed"
    template = _("%(title)s was signed by %(who)s and has not changed since.")


class NotNeeded(OfficeError):
    """What the pack lets be issued without a signature."""

    code = "office.approval_not_needed"
    template = _("%(title)s needs no signature: it can be issued at once.")


class WrongApprovalState(OfficeError):
    """An act on a version that somebody else has moved on."""

    code = "office.wrong_approval_state"
    template = _("%(title)s, version %(number)s, is no longer there: %(state)s (%(who)s).")


class NotApproved(OfficeError):
    """Only what was approved is issued."""

    code = "office.not_approved"
    template = _("%(title)s is not signed yet: %(state)s. Who may sign: %(signers)s.")


class ChangedSince(OfficeError):
    """What was frozen is no longer what stands there."""

    code = "office.changed_since"
    template = _(
        "%(title)s was changed after it was submitted (%(parts)s). Submit it again for a signature."
    )


class WrongRegister(OfficeError):
    """A number is taken from an outgoing register of the body that signs."""

    code = "office.wrong_register"
    template = _("%(register)s is no register of papers that go out of %(unit)s.")


class AlreadyNumbered(OfficeError):
    """A version bears one number."""

    code = "office.already_numbered"
    template = _("%(title)s bears the number %(symbol)s already.")


class SigningIncomplete(OfficeError):
    """Authority to sign without a person, days or a paper."""

    code = "office.signing_incomplete"
    template = _("Still wanted: %(wanted)s.")


class GrantorHasNone(OfficeError):
    """Nobody hands on an authority that he does not have in his own right."""

    code = "office.grantor_has_none"
    template = _(
        "%(who)s does not sign %(kind)s of %(unit)s in their own right on %(day)s, so nobody can"
        " sign for them."
    )


class SigningEnded(OfficeError):
    """An authority is ended once."""

    code = "office.signing_ended"
    template = _("%(who)s ended this at %(at)s already.")


# ---- letters


class NothingLate(OfficeError):
    """Nobody is urged for what is not late."""

    code = "office.nothing_late"
    template = _("Nothing of what was chosen below %(unit)s is late with another unit any more.")


class LetterEmpty(OfficeError):
    """A letter says what it is about."""

    code = "office.letter_empty"
    template = _("A letter needs a subject and a text.")


# ---- readiness


class ReadinessUndeclared(OfficeError):
    """The head decides over what every chief has declared."""

    code = "office.readiness_undeclared"
    template = _("Not declared yet: %(names)s.")
