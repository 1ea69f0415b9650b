"""What reading a pack can refuse."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from muster.errors import DomainError
from muster.packs.language import Sentence as _


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing wrong in a pack: in which file, at which key path, and what is wanted there."""

    file: str
    path: str
    wanted: str

    def __str__(self) -> str:
        return (
            f"{self.file}: {self.path}: {self.wanted}"
            if self.path
            else f"{self.file}: {self.wanted}"
        )


class PackUnknown(DomainError):
    """No pack of that key is installed."""

    code = "packs.unknown"
    status = 404
    template = _("There is no rule pack “%(key)s”. %(hint)s")

    def __init__(self, key: str, *, known: Iterable[str]) -> None:
        super().__init__(key=key, hint=hint(key, known))


class VersionUnknown(DomainError):
    """The pack is there, the version is not."""

    code = "packs.version_unknown"
    status = 404
    template = _("Rule pack “%(key)s” has no version “%(version)s”; there are: %(known)s.")

    def __init__(self, key: str, *, version: str, known: Sequence[str]) -> None:
        super().__init__(key=key, version=version, known=", ".join(known))


class PackInvalid(DomainError):
    """The files of a pack do not follow the schema; ``params["faults"]`` lists every place."""

    code = "packs.invalid"
    status = 500
    template = _("Rule pack %(pack)s has %(count)d fault(s):\n%(detail)s")

    def __init__(self, pack: str, *, faults: Sequence[Fault]) -> None:
        detail = "\n".join(str(fault) for fault in faults)
        super().__init__(pack=pack, count=len(faults), detail=detail, faults=tuple(faults))


class RuleUnknown(DomainError, KeyError):
    """The pack has no rule of that key. Also a KeyError, so that mappings and templates work."""

    code = "packs.rule_unknown"
    status = 404
    template = _("The rule pack has no “%(key)s” among its %(table)s. %(hint)s")

    def __init__(self, key: Any, *, table: str, known: Iterable[str]) -> None:
        super().__init__(key=key, table=table, hint=hint(str(key), known))

    __str__ = DomainError.__str__


def hint(word: str, known: Iterable[str]) -> str:
    """Name the nearest known word, or all of them when none is near."""
    names = sorted(known)
    near = get_close_matches(word, names, n=1, cutoff=0.6)
    if near:
        return str(_("Did you mean “%(near)s”?")) % {"near": near[0]}
    return str(_("There are: %(names)s.")) % {"names": ", ".join(names) or "–"}
