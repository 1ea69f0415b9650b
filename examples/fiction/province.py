"""The tree of Tỉnh Sông Tiền: a province, its district clusters, communes, branch committees."""

from dataclasses import dataclass
from random import Random

from fiction import words
from fiction.model import Point, Unit

SEAT: Point = (10.36, 106.12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How large the example is: clusters, communes in all, and branch committees."""

    clusters: int
    communes: int
    branches: bool


PROVINCE = Shape(clusters=12, communes=84, branches=True)
SMALL = Shape(clusters=2, communes=6, branches=False)

# Communes and bodies that the board must show by name, with the cluster they lie in.
NAMED = {
    "Gò Đông": ["Gò Đông Tây"],
    "Vàm Cát": ["Vàm Cát Đông", "Thạnh Lợi"],
    "Rạch Sen": ["Rạch Sen", "Tân Hưng Trung"],
    "Kênh Bảy": ["Kênh Bảy Thượng", "Bình Thới"],
}
WARDS = {"Bến Đá", "Mỹ Trung"}
RENAMED = {
    ("Tân Mỹ", "school"): "Chi bộ Trường THPT Tân Mỹ B",
    ("Gò Đông", "enterprise"): "Đảng bộ Bệnh viện Gò Đông",
    ("Rạch Sen", "enterprise"): "Đảng bộ Công ty CP Gạo Sông Tiền",
}
BRANCHES = (
    ("Đảng bộ các cơ quan Đảng tỉnh", "agency", words.PARTY_OFFICES),
    ("Đảng bộ UBND tỉnh", "agency", words.AGENCIES),
    ("Đảng bộ Quân sự tỉnh", "armed_forces", words.MILITARY),
    ("Đảng bộ Công an tỉnh", "police", words.POLICE),
)


def tree(rng: Random, shape: Shape) -> list[Unit]:
    """All units, the root first, each after its parent."""
    root = Unit(
        code="ST",
        name="Đảng bộ tỉnh Sông Tiền",
        short="Tỉnh Sông Tiền",
        kind="province",
        tier="province",
        parent=None,
        at=SEAT,
        phone=words.phone(900_000_100),
        address="Số 1 đường Bờ Sông, phường Bến Đá",
    )
    units = [root]
    taken = {*words.CLUSTERS, *(name for names in NAMED.values() for name in names)}
    per_cluster = shape.communes // shape.clusters
    for number, cluster in enumerate(words.CLUSTERS[: shape.clusters], start=1):
        units += _cluster(rng, root, number, cluster, per_cluster, taken)
    if shape.branches:
        for number, branch in enumerate(BRANCHES, start=shape.clusters + 1):
            units += _branch(rng, root, number, branch)
    else:
        units.append(_police_office(root))
    police = units[-1].code if not shape.branches else f"ST-{shape.clusters + len(BRANCHES):02d}"
    for unit in units:
        if unit.name.startswith("Chi bộ Công an"):
            unit.other_parent = police
    for count, unit in enumerate(units):
        unit.phone = unit.phone or words.phone(900_000_100 + count)
    return units


def _near(rng: Random, at: Point, spread: float) -> Point:
    return (
        round(at[0] + rng.uniform(-spread, spread), 5),
        round(at[1] + rng.uniform(-spread, spread), 5),
    )


def _cluster(
    rng: Random, root: Unit, number: int, name: str, communes: int, taken: set[str]
) -> list[Unit]:
    row, column = divmod(number - 1, 4)
    at = (10.22 + 0.15 * row, 105.86 + 0.18 * column)
    cluster = Unit(
        code=f"ST-{number:02d}",
        name=f"Cụm {name}",
        short=name,
        kind="cluster",
        tier="above_grassroots",
        parent=root,
        at=at,
        address=f"Trụ sở cụm {name}",
    )
    named = NAMED.get(name, [])
    names = named + words.places(rng, many=communes - len(named), taken=taken)
    units = [cluster]
    for place, commune in enumerate(names, start=1):
        units += _commune(rng, cluster, place, commune)
    return units


def _commune(rng: Random, cluster: Unit, number: int, name: str) -> list[Unit]:
    first = number == 1 and cluster.short in WARDS
    word = "phường" if first or rng.random() < 0.16 else "xã"
    shown = cluster.short if first else name
    commune = Unit(
        code=f"{cluster.code}-{number:02d}",
        name=f"Đảng bộ {word} {shown}",
        short=f"{word} {shown}",
        kind="ward" if word == "phường" else "commune",
        tier="above_grassroots",
        parent=cluster,
        at=_near(rng, cluster.at, 0.06),
        address=f"Trung tâm {word} {shown}",
        delegates=rng.randrange(150, 251, 5),
    )
    return [commune, *_below(rng, commune, shown, special=cluster.short if number == 1 else "")]


def _below(rng: Random, commune: Unit, name: str, *, special: str) -> list[Unit]:
    """Five bodies: police, agencies with a school cell below, a hamlet, one of the economy."""
    firm = rng.choice(("HTX", "Trạm Y tế", "Công ty Thủy nông", "Chợ đầu mối", "Quỹ tín dụng"))
    economy = RENAMED.get((special, "enterprise"), f"Chi bộ {firm} {name}")
    school = RENAMED.get((special, "school"), f"Chi bộ Trường THCS {name}")
    office = _body(rng, commune, 2, f"Đảng bộ cơ quan {commune.short}", "agency")
    return [
        _body(rng, commune, 1, f"Chi bộ Công an {commune.short}", "police"),
        office,
        _body(rng, commune, 3, f"Chi bộ {rng.choice(words.HAMLETS)} {commune.short}", "hamlet"),
        _body(rng, commune, 4, economy, "enterprise"),
        _body(rng, office, 1, school, "school", tier="cell"),
    ]


def _body(
    rng: Random, parent: Unit, number: int, name: str, kind: str, *, tier: str = "grassroots"
) -> Unit:
    many = rng.randrange(8, 41) if tier == "cell" or name.startswith("Chi bộ") else None
    return Unit(
        code=f"{parent.code}-{number}",
        name=name,
        short=name.removeprefix("Đảng bộ ").removeprefix("Chi bộ "),
        kind=kind,
        tier=tier,
        parent=parent,
        at=_near(rng, parent.at, 0.015),
        address=parent.address,
        delegates=many or rng.randrange(45, 146),
    )


def _branch(
    rng: Random, root: Unit, number: int, branch: tuple[str, str, tuple[str, ...]]
) -> list[Unit]:
    name, kind, bodies = branch
    above = Unit(
        code=f"ST-{number:02d}",
        name=name,
        short=name.removeprefix("Đảng bộ "),
        kind=kind,
        tier="above_grassroots",
        parent=root,
        at=_near(rng, SEAT, 0.02),
        address="Khu hành chính tỉnh, phường Bến Đá",
        delegates=rng.randrange(200, 291, 5),
    )
    units = [above]
    for place, body in enumerate(bodies, start=1):
        grassroots = _body(rng, above, place, f"Đảng bộ {body}", kind)
        units.append(grassroots)
        units += [
            _body(rng, grassroots, cell, f"Chi bộ {cell}, {body}", kind, tier="cell")
            for cell in range(1, 4)
        ]
    return units


def _police_office(root: Unit) -> Unit:
    return Unit(
        code="ST-CA",
        name="Đảng bộ Công an tỉnh",
        short="Công an tỉnh",
        kind="police",
        tier="above_grassroots",
        parent=root,
        at=SEAT,
        address="Khu hành chính tỉnh, phường Bến Đá",
        delegates=210,
    )
