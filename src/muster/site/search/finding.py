"""Looking for words in everything that the asker may see, a few hits of each sort.

Every typed word must be in the stored ``search_key``; accents and capitals do not matter. One
query for each sort of thing, whatever is found, and one more for posts.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import Any, Final

from django.db.models import BooleanField, Case, OuterRef, Q, QuerySet, Subquery, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _

from muster.duty.models import Post
from muster.duty.queries.naming import post_name
from muster.office.models import Meeting, Paper, Partner, Task
from muster.office.queries import where
from muster.papers.bridge import kind_of
from muster.papers.models import Document
from muster.season.models import Congress
from muster.shell import formats
from muster.tree.models import Account, Person, Unit, UnitVersion
from muster.tree.names import search_key
from muster.tree.scope import scope
from muster.venues.models import Venue

HITS: Final = 8
MOST_WORDS: Final = 6
SHORTEST: Final = 2
LONGEST: Final = 100


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: what it is called, what tells it from its namesakes, where it is."""

    title: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Group:
    """The first hits of one sort of thing."""

    title: str
    hits: Sequence[Hit]
    has_more: bool
    more_url: str


Finder = Callable[[Account, Sequence[str]], Iterable[Hit]]


def words_of(text: str) -> list[str]:
    """The words to look for, folded; none where there is too little to go by."""
    words = search_key(text[:LONGEST]).split()[:MOST_WORDS]
    return words if len("".join(words)) >= SHORTEST else []


def find(account: Account, words: Sequence[str]) -> list[Group]:
    """What *account* may see that has all the words, by sort of thing; empty sorts left out."""
    if not words:
        return []
    query = "+".join(words)
    groups = []
    for title, finder, name in _finders():
        hits = list(finder(account, words))
        if hits:
            more_url = f"{reverse(name)}?q={query}" if name else ""
            groups.append(Group(title, hits[:HITS], len(hits) > HITS, more_url))
    return groups


def _finders() -> tuple[tuple[str, Finder, str], ...]:
    return (
        (_("Congresses"), _congresses, "season:congresses"),
        (_("Units"), _units, "tree:units"),
        (_("Documents"), _documents, "papers:documents"),
        (_("Papers"), _papers, "office:papers"),
        (_("Tasks"), _tasks, "office:tasks"),
        (_("Meetings"), _meetings, "office:meetings"),
        (_("Partners"), _partners, ""),
        (_("Persons"), _persons, "tree:persons"),
        (_("Posts"), _posts, ""),
        (_("Venues"), _venues, "venues:venues"),
    )


def _having(words: Sequence[str], key: str) -> Q:
    return reduce(and_, (Q((f"{key}__contains", word)) for word in words))


def _best(rows: QuerySet[Any], words: Sequence[str], *, key: str, sort: str) -> QuerySet[Any]:
    """Names that begin with the words first, then in order of names; one more than is shown."""
    begins = Case(
        When(**{f"{key}__startswith": " ".join(words)}, then=Value(value=False)),
        default=Value(value=True),
        output_field=BooleanField(),
    )
    return rows.order_by(begins, sort, "pk")[: HITS + 1]


def _congresses(account: Account, words: Sequence[str]) -> Iterable[Hit]:
    rows = scope(account, Congress).filter(_having(words, "season_unit__search_key"))
    found = rows.select_related("season_unit", "season")
    key, sort = "season_unit__search_key", "season_unit__sort_key"
    for congress in _best(found, words, key=key, sort=sort):
        text = f"{formats.day_year(congress.starts_on)} · {congress.season.name}"
        yield Hit(congress.season_unit.name, text, reverse("congress:one", args=[congress.pk]))


def _units(account: Account, words: Sequence[str]) -> Iterable[Hit]:
    rows = UnitVersion.objects.filter(
        _having(words, "search_key"), valid_to=None, unit__in=scope(account, Unit)
    )
    for version in _best(rows, words, key="search_key", sort="sort_key"):
        yield Hit(version.name, version.code, reverse("tree:unit", args=[version.unit_id]))


def _papers(account: Account, words: Sequence[str]) -> Iterable[Hit]:
    rows = scope(account, Paper).filter(_having(words, "search_key"))
    for paper in rows.order_by("-registered_on", "-pk")[: HITS + 1]:
        text = f"{formats.day_year(paper.registered_on)} · {paper.correspondent}"
        yield Hit(f"{paper} · {paper.abstract}", text, reverse("office:paper", args=[paper.pk]))


def _documents(account: Account, words: Sequence[str]) -> Iterable[Hit]:
    rows = scope(account, Document).filter(_having(words, "search_key"))
    found = rows.select_related("season_unit__season").order_by("-changed_at", "-pk")
    for document in found[: HITS + 1]:
        text = f"{kind_of(document).name} · {document.season_unit.name}"
        yield Hit(document.title, text, reverse("papers:document", args=[document.pk]))


def _tasks(account: Account, words: Sequence[str]) -> Iterable[Hit]:
    rows = scope(account, Task).filter(_having(words, "search_key")).select_related("season_unit")
    for task in rows.order_by("-due_on", "-pk")[: HITS + 1]:
        text = f"{formats.day_year(task.due_on)} · {task.owner} · {task.season_unit.name}"
        yield Hit(task.title, text, reverse("office:task", args=[task.pk]))


def _meetings(account: Account, words: Sequence[str]) -> Iterable[Hit]:
    rows = scope(account, Meeting).filter(_having(words, "search_key"))
    found = rows.select_related("venue", "room").order_by("-starts_at", "-pk")
    for meeting in found[: HITS + 1]:
        text = f"{formats.moment(meeting.starts_at)} · {where(meeting)}".strip(" ·")
        yield Hit(meeting.subject, text, reverse("office:meeting", args=[meeting.pk]))


def _partners(account: Account, words: Sequence[str]) -> Iterable[Hit]:
    rows = scope(account, Partner).filter(_having(words, "search_key"))
    for partner in _best(rows, words, key="search_key", sort="sort_key"):
        text = f"{partner.duty_phone} · {partner.channel}".strip(" ·")
        yield Hit(partner.name, text, reverse("office:partner", args=[partner.pk]))


def _persons(account: Account, words: Sequence[str]) -> Iterable[Hit]:
    unit = UnitVersion.objects.filter(unit=OuterRef("unit")).order_by("-valid_from")
    rows: QuerySet[Any] = (
        scope(account, Person)
        .filter(_having(words, "search_key"), is_active=True)
        .annotate(unit_name=Subquery(unit.values("name")[:1]))
    )
    for person in _best(rows, words, key="search_key", sort="sort_key"):
        text = f"{person.number} · {person.unit_name}"
        yield Hit(person.name, text, reverse("tree:person", args=[person.pk]))


def _venues(account: Account, words: Sequence[str]) -> Iterable[Hit]:
    rows = scope(account, Venue).filter(_having(words, "search_key"))
    for venue in _best(rows, words, key="search_key", sort="sort_key"):
        text = f"{venue.code} · {venue.address}".strip(" ·")
        yield Hit(venue.name, text, reverse("venues:one", args=[venue.pk]))


def _posts(account: Account, words: Sequence[str]) -> Iterable[Hit]:
    """Posts by their name, told apart by words of their unit's name.

    Post names come from few templates, so the different ones are folded here.
    """
    rows = scope(account, Post)
    names = [
        (name, search_key(name))
        for name in rows.order_by().values_list("name", flat=True).distinct()
    ]
    if not any(word in folded for _name, folded in names for word in words):
        return
    asked = Q()
    for word in words:
        named = [name for name, folded in names if word in folded]
        asked &= Q(name__in=named) | Q(plan__event__season_unit__search_key__contains=word)
    some = [name for name, folded in names if any(word in folded for word in words)]
    found = rows.filter(asked, name__in=some).select_related("plan__event__season_unit")
    for post in found.order_by("plan__event__starts_at", "plan", "number")[: HITS + 1]:
        event = post.plan.event
        text = f"{event.name} · {formats.short_moment(event.starts_at)}"
        yield Hit(post_name(post), text, reverse("duty:post", args=[post.pk]))
