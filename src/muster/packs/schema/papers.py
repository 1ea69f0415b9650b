"""Grades of documents: who reads them, how they are marked, and whether they may be kept here."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from muster.packs.schema.base import Named, Ref, Sourced


class Held(StrEnum):
    """Where the text of a document of a grade may be kept."""

    ALWAYS = "always"
    APPROVED = "approved"  # only where the installation is approved for the grade
    NEVER = "never"  # its number, abstract, copies and holder alone


class Grade(Named):
    """A mark of classification, from the most open to the most secret.

    limited: read by those alone who may read limited documents. watermark: page, print and file
    bear the reader's name and the time. logged: each reading is written down.
    """

    held: Held = Held.ALWAYS
    limited: bool = False
    watermark: bool = False
    logged: bool = False
    default: bool = False

    @model_validator(mode="after")
    def _default_is_kept(self) -> Self:
        if self.default and self.held is not Held.ALWAYS:
            raise ValueError('wanted: held = "always" for the default grade')
        return self


class Replacing(StrEnum):
    """Which units put templates of their own in the place of ours."""

    ANY = "any"
    TOP = "top"
    NONE = "none"


class PapersRules(Sourced):
    """Files of documents, and what the documents look like that muster itself writes.

    word_max_mb, scan_max_mb: how large files may be [MB]. layout: key of the layout rules that
    written documents follow where a register says no other. kinds: which documents of the product
    are of which kind of paper. own_templates: who may replace the templates of documents.
    """

    word_max_mb: int = Field(ge=1, le=64)
    scan_max_mb: int = Field(ge=1, le=200)
    layout: str
    own_templates: Replacing = Replacing.ANY
    kinds: Annotated[Mapping[str, tuple[str, ...]], Ref("paper_kinds")] = Field(
        default_factory=dict
    )

    def lets_replace(self, *, is_top: bool) -> bool:
        """Whether a unit may put templates of its own in place."""
        return self.own_templates is Replacing.ANY or (
            self.own_templates is Replacing.TOP and is_top
        )

    def kind_of(self, document: str) -> str:
        """The kind of paper that a document of the product is; "" if nothing is said of it."""
        return next((kind for kind, keys in self.kinds.items() if document in keys), "")
