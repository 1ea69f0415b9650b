"""What a message can be refused for: the file, its structure, the rules of the standard."""

from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    """Why bytes are no CAP 1.2 message, or a message breaks a rule; the value names counters.

    The section of the standard (OASIS CAP 1.2) stands beside each rule.
    """

    # the file
    TOO_LARGE = "too_large"
    MALFORMED = "malformed"
    TOO_DEEP = "too_deep"
    TOO_MANY = "too_many"
    NOT_CAP = "not_cap"
    # the structure: 3.4, XML schema
    UNKNOWN = "unknown"  # an element or an attribute
    OUT_OF_ORDER = "out_of_order"
    MISSING = "missing"
    REPEATED = "repeated"
    STRAY_TEXT = "stray_text"
    BAD_WORD = "bad_word"
    BAD_TIME = "bad_time"
    BAD_NUMBER = "bad_number"
    BAD_LANGUAGE = "bad_language"
    # what the schema cannot say
    FORBIDDEN_CHARACTER = "forbidden_character"  # 3.2.1: identifier, sender
    EMPTY = "empty"  # 3.2: what is required says something
    RESTRICTION_MISSING = "restriction_missing"  # 3.2.1: scope Restricted
    ADDRESSES_MISSING = "addresses_missing"  # 3.2.1: scope Private
    REFERENCES_MISSING = "references_missing"  # 3.2.1: Update, Cancel, Ack, Error
    BAD_REFERENCE = "bad_reference"  # 3.2.1: sender,identifier,sent
    BAD_POLYGON = "bad_polygon"  # 3.2.4: four pairs or more, the last as the first
    BAD_CIRCLE = "bad_circle"  # 3.2.4: a pair and a radius in kilometres
    OUT_OF_RANGE = "out_of_range"  # 3.2.4: WGS 84
    CEILING_ALONE = "ceiling_alone"  # 3.2.4: ceiling only with altitude
    BAD_SIZE = "bad_size"  # 3.2.3: size of a resource in bytes


@dataclass(frozen=True, slots=True)
class Finding:
    """One broken rule. at: the path of the element, as ``info[1]/area[2]/polygon[1]``."""

    fault: Fault
    at: str

    def __str__(self) -> str:
        return f"{self.at}: {self.fault}"


class Refused(ValueError):
    """Bytes that are no message that the standard allows. findings: at least one."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__("; ".join(str(one) for one in findings))
        self.findings = findings

    @property
    def fault(self) -> Fault:
        """The first thing that is wrong with it."""
        return self.findings[0].fault
