"""What alerts refuse.

DomainError
├── AlertBySame, AlertNotDraft, AlertNotInForce, AlertBreaksRules   of our own
└── AlertUnreadable, AlertKnown                                     of others
"""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from muster.errors import DomainError


class AlertBySame(DomainError):
    """Two people stand for a warning."""

    code: ClassVar[str] = "control.alert_by_same"
    template = _(
        "%(who)s drafted this alert and cannot release it. A second person who may release alerts "
        "reads and releases it."
    )


class AlertNotDraft(DomainError):
    """What was released or withdrawn stays as it is."""

    code: ClassVar[str] = "control.alert_not_draft"
    template = _("Alert %(number)s no longer waits for release: it is “%(state)s”.")


class AlertNotInForce(DomainError):
    """Only what is in force can be updated or cancelled."""

    code: ClassVar[str] = "control.alert_not_in_force"
    template = _("Alert %(number)s is not in force: it is “%(state)s”. Draft a new alert instead.")


class AlertBreaksRules(DomainError):
    """What the standard does not allow is neither drafted nor sent."""

    code: ClassVar[str] = "control.alert_breaks_rules"
    status: ClassVar[int] = 422
    template = _("The alert breaks rules of CAP 1.2: %(findings)s.")


class AlertUnreadable(DomainError):
    """Bytes that are no message of the standard."""

    code: ClassVar[str] = "control.alert_unreadable"
    status: ClassVar[int] = 422
    template = _("%(name)s was not taken: it is no message of CAP 1.2. Found: %(findings)s.")


class AlertKnown(DomainError):
    """The same message comes by several ways."""

    code: ClassVar[str] = "control.alert_known"
    template = _("This message is in the room already, as number %(number)s.")
