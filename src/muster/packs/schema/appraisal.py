"""How a superior appraises the dossier of a congress: teams, rubrics, conclusions, days."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from muster.engines.schedule import Count
from muster.packs.schema.base import Named, Ref, Sourced, Text, titled

DocumentKey = Annotated[str, Ref("documents")]


class LeadsTo(StrEnum):
    """What a conclusion leads to."""

    MET = "met"  # the step is accepted
    ANSWER = "answer"  # the unit answers each point, and another round checks the answers
    AGAIN = "again"  # the unit hands in a whole new dossier


class Criterion(Named):
    """One thing that is judged.

    points: the most points; none where the answer is yes or no. weight: its share among the
    criteria of its rubric. about: what is looked at.
    """

    points: int | None = Field(default=None, ge=1, le=100)
    weight: int = Field(default=1, ge=1, le=100)
    about: Text | None = None

    @property
    def most(self) -> int:
        """The greatest value that can be given; 1 is yes where the answer is yes or no."""
        return self.points or 1


class CriterionGroup(Named):
    """Criteria that belong together."""

    criteria: Annotated[Mapping[str, Criterion], titled("criteria")] = Field(min_length=1)


class Rubric(Named):
    """What is judged in a document. documents: the kinds it is for; empty: all others."""

    documents: tuple[DocumentKey, ...] = ()
    groups: Annotated[Mapping[str, CriterionGroup], titled("groups of criteria")]

    @model_validator(mode="after")
    def _each_criterion_once(self) -> Self:
        keys = [key for group in self.groups.values() for key in group.criteria]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        if twice or not keys:
            raise ValueError(f"wanted: criteria, each key once in a rubric; twice: {twice}")
        return self

    def criteria(self) -> Iterator[Criterion]:
        """Every criterion in order."""
        for group in self.groups.values():
            yield from group.criteria.values()

    def criterion(self, key: str) -> Criterion | None:
        """The criterion of that key, in whatever group."""
        return next((one for one in self.criteria() if one.key == key), None)


class TeamKind(Named):
    """A kind of appraisal team. documents: what it appraises; empty: the whole dossier."""

    documents: tuple[DocumentKey, ...] = ()

    def takes(self, document: str) -> bool:
        """Whether a team of this kind appraises a kind of document."""
        return not self.documents or document in self.documents


class ConclusionKind(Named):
    """What a round can end in. points: it must name what is to be changed."""

    leads_to: LeadsTo
    points: bool = False


class VisitKind(Named):
    """A kind of visit. instruction: as what its points become tasks; paper_kind: the paper."""

    instruction: Annotated[str, Ref("instruction_kinds")]
    paper_kind: Annotated[str, Ref("paper_kinds")]


class Appraisal(Sourced):
    """The appraisal of dossiers.

    dossier_due_days, appraisal_due_days, final_due_days: by how many days before the first day of
    a congress its dossier, the conclusion, and the answer to its points are due, where the
    procedure has no step for it. blind: nobody learns another's scores before the head closes.
    scorers: how many members score a dossier. layout: key of the layout rules that Word files are
    held against. accompanied_by: kinds that the dossier must hold though nobody scores them.
    later: appraised kinds that may still be missing when it is handed in.
    """

    dossier_due_days: int = Field(ge=0, le=365)
    appraisal_due_days: int = Field(ge=0, le=365)
    final_due_days: int = Field(ge=0, le=365)
    count: Count = Count.WORKING
    blind: bool = True
    scorers: int = Field(default=2, ge=1, le=9)
    layout: str | None = None
    accompanied_by: tuple[DocumentKey, ...] = ()
    later: tuple[DocumentKey, ...] = ()
    teams: Annotated[Mapping[str, TeamKind], titled("appraisal teams")] = Field(min_length=1)
    rubrics: Annotated[Mapping[str, Rubric], titled("rubrics")]
    conclusions: Annotated[Mapping[str, ConclusionKind], titled("conclusions")]
    visits: Annotated[Mapping[str, VisitKind], titled("kinds of visit")] = Field(min_length=1)

    def rubric_for(self, document: str) -> Rubric:
        """The rubric of a kind of document. The loader holds that there is one."""
        rubrics = list(self.rubrics.values())
        own = (one for one in rubrics if document in one.documents)
        return next(own, None) or next(one for one in rubrics if not one.documents)
