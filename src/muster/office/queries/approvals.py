"""Where a thing stands on its way to a signature: what was frozen, and what changed since."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from muster.ledger import canonical
from muster.office.bridge import rules_of
from muster.office.models import Approval, ApprovalState, SigningGrant
from muster.office.models.approval import UNDER_WAY
from muster.packs import ApprovalRule
from muster.season.bridge import pack_of
from muster.season.queries import season_in_focus
from muster.season.registry import Approvable, approvable_source
from muster.tree.models import Account
from muster.tree.reach import reach_of
from muster.tree.scope import scope
from muster.tree.table import Role

Parts = Mapping[str, Sequence[Sequence[str | int]]]
WORDS: Final = {
    "approval.submitted": pgettext_lazy("approval", "submitted for a signature"),
    "approval.returned": pgettext_lazy("approval", "came back"),
    "approval.withdrawn": pgettext_lazy("approval", "withdrawn"),
    "approval.signed": pgettext_lazy("approval", "signed"),
    "approval.issued": pgettext_lazy("approval", "issued"),
    "approval.scan_added": pgettext_lazy("approval", "scan added"),
    "file.taken_out": gettext_lazy("file taken out"),
}


def look(subject: str) -> Approvable:
    """The thing itself as it stands now, in the installation's language for every reader.

    Raises KeyError for a word that no capability registered, RuleUnknown for a part or a kind
    that the pack does not name.
    """
    source, pk = approvable_source(subject)
    with translation.override(settings.LANGUAGE_CODE):
        thing = source.look(pk)
    rule = rule_for(thing)
    for part in thing.parts:
        rule.parts[part]
    return thing


def rule_for(thing: Approvable) -> ApprovalRule:
    """What the pack says about approving a thing."""
    return rules_of(thing.unit).approvals[thing.kind]


def frozen(thing: Approvable) -> Parts:
    """The content of a thing as it is kept and compared: plain lists, one spelling."""
    plain: Parts = json.loads(canonical.text(dict(thing.parts)))
    return plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One part that is no longer as it was frozen, with the lines that came and went."""

    key: str
    name: str
    sign_again: bool
    added: Sequence[Sequence[str | int]]
    removed: Sequence[Sequence[str | int]]


def differences(before: Parts, after: Parts, rule: ApprovalRule) -> list[Difference]:
    """What changed between two contents, part by part in the order of the pack."""
    found = []
    for key, part in rule.parts.items():
        old, new = list(before.get(key, ())), list(after.get(key, ()))
        if old == new:
            continue
        kept_old, kept_new = set(map(_line, old)), set(map(_line, new))
        found.append(
            Difference(
                key=key,
                name=str(part.name),
                sign_again=part.sign_again,
                added=[line for line in new if _line(line) not in kept_old],
                removed=[line for line in old if _line(line) not in kept_new],
            )
        )
    return found


def _line(cells: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(cells)


def latest(subject: str) -> Approval | None:
    """The newest version of a subject that was ever submitted."""
    rows = Approval.objects.filter(subject=subject).select_related("season_unit__season")
    return rows.order_by("-number").first()


def latest_of(subjects: Sequence[str]) -> dict[str, Approval]:
    """The newest version of each subject, for lists: one query, the content is not looked at."""
    rows = Approval.objects.filter(subject__in=subjects).order_by("subject", "number")
    return {row.subject: row for row in rows}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a thing stands. approval: its newest version, none while it is a draft.

    changed: what differs from what was frozen in that version.
    """

    subject: str
    thing: Approvable
    rule: ApprovalRule
    approval: Approval | None
    changed: Sequence[Difference]

    @property
    def needed(self) -> bool:
        """Whether this user's pack asks for a signature at all."""
        return self.rule.needed

    @property
    def state(self) -> str:
        """The state of the newest version, or "draft"."""
        return self.approval.state if self.approval is not None else "draft"

    @property
    def label(self) -> str:
        """The state in words."""
        if self.approval is None:
            return pgettext("approval", "draft")
        return str(self.approval.get_state_display())

    @property
    def is_signed(self) -> bool:
        """Signed as it stands now, or needs no signature: this and nothing else is issued."""
        if not self.needed:
            return True
        signed = self.state in (ApprovalState.APPROVED, ApprovalState.ISSUED)
        return signed and not self.needs_new_signature

    @property
    def needs_new_signature(self) -> bool:
        """Whether what was frozen is no longer what stands there, where that matters."""
        return any(one.sign_again for one in self.changed)

    @property
    def may_be_submitted(self) -> bool:
        """Whether a version can be sent for a signature now."""
        if not self.needed or self.state == ApprovalState.SUBMITTED:
            return False
        return not self.is_signed

    @property
    def may_be_issued(self) -> bool:
        """Whether it can be issued now."""
        if not self.needed:
            return True
        return self.is_signed and self.state == ApprovalState.APPROVED


def state_of(subject: str) -> Standing:
    """Where a subject stands now. Looks at its whole content: for its own page, not for lists."""
    thing = look(subject)
    rule = rule_for(thing)
    row = latest(subject)
    changed = [] if row is None else differences(row.frozen.parts, frozen(thing), rule)
    return Standing(subject=subject, thing=thing, rule=rule, approval=row, changed=changed)


# ---- lists

CHOICES: Final = {
    "": UNDER_WAY,
    "returned": Q(state=ApprovalState.RETURNED),
    "issued": Q(state=ApprovalState.ISSUED),
}


def approvals_of(account: Account) -> QuerySet[Approval]:
    """The versions of the season in scope."""
    rows = scope(account, Approval).filter(season_unit__season=season_in_focus())
    return rows.select_related("season_unit__season", "paper")


def chosen_approvals(rows: QuerySet[Approval], choice: str) -> QuerySet[Approval]:
    """The versions of one choice of the list; an unknown one leaves all."""
    return rows.filter(CHOICES.get(choice, Q()))


def waiting_for_signature(
    rows: QuerySet[Approval], account: Account, *, today: date
) -> QuerySet[Approval]:
    """What waits for the signature of *account*: by its roles, or for somebody who is away."""
    season = season_in_focus()
    if season is None:
        return rows.none()
    reach, wanted = reach_of(account), Q(pk__in=[])
    for kind, rule in pack_of(season).approvals.items():
        roles = {Role(role) for role in rule.signers}
        wanted |= Q(kind=kind) & reach.as_any(roles).season_units()
    grants = SigningGrant.objects.filter(
        Q(until=None) | Q(until__gte=today),
        person=account.person_id,
        season_unit__season=season,
        since__lte=today,
        ended_at=None,
    ).select_related("season_unit")
    for grant in grants if account.person_id is not None else ():
        below = Q(
            season_unit__first__gte=grant.season_unit.first,
            season_unit__first__lte=grant.season_unit.last,
        )
        wanted |= below & Q(kind__in=grant.kinds) if grant.kinds else below
    return rows.filter(wanted, state=ApprovalState.SUBMITTED)


def came_back(rows: QuerySet[Approval], account: Account) -> QuerySet[Approval]:
    """What *account* submitted and got back, and has not submitted anew."""
    newer = Approval.objects.filter(subject=OuterRef("subject"), number__gt=OuterRef("number"))
    mine = rows.filter(state=ApprovalState.RETURNED, submitter_id=account.pk)
    return mine.exclude(Exists(newer))


@dataclass(frozen=True, slots=True)
class ApprovalFigures:
    """What stands above the list."""

    waiting: int
    signed: int
    returned: int


def approval_figures(rows: QuerySet[Approval]) -> ApprovalFigures:
    """How many wait, are signed and not issued, came back: one query."""
    found = rows.order_by().aggregate(
        waiting=Count("pk", filter=Q(state=ApprovalState.SUBMITTED)),
        signed=Count("pk", filter=Q(state=ApprovalState.APPROVED)),
        returned=Count("pk", filter=Q(state=ApprovalState.RETURNED)),
    )
    return ApprovalFigures(**found)
