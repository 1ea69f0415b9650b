"""Tiers, the steps that lead to a congress, and what each step demands."""

from collections.abc import Collection, Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from muster.engines.schedule import Count
from muster.packs.schema.base import Named, Ref, Sourced, Strict, Text, titled

TierKey = Annotated[str, Ref("tiers")]


class Milestone(StrEnum):
    """The three things that "done" can mean, each counted for itself."""

    HELD = "held"
    REPORTED = "reported"
    RATIFIED = "ratified"


class Desk(StrEnum):
    """Who holds a step; lateness is attributed to this desk."""

    UNIT = "unit"
    APPRAISER = "appraiser"
    SUPERIOR = "superior"


class StepState(StrEnum):
    """A reached state that a board may count."""

    SUBMITTED = "submitted"
    CHECKED = "checked"
    ACCEPTED = "accepted"


class Anchor(StrEnum):
    """The day a step is counted from."""

    OPENS = "opens"  # first day of the congress
    CLOSES = "closes"  # last day of the congress
    TIER_DEADLINE = "tier_deadline"  # the superior's day for this tier to have held
    PARENT_OPENS = "parent_opens"  # first day of the congress of the unit above


class Feed(StrEnum):
    """What another capability reports that moves a step by itself."""

    VENUE_CHECKED = "venue_checked"
    PLAN_APPROVED = "plan_approved"
    ROSTER_PUBLISHED = "roster_published"
    DOSSIER_COMPLETE = "dossier_complete"
    APPRAISAL_MET = "appraisal_met"


class Needed(StrEnum):
    """What handing a step in asks of the documents that it names."""

    SHOWN = "shown"  # they are shown with what is missing, and ask for nothing
    VERSION = "version"  # each has a text
    ADOPTED = "adopted"  # each is adopted


class Due(Sourced):
    """A day by which a milestone is due: a date, or a count of days after another milestone."""

    on: date | None = None
    after: Milestone | None = None
    days: int | None = Field(default=None, ge=0)
    count: Count = Count.WORKING

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        relative = self.after is not None and self.days is not None
        if relative == (self.on is not None) or (self.after is None) != (self.days is None):
            raise ValueError("wanted: either `on`, or `after` with `days`")
        return self


class Deadlines(Strict):
    """One day each for the three counters of a tier."""

    held: Due
    reported: Due
    ratified: Due

    def of(self, milestone: Milestone) -> Due:
        """The deadline of one counter."""
        due: Due = getattr(self, milestone.value)
        return due


class Tier(Named):
    """A level of organisation. It is not depth in the tree: a unit's tier is dated.

    max_days: longest congress, preparatory session included [days, halves allowed].
    report_days: the least time from the last day of a congress to its report [calendar days].
    """

    level: int = Field(ge=1)
    max_days: float = Field(gt=0)
    preparatory_max_days: float | None = Field(default=None, gt=0)
    report_days: int = Field(default=1, ge=0)
    default_size: Annotated[str, Ref("sizes")]
    deadlines: Deadlines


class UnitKind(Named):
    """What sort of unit; says which tiers it usually has."""

    tiers: tuple[TierKey, ...] = ()


class EdgeKind(Named):
    """A kind of parent edge. Exactly one kind of a pack carries the season."""

    carries_season: bool = False


class Content(Named):
    """One content a congress deals with; some steps exist only where it does."""


class Agenda(Named):
    """A usual set of contents. One agenda of a pack is the default."""

    contents: tuple[Annotated[str, Ref("contents")], ...]
    default: bool = False


class Form(Named):
    """Who meets: all members, or delegates. ``min_members`` is the least size that takes it."""

    min_members: int = Field(default=0, ge=0)


class Applies(Strict):
    """Where a step applies: each list that is not empty must be met."""

    contents: tuple[Annotated[str, Ref("contents")], ...] = ()
    sizes: tuple[Annotated[str, Ref("sizes")], ...] = ()
    risks: tuple[Annotated[str, Ref("risks")], ...] = ()
    forms: tuple[Annotated[str, Ref("forms")], ...] = ()

    def to(
        self, *, contents: Collection[str], size: str = "", risk: str = "", form: str = ""
    ) -> bool:
        """Whether a congress with these marks has the step; an unknown mark excludes nothing."""
        met = not self.contents or bool(set(self.contents) & set(contents))
        pairs = ((self.sizes, size), (self.risks, risk), (self.forms, form))
        return met and all(not wanted or not mark or mark in wanted for wanted, mark in pairs)


class Proof(Strict):
    """Evidence a submission must carry.

    documents: each of the step's documents that has a text counts like a file.
    """

    kind: Annotated[str, Ref("evidence")]
    at_least: int = Field(default=1, ge=1)
    documents: bool = False


class Step(Named):
    """One step of a procedure.

    Due ``offset_days`` from ``anchor`` (negative: before), counted in ``count`` days. It usually
    takes ``duration_days`` and never less than ``least_days`` (the same if not stated).
    ``checked_by`` absent: a submission goes straight to the desk that accepts it.
    ``closes``: nothing is taken after the deadline until the superior reopens the step.
    ``documents_need``: what handing in asks of the documents, but for a step entered from paper.
    ``depends_on`` names steps of the same procedure.
    """

    group: Annotated[str, Ref("groups")]
    anchor: Anchor = Anchor.OPENS
    offset_days: int
    count: Count = Count.CALENDAR
    duration_days: int = Field(ge=0)
    least_days: int | None = Field(default=None, ge=0)
    depends_on: tuple[str, ...] = ()
    done_by: Desk = Desk.UNIT
    checked_by: Desk | None = None
    accepted_by: Desk = Desk.SUPERIOR
    closes: bool = False
    milestone: Milestone | None = None
    column: bool = True
    fed_by: Feed | None = None
    evidence: tuple[Proof, ...] = ()
    documents: tuple[Annotated[str, Ref("documents")], ...] = ()
    documents_need: Needed = Needed.SHOWN
    checklist: Annotated[str, Ref("checklists")] | None = None
    subcommittee: Annotated[str, Ref("subcommittees")] | None = None
    applies: Applies = Applies()

    @model_validator(mode="after")
    def _least_is_less(self) -> Self:
        if self.least_days is not None and self.least_days > self.duration_days:
            raise ValueError(f"wanted: least_days at most duration_days ({self.duration_days})")
        return self


class Procedure(Named):
    """The steps of a congress of certain tiers, in the order the board shows them."""

    tiers: tuple[TierKey, ...] = Field(min_length=1)
    board_counts: StepState = StepState.ACCEPTED
    steps: Annotated[Mapping[str, Step], titled("steps")]

    def at(self, milestone: Milestone) -> Step:
        """The step whose acceptance reaches the milestone. The loader holds that there is one."""
        return next(step for step in self.steps.values() if step.milestone is milestone)

    def fed_by(self, feed: Feed) -> Step | None:
        """The step another capability moves, if this procedure has one."""
        return next((step for step in self.steps.values() if step.fed_by is feed), None)

    def steps_for(
        self, *, contents: Collection[str], size: str = "", risk: str = "", form: str = ""
    ) -> tuple[Step, ...]:
        """The steps that a congress with these marks has."""
        return tuple(
            step
            for step in self.steps.values()
            if step.applies.to(contents=contents, size=size, risk=risk, form=form)
        )


class Group(Named):
    """A group of steps on the board."""


class Subcommittee(Named):
    """A working body of the preparation: what it does and what it delivers."""

    tiers: tuple[TierKey, ...] = ()
    duties: tuple[Text, ...] = Field(min_length=1)
    products: tuple[Text, ...] = ()


class DocumentKind(Named):
    """A paper the congress needs; empty ``tiers`` means all of them."""

    tiers: tuple[TierKey, ...] = ()
    contents: tuple[Annotated[str, Ref("contents")], ...] = ()
    appraised: bool = False


class EvidenceKind(Named):
    """A kind of proof and the files it may be: media types by content, and a limit of size."""

    media_types: tuple[str, ...] = Field(min_length=1)
    max_mb: int = Field(ge=1, le=200)


class Reason(Named):
    """A ready-made reason: of a waiver, a delay or a problem."""
