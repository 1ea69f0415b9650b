"""Forms of instructions and tasks."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from muster.office.services import OrderLine, TaskDraft
from muster.office.web.forms.papers import listed
from muster.packs import Pack
from muster.season.web.forms import LONG, Act, choices_of, day_field

Choices = Sequence[tuple[int, str]]
LINES: Final = 6
PASTED: Final = ("title", "to", "desk", "owner", "due_on")
MOST_LINES: Final = 400


def typed_day(text: str, year: int) -> date | None:
    """A day as people type it: 20/8, 20/8/2030, 2030-08-20; nothing if it is none of them."""
    parts = text.strip().replace("-", "/").replace(".", "/").split("/")
    if not all(part.isdecimal() for part in parts) or len(parts) not in (2, 3):
        return None
    numbers = [int(part) for part in parts]
    if len(parts[0]) == 4:
        numbers.reverse()
    try:
        return date(numbers[2] if len(numbers) == 3 else year, numbers[1], numbers[0])
    except ValueError:
        return None


class InstructForm(Act):
    """A leader's note, a conclusion, a notice: who ordered what, and the lines of it.

    Each line has five cells (``title-0``, ``to-0`` ...); a block of the same five columns may be
    pasted instead. The lines are read here and judged by the service.
    """

    kind = forms.ChoiceField(label=_("Given as"))
    leader = listed(_("Who ordered it"), "known-leaders")
    given_on = day_field(_("Ordered on"))
    subject = forms.CharField(label=_("About what"), max_length=300)
    block = forms.CharField(
        label=_("Or paste a block from Excel"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Five columns: what, unit, desk, owner, by when."),
    )

    def __init__(self, *args: Any, pack: Pack, **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, str(one.name)) for key, one in pack.instruction_kinds.items()]

    def grid(self) -> list[dict[str, str]]:
        """The lines as they were typed, for showing them again."""
        count = max(LINES, 1 + max((at for at in range(MOST_LINES) if self._has(at)), default=0))
        return [{name: self.data.get(f"{name}-{at}", "") for name in PASTED} for at in range(count)]

    def _has(self, at: int) -> bool:
        return any(self.data.get(f"{name}-{at}", "").strip() for name in PASTED)

    def clean_block(self) -> str:
        """A pasted block has five columns in every row."""
        text: str = self.cleaned_data["block"]
        wrong = [
            number
            for number, row in enumerate(text.splitlines(), start=1)
            if row.strip() and len(row.split("\t")) != len(PASTED)
        ]
        if wrong:
            raise forms.ValidationError(
                ngettext(
                    "Row %(rows)s of the block does not have five columns.",
                    "Rows %(rows)s of the block do not have five columns.",
                    len(wrong),
                )
                % {"rows": ", ".join(map(str, wrong[:8]))}
            )
        return text

    def clean(self) -> dict[str, Any]:
        """A day that cannot be read is named with its line."""
        typed = super().clean() or self.cleaned_data
        for number, row in enumerate(self._rows(), start=1):
            if row["due_on"].strip() and self._day(row) is None:
                said = _now("Line %(line)s: %(text)s is not a day; write 20/8/2030.")
                self.add_error(None, said % {"line": number, "text": row["due_on"]})
        return typed

    def _rows(self) -> list[dict[str, str]]:
        """Every line that says something, typed ones before pasted ones."""
        typed = [row for row in self.grid() if any(cell.strip() for cell in row.values())]
        block = self.cleaned_data.get("block", "")
        pasted = [row.split("\t") for row in block.splitlines() if row.strip()]
        return [*typed, *(dict(zip(PASTED, row, strict=True)) for row in pasted)]

    def _day(self, row: dict[str, str]) -> date | None:
        given_on = self.cleaned_data.get("given_on")
        return typed_day(row["due_on"], given_on.year if given_on else 0)

    def lines(self) -> Sequence[OrderLine]:
        """What is to be done, as the service takes it."""
        return [
            OrderLine(
                to=row["to"],
                task=TaskDraft(
                    title=row["title"],
                    desk=row["desk"],
                    owner=row["owner"],
                    due_on=self._day(row),
                ),
            )
            for row in self._rows()
        ]


class TaskForm(Act):
    """One planned task."""

    title = forms.CharField(label=_("What is to be done"), max_length=300, widget=LONG)
    subcommittee = forms.ChoiceField(label=_("Sub-committee"), required=False)
    owner = listed(_("Owner"), "known-owners", required=False)
    due_on = day_field(_("By when"), required=False)
    product = forms.CharField(label=_("What comes of it"), max_length=200, required=False)
    after_id = forms.ChoiceField(label=pgettext_lazy("task", "Waits for"), required=False)
    step = forms.ChoiceField(label=_("Under which step"), required=False)

    def __init__(
        self,
        *args: Any,
        pack: Pack,
        beside: Choices = (),
        steps: Choices = (),
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        for name, choices in (
            ("subcommittee", choices_of(pack.subcommittees)),
            ("after_id", [("", ""), *((str(pk), title) for pk, title in beside)]),
            ("step", [("", ""), *((str(pk), title) for pk, title in steps)]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices
        if not steps:
            del self.fields["step"]

    def draft(self) -> TaskDraft:
        """What was typed, as the service takes it."""
        typed = self.cleaned_data
        return TaskDraft(
            title=typed["title"],
            subcommittee=typed["subcommittee"],
            owner=typed["owner"],
            due_on=typed["due_on"],
            product=typed["product"],
            after_id=int(typed["after_id"]) if typed["after_id"] else None,
        )


class ChangeTaskForm(TaskForm):
    """Another owner, day or product of a task."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why, if another day was ordered"), max_length=300, required=False
    )


class BeginForm(Act):
    """In hand."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class AnswerForm(Act):
    """Done: in words, and under which number it was reported."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(label=_("What was done"), max_length=500, required=False, widget=LONG)
    symbol = forms.CharField(
        label=_("Number of the answering paper"), max_length=80, required=False
    )
    done_on = day_field(_("Done on"), required=False)


class PlanForm(Act):
    """All tasks of a set: who is in charge of each sub-committee."""

    leave_out_past = forms.BooleanField(
        label=_("Leave out what was due before today: it was done on paper"), required=False
    )

    def __init__(self, *args: Any, pack: Pack, used: Sequence[str], **more: Any) -> None:
        super().__init__(*args, **more)
        self.used = used
        for key in used:
            name = str(pack.subcommittees[key].name)
            self.fields[f"owner_{key}"] = forms.CharField(
                label=name, max_length=120, required=False
            )

    def owners(self) -> dict[str, str]:
        """The name in charge of each sub-committee."""
        return {key: self.cleaned_data[f"owner_{key}"] for key in self.used}
