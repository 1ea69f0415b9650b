"""Forms of the conclusion sheet, of the unit's answers, and of the checks of them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from muster.packs import Pack
from muster.papers.models import (
    AppraisalRound,
    ConclusionPoint,
    DossierPaper,
    PointResult,
    SheetRemark,
)
from muster.papers.queries.appraisals.rounds import PointState
from muster.papers.services.appraisals import AnswerDraft, ConclusionDraft, OnPaper, PointDraft
from muster.papers.web.forms.sheets import LONGEST, paragraph_field, place_field, words
from muster.season.web.forms import Act, day_field

FURTHER: Final = 3
MOST: Final = 200
HANDLED: Final = (
    ("1", pgettext_lazy("point", "done as asked")),
    ("0", pgettext_lazy("point", "not done, because")),
)
ROW: Final = ("paper", "paragraph", "place", "text", "source", "carried")


class ConclusionForm(Act):
    """The sheet: what is concluded, and the points, line by line.

    remarks: of the members, to be taken over with a tick; unsettled: points of the round before
    that were not fully handled and are not taken over yet.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)
    rows = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=MOST)
    conclusion = forms.ChoiceField(label=_("Conclusion"), required=False, widget=forms.RadioSelect)
    text = words(_("General remarks"), rows=5)
    answer_due_on = day_field(_("The unit answers by"), required=False)
    take = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    carry = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(
        self,
        *args: Any,
        pack: Pack,
        row: AppraisalRound,
        papers: Sequence[DossierPaper],
        remarks: Sequence[SheetRemark],
        unsettled: Sequence[ConclusionPoint],
        **more: Any,
    ) -> None:
        points = list(row.points.select_related("paragraph"))
        super().__init__(*args, **more)
        self.papers, self.remarks, self.unsettled = papers, remarks, unsettled
        self.names = {one.pk: str(pack.documents[one.kind].name) for one in papers}
        self.initial = {
            "version": row.version,
            "rows": len(points) + FURTHER,
            "conclusion": row.conclusion,
            "text": row.text,
            "answer_due_on": row.answer_due_on,
            "carry": [] if row.conclusion else [str(one.pk) for one in unsettled],
            **self.initial,
        }
        self._offer("conclusion", _kinds(pack))
        self._offer("take", [(str(one.pk), one.text) for one in remarks])
        self._offer("carry", [(str(one.pk), one.text) for one in unsettled])
        for number in range(self._count(len(points))):
            self._add(number, points[number] if number < len(points) else None)

    def _count(self, standing: int) -> int:
        typed = str(self.data.get("rows", "")) if self.is_bound else ""
        return min(int(typed), MOST) if typed.isdecimal() else standing + FURTHER

    def _offer(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)

    def _add(self, number: int, point: ConclusionPoint | None) -> None:
        papers = [("", _("the whole dossier")), *((str(k), v) for k, v in self.names.items())]
        fields: dict[str, forms.Field] = {
            "paper": forms.ChoiceField(
                label=_("Document"),
                choices=papers,
                required=False,
                widget=forms.Select(attrs={"class": "inp"}),
            ),
            "paragraph": paragraph_field(),
            "place": place_field(),
            "text": words(_("What is to be changed")),
            "source": forms.IntegerField(required=False, widget=forms.HiddenInput),
            "carried": forms.IntegerField(required=False, widget=forms.HiddenInput),
        }
        for name, field in fields.items():
            field.initial = _begun(point, name)
            self.fields[f"{name}_{number}"] = field

    def points(self) -> list[dict[str, Any]]:
        """The lines of the sheet with their bound fields, for the page."""
        count = self._count(self.initial["rows"] - FURTHER)
        return [
            {"number": n + 1, **{name: self[f"{name}_{n}"] for name in ROW}} for n in range(count)
        ]

    def draft(self) -> ConclusionDraft:
        """What was typed, as the service takes it; what was ticked comes last."""
        typed = self.cleaned_data
        lines = [_line(typed, n) for n in range(self._count(0))]
        return ConclusionDraft(
            conclusion=typed["conclusion"],
            text=typed["text"],
            answer_due_on=typed["answer_due_on"],
            points=[
                *(line for line in lines if line.text.strip()),
                *(self._carried(one) for one in _ticked(self.unsettled, typed["carry"])),
                *(self._taken(one) for one in _ticked(self.remarks, typed["take"])),
            ],
        )

    def _here(self, paper: DossierPaper | None) -> int | None:
        """The same document as it lies before this round."""
        kind = paper.kind if paper is not None else ""
        return next((one.pk for one in self.papers if one.kind == kind), None)

    def _taken(self, one: SheetRemark) -> PointDraft:
        return PointDraft(
            text=one.text,
            paper_id=self._here(one.paper),
            paragraph=one.paragraph.number if one.paragraph is not None else None,
            place=one.place,
            source_id=one.pk,
        )

    def _carried(self, one: ConclusionPoint) -> PointDraft:
        return PointDraft(
            text=one.text, paper_id=self._here(one.paper), place=one.place, carried_id=one.pk
        )


def _kinds(pack: Pack) -> list[tuple[str, str]]:
    return [(key, str(one.name)) for key, one in pack.appraisal.conclusions.items()]


def _begun(point: ConclusionPoint | None, name: str) -> Any:
    if point is None:
        return None
    return {
        "paper": str(point.paper_id or ""),
        "paragraph": point.paragraph.number if point.paragraph is not None else None,
        "place": point.place,
        "text": point.text,
        "source": point.source_id,
        "carried": point.carried_id,
    }[name]


def _line(typed: Mapping[str, Any], n: int) -> PointDraft:
    paper = typed[f"paper_{n}"]
    return PointDraft(
        text=typed[f"text_{n}"],
        paper_id=int(paper) if paper else None,
        paragraph=typed[f"paragraph_{n}"],
        place=typed[f"place_{n}"],
        source_id=typed[f"source_{n}"],
        carried_id=typed[f"carried_{n}"],
    )


def _ticked(rows: Sequence[Any], keys: Collection[str]) -> list[Any]:
    return [one for one in rows if str(one.pk) in keys]


class OnPaperForm(Act):
    """A sheet that was signed on paper."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    signer = forms.CharField(label=_("Who signed"), max_length=120)
    signed_on = day_field(_("Signed on"))
    symbol = forms.CharField(label=_("Number and symbol"), max_length=80, required=False)

    def said(self) -> OnPaper:
        """What was typed, as the service takes it."""
        typed = self.cleaned_data
        return OnPaper(signer=typed["signer"], signed_on=typed["signed_on"], symbol=typed["symbol"])


class AnswersForm(Act):
    """The unit's answer to each point."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    note = words(_("A word to whoever checks it, or the paper's number"), rows=2)

    def __init__(self, *args: Any, states: Sequence[PointState], **more: Any) -> None:
        super().__init__(*args, **more)
        self.states = states
        for one in states:
            self._add(one)

    def _add(self, one: PointState) -> None:
        key, answer = one.point.pk, one.answer
        fields: dict[str, forms.Field] = {
            "handled": forms.ChoiceField(choices=HANDLED, required=False, widget=forms.RadioSelect),
            "text": words(_("What was done, or why not")),
            "paragraph": paragraph_field(),
            "place": place_field(),
        }
        begun = {
            "handled": str(int(answer.handled)) if answer is not None else "",
            "text": answer.text if answer is not None else "",
            "paragraph": answer.paragraph.number if answer and answer.paragraph else None,
            "place": answer.place if answer is not None else "",
        }
        for name, field in fields.items():
            field.initial = begun[name]
            self.fields[f"{name}_{key}"] = field

    def lines(self) -> list[dict[str, Any]]:
        """The points with their bound fields, for the page."""
        names = ("handled", "text", "paragraph", "place")
        return [
            {"state": one, **{name: self[f"{name}_{one.point.pk}"] for name in names}}
            for one in self.states
        ]

    def answers(self) -> list[AnswerDraft]:
        """What was typed, as the service takes it."""
        typed = self.cleaned_data
        return [
            AnswerDraft(
                point_id=one.point.pk,
                handled={"1": True, "0": False}.get(typed[f"handled_{one.point.pk}"]),
                text=typed[f"text_{one.point.pk}"],
                paragraph=typed[f"paragraph_{one.point.pk}"],
                place=typed[f"place_{one.point.pk}"],
            )
            for one in self.states
        ]


class CheckForm(Act):
    """What was found of one answer."""

    result = forms.ChoiceField(choices=PointResult.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("What is still lacking"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 1, "class": "inp"}),
    )
