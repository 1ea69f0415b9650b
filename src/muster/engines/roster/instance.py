"""The problem as arrays: what the compiled search and the bounds read.

Posts are numbered by (start, end), so that order in a route is order of numbers. Who may
hold what (skill, rank, unit, range, availability) is two sparse tables, by post and by person.
"""

from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from muster.engines.roster.problem import DAY_MIN, WEEK_MIN, Person, Post, Problem, ProblemError

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

# columns of Tables.post
START, END, PLACE, WEEK, DAY, COUNT, CREW = range(7)
# columns of Tables.who
HOME, REST, BREAK, SPAN, CAP, WEEK_CAP, RUN_CAP, FAIR, H_START, H_END, H_PLACE, H_RUN = range(12)
# entries of Tables.rate
KM_RATE, OVER_RATE, CHANGE_RATE, UNIT_RATE, CREDIT = range(5)

T = TypeVar("T")

MAX_PAIRS = 60_000_000
MAX_CELLS = 100_000_000  # people times the most posts that one could hold
EARTH_KM = 6371.0088


class Tables(NamedTuple):
    """Everything that does not change during a search, in the form numba takes.

    rate: price of a km, of a minute of overload, of a changed pair, of a unit of uncovered weight;
    and the credit for crews in the making (0 none, 1 as if their posts stood for themselves).
    near: for each post, posts of about the same time and place, nearest first (-1: none).
    """

    post: I32
    who: I32
    km: F64
    travel_min: I32
    weight: F64
    rate: F64
    able_ptr: I64
    able: I32
    published_ptr: I64
    published: I32
    near: I32


class Instance:
    """A compiled problem: numbering, tables, and the way back to ids."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        order = sorted(
            range(len(problem.posts)),
            key=lambda k: (problem.posts[k].start_min, problem.posts[k].end_min),
        )
        self.posts: tuple[Post, ...] = tuple(problem.posts[k] for k in order)
        self.people = problem.people
        self.post_no = {p.id: k for k, p in enumerate(self.posts)}
        self.person_no = {p.id: k for k, p in enumerate(self.people)}
        self.place_no = {p.id: k for k, p in enumerate(problem.places)}
        self.km, self.travel_min = _distances(problem)
        self.post = self._post_table()
        self.who = self._who_table()
        self.week_min = np.array(
            [p.history.week_min if p.history else 0 for p in self.people], dtype=np.int32
        )
        self.weight = np.array([p.weight for p in self.posts], dtype=np.float64)
        self.held_ptr, self.held = self._eligible()
        self.able_ptr, self.able = _transpose(self.held_ptr, self.held, len(self.posts))
        self.published = self._pairs(problem.published or ())
        self.fixed = self._pairs(problem.fixed)
        self.weeks = 1 + int(self.post[:, WEEK].max(initial=0))
        self.days = 1 + int(self.post[:, DAY].max(initial=0))
        self.route_width = self._route_width()

    def _post_table(self) -> I32:
        crews = {c: k for k, c in enumerate(dict.fromkeys(p.crew for p in self.posts if p.crew))}
        self.crew_ids = tuple(crews)
        rows = [
            (
                p.start_min,
                p.end_min,
                self.place_no[p.place],
                p.start_min // WEEK_MIN,
                p.start_min // DAY_MIN,
                p.count,
                crews[p.crew] if p.crew else -1,
            )
            for p in self.posts
        ]
        return np.array(rows, dtype=np.int32).reshape(len(rows), 7)

    def _who_table(self) -> I32:
        rows = []
        for person in self.people:
            r, h = self.problem.rules_of(person), person.history
            past = (0, 0, -1, 0)
            if h is not None:
                place = self.place_no[h.last_place]
                past = (h.period_start_min, h.last_end_min, place, h.run_days)
            rest = (r.min_rest_min, r.max_break_min, r.max_span_min)
            caps = (r.max_total_min, r.max_week_min, r.max_days_in_a_row)
            rows.append((self.place_no[person.home], *rest, *caps, person.fair_min, *past))
        return np.array(rows, dtype=np.int32).reshape(len(rows), 12)

    def _pairs(self, pairs: tuple[tuple[str, str], ...]) -> list[tuple[int, int]]:
        known = {
            (self.post_no[j], self.person_no[i])
            for j, i in pairs
            if j in self.post_no and i in self.person_no
        }
        return sorted(known)

    def _eligible(self) -> tuple[I64, I32]:
        """Who may hold what, by person: row pointers and post numbers."""
        asked = _Asked(self)
        ptr = np.zeros(len(self.people) + 1, dtype=np.int64)
        rows = []
        for k, person in enumerate(self.people):
            row = np.flatnonzero(asked.open_to(k, person)).astype(np.int32)
            rows.append(row)
            ptr[k + 1] = ptr[k] + len(row)
            if ptr[k + 1] > MAX_PAIRS:
                raise ProblemError(
                    [f"people: over {MAX_PAIRS:,} pairs of person and post are possible, the limit"]
                )
        return ptr, np.concatenate(rows) if rows else np.zeros(0, dtype=np.int32)

    def _route_width(self) -> int:
        """The most posts that anyone could hold: posts of one person never overlap."""
        count, free_from = 0, -1
        for start, end in sorted(
            zip(self.post[:, START], self.post[:, END], strict=True), key=_end
        ):
            if start >= free_from:
                count, free_from = count + 1, end
        width = max(2, count + 1)
        if width * len(self.people) > MAX_CELLS:
            raise ProblemError(
                [f"posts: {count:,} may follow each other, too many for so many people"]
            )
        return width

    def able_to(self, i: int, j: int) -> bool:
        """Whether person number i may hold post number j, each for itself."""
        row = self.able[self.able_ptr[j] : self.able_ptr[j + 1]]
        k = int(np.searchsorted(row, i))
        return k < len(row) and bool(row[k] == i)

    def tables(self, *, rate: F64, near: I32) -> Tables:
        """The tables of a search with these prices."""
        ptr, published = _by_row(self.published, len(self.posts))
        return Tables(
            post=self.post,
            who=self.who,
            km=self.km,
            travel_min=self.travel_min,
            weight=self.weight,
            rate=rate,
            able_ptr=self.able_ptr,
            able=self.able,
            published_ptr=ptr,
            published=published,
            near=near,
        )


def _end(span: tuple[int, int]) -> int:
    return span[1]


class _Asked:
    """What posts ask for, as arrays over posts; people who are alike are looked up once."""

    def __init__(self, instance: Instance) -> None:
        posts = instance.posts
        self.instance = instance
        self.skill_sets, self.skill_set = _numbered([frozenset(p.skills) for p in posts])
        self.unit_sets, self.unit_set = _numbered(
            [None if p.units is None else frozenset(p.units) for p in posts]
        )
        self.rank = np.array([p.min_rank for p in posts], dtype=np.int64)
        self.max_km = np.array(
            [np.inf if p.max_km is None else p.max_km + 1e-6 for p in posts], dtype=np.float64
        )
        self.length = instance.post[:, END] - instance.post[:, START]
        self.alike: dict[object, Bools] = {}

    def open_to(self, k: int, person: Person) -> Bools:
        """Which posts person number *k* may hold, each for itself."""
        post, who = self.instance.post, self.instance.who[k]
        key = (person.home, person.rank, person.unit, person.skills)
        if key not in self.alike:
            self.alike[key] = self._static(person)
        ok: Bools = self.alike[key] & (self.length <= min(who[SPAN], who[CAP]))
        before = np.where(post[:, WEEK] == 0, self.instance.week_min[k], 0)
        ok[self.length + before > who[WEEK_CAP]] = False
        if self.instance.week_min[k] > who[WEEK_CAP] or who[RUN_CAP] == 0:
            ok[:] = False
        for start, end in person.unavailable_min:
            ok[(start < post[:, END]) & (post[:, START] < end)] = False
        return ok

    def _static(self, person: Person) -> Bools:
        mine = frozenset(person.skills)
        skilled = np.array([s <= mine for s in self.skill_sets], dtype=np.bool_)
        wanted = np.array([u is None or person.unit in u for u in self.unit_sets], dtype=np.bool_)
        home = self.instance.place_no[person.home]
        out: Bools = skilled[self.skill_set] & wanted[self.unit_set] & (self.rank <= person.rank)
        near: Bools = self.instance.km[home][self.instance.post[:, PLACE]] <= self.max_km
        return out & near


def _numbered(values: list[T]) -> tuple[list[T], I64]:
    """The distinct values, and for each value the number of its own."""
    numbers: dict[T, int] = {}
    at = [numbers.setdefault(v, len(numbers)) for v in values]
    return list(numbers), np.array(at, dtype=np.int64)


def _distances(problem: Problem) -> tuple[F64, I32]:
    lat = np.radians([p.lat_deg for p in problem.places])
    lon = np.radians([p.lon_deg for p in problem.places])
    h = (
        np.sin((lat[None, :] - lat[:, None]) / 2) ** 2
        + np.cos(lat[:, None])
        * np.cos(lat[None, :])
        * np.sin((lon[None, :] - lon[:, None]) / 2) ** 2
    )
    km = 2 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(h, 1.0))) * problem.travel.detour
    np.fill_diagonal(km, 0.0)
    minutes = np.ceil(60 * km / problem.travel.speed_kmh - 1e-9)
    return km, np.minimum(minutes, 10**9).astype(np.int32)


def _transpose(ptr: I64, cols: I32, n_cols: int) -> tuple[I64, I32]:
    """A sparse table by column instead of by row."""
    rows = np.repeat(np.arange(len(ptr) - 1, dtype=np.int32), np.diff(ptr))
    out_ptr = np.zeros(n_cols + 1, dtype=np.int64)
    np.cumsum(np.bincount(cols, minlength=n_cols), out=out_ptr[1:])
    return out_ptr, rows[np.argsort(cols, kind="stable")]


def _by_row(pairs: list[tuple[int, int]], n_rows: int) -> tuple[I64, I32]:
    """Sorted (row, column) pairs as a sparse table."""
    ptr = np.zeros(n_rows + 1, dtype=np.int64)
    rows = np.array([a for a, _ in pairs], dtype=np.int64)
    np.cumsum(np.bincount(rows, minlength=n_rows), out=ptr[1:])
    return ptr, np.array([b for _, b in pairs], dtype=np.int32)
