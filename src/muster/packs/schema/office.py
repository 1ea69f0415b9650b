"""What an office lays down: registers and their numbers, kinds of papers, who signs, task sets."""

from collections.abc import Mapping
from enum import StrEnum
from string import Formatter
from typing import Annotated, Self

from pydantic import Field, model_validator

from muster.engines.schedule import Count
from muster.packs.schema.base import Named, Ref, Strict, Text, titled
from muster.packs.schema.procedure import Anchor, TierKey

SYMBOL_PARTS = frozenset({"number", "kind", "mark"})


class Direction(StrEnum):
    """Whether a register takes papers that come in or that go out."""

    INCOMING = "incoming"
    OUTGOING = "outgoing"


class Period(StrEnum):
    """Over what numbers run before they begin again at one."""

    YEAR = "year"
    TERM = "term"


class Shows(StrEnum):
    """What a column of a register can show."""

    NUMBER = "number"
    SYMBOL = "symbol"
    REGISTERED_ON = "registered_on"
    DATED_ON = "dated_on"
    CORRESPONDENT = "correspondent"
    ABSTRACT = "abstract"
    SIGNER = "signer"
    HOLDER = "holder"
    DUE_ON = "due_on"
    COPIES = "copies"
    ANSWER = "answer"
    NOTE = "note"
    BLANK = "blank"  # written by hand on paper: the receiver's signature


class RegisterColumn(Strict):
    """One column of the printed register. width: characters in a workbook."""

    shows: Shows
    name: Text
    width: int = Field(default=14, ge=4, le=80)


class Register(Named):
    """A kind of register: which papers, over what its numbers run, how a symbol is written.

    symbol: pattern of an outgoing paper's symbol with {number}, {kind} and {mark}; what comes in
    keeps its sender's symbol. least_digits: a shorter number gets zeros before it.
    scan: the kind of file that a scan must be. layout: key of the layout rules of what goes out,
    the pack's if none.
    """

    direction: Direction
    period: Period
    symbol: str = ""
    least_digits: int = Field(default=1, ge=1, le=6)
    scan: Annotated[str, Ref("evidence")]
    layout: str | None = None
    columns: tuple[RegisterColumn, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _symbol_can_be_written(self) -> Self:
        parts = {name for _text, name, _spec, _conv in Formatter().parse(self.symbol) if name}
        if not parts <= SYMBOL_PARTS:
            raise ValueError(f"wanted: a symbol of {sorted(SYMBOL_PARTS)}; found {sorted(parts)}")
        if self.direction is Direction.OUTGOING and "number" not in parts:
            raise ValueError("wanted: {number} in the symbol of what goes out")
        return self


class PaperKind(Named):
    """A kind of paper with the abbreviation of its symbol. Abbreviations may be shared.

    unnamed: its head bears no name of its kind, as that of a letter.
    """

    mark: str = ""
    unnamed: bool = False


class Authority(Named):
    """In whose name a paper is signed; ``mark`` stands before the signature."""

    mark: str = ""


class PartChange(Named):
    """One part of what is approved: its name, and whether changing it needs a new signature."""

    sign_again: bool = True


class ApprovalRule(Named):
    """How one kind of thing is approved before it is issued.

    needed: false where this user issues it without a signature. signers: the roles whose holders
    sign in their own right. paper_kind: the kind of the paper that bears its number. scan: the
    kind of file that a scan of the signed paper must be.
    """

    needed: bool = True
    signers: tuple[str, ...] = ()
    paper_kind: Annotated[str | None, Ref("paper_kinds")] = None
    scan: Annotated[str, Ref("evidence")]
    parts: Annotated[Mapping[str, PartChange], titled("parts")]

    @model_validator(mode="after")
    def _somebody_signs(self) -> Self:
        if self.needed and not self.signers:
            raise ValueError("wanted: the roles whose holders sign, where a signature is needed")
        return self


class InstructionKind(Named):
    """Where instructions come from: a note on a paper, a meeting's conclusion, a notice."""


class Each(StrEnum):
    """What a task is made for once each."""

    DOCUMENT = "document"  # every document kind of the congress's tier and contents
    UNIT = "unit"  # every unit directly below


class TaskKind(Named):
    """One task of a set: due ``offset_days`` from the first or last day of the congress.

    each: the task is made once for each of them, and its name says ``{each}``.
    after: key of the task that must be done before it. step: the step under which it hangs.
    """

    subcommittee: Annotated[str, Ref("subcommittees")]
    anchor: Anchor = Anchor.OPENS
    offset_days: int
    count: Count = Count.CALENDAR
    product: Text | None = None
    after: str | None = None
    step: str | None = None
    each: Each | None = None

    @model_validator(mode="after")
    def _each_is_named(self) -> Self:
        said = ["{each}" in text for text in (self.name.vi, self.name.en)]
        if any(said) != all(said) or any(said) != (self.each is not None):
            raise ValueError("wanted: {each} in the name exactly where `each` says for what")
        if self.anchor not in (Anchor.OPENS, Anchor.CLOSES):
            raise ValueError("wanted: a task counted from the first or last day of the congress")
        return self


class TaskSet(Named):
    """The usual tasks of a congress of certain tiers."""

    tiers: tuple[TierKey, ...] = Field(min_length=1)
    tasks: Annotated[Mapping[str, TaskKind], titled("tasks")]
