"""Builders of the season capability, through its services: a small province with congresses."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO
from itertools import count
from typing import Final

from django.db import connection
from django.test.utils import CaptureQueriesContext

from muster.ledger.actor import Actor
from muster.packs import Pack, load
from muster.season import services
from muster.season.bridge import rule_of
from muster.season.models import Congress, Finding, Problem, Season, SeasonUnit, Step, StepState
from muster.season.services import CongressRow, FindingDraft
from muster.tree.models import Account, Grant, ParentEdge, Person, Unit, UnitVersion
from muster.tree.names import search_key, sort_key
from muster.tree.table import Role

PACK: Final = "vn-party-2025"
ACTOR: Final = Actor(name="Lê Thu", via="page", account_id=901)
OTHER: Final = Actor(name="Trần Văn Lộc", via="page", account_id=902)
NOW: Final = datetime(2030, 6, 3, 2, 0, tzinfo=UTC)  # 09:00 in Ho Chi Minh City
TREE_ON: Final = date(2030, 1, 1)
PDF: Final = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
_numbers = count(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A province with two districts; the east has three communes, the west two."""

    season: Season
    top: SeasonUnit
    east: SeasonUnit
    west: SeasonUnit
    communes: Sequence[SeasonUnit]

    def again(self, unit: SeasonUnit) -> SeasonUnit:
        """A unit as it is in the database now."""
        return SeasonUnit.objects.select_related("season").get(pk=unit.pk)

    def top_now(self) -> SeasonUnit:
        """The root as it is in the database now."""
        return self.again(self.top)


def found(name: str, *, tier: str, parent: Unit | None = None, phone: str = "") -> Unit:
    """A unit with one open version and, below a parent, one open edge."""
    made = Unit.objects.create(founded_on=date(2000, 1, 1))
    UnitVersion.objects.create(
        unit=made,
        code=f"U{next(_numbers):04}",
        name=name,
        tier=tier,
        phone=phone,
        valid_from=date(2000, 1, 1),
        sort_key=sort_key(name, given_first=False),
        search_key=search_key(name),
    )
    if parent is not None:
        ParentEdge.objects.create(
            child=made,
            parent=parent,
            kind=load(PACK).season_edge.key,
            valid_from=date(2000, 1, 1),
        )
    return made


def world() -> World:
    """Open the season of a fictitious province, January to December 2030."""
    top = found("Tỉnh Sông Tiền", tier="province")
    east = found("Huyện Đông", tier="above_grassroots", parent=top)
    west = found("Huyện Tây", tier="above_grassroots", parent=top)
    for name in ("Xã Vàm Cát", "Xã Gò Đông", "Xã Rạch Sen"):
        found(name, tier="grassroots", parent=east)
    for name in ("Xã Mỹ Trung", "Xã Phú Điền"):
        found(name, tier="grassroots", parent=west, phone="0900 000 111")
    season = services.open_season(
        actor=ACTOR,
        now=NOW,
        key=f"season-{next(_numbers)}",
        name="Đại hội các cấp 2030–2035",
        pack=PACK,
        root=top,
        tree_on=TREE_ON,
        starts_on=date(2030, 1, 1),
        ends_on=date(2030, 12, 31),
        deadlines={"grassroots": {"held": date(2030, 8, 31), "reported": date(2030, 9, 10)}},
    )
    rows = list(SeasonUnit.objects.filter(season=season))
    return World(
        season=season,
        top=rows[0],
        east=next(row for row in rows if row.name == "Huyện Đông"),
        west=next(row for row in rows if row.name == "Huyện Tây"),
        communes=[row for row in rows if row.depth == 2],
    )


def congress(
    unit: SeasonUnit,
    starts_on: date = date(2030, 8, 22),
    ends_on: date | None = None,
    **marks: object,
) -> Congress:
    """Plan a congress of one day on 22 August unless told otherwise."""
    row = CongressRow(
        season_unit_id=unit.pk,
        starts_on=starts_on,
        ends_on=ends_on,
        **marks,  # type: ignore[arg-type]  # marks of the row itself
    )
    return services.plan_congress(unit, actor=ACTOR, now=NOW, row=row)


def step(congress: Congress, key: str) -> Step:
    """One step as it is in the database now."""
    return Step.objects.get(congress=congress, key=key)


def hand_in(row: Step, *, now: datetime = NOW, actor: Actor = ACTOR, reason: str = "") -> Step:
    """Submit a step on paper, so that no file is needed."""
    return services.submit(
        row,
        actor=actor,
        now=now,
        version=row.version,
        reason=reason,
        note="CV 12",
        on_behalf=True,
    )


def finish(row: Step, *, now: datetime = NOW) -> Step:
    """Take a step through all desks to accepted."""
    row = hand_in(row, now=now, reason="trễ do mưa bão")
    if rule_of(row, row.congress).checked_by is not None:
        row = services.check(row, actor=OTHER, now=now, version=row.version)
    return services.accept(row, actor=OTHER, now=now, version=row.version)


def finish_all(congress: Congress, *, now: datetime = NOW) -> Congress:
    """Accept every step of a congress."""
    for row in Step.objects.filter(congress=congress):
        finish(row, now=now)
    congress.refresh_from_db()
    return congress


def account(unit: SeasonUnit, role: Role, *, name: str = "Nguyễn Văn An") -> Account:
    """A signed-in person with one role on one unit in the unit's season."""
    number = next(_numbers)
    person = Person.objects.create(
        number=f"P{number:05}",
        name=name,
        unit=unit.unit,
        phone=f"0900 000 {number:03}",
        sort_key=sort_key(name),
        search_key=search_key(f"{name} P{number:05}"),
    )
    made = Account.objects.create_user(f"a{number}", person=person)
    Grant.objects.create(
        account=made, role=role.value, unit=unit.unit, season=unit.season, since=date(2026, 1, 1)
    )
    return made


def pdf(text: str = "") -> BytesIO:
    """A file whose bytes begin as a PDF does."""
    return BytesIO(PDF + text.encode())


def is_done(row: Step) -> bool:
    """Whether nothing is owed any more."""
    return row.state in (StepState.ACCEPTED, StepState.WAIVED)


def problem(congress: Congress, *, due_on: date = date(2030, 6, 10)) -> Problem:
    """A problem that the unit above holds."""
    return services.raise_problem(
        congress,
        actor=ACTOR,
        now=NOW,
        what="Hội trường dột",
        owner="Chánh văn phòng",
        due_on=due_on,
    )


def visit(congress: Congress) -> Finding:
    """A visit that found one thing to cure."""
    checklist = next(iter(load(PACK).checklists))
    item = next(iter(load(PACK).checklists[checklist].items))
    services.record_inspection(
        congress,
        actor=ACTOR,
        now=NOW,
        checklist=checklist,
        visited_on=date(2030, 6, 3),
        visited_by="Tổ kiểm tra",
        findings=[FindingDraft(item=item, result=Finding.Result.FIX, text="thiếu biển")],
    )
    return Finding.objects.get(inspection__congress=congress)


def association() -> tuple[Season, SeasonUnit]:
    """The season of an association with one branch, and that branch."""
    pack = load("agm")
    tiers = sorted(pack.tiers.values(), key=lambda tier: tier.level)
    top = found("Hội Làm vườn", tier=tiers[-1].key)
    branch = found("Chi nhánh 1", tier=tiers[0].key)
    ParentEdge.objects.create(
        child=branch, parent=top, kind=pack.season_edge.key, valid_from=date(2000, 1, 1)
    )
    season = services.open_season(
        actor=ACTOR,
        now=NOW,
        key=f"agm-{next(_numbers)}",
        name="Hội nghị 2030",
        pack="agm",
        root=top,
        tree_on=TREE_ON,
        starts_on=date(2030, 1, 1),
        ends_on=date(2030, 12, 31),
    )
    return season, SeasonUnit.objects.get(season=season, depth=1)


def rules() -> Pack:
    """The pack of the world."""
    return load(PACK)


def count_queries(act: Callable[[], object]) -> int:
    """How many queries *act* makes."""
    with CaptureQueriesContext(connection) as queries:
        act()
    return len(queries)
