"""What the door counts, in words for the page, by the code of the refusal."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from muster.api.models import Refusal

SAID: Final = {
    "api.token_missing": _("sent no token"),
    "api.token_unknown": _("sent a token that is none of ours"),
    "api.token_revoked": _("came with it after it was revoked"),
    "api.token_early": _("came before the duty"),
    "api.token_over": _("came after the duty"),
    "api.event_cancelled": _("came for an event that is cancelled"),
    "api.scope_missing": _("wanted what the token does not let"),
    "api.issuer_may_not": _("wanted what its issuer may not do any more"),
    "api.too_many_requests": _("asked too much at once"),
}


def said(one: Refusal) -> str:
    """Why, in a few words."""
    return str(SAID.get(one.code, one.code))
