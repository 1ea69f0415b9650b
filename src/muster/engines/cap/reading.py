"""One message from the bytes of a file.

The parser knows no document type, no entity but the five of XML, no network and no huge text
(OWASP on XXE); size, depth and number of elements are bounded before anything is built. Every
departure from the structure is named by its path, up to twenty.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from lxml import etree

from muster.engines.cap.checking import broken_rules
from muster.engines.cap.faults import Fault, Finding, Refused
from muster.engines.cap.fields import BLANKS, Field
from muster.engines.cap.model import Alert
from muster.engines.cap.shapes import ALERT, NAMESPACE, Part, Shape

MOST_BYTES: Final = 262_144
MOST_ELEMENTS: Final = 4_000
MOST_DEPTH: Final = 16
MOST_FINDINGS: Final = 20
SIGNATURE: Final = "{http://www.w3.org/2000/09/xmldsig#}"
SCHEMA_WORDS: Final = "{http://www.w3.org/2001/XMLSchema-instance}"
Element = Any

_PARSER: Final = etree.XMLParser(
    resolve_entities=False,
    no_network=True,
    load_dtd=False,
    huge_tree=False,
    remove_comments=True,
    remove_pis=True,
)


def read(content: bytes) -> Alert:
    """The message of a file. Raises Refused; never anything else, whatever the bytes are."""
    root = parsed(content)
    if root.tag != f"{{{NAMESPACE}}}alert":
        raise Refused(Finding(Fault.NOT_CAP, str(root.tag)[:80]))
    return read_element(root)


def read_element(root: Element) -> Alert:
    """The message of an ``<alert>`` that was parsed as :func:`parsed` does. Raises Refused."""
    findings: list[Finding] = []
    signed = [child for child in root if str(child.tag).startswith(SIGNATURE)]
    plain = [child for child in root if child not in signed]
    if signed and list(root)[-len(signed) :] != signed:
        findings.append(Finding(Fault.OUT_OF_ORDER, "Signature"))
    values = _values(root, plain, ALERT, "alert", findings)
    if findings:
        raise Refused(*findings[:MOST_FINDINGS])
    found = Alert(**values, is_signed=bool(signed))
    if broken := broken_rules(found):
        raise Refused(*broken[:MOST_FINDINGS])
    return found


def parsed(content: bytes) -> Element:
    """The root of a file within all bounds. Raises Refused."""
    if len(content) > MOST_BYTES:
        raise Refused(Finding(Fault.TOO_LARGE, "file"))
    # A second byte of zero is UTF-16 or UTF-32: marks could not be looked for, nobody sends it.
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content or b"\x00" in content[:4]:
        raise Refused(Finding(Fault.MALFORMED, "document type"))
    if content.count(b"<") > 2 * MOST_ELEMENTS:
        raise Refused(Finding(Fault.TOO_MANY, "file"))
    try:
        root = etree.fromstring(content, _PARSER)
    except (etree.XMLSyntaxError, ValueError):
        raise Refused(Finding(Fault.MALFORMED, "file")) from None
    if root.getroottree().docinfo.doctype:
        raise Refused(Finding(Fault.MALFORMED, "document type"))
    _bounded(root)
    return root


def _bounded(root: Element) -> None:
    level, depth = [root], 0
    while level:
        level = [child for element in level for child in element]
        depth += 1
        if any(not isinstance(child.tag, str) for child in level):
            raise Refused(Finding(Fault.MALFORMED, "entity"))
    if depth > MOST_DEPTH:
        raise Refused(Finding(Fault.TOO_DEEP, "file"))


def _values(
    element: Element,
    children: Sequence[Element],
    shape: Shape,
    path: str,
    findings: list[Finding],
) -> dict[str, Any]:
    """The values of an element by the names of its attributes; what is wrong goes to findings."""
    _no_stray(element, path, findings)
    places = {f"{{{NAMESPACE}}}{part.name}": n for n, part in enumerate(shape.parts)}
    found: dict[str, Any] = {part.at: () for part in shape.parts if part.many}
    seen: Counter[int] = Counter()
    for child in children:
        place = places.get(child.tag)
        if place is None:
            findings.append(Finding(Fault.UNKNOWN, _below(path, _name(child))))
            continue
        part = shape.parts[place]
        here = _below(path, f"{part.name}[{seen[place] + 1}]" if part.many else part.name)
        if any(later > place for later in seen):
            findings.append(Finding(Fault.OUT_OF_ORDER, here))
        if seen[place] and not part.many:
            findings.append(Finding(Fault.REPEATED, here))
        seen[place] += 1
        value = _value(child, part, here, findings)
        found[part.at] = (*found[part.at], value) if part.many else value
    findings += [
        Finding(Fault.MISSING, _below(path, part.name))
        for n, part in enumerate(shape.parts)
        if part.needed and not seen[n]
    ]
    return found


def _value(child: Element, part: Part, path: str, findings: list[Finding]) -> Any:
    """The value of one element; None when something in it is wrong."""
    if isinstance(part.holds, Shape):
        before = len(findings)
        values = _values(child, list(child), part.holds, path, findings)
        return part.holds.make(**values) if len(findings) == before else None
    return _text(child, part.holds, path, findings)


def _text(child: Element, field: Field, path: str, findings: list[Finding]) -> Any:
    _no_attributes(child, path, findings)
    if len(child):
        findings.append(Finding(Fault.UNKNOWN, _below(path, _name(child[0]))))
        return None
    try:
        return field.read(child.text or "")
    except ValueError:
        findings.append(Finding(field.fault, path))
        return None


def _no_stray(element: Element, path: str, findings: list[Finding]) -> None:
    _no_attributes(element, path, findings)
    texts = (element.text, *(child.tail for child in element))
    if any(text and text.strip(BLANKS) for text in texts):
        findings.append(Finding(Fault.STRAY_TEXT, path))


def _no_attributes(element: Element, path: str, findings: list[Finding]) -> None:
    findings += [
        Finding(Fault.UNKNOWN, f"{path}/@{name[-80:]}")
        for name in element.attrib
        if not name.startswith(SCHEMA_WORDS)
    ]


def _name(element: Element) -> str:
    return str(element.tag).removeprefix(f"{{{NAMESPACE}}}")[-80:]


def _below(path: str, name: str) -> str:
    return name if path == "alert" else f"{path}/{name}"
