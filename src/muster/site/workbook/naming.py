"""The page that asks which columns of somebody's own Excel are which of ours."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from muster.errors import DomainError
from muster.exchange import services
from muster.exchange.columns import asked, heads_in, is_understood, likeness
from muster.exchange.guard import MB
from muster.exchange.matching import names_of_sheets
from muster.exchange.models import ColumnNaming, Import
from muster.exchange.reading import RawSheet, read
from muster.exchange.sheets import SheetSpec
from muster.exchange.text import fold
from muster.site.workbook.uploads import folder
from muster.tree import clock
from muster.tree.actors import actor_of

SALT: Final = "muster.workbook.naming"
KEPT_S: Final = 24 * 3600
ASKED_MB: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A file that waits for its columns to be named, and what else was said with it."""

    path: Path
    name: str
    said: Mapping[str, Any]

    def signed(self) -> str:
        """As it stands in the address; nobody can make one for a file that is not his."""
        return signing.dumps([self.path.name, self.name, dict(self.said)], salt=SALT)


def pending(token: str) -> Pending:
    """What :meth:`Pending.signed` stands for. Raises Http404 once the file is gone."""
    try:
        path, name, said = signing.loads(token, salt=SALT, max_age=KEPT_S)
    except signing.BadSignature as fault:
        raise Http404 from fault
    found = folder() / path
    if not found.is_file():
        raise Http404
    return Pending(path=found, name=name, said=said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What the file is read as. go_on: what happens once its columns are named."""

    book: str
    place: str
    specs: Sequence[SheetSpec]
    back: str
    go_on: Callable[[Pending], HttpResponse]


def must_ask(path: Path, name: str, *, book: str, place: str, specs: Sequence[SheetSpec]) -> bool:
    """Whether the file has a layout that is neither ours nor remembered.

    A file that cannot be read is not asked about: whoever reads it next says why. Nor is a large
    one, since nobody's own list of two columns is that large.
    """
    if path.stat().st_size > ASKED_MB * MB:
        return False
    try:
        said = read(path, name=name)
    except DomainError:
        return False
    raw, used = services.with_known_names(said, book=book, place=place)
    if used or not raw or _is_named(raw, specs):
        return False
    return not any(is_understood(sheet, spec) for sheet in raw for spec in specs)


def _is_named(raw: Sequence[RawSheet], specs: Sequence[SheetSpec]) -> bool:
    """A sheet that bears the name of one of ours is matched, and its faults are named by cell."""
    known = names_of_sheets(specs)
    return len(raw) > 1 and any(fold(sheet.name) in known for sheet in raw)


def name_columns(request: HttpRequest, token: str, target: Target) -> HttpResponse:
    """Ask, remember, and go on with the file."""
    waiting = pending(token)
    raw = read(waiting.path, name=waiting.name)
    spec = _chosen(request, raw, target.specs)
    sheet = max(raw, key=lambda one: likeness(one, spec))
    columns = asked(sheet, spec)
    chosen = {one.head: one.guess for one in columns}
    refused, status = "", 200
    if request.method == "POST":
        known = {*spec.by_key}
        said = [request.POST.get(f"column-{at}", "") for at in range(len(columns))]
        chosen = {one.head: key for one, key in zip(columns, said, strict=True)}
        try:
            services.remember_columns(
                heads_in(sheet),
                {head: key for head, key in chosen.items() if key in known},
                book=target.book,
                place=target.place,
                spec=spec,
                actor=actor_of(request),
                now=clock.now(),
            )
            return target.go_on(waiting)
        except DomainError as fault:
            refused, status = str(fault), fault.status
    context = {
        "name": waiting.name,
        "lines": [{"asked": one, "chosen": chosen[one.head]} for one in columns],
        "spec": spec,
        "specs": target.specs,
        "back": target.back,
        "refused": refused,
    }
    return render(request, "site/columns.html", context, status=status)


def _chosen(request: HttpRequest, raw: Sequence[RawSheet], specs: Sequence[SheetSpec]) -> SheetSpec:
    """The sheet that the person chose, else the one that the file most looks like."""
    key = request.POST.get("sheet") or request.GET.get("sheet") or ""
    by_key = {spec.key: spec for spec in specs}
    if key in by_key:
        return by_key[key]
    return max(specs, key=lambda spec: max(likeness(sheet, spec) for sheet in raw))


def namings_of(staged: Import) -> list[ColumnNaming]:
    """The remembered layouts by which an import was read, as far as they still are."""
    return list(ColumnNaming.objects.filter(pk__in=staged.counts.get(services.NAMINGS, ())))


def forget(staged: Import, *, naming_id: int, request: HttpRequest) -> None:
    """Forget a layout that this import was read by."""
    if naming_id in staged.counts.get(services.NAMINGS, ()):
        services.forget_columns(naming_id, actor=actor_of(request), now=clock.now())
