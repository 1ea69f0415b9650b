"""A whole pack."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import Field

from muster.packs.schema import duty as d
from muster.packs.schema import office as o
from muster.packs.schema import procedure as p
from muster.packs.schema.base import Named, Sourced, Strict, Text, titled


class Season(Named):
    """What a season under this pack is called and when it runs if nothing else is said."""

    starts_on: date
    ends_on: date


class Word(Sourced):
    """What this user calls one of our nouns."""

    one: Text
    many: Text | None = None

    def __str__(self) -> str:
        return str(self.one)


class DeskName(Named):
    """What this user calls a desk."""


class Pack(Strict):
    """All rules of one kind of organisation, in one version."""

    key: str
    version: str
    digest: str
    name: Text
    about: Text
    time_zone: str
    season: Season
    hours: d.Hours
    duty: d.DutyRules
    desks: Annotated[Mapping[p.Desk, DeskName], titled("desks")]
    words: Annotated[Mapping[str, Word], titled("words")]
    tiers: Annotated[Mapping[str, p.Tier], titled("tiers")]
    unit_kinds: Annotated[Mapping[str, p.UnitKind], titled("unit kinds")]
    edge_kinds: Annotated[Mapping[str, p.EdgeKind], titled("edge kinds")]
    contents: Annotated[Mapping[str, p.Content], titled("contents")]
    agendas: Annotated[Mapping[str, p.Agenda], titled("agendas")]
    forms: Annotated[Mapping[str, p.Form], titled("forms")]
    groups: Annotated[Mapping[str, p.Group], titled("groups")]
    procedures: Annotated[Mapping[str, p.Procedure], titled("procedures")]
    subcommittees: Annotated[Mapping[str, p.Subcommittee], titled("sub-committees")]
    documents: Annotated[Mapping[str, p.DocumentKind], titled("document kinds")]
    evidence: Annotated[Mapping[str, p.EvidenceKind], titled("evidence kinds")]
    waivers: Annotated[Mapping[str, p.Reason], titled("reasons for a waiver")]
    delays: Annotated[Mapping[str, p.Reason], titled("reasons for a delay")]
    problems: Annotated[Mapping[str, p.Reason], titled("kinds of problem")]
    sizes: Annotated[Mapping[str, d.Size], titled("sizes")]
    risks: Annotated[Mapping[str, d.Risk], titled("risks")]
    rings: Annotated[Mapping[str, d.Ring], titled("rings")]
    skills: Annotated[Mapping[str, d.Skill], titled("skills")]
    ranks: Annotated[Mapping[str, d.Rank], titled("ranks")]
    absences: Annotated[Mapping[str, d.AbsenceKind], titled("absence kinds")]
    vehicle_kinds: Annotated[Mapping[str, d.VehicleKind], titled("vehicle kinds")]
    shift_patterns: Annotated[Mapping[str, d.ShiftPattern], titled("shift patterns")]
    posts: Annotated[Mapping[str, d.PostKind], titled("posts")]
    events: Annotated[Mapping[str, d.EventKind], titled("event kinds")]
    plans: Annotated[Mapping[str, d.PlanTemplate], titled("plan templates")]
    severities: Annotated[Mapping[str, d.Severity], titled("severities")]
    checklists: Annotated[Mapping[str, d.Checklist], titled("checklists")]
    holidays: Annotated[Mapping[str, d.Holiday], titled("holidays")] = Field(default_factory=dict)
    registers: Annotated[Mapping[str, o.Register], titled("registers")]
    paper_kinds: Annotated[Mapping[str, o.PaperKind], titled("kinds of papers")]
    authorities: Annotated[Mapping[str, o.Authority], titled("authorities to sign")]
    instruction_kinds: Annotated[Mapping[str, o.InstructionKind], titled("kinds of instruction")]
    task_sets: Annotated[Mapping[str, o.TaskSet], titled("task sets")]

    def procedure_for(self, tier: str) -> p.Procedure:
        """The procedure of a tier. Raises RuleUnknown for a tier the pack does not have."""
        wanted = self.tiers[tier].key
        return next(one for one in self.procedures.values() if wanted in one.tiers)

    @property
    def season_edge(self) -> p.EdgeKind:
        """The kind of parent edge that carries the season."""
        return next(kind for kind in self.edge_kinds.values() if kind.carries_season)

    @property
    def congress_event(self) -> d.EventKind:
        """The event kind that is the congress itself."""
        return next(kind for kind in self.events.values() if kind.congress)

    @property
    def default_agenda(self) -> p.Agenda:
        """The agenda of a congress where nothing else is said."""
        return next(one for one in self.agendas.values() if one.default)

    def size_for(self, people: int) -> d.Size:
        """The size of a congress that *people* attend."""
        return next(
            size
            for size in self.sizes.values()
            if size.max_people is None or people <= size.max_people
        )

    def form_for(self, members: int) -> p.Form:
        """Who meets in a unit of so many members: the form with the greatest threshold passed."""
        fitting = [form for form in self.forms.values() if form.min_members <= members]
        return max(fitting, key=lambda form: form.min_members)

    def documents_for(self, *, tier: str, contents: Collection[str]) -> list[p.DocumentKind]:
        """The documents that a congress of a tier with these contents needs."""
        return [
            one
            for one in self.documents.values()
            if (not one.tiers or tier in one.tiers)
            and (not one.contents or set(one.contents) & set(contents))
        ]

    def word(self, noun: str) -> Text:
        """What this user calls one of our nouns. Raises RuleUnknown."""
        return self.words[noun].one

    def rules(self) -> list[tuple[str, Sourced]]:
        """Every rule with its path, in the order of the pack: for lists of what is unverified."""
        found: list[tuple[str, Sourced]] = []
        for field in type(self).model_fields:
            _collect(getattr(self, field), field, found)
        return found


def _collect(value: Any, path: str, found: list[tuple[str, Sourced]]) -> None:
    if isinstance(value, Sourced):
        found.append((path, value))
    if isinstance(value, Mapping):
        for key, inner in value.items():
            _collect(inner, f"{path}.{key}", found)
    elif isinstance(value, Strict):
        for field in type(value).model_fields:
            _collect(getattr(value, field), f"{path}.{field}", found)
