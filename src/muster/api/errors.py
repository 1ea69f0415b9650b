"""What the doors of the api refuse before anything is asked of a service, and what of tokens.

DomainError
├── NotSignedIn, BodyTooLarge, Malformed, Busy                            every door
├── TokenMissing, TokenUnknown, TokenRevoked, TokenEarly, TokenOver,
│   EventCancelled, ScopeMissing, IssuerMayNot, TooManyRequests            the door of devices
├── KeyMissing, KeyReused, PostGone                                        their writes
└── ScopesMissing, ScopeNotYours, PostNotManned, DutyOver,
    TooManyTokens, TokenNameTaken, TokenEnded                              issuing and revoking
"""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from muster.errors import DomainError


class NotSignedIn(DomainError):
    """A device is told so in its own words, not led to a page."""

    code: ClassVar[str] = "api.not_signed_in"
    status: ClassVar[int] = 401
    template = _("Nobody is signed in on this device any more. Sign in again; nothing is lost.")


class BodyTooLarge(DomainError):
    """Counted before it is read."""

    code: ClassVar[str] = "api.body_too_large"
    status: ClassVar[int] = 413
    template = _("This is too much at once: at most %(most_kb)d kB. Send it in parts.")


class Malformed(DomainError):
    """What does not have the shape that openapi.json says."""

    code: ClassVar[str] = "api.malformed"
    status: ClassVar[int] = 422
    template = _("This cannot be read: %(where)s. The page on the device may be old: reload it.")


class Busy(DomainError):
    """Others write; the same request a little later goes through."""

    code: ClassVar[str] = "api.busy"
    status: ClassVar[int] = 503
    template = _("The record is busy. The entry stays on the phone and is sent again.")


class TokenMissing(DomainError):
    """Who sends no token is nobody here."""

    code: ClassVar[str] = "api.token_missing"
    status: ClassVar[int] = 401
    template = _("This address wants a device token: Authorization: Bearer and the token.")


class TokenUnknown(DomainError):
    """No token of ours; nothing is said of why."""

    code: ClassVar[str] = "api.token_unknown"
    status: ClassVar[int] = 401
    template = _("This token is not known here. Ask the command post for a new one.")


class TokenRevoked(DomainError):
    """Somebody took it back."""

    code: ClassVar[str] = "api.token_revoked"
    status: ClassVar[int] = 401
    template = _("The token %(name)s was revoked at %(at)s. Report by radio to the command post.")


class TokenEarly(DomainError):
    """Before the duty."""

    code: ClassVar[str] = "api.token_early"
    status: ClassVar[int] = 403
    template = _("The token %(name)s holds from %(at)s on. Try again then.")


class TokenOver(DomainError):
    """After the duty."""

    code: ClassVar[str] = "api.token_over"
    status: ClassVar[int] = 403
    template = _("The duty of the token %(name)s ended at %(at)s.")


class EventCancelled(DomainError):
    """What does not take place has no duty."""

    code: ClassVar[str] = "api.event_cancelled"
    status: ClassVar[int] = 403
    template = _("%(event)s is cancelled; its tokens hold no more.")


class ScopeMissing(DomainError):
    """A token does what was chosen when it was issued, no more."""

    code: ClassVar[str] = "api.scope_missing"
    status: ClassVar[int] = 403
    template = _(
        "The token %(name)s does not let this: %(scope)s. "
        "Ask the command post for a token that does."
    )


class IssuerMayNot(DomainError):
    """A token never goes beyond the person who issued it."""

    code: ClassVar[str] = "api.issuer_may_not"
    status: ClassVar[int] = 403
    template = _(
        "Who issued the token %(name)s may not do this any more. "
        "Ask the command post for a new token."
    )


class TooManyRequests(DomainError):
    """The same request a little later goes through."""

    code: ClassVar[str] = "api.too_many_requests"
    status: ClassVar[int] = 429
    template = _("Too many requests at once. Try again in %(wait_s)d seconds.")


class KeyMissing(DomainError):
    """Without a key a retry would be recorded twice."""

    code: ClassVar[str] = "api.key_missing"
    status: ClassVar[int] = 400
    template = _(
        "This address wants the header Idempotency-Key: 8 to 80 letters, digits or . _ : -, "
        "a new one for each act and the same one for each retry."
    )


class KeyReused(DomainError):
    """A key stands for one request."""

    code: ClassVar[str] = "api.key_reused"
    status: ClassVar[int] = 422
    template = _(
        "The key %(key)s was sent before with other content; nothing was changed. "
        "Send a new act under a new key."
    )


class PostGone(DomainError):
    """Plans change."""

    code: ClassVar[str] = "api.post_gone"
    status: ClassVar[int] = 404
    template = _("The plan of %(event)s does not have the post %(post)s any more.")


class ScopesMissing(DomainError):
    """A token is for something."""

    code: ClassVar[str] = "api.scopes_missing"
    status: ClassVar[int] = 422
    template = _("Choose what may be done with the token.")


class ScopeNotYours(DomainError):
    """Nobody gives out what they do not have."""

    code: ClassVar[str] = "api.scope_not_yours"
    status: ClassVar[int] = 403
    template = _("You may not let a device do this, for you may not do it here: %(scopes)s.")


class PostNotManned(DomainError):
    """A token is bound to a duty."""

    code: ClassVar[str] = "api.post_not_manned"
    template = _("The post %(post)s of %(event)s has no shift, so no token can be bound to it.")


class DutyOver(DomainError):
    """What has ended needs no token."""

    code: ClassVar[str] = "api.duty_over"
    template = _("The duty of the post %(post)s ended at %(at)s.")


class TooManyTokens(DomainError):
    """So many devices at once, by the pack."""

    code: ClassVar[str] = "api.too_many_tokens"
    template = _("%(unit)s has %(most)d tokens that hold, and may have no more. Revoke one first.")


class TokenNameTaken(DomainError):
    """The name signs what a device says."""

    code: ClassVar[str] = "api.token_name_taken"
    template = _(
        "Another token of the event is called %(name)s. Choose another name, or revoke that one."
    )


class TokenEnded(DomainError):
    """Once is enough."""

    code: ClassVar[str] = "api.token_ended"
    template = _("The token %(name)s was revoked by %(who)s at %(at)s.")
