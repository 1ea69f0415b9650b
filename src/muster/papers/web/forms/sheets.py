"""The sheet of scores as a form: one field for each criterion of each document."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from muster.packs import Criterion, Pack
from muster.papers.models import ScoreSheet
from muster.papers.queries.appraisals.scoring import ScoredPaper
from muster.papers.services.appraisals import RemarkDraft, Remarks, ScoreLine, SheetDraft
from muster.season.web.forms import Act

LONGEST: Final = 4000
YES_NO: Final = (("1", pgettext_lazy("criterion", "yes")), ("0", pgettext_lazy("criterion", "no")))


def words(label: Any, rows: int = 1) -> forms.CharField:
    """Words that may be left out."""
    return forms.CharField(
        label=label,
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": rows, "class": "inp"}),
    )


def paragraph_field() -> forms.IntegerField:
    """The number of a paragraph, as it stands in the margin."""
    return forms.IntegerField(
        label=_("Paragraph"),
        min_value=1,
        max_value=1_000_000,
        required=False,
        widget=forms.NumberInput(attrs={"class": "inp w-num"}),
    )


def place_field() -> forms.CharField:
    """Where, in words."""
    return forms.CharField(
        label=_("or where, in words"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"class": "inp"}),
    )


class SheetForm(Act):
    """Scores, remarks, a recommendation. Nothing is required before the sheet is handed in."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    recommendation = forms.ChoiceField(
        label=_("I recommend"), required=False, widget=forms.RadioSelect
    )
    summary = words(_("In short"), rows=3)

    def __init__(
        self,
        *args: Any,
        papers: Sequence[ScoredPaper],
        pack: Pack,
        sheet: ScoreSheet | None,
        **more: Any,
    ) -> None:
        more.setdefault(
            "initial",
            {
                "version": sheet.version if sheet is not None else 0,
                "recommendation": sheet.recommendation if sheet is not None else "",
                "summary": sheet.summary if sheet is not None else "",
            },
        )
        super().__init__(*args, **more)
        self.papers = papers
        field = self.fields["recommendation"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, str(one.name)) for key, one in pack.appraisal.conclusions.items()]
        for paper in papers:
            self._add(paper)

    def _add(self, one: ScoredPaper) -> None:
        key = one.paper.pk
        for criterion in one.rubric.criteria():
            value = one.values.get(criterion.key)
            self.fields[f"v{key}_{criterion.key}"] = _value_field(criterion, value)
            field = words(pgettext_lazy("score", "Why"))
            field.initial = one.words.get(criterion.key, "")
            self.fields[f"w{key}_{criterion.key}"] = field
        for remark in one.remarks:
            number = remark.paragraph.number if remark.paragraph is not None else None
            self._add_remark(f"{key}_{remark.pk}", remark.text, number, remark.place)
        self._add_remark(f"{key}_new", "", None, "")

    def _add_remark(self, name: str, text: str, number: int | None, place: str) -> None:
        self.fields[f"p{name}"], self.fields[f"a{name}"] = paragraph_field(), place_field()
        self.fields[f"r{name}"] = words(pgettext_lazy("remark", "Remark"))
        self.fields[f"p{name}"].initial = number
        self.fields[f"a{name}"].initial = place
        self.fields[f"r{name}"].initial = text

    def lines(self) -> list[dict[str, Any]]:
        """Each document with its groups of criteria and its remarks, bound, for the page."""
        first = next((one.paper.pk for one in self.papers if one.missing), None)
        return [
            {
                "paper": one,
                "groups": [
                    (group, [self._line(one.paper.pk, each) for each in group.criteria.values()])
                    for group in one.rubric.groups.values()
                ],
                "remarks": [
                    (each, *self._remark(f"{one.paper.pk}_{each.pk}")) for each in one.remarks
                ],
                "new": self._remark(f"{one.paper.pk}_new"),
                "open": one.paper.pk == first or self.is_bound,
            }
            for one in self.papers
        ]

    def _line(self, key: int, one: Criterion) -> dict[str, Any]:
        name = f"{key}_{one.key}"
        return {"criterion": one, "value": self[f"v{name}"], "words": self[f"w{name}"]}

    def _remark(self, name: str) -> tuple[Any, Any, Any]:
        return self[f"p{name}"], self[f"a{name}"], self[f"r{name}"]

    def draft(self) -> SheetDraft:
        """The scores as the service takes them."""
        typed = self.cleaned_data
        return SheetDraft(
            lines=[
                ScoreLine(
                    paper_id=one.paper.pk,
                    criterion=each.key,
                    value=_number(typed[f"v{one.paper.pk}_{each.key}"]),
                    remark=typed[f"w{one.paper.pk}_{each.key}"],
                )
                for one in self.papers
                for each in one.rubric.criteria()
            ],
            recommendation=typed["recommendation"],
            summary=typed["summary"],
        )

    def remarks(self) -> Remarks:
        """The remarks as the service takes them."""
        typed = self.cleaned_data
        return Remarks(
            new=[
                _remark(typed, one.paper.pk, "new")
                for one in self.papers
                if typed[f"r{one.paper.pk}_new"].strip()
            ],
            changed={
                each.pk: _remark(typed, one.paper.pk, str(each.pk))
                for one in self.papers
                for each in one.remarks
            },
        )


def _value_field(criterion: Criterion, value: int | None) -> forms.Field:
    if criterion.points is None:
        field: forms.Field = forms.ChoiceField(
            label=str(criterion.name),
            choices=YES_NO,
            required=False,
            widget=forms.RadioSelect,
            initial="" if value is None else str(value),
        )
        return field
    return forms.IntegerField(
        label=str(criterion.name),
        min_value=0,
        max_value=criterion.most,
        required=False,
        initial=value,
        widget=forms.NumberInput(attrs={"class": "inp w-num"}),
    )


def _number(typed: Any) -> int | None:
    return None if typed in (None, "") else int(typed)


def _remark(typed: Mapping[str, Any], paper_id: int, key: str) -> RemarkDraft:
    name = f"{paper_id}_{key}"
    return RemarkDraft(
        paper_id=paper_id,
        text=typed[f"r{name}"],
        paragraph=typed[f"p{name}"],
        place=typed[f"a{name}"],
    )
