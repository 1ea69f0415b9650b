"""Faults, one rule each: how a right paper is made wrong in one known thing.

``put(paper, rule)`` changes a paper and notes what a reader has to find; it says no where the
paper has nothing that could be wrong in that way.
"""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Final

from tests.engines.layout.corpus.forms import Form, changed
from tests.engines.layout.corpus.papers import BLANK, SIZES, ZONES, Paper, sizes

Mutation = Callable[[Paper, Form], Form | None]
HEADINGS: Final = ("part", "chapter", "section", "appendix")
DOCUMENT, PAGE_NUMBER, SECTION = "document", "page number", "section 1"
ALIGNS: Final = ("left", "center", "right", "justify")
PARTLY: Final = 0.3  # of the faults of letters stand in one word only


def _points(made: Paper, form: Form) -> Form:
    key = "abstract of a letter" if made.is_letter and form.component == "abstract" else ""
    if not key:
        key = form.component if form.component in SIZES[made.pack] and not _is_title(form) else ""
    low, high = sizes(made.pack, key)
    points = made.rng.choice((low - 1, low - 2, high + 1, high + 2, high + 4))
    # Exact lines would then be too near as well.
    lines = {"line": 1.0, "exact": False} if form.exact else {}
    return changed(form, "points", partly=_one_word(made, form), points=points, **lines)


def _bold(made: Paper, form: Form) -> Form:
    return changed(form, "bold", partly=_one_word(made, form), bold=not form.bold)


def _italic(made: Paper, form: Form) -> Form:
    return changed(form, "italic", partly=_one_word(made, form), italic=not form.italic)


def _one_word(made: Paper, form: Form) -> bool:
    """One word alone may be set off in the text, so there the whole line is wrong."""
    in_text = form.component in ("body", "clause", "point")
    return not in_text and " " in form.text and made.rng.random() < PARTLY


def _underline(_made: Paper, form: Form) -> Form:
    return changed(form, "rule", underline=not form.underline)


def _ruled(_made: Paper, form: Form) -> Form | None:
    return changed(form, "rule", ruled=False) if form.ruled else None


def _family(made: Paper, form: Form) -> Form:
    family = made.rng.choice(("Arial", "Calibri", "Tahoma", ".VnTime"))
    return changed(form, "family", partly=_one_word(made, form), family=family)


def _align(made: Paper, form: Form) -> Form:
    wrong = [align for align in ALIGNS if align != form.align]
    if form.align == "left":
        wrong.remove("justify")
    return changed(form, "align", align=made.rng.choice(wrong))


def _case(_made: Paper, form: Form) -> Form | None:
    first, _, rest = form.text.partition(" ")
    is_abbreviated = first.endswith(".") or "/" in first
    if form.text == form.text.upper():
        text = f"{first} {rest.capitalize()}" if is_abbreviated else form.text.capitalize()
    else:
        text = form.text.upper()
    return changed(form, "case", text=text) if text != form.text else None


def _indent(made: Paper, form: Form) -> Form:
    return changed(form, "indent", first_mm=made.rng.choice((0.0, 5.0, 7.5, 20.0)))


def _spacing(made: Paper, form: Form) -> Form:
    """Too near the next paragraph, or lines too near or too far."""
    return made.rng.choice(SPACINGS)(form)


def _near(form: Form) -> Form:
    return changed(form, "spacing", before_pt=0.0, after_pt=3.0)


SPACINGS: Final = (
    _near,
    _near,
    lambda form: changed(form, "spacing", line=0.8, exact=False),
    lambda form: changed(form, "spacing", line=2.0, exact=False),
    lambda form: changed(form, "spacing", line=12.0, exact=True),
)

WRONG_TEXTS: Final[Mapping[str, tuple[str, ...]]] = {
    "national_name": (
        "CỘNG HÒA XÃ HỘI VIỆT NAM",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT  NAM.",
        "ĐẢNG CỘNG SẢN VIỆT NAM:",
    ),
    "motto": (
        "Độc lập, Tự do, Hạnh phúc",
        "Độc lập-Tự do-Hạnh phúc",
        "Độc Lập – Tự Do – Hạnh Phúc",
    ),
    "recipients_label": ("Nơi nhận :", "Nơi nhận", "Nơi nhận."),
}


def _words(made: Paper, form: Form) -> Form | None:
    right = {"vn-nd30": "CỘNG HÒA", "vn-party": "ĐẢNG"}[made.pack]
    fitting = [
        text
        for text in WRONG_TEXTS.get(form.component, ())
        if form.component != "national_name" or text.startswith(right)
    ]
    return changed(form, "text", text=made.rng.choice(fitting)) if fitting else None


def _format(made: Paper, form: Form) -> Form | None:
    texts = [text for text in FORMATS[form.component](form.text, made) if text != form.text]
    return changed(form, "format", text=made.rng.choice(texts)) if texts else None


def _number(text: str, made: Paper) -> list[str]:
    if made.pack == "vn-party":
        rest = text.removeprefix("Số ")
        return [f"Số: {rest}", text.replace("-", "/", 1), text.replace("-", " - ", 1)]
    rest = text.removeprefix("Số: ").strip()
    n, _, symbol = rest.partition("/")
    return [
        f"Số {rest}",
        f"Số: 5/{symbol}",
        f"Số: {n} / {symbol}",
        f"Số: {n or '07'}-{symbol}",
        f"Số: 07/{symbol.replace('-', '/', 1)}",
    ]


def _date(text: str, _made: Paper) -> list[str]:
    place = text.partition(",")[0]
    return [
        f"{place}, ngày 5 tháng 01 năm 2030",
        f"{place}, ngày 05 tháng 1 năm 2030",
        f"{place} ngày 17 tháng 10 năm 2030",
        f"{place}, ngày 17 tháng 04 năm 2030",
    ]


def _headings(text: str, _made: Paper) -> list[str]:
    word, _, n = text.partition(" ")
    if word.lower() == "mục":
        return [f"{word} I", f"{text}."]
    return [f"{word} {len(n)}", f"{text}:"] if word.lower() != "phần" else [f"{text}."]


def _annex(text: str, _made: Paper) -> list[str]:
    return [f"{text}." if "Phụ lục" in text else text, "Phụ lục 1"]


FORMATS: Final[Mapping[str, Callable[[str, Paper], list[str]]]] = {
    "number": _number,
    "place_date": _date,
    "legal_basis": lambda text, _made: [text[:-1], f"{text[:-1]},"],
    "part": _headings,
    "chapter": _headings,
    "section": _headings,
    "appendix": _annex,
    "article": lambda text, _made: [text.replace(".", ":", 1), text.replace(". ", " : ", 1)],
    "clause": lambda text, _made: [text.replace(".", ")", 1), text.replace(".", "/", 1)],
    "point": lambda text, _made: [text.replace(")", ".", 1), text.replace(")", "/", 1)],
    "authority": lambda text, made: [f"{_slip(made)} {text.partition(' ')[2] or text}"],
    "signer": lambda text, _made: [f"{title} {text}" for title in ("TS.", "ThS.", "Ông", "Đ/c")],
    "abstract": lambda text, _made: [text.replace("V/v", "Về việc", 1)],
    "addressees": lambda text, _made: [text.replace("Kính gửi:", "Kính gửi", 1)],
    "recipients": lambda text, _made: [
        text[:-1],
        text.removeprefix("- "),
        text.replace("- ", "+ "),
    ],
}


def _slip(made: Paper) -> str:
    """The abbreviation of the other house."""
    return "T/M" if made.pack == "vn-nd30" else "TM."


MUTATIONS: Final[Mapping[str, Mutation]] = {
    "points": _points,
    "bold": _bold,
    "italic": _italic,
    "rule": _ruled,
    "family": _family,
    "align": _align,
    "case": _case,
    "indent": _indent,
    "spacing": _spacing,
    "text": _words,
    "format": _format,
}


# ---- putting them in


def put(made: Paper, rule: str) -> bool:
    """Make a paper wrong in that rule; whether it could be."""
    component, _, name = rule.partition(".")
    done = _done(made, component, name)
    if done:
        made.faults.append(rule)
    return done


def _done(made: Paper, component: str, name: str) -> bool:
    if component == "page":
        return _page(made, name)
    if component == "page_number":
        return _page_number(made, name)
    if name == "missing":
        return _missing(made, component)
    if name == "place":
        return _misplaced(made, component)
    if name == "order":
        return not _is_disordered(made) and _disorder(made, component)
    return _mutated(made, component, name)


def _targets(made: Paper, component: str, name: str) -> list[tuple[str, int]]:
    """Where a fault may be put: never twice into one line."""
    return [
        (zone, at)
        for zone, forms in made.zones.items()
        for at, form in enumerate(forms)
        if not form.wrong
        and form.text
        and (form.component == component or (component == "font" and form.component not in NEUTRAL))
        and _may(made, zone, form, name)
    ]


SHARED: Final = ("tabs", "breaks")
NEUTRAL: Final = (BLANK, "table", "wide")


def _may(made: Paper, zone: str, form: Form, name: str) -> bool:
    """Lines that share a paragraph, or stand beside one another, have no alignment of their own."""
    if name == "format" and (form.component not in FORMATS or _is_title(form)):
        return False
    if name == "align" and zone.startswith(("head", "row")) and made.hand["head"] in SHARED:
        return False
    if name == "case" and form.text.startswith("("):
        return False
    if form.component == "superior_body" and ("issuing_body.missing", DOCUMENT) in made.truths:
        return False  # alone and bold, it could as well be the one that issues the paper
    return made.pack == "vn-nd30" or _is_ruled(made, form, name)


def _is_ruled(made: Paper, form: Form, name: str) -> bool:
    """Whether the other house has a rule for that at all: it says less of some lines."""
    if form.component == "appendix":
        return not form.text.startswith("(") and (name != "case" or _is_title(form))
    if name in ("format", "bold") and form.component == "authority":
        return form.text.startswith("T/M")
    return not (name == "align" and form.component == "abstract" and made.is_letter)


def _is_title(form: Form) -> bool:
    """The second line of a heading, which has no format."""
    first = unicodedata.normalize("NFC", form.text).partition(" ")[0].lower()
    return form.component in HEADINGS and first not in ("phần", "chương", "mục", "phụ")


def _mutated(made: Paper, component: str, name: str) -> bool:
    mutate = MUTATIONS[name]
    if component == "recipients_label" and name == "rule":
        mutate = _underline
    spots = _targets(made, component, name)
    made.rng.shuffle(spots)
    for zone, at in spots:
        form = mutate(made, made.zones[zone][at])
        if form is not None:
            made.zones[zone][at] = form
            return True
    return False


def _page(made: Paper, name: str) -> bool:
    if any(rule == f"page.{name}" for rule, _place in made.truths):
        return False
    if name == "size":
        made.page["width"], made.page["height"] = made.rng.choice(((215.9, 279.4), (176, 250)))
    else:
        side = name.removeprefix("margin_")
        low, high = {"top": (20, 25), "bottom": (20, 25), "left": (30, 35), "right": (15, 20)}[side]
        made.page[side] = made.rng.choice((low - 5, low - 3, high + 3, high + 10))
    made.truths.append((f"page.{name}", SECTION))
    return True


def _page_number(made: Paper, name: str) -> bool:
    if made.pack == "vn-party" or made.hand.get("page number") or not is_long(made):
        return False
    made.hand["page number"] = name
    place = DOCUMENT if name == "missing" else PAGE_NUMBER
    made.truths.append((f"page_number.{name}", place))
    return True


LONG: Final = 6000  # letters that surely fill more than one page


def is_long(made: Paper) -> bool:
    """Whether the paper surely has a second page."""
    return bool(made.zones["appendix"]) or letters(made.zones["text"]) > LONG


def letters(forms: Iterable[Form]) -> int:
    """How many letters there are."""
    return sum(len(form.text) for form in forms)


def _missing(made: Paper, component: str) -> bool:
    there = [(z, f) for z, forms in made.zones.items() for f in forms if f.component == component]
    if not there or any(form.wrong for _zone, form in there) or _leans_on(made, component):
        return False
    if _is_disordered(made):
        return False
    for zone, _form in there:
        made.zones[zone] = [f for f in made.zones[zone] if f.component != component]
    made.truths.append((f"{component}.missing", DOCUMENT))
    return True


def _leans_on(made: Paper, component: str) -> bool:
    """What cannot be told any more without it: a letter is known by its addressees or abstract."""
    gone = {rule for rule, _place in made.truths}
    if component == "issuing_body" and any(
        form.wrong for form in made.zones["head_left"] if form.component == "superior_body"
    ):
        return True
    if made.is_letter and component in ("abstract", "addressees"):
        return bool(gone & {"abstract.missing", "addressees.missing"})
    return bool(gone & {f"{other}.missing" for other in NEIGHBOURS.get(component, ())})


NEIGHBOURS: Final[Mapping[str, tuple[str, ...]]] = {
    "national_name": ("motto",),
    "motto": ("national_name",),
    "number": ("place_date", "issuing_body"),
    "place_date": ("number",),
    "issuing_body": ("number",),
    "type_name": ("abstract",),
    "abstract": ("type_name",),
    "authority": ("signer",),
    "signer": ("authority",),
    "recipients": ("recipients_label",),
    "recipients_label": ("recipients",),
}
SIDES: Final = {
    "head_left": "head_right",
    "head_right": "head_left",
    "row_left": "row_right",
    "row_right": "row_left",
    "tail_left": "tail_right",
    "tail_right": "tail_left",
}
HALVES: Final = {
    "tail_left": ("recipients_label", "recipients"),
    "tail_right": ("authority", "signer"),
    "head_left": ("superior_body", "issuing_body"),
    "head_right": ("national_name", "motto"),
    "row_left": ("number", "abstract"),
    "row_right": ("place_date",),
}


def _misplaced(made: Paper, component: str) -> bool:
    """The two columns change places, so everything in them stands on the wrong side."""
    zone = next((zone for zone, held in HALVES.items() if component in held), None)
    if zone is None or _is_disordered(made) or _stands_apart(made, zone):
        return False
    other = SIDES[zone]
    if not any(form.component == component for form in made.zones[zone]):
        return False
    mine, theirs = made.zones[zone], made.zones[other]
    made.zones[zone] = [_moved(form, zone) for form in theirs]
    made.zones[other] = [_moved(form, other) for form in mine]
    return True


def _moved(form: Form, zone: str) -> Form:
    side = zone.partition("_")[2]
    held = HALVES[zone] + HALVES[SIDES[zone]]
    if form.component not in held:
        return replace(form, side=side)
    return changed(form, "place", side=side)


def _stands_apart(made: Paper, zone: str) -> bool:
    """Columns that have something wrong already, or that are no columns."""
    forms = made.zones[zone] + made.zones[SIDES[zone]]
    is_tail = zone.startswith("tail")
    head, tail = made.hand["head"], made.hand["tail"]
    no_columns = tail == "plain" or made.kind == "Biên bản" if is_tail else head == "tabs"
    return no_columns or any(form.wrong for form in forms)


def _is_disordered(made: Paper) -> bool:
    return any(rule.endswith(".order") for rule, _place in made.truths)


def _disorder(made: Paper, component: str) -> bool:
    """A component that stands before what it ought to follow."""
    move = ORDERS.get(component)
    if move is None or any(form.wrong for zone in ZONES for form in made.zones[zone]):
        return False
    return move(made)


def _told_early(made: Paper, zone: str, component: str) -> None:
    first = next(form for form in made.zones[zone] if form.component == component)
    made.truths.append((f"{component}.order", first.text))


def _swapped(zone: str, component: str) -> Callable[[Paper], bool]:
    """The last paragraph of that component goes to the front of its zone."""

    def move(made: Paper) -> bool:
        forms = made.zones[zone]
        mine = [form for form in forms if form.component == component]
        start = forms.index(mine[0]) if mine else 0
        if all(form.component == BLANK for form in forms[:start]) or made.hand["head"] == "tabs":
            return False
        made.hand["tail"] = "cell"  # in rows of their own, a name stands under a post all the same
        made.zones[zone] = mine + [form for form in forms if form.component != component]
        _told_early(made, zone, component)
        return True

    return move


def _date_first(made: Paper) -> bool:
    """The row with number and date stands above the names."""
    if made.hand["head"] == "tabs" or made.is_letter or made.hand["stamp"]:
        return False
    zones = made.zones
    zones["head_right"] = zones["row_right"] + zones["head_right"]
    zones["row_right"] = []
    _told_early(made, "head_right", "place_date")
    return True


def _addressed_late(made: Paper) -> bool:
    """Whom it is addressed to stands after the first paragraphs of the text."""
    forms = made.zones["text"]
    mine = [form for form in forms if form.component == "addressees"]
    rest = [form for form in forms if form.component != "addressees"]
    bodies = [at for at, form in enumerate(rest) if form.component == "body"]
    if not mine or len(bodies) < 2 or any(form.component == "legal_basis" for form in rest):
        return False
    at = bodies[0] + 1
    made.zones["text"] = [*rest[:at], *mine, *rest[at:]]
    _told_early(made, "text", "body")
    return True


ORDERS: Final[Mapping[str, Callable[[Paper], bool]]] = {
    "motto": _swapped("head_right", "motto"),
    "place_date": _date_first,
    "abstract": _swapped("under", "abstract"),
    "legal_basis": _swapped("text", "legal_basis"),
    "signer": _swapped("tail_right", "signer"),
    "body": _addressed_late,
}
