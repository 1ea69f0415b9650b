"""Common Alerting Protocol 1.2 (OASIS): warnings from bytes and back. Pure: no network, no clock.

    read(bytes) -> Alert; written(alert) -> bytes; broken_rules(alert) -> [Finding]
    plain(alert), from_plain(names and texts): as JSON has it

What the standard does not allow is Refused(findings), each with its rule and its path. Units:
degrees on WGS 84 with latitude first, kilometres, feet; times are aware.
"""

from muster.engines.cap.checking import broken_rules
from muster.engines.cap.faults import Fault, Finding, Refused
from muster.engines.cap.model import Alert, Area, Circle, Info, Pair, Reference, Resource
from muster.engines.cap.plain import from_plain, plain
from muster.engines.cap.reading import MOST_BYTES, parsed, read, read_element
from muster.engines.cap.shapes import NAMESPACE
from muster.engines.cap.times import read_time, written_time
from muster.engines.cap.words import (
    Category,
    Certainty,
    Kind,
    Response,
    Scope,
    Severity,
    Status,
    Urgency,
)
from muster.engines.cap.writing import element_of, written

__all__ = [
    "MOST_BYTES",
    "NAMESPACE",
    "Alert",
    "Area",
    "Category",
    "Certainty",
    "Circle",
    "Fault",
    "Finding",
    "Info",
    "Kind",
    "Pair",
    "Reference",
    "Refused",
    "Resource",
    "Response",
    "Scope",
    "Severity",
    "Status",
    "Urgency",
    "broken_rules",
    "element_of",
    "from_plain",
    "parsed",
    "plain",
    "read",
    "read_element",
    "read_time",
    "written",
    "written_time",
]
