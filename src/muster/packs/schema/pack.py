"""A whole pack."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import Field

from muster.packs.schema import appraisal as ap
from muster.packs.schema import calls, moving
from muster.packs.schema import closing as c
from muster.packs.schema import control as ct
from muster.packs.schema import copies as cp
from muster.packs.schema import duty as d
from muster.packs.schema import letters as le
from muster.packs.schema import meeting as m
from muster.packs.schema import office as o
from muster.packs.schema import papers as pp
from muster.packs.schema import partner as pa
from muster.packs.schema import phone as ph
from muster.packs.schema import press as pr
from muster.packs.schema import procedure as p
from muster.packs.schema import readiness as rd
from muster.packs.schema import remarks as rk
from muster.packs.schema import reporting as r
from muster.packs.schema import standing as st
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
    papers: pp.PapersRules
    grades: Annotated[Mapping[str, pp.Grade], titled("grades")]
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
    standing_shifts: Annotated[Mapping[str, st.StandingShift], titled("standing shifts")]
    standing_groups: Annotated[Mapping[str, st.StandingGroup], titled("standing groups")]
    standing_posts: Annotated[Mapping[str, st.StandingKind], titled("kinds of standing post")]
    severities: Annotated[Mapping[str, d.Severity], titled("severities")]
    checklists: Annotated[Mapping[str, d.Checklist], titled("checklists")]
    holidays: Annotated[Mapping[str, d.Holiday], titled("holidays")] = Field(default_factory=dict)
    registers: Annotated[Mapping[str, o.Register], titled("registers")]
    paper_kinds: Annotated[Mapping[str, o.PaperKind], titled("kinds of papers")]
    authorities: Annotated[Mapping[str, o.Authority], titled("authorities to sign")]
    readiness: rd.Readiness
    letters: Annotated[Mapping[str, le.LetterKind], titled("letters")]
    approvals: Annotated[Mapping[str, o.ApprovalRule], titled("approvals")]
    instruction_kinds: Annotated[Mapping[str, o.InstructionKind], titled("kinds of instruction")]
    meeting_kinds: Annotated[Mapping[str, m.MeetingKind], titled("kinds of meeting")]
    partner_kinds: Annotated[Mapping[str, pa.PartnerKind], titled("kinds of partner")]
    press_zones: Annotated[Mapping[str, pr.PressZone], titled("zones of the press")]
    task_sets: Annotated[Mapping[str, o.TaskSet], titled("task sets")]
    closing: Annotated[Mapping[str, c.ClosingItem], titled("closing items")] = Field(
        default_factory=dict
    )
    allowances: Annotated[Mapping[str, c.AllowanceGroup], titled("allowances")] = Field(
        default_factory=dict
    )
    awards: Annotated[Mapping[str, c.AwardKind], titled("awards")] = Field(default_factory=dict)
    copy_kinds: Annotated[Mapping[str, cp.CopyKind], titled("kinds of numbered copies")]
    call_purposes: Annotated[Mapping[str, calls.CallPurpose], titled("purposes of calls")]
    moving_papers: Annotated[Mapping[str, moving.MovingPaper], titled("papers of a moving")]
    callees: Annotated[Mapping[str, calls.Callee], titled("whom to call")]
    report_forms: Annotated[Mapping[str, r.ReportForm], titled("report forms")]
    incident_zones: Annotated[Mapping[str, r.IncidentZone], titled("incident zones")]
    incident_kinds: Annotated[Mapping[str, r.IncidentKind], titled("incident kinds")]
    control: ct.ControlRules
    dispatch: ct.DispatchRules
    phone: ph.PhoneRules
    positions: ct.PositionRules
    tokens: ct.TokenRules
    sending: ct.SendingRules
    day: ct.DayRules
    day_stages: Annotated[Mapping[str, ct.DayStage], titled("stages of the day")]
    team_states: Annotated[Mapping[ct.TeamState, ct.TeamStateRule], titled("states of teams")]
    priorities: Annotated[Mapping[str, ct.Priority], titled("priorities")]
    incident_states: Annotated[Mapping[str, ct.IncidentState], titled("states of incidents")]
    incident_types: Annotated[Mapping[str, ct.IncidentType], titled("types of incident")]
    contingency_cards: Annotated[Mapping[str, ct.ContingencyCard], titled("contingency cards")]
    line_kinds: Annotated[Mapping[str, ct.LineKind], titled("kinds of line")]
    line_templates: Annotated[Mapping[str, ct.LineTemplate], titled("templates of lines")]
    equipment_kinds: Annotated[Mapping[str, ct.EquipmentKind], titled("kinds of equipment")]
    radio_channels: Annotated[Mapping[str, ct.RadioChannel], titled("radio channels")]
    appraisal: ap.Appraisal
    remarks: rk.Remarks
    remark_kinds: Annotated[Mapping[str, rk.RemarkKind], titled("kinds of remark")]
    remark_levels: Annotated[Mapping[str, rk.RemarkLevel], titled("levels of remarks")]

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

    @property
    def default_grade(self) -> pp.Grade:
        """The grade of a document where nothing else is said."""
        return next(one for one in self.grades.values() if one.default)

    def letters_for(self, occasion: calls.Occasion) -> list[le.LetterKind]:
        """The letters of an occasion, the usual one first."""
        return [one for one in self.letters.values() if one.occasion is occasion]

    def calls_for(self, occasion: calls.Occasion) -> list[calls.CallPurpose]:
        """The purposes of calls on an occasion, the usual one first."""
        return [one for one in self.call_purposes.values() if one.occasion is occasion]

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

    def remark_level_for(self, tier: str) -> rk.RemarkLevel | None:
        """How long a body of a tier has to put remarks together; None: it passes on at once."""
        return next((one for one in self.remark_levels.values() if tier in one.tiers), None)

    @property
    def first_incident_state(self) -> ct.IncidentState:
        """The state in which an incident is opened."""
        return next(one for one in self.incident_states.values() if one.first)

    @property
    def usual_remark(self) -> rk.RemarkKind:
        """The kind of a remark that has words and says no kind: the first that does not agree."""
        return next(
            (one for one in self.remark_kinds.values() if not (one.agrees or one.proposes)),
            next(iter(self.remark_kinds.values())),
        )

    def closing_for(self, *, tier: str) -> list[c.ClosingItem]:
        """What a congress of a tier must settle afterwards."""
        return [one for one in self.closing.values() if not one.tiers or tier in one.tiers]

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
