"""A Word file as a package of parts, opened with care and written back part by part.

Parts that nobody changed keep their bytes. XML is parsed without entities, without a document
type, without the network and without huge texts (ECMA-376 part 2; OWASP on XXE). What a file
takes in from outside, and what it would start, is refused before anything is read.
"""

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from lxml import etree

from muster.engines.word.errors import UnreadableDocument
from muster.engines.word.fields import instructions
from muster.engines.word.unpacking import LIMITS, Limits, parts_of
from muster.engines.word.words import CONTENT, RELATIONS, STRICT, W

MAIN: Final = "word/document.xml"
TYPES: Final = "[Content_Types].xml"
ROOT_RELATIONS: Final = "_rels/.rels"
ACTIVE_PARTS: Final = ("vbaproject.bin", "vbadata.xml")
ACTIVE_FOLDER: Final = "/activex/"
ACTIVE_TYPES: Final = ("macroenabled", "vbaproject", "activex")
STARTING_FIELDS: Final = frozenset({"DDE", "DDEAUTO"})
LONGEST_TARGET: Final = 120
Element = Any


@dataclass(frozen=True, slots=True)
class Relation:
    """What one part says of another: kind is the last word of the type's address."""

    key: str
    kind: str
    target: str
    is_outward: bool


@dataclass(kw_only=True)
class Package:
    """The parts of one file by name; ``changed`` are those to be written anew."""

    name: str
    parts: dict[str, bytes]
    entries: list[ZipInfo] = field(default_factory=list)
    trees: dict[str, Element] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)

    def has(self, name: str) -> bool:
        """Whether the file holds that part."""
        return name in self.parts

    def tree(self, name: str) -> Element:
        """The root of an XML part; the same one each time. Raises UnreadableDocument."""
        if name not in self.trees:
            self.trees[name] = parsed(self.parts[name], name, of=self.name)
        return self.trees[name]

    @cached_property
    def main(self) -> str:
        """The name of the part with the text."""
        return self.related("officeDocument", of="") or MAIN

    def related(self, kind: str, *, of: str | None = None) -> str | None:
        """The part of that kind that belongs to the text, or to another part."""
        for one in self.relations(self.main if of is None else of):
            if one.kind == kind and not one.is_outward and self.has(one.target):
                return one.target
        return None

    def relations(self, of: str) -> list[Relation]:
        """What a part says of others; "" is the file as a whole. Targets are names of parts."""
        folder, _, part = of.rpartition("/")
        name = posixpath.join(folder, "_rels", f"{part}.rels") if of else ROOT_RELATIONS
        if not self.has(name):
            return []
        return [
            _relation(one, folder) for one in self.tree(name).iterfind(RELATIONS + "Relationship")
        ]


def _relation(element: Element, folder: str) -> Relation:
    target = str(element.get("Target") or "")
    is_outward = (element.get("TargetMode") or "").lower() == "external"
    if not is_outward:
        target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
    kind = str(element.get("Type") or "").rpartition("/")[2]
    return Relation(str(element.get("Id") or ""), kind, target, is_outward)


def opened(path: Path, *, limits: Limits = LIMITS) -> Package:
    """The Word file at *path*. Raises UnreadableDocument."""
    try:
        size_mb = path.stat().st_size / 2**20
        if size_mb > limits.file_mb:
            raise UnreadableDocument(
                "too_large", name=path, size_mb=size_mb, limit_mb=limits.file_mb
            )
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableDocument("not_opened", name=path, reason=error.strerror) from None
    return unpacked(content, name=str(path), limits=limits)


def unpacked(content: bytes, *, name: str, limits: Limits = LIMITS) -> Package:
    """A Word file of these bytes. name: what people call the file.

    Raises UnreadableDocument for what is no DOCX, is hostile, or would unpack beyond a limit.
    """
    entries, parts = parts_of(content, name=name, limits=limits)
    package = Package(name=name, parts=parts, entries=entries)
    _must_be_word(package)
    _must_be_quiet(package)
    _must_be_closed(package)
    return package


def _must_be_word(package: Package) -> None:
    name = package.name
    for part in (TYPES, package.main):
        if not package.has(part):
            raise UnreadableDocument("missing_part", name=name, part=part)
    root = package.tree(package.main)
    if str(root.tag).startswith(STRICT):
        raise UnreadableDocument("strict", name=name)
    if root.tag != W + "document":
        raise UnreadableDocument("not_word", name=name, found=etree.QName(root).localname)


def _must_be_quiet(package: Package) -> None:
    """No macros, no controls, no fields that start a program."""
    for part in package.parts:
        lower = f"/{part.lower()}"
        if lower.endswith(ACTIVE_PARTS) or ACTIVE_FOLDER in lower:
            raise UnreadableDocument("macros", name=package.name, part=part)
    for one in package.tree(TYPES).iter(CONTENT + "Override", CONTENT + "Default"):
        if any(word in (one.get("ContentType") or "").lower() for word in ACTIVE_TYPES):
            part = one.get("PartName") or one.get("Extension")
            raise UnreadableDocument("macros", name=package.name, part=part)
    for part, content in package.parts.items():
        if b"nstrText" in content or b"fldSimple" in content:
            _must_start_nothing(package, part)


def _must_start_nothing(package: Package, part: str) -> None:
    if not part.lower().endswith(".xml"):
        return
    for instruction in instructions(package.tree(part)):
        word = next(iter(instruction.upper().split()), "")
        if word in STARTING_FIELDS:
            raise UnreadableDocument("active_field", name=package.name, part=part, field=word)


def _must_be_closed(package: Package) -> None:
    """Nothing is taken in from outside; a hyperlink only leads there when somebody follows it."""
    for part in [part for part in package.parts if part.lower().endswith(".rels")]:
        for element in package.tree(part).iter(RELATIONS + "Relationship"):
            one = _relation(element, "")
            if one.is_outward and one.kind != "hyperlink":
                target = one.target[:LONGEST_TARGET]
                raise UnreadableDocument(
                    "outward", name=package.name, part=part, kind=one.kind, target=target
                )


def parsed(content: bytes, part: str, *, of: str = "") -> Element:
    """The root of some XML. Raises UnreadableDocument, with the place in the part."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableDocument("broken_xml", name=of, part=part, reason=error) from None
    if root.getroottree().docinfo.doctype:
        raise UnreadableDocument("document_type", name=of, part=part)
    return root


def packed(package: Package) -> bytes:
    """The file of a package: changed parts anew, the others byte for byte."""
    target = BytesIO()
    known: Mapping[str, ZipInfo] = {entry.filename: entry for entry in package.entries}
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for name, content in package.parts.items():
            if name in package.changed:
                content = etree.tostring(  # noqa: PLW2901 - the part as it is now
                    package.trees[name], xml_declaration=True, encoding="UTF-8", standalone=True
                )
            archive.writestr(known.get(name) or _entry(name), content)
    return target.getvalue()


def _entry(name: str) -> ZipInfo:
    """A part that was not there before, without a clock."""
    entry = ZipInfo(name)
    entry.compress_type = ZIP_DEFLATED
    return entry
