"""Papers of every usual kind, right in everything: what they say and how each line is written.

A paper is zones of forms: the two columns of its head, the row with number and date, what stands
under the head, the text, the two columns of its tail, the appendix. Faults are put in afterwards.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from tests.engines.layout.corpus.forms import PARTY, STATE, Form
from tests.engines.layout.corpus.words import (
    HEADINGS,
    LAWS,
    PARTY_OFFICES,
    STATE_OFFICES,
    TITLES,
    Office,
    Words,
)

TABLE: Final = "table"  # stands in a zone for a table of figures
WIDE: Final = "wide"  # the same, on a page of its own across
BLANK: Final = "blank"
ROMAN: Final = ("I", "II", "III", "IV", "V", "VI", "VII")
ZONES: Final = (
    *("head_left", "head_right", "row_left", "row_right", "under", "text"),
    *("tail_left", "tail_right", "appendix"),
)
# How far a right size may lie [pt], from the facts of either house.
SIZES: Final[Mapping[str, Mapping[str, tuple[float, float]]]] = {
    "vn-nd30": {
        **dict.fromkeys(("national_name", "superior_body", "issuing_body"), (12, 13)),
        **dict.fromkeys(("number",), (13, 13)),
        "abstract of a letter": (12, 13),
        "appendix": (14, 14),
        "recipients_label": (12, 12),
        "recipients": (11, 11),
    },
    "vn-party": {
        "national_name": (15, 15),
        **dict.fromkeys(("superior_body", "issuing_body", "number", "place_date"), (14, 14)),
        **dict.fromkeys(("authority", "post", "signer", "recipients_label"), (14, 14)),
        "type_name": (15, 16),
        "abstract of a letter": (12, 12),
        "recipients": (12, 12),
    },
}
OTHER_SIZES: Final = {"vn-nd30": (13, 14), "vn-party": (14, 15)}


def sizes(pack: str, key: str) -> tuple[float, float]:
    """The least and the most size of a component that is right [pt]."""
    return SIZES[pack].get(key, OTHER_SIZES[pack])


@dataclass(slots=True, kw_only=True)
class Paper:
    """One paper. truths: (rule, words of the place) beside those that the forms carry.

    page: margins [mm] and size. hand: how the person who wrote it works in Word.
    """

    key: str
    pack: str
    kind: str
    office: Office
    words: Words
    hand: dict[str, str]
    zones: dict[str, list[Form]] = field(default_factory=dict)
    page: dict[str, float] = field(default_factory=dict)
    truths: list[tuple[str, str]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    is_letter: bool = False

    @property
    def rng(self) -> random.Random:
        """The one source of chance of this paper."""
        return self.words.rng

    def add(self, zone: str, key: str, text: str = "", **said: object) -> None:
        """One more paragraph, with the usual spread of what is right."""
        base = (STATE if self.pack == "vn-nd30" else PARTY)[key]
        low, high = sizes(self.pack, key if key in SIZES[self.pack] else base.component)
        points = base.points if low <= base.points <= high else low
        spread = {"points": self.rng.choice(sorted({low, points, high}))}
        self.zones[zone].append(replace(base, text=text, **{**spread, **said}))  # type: ignore[arg-type]


Writer = Callable[[Paper], None]


def paper(key: str, pack: str, kind: str, rng: random.Random) -> Paper:
    """A right paper of that kind."""
    office = rng.choice(STATE_OFFICES if pack == "vn-nd30" else PARTY_OFFICES)
    made = Paper(
        key=key,
        pack=pack,
        kind=kind,
        office=office,
        words=Words(rng),
        hand={name: rng.choice(ways) for name, ways in HANDS.items()},
        zones={zone: [] for zone in ZONES},
        page={
            "top": rng.choice((20, 22, 25)),
            "bottom": rng.choice((20, 25)),
            "left": rng.choice((30, 32, 35)),
            "right": rng.choice((15, 18, 20)),
            "width": 210,
            "height": 297,
        },
    )
    made.is_letter = kind == "Công văn"
    _head(made)
    KINDS[kind](made)
    _tail(made)
    _appendix(made)
    _settle(made)
    return made


HANDS: Final[Mapping[str, tuple[str, ...]]] = {
    "looks": ("direct", "direct", "styles", "chain", "defaults", "theme", "characters"),
    "head": ("rows", "rows", "cell", "breaks", "tabs", "spacer"),
    "tail": ("cell", "cell", "rows", "plain"),
    "rules": ("border", "strokes", "drawing", "drawn below", "vml"),
    "runs": ("one", "many"),
    "spelling": ("new", "old", "parted"),
    "field": ("complex", "simple", "content control"),
    "capitals": ("typed", "typed", "shown"),
    "first": ("indent", "indent", "tab"),
    "gap": ("after", "before", "halves"),
    "labels": ("typed", "typed", "automatic"),
    "stamp": ("", "", "", "HỎA TỐC", "MẬT"),
}


def _head(made: Paper) -> None:
    office, rng = made.office, made.rng
    for line in office.above:
        made.add("head_left", "superior_body", line)
    for at, line in enumerate(office.own):
        made.add(
            "head_left", "issuing_body", line, ruled=at == len(office.own) - 1 and _ruled(made)
        )
    if made.pack == "vn-party":
        made.zones["head_left"].append(Form(component=BLANK, text="*", side="left"))
        made.add("head_right", "national_name", "ĐẢNG CỘNG SẢN VIỆT NAM")
    else:
        name = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
        made.add("head_right", "national_name", name)
        made.add("head_right", "motto", "Độc lập - Tự do - Hạnh phúc")
    made.add("row_left", "number", _number(made))
    day = rng.choice(("ngày 05 tháng 01", "ngày 17 tháng 10", "ngày 30 tháng 4", "ngày    tháng 9"))
    made.add("row_right", "place_date", f"{office.place}, {day} năm 2030")
    if made.is_letter:
        made.add("row_left", "abstract of a letter", f"V/v {made.words.subject()}")
        return
    if made.hand["stamp"]:
        stamp = made.hand["stamp"]
        made.zones["row_left"].append(Form(component=BLANK, text=stamp, bold=True, side="left"))


def _ruled(made: Paper) -> bool:
    return made.pack == "vn-nd30"


SYMBOLS: Final = {
    "Quyết định": "QĐ",
    "Quy chế": "QC",
    "Kế hoạch": "KH",
    "Báo cáo": "BC",
    "Biên bản": "BB",
    "Tờ trình": "TTr",
    "Thông báo": "TB",
}


def _number(made: Paper) -> str:
    n, rng, office = made.rng.randint(1, 980), made.rng, made.office
    if made.pack == "vn-party":
        return f"Số {n}-{SYMBOLS.get(made.kind, 'CV')}/{office.short}"
    said = rng.choice((f"{n:02}", f"{n:02}", "    "))
    if made.is_letter:
        return f"Số: {said}/{office.short}-{office.at_desk}"
    return f"Số: {said}/{SYMBOLS[made.kind]}-{office.short}"


def _title(made: Paper, about: str) -> None:
    made.add("under", "type_name", made.kind.upper())
    made.add("under", "abstract", about, ruled=_ruled(made))


def _decision(made: Paper) -> None:
    _title(made, f"Về việc {made.words.subject()}")
    _centred(made, f"{made.office.posts[0]} {made.office.label.upper()}")
    _laws(made)
    _centred(made, f"{made.kind.upper()}:")
    for n in range(1, made.rng.randint(3, 6)):
        made.add("text", "article", f"Điều {n}. {made.words.sentence()}.")
        _clauses(made, made.rng.randint(0, 3))


def _centred(made: Paper, text: str) -> None:
    """A line in the middle that no rule is about: who decides, and that he does."""
    made.zones["text"].append(Form(component=BLANK, text=text, bold=True, after_pt=6.0))


def _laws(made: Paper) -> None:
    laws = made.rng.sample(LAWS, made.rng.randint(1, 3))
    for law in laws:
        made.add("text", "legal_basis", f"{law};")
    made.add("text", "legal_basis", f"Theo đề nghị của {made.words.rng.choice(ASKING)}.")


ASKING: Final = ("Chánh Văn phòng", "Trưởng phòng Tổ chức", "Trưởng phòng Kế hoạch")


def _clauses(made: Paper, many: int) -> None:
    for n in range(1, many + 1):
        made.add("text", "clause", f"{n}. {made.words.paragraph()}")
        if made.rng.random() < 0.4:
            for letter in "abcd"[: made.rng.randint(2, 4)]:
                made.add("text", "point", f"{letter}) {made.words.sentence()};")


def _regulation(made: Paper) -> None:
    _title(made, f"Về {made.words.subject()}")
    article = 0
    has_parts = made.rng.random() < 0.5
    for at in range(made.rng.randint(2, 3)):
        if has_parts:
            made.add("text", "part", f"Phần {ROMAN[at]}")
            made.add("text", "part title", made.rng.choice(TITLES).upper())
        made.add("text", "chapter", f"Chương {ROMAN[at]}")
        made.add("text", "chapter title", made.rng.choice(TITLES).upper())
        for section in range(1, 3):
            made.add("text", "section", f"Mục {section}")
            made.add("text", "section title", made.rng.choice(TITLES).upper())
            for _ in range(made.rng.randint(1, 2)):
                article += 1
                made.add("text", "article", f"Điều {article}. {made.words.sentence()}")
                _clauses(made, made.rng.randint(1, 3))


def _plan(made: Paper) -> None:
    _title(made, made.words.subject().capitalize())
    if made.rng.random() < 0.5:
        made.add("text", "body", f"{made.rng.choice(OPENINGS)}, {made.words.sentence()} như sau:")
    for at in range(made.rng.randint(2, 5)):
        made.add("text", "heading", f"{ROMAN[at]}. {made.rng.choice(HEADINGS)}")
        _clauses(made, made.rng.randint(1, 4))
        for _ in range(made.rng.randint(0, 3)):
            made.add("text", "body", made.words.paragraph())
        if made.rng.random() < 0.3:
            made.zones["text"].append(Form(component=made.rng.choice((TABLE, TABLE, WIDE))))


OPENINGS: Final = ("Thực hiện chương trình công tác năm 2030", "Căn cứ tình hình thực tế")


def _minutes(made: Paper) -> None:
    _title(made, f"Hội nghị {made.words.subject()}")
    made.add("text", "body", "Thời gian bắt đầu: 8 giờ 00, ngày 17 tháng 10 năm 2030.")
    made.add("text", "body", f"Địa điểm: Hội trường {made.office.label}.")
    for label in ("Chủ trì", "Thư ký"):
        made.add("text", "body", f"{label}: {made.words.name()}.")
    for n in range(1, made.rng.randint(3, 6)):
        made.add("text", "clause", f"{n}. {made.words.paragraph()}")
        made.add("text", "body", made.words.paragraph())
    made.add("text", "body", "Hội nghị kết thúc vào 11 giờ 30, ngày 17 tháng 10 năm 2030./.")


def _letter(made: Paper) -> None:
    _addressees(made)
    for _ in range(made.rng.randint(2, 7)):
        made.add("text", "body", made.words.paragraph())
    made.add("text", "body", f"{made.words.sentence()}./.")


def _addressees(made: Paper) -> None:
    if made.rng.random() < 0.5:
        made.add("text", "addressees", f"Kính gửi: {made.rng.choice(RECEIVING)}")
        return
    listed = made.rng.sample(RECEIVING, made.rng.randint(2, 4))
    made.add("text", "addressees listed", "Kính gửi:", after_pt=0.0)
    for name in listed[:-1]:
        made.add("text", "addressees listed", f"- {name};")
    made.add("text", "addressees listed", f"- {listed[-1]}.", after_pt=6.0)


RECEIVING: Final = (
    *("Sở Tài chính", "Ủy ban nhân dân các xã, phường", "Văn phòng Ủy ban nhân dân tỉnh"),
    *("Các đơn vị trực thuộc", "Công an tỉnh", "Bảo hiểm xã hội tỉnh"),
)


def _submission(made: Paper) -> None:
    _title(made, f"Về việc {made.words.subject()}")
    _addressees(made)
    if made.rng.random() < 0.5:
        _laws(made)
    for at in range(made.rng.randint(2, 3)):
        made.add("text", "heading", f"{ROMAN[at]}. {made.rng.choice(HEADINGS)}")
        _clauses(made, made.rng.randint(0, 2))
        made.add("text", "body", made.words.paragraph())
    made.add("text", "body", f"{made.words.sentence()}./.")


def _notice(made: Paper) -> None:
    _title(made, f"Về {made.words.subject()}")
    for _ in range(made.rng.randint(2, 4)):
        made.add("text", "body", made.words.paragraph())


def _report(made: Paper) -> None:
    _plan(made)
    for _ in range(made.rng.randint(12, 40)):
        made.add("text", "body", made.words.paragraph())


def _tail(made: Paper) -> None:
    rng = made.rng
    if made.kind == "Biên bản":
        for text in ("THƯ KÝ", *("",) * 3, made.words.name()):
            made.zones["tail_left"].append(Form(component=BLANK, text=text, bold=True, side="left"))
        made.add("tail_right", "authority", "CHỦ TỌA")
        _recipients(made, "after")
    else:
        _recipients(made, "tail_left")
        _authority(made)
    for _ in range(rng.randint(0, 4)):
        made.zones["tail_right"].append(Form(component=BLANK, side="right"))
    made.add("tail_right", "signer", made.words.name())


def _recipients(made: Paper, zone: str) -> None:
    made.zones.setdefault(zone, [])
    made.add(zone, "recipients_label", "Nơi nhận:" if made.pack == "vn-nd30" else "Nơi nhận")
    listed = ["Như trên;" if made.is_letter else "Như Điều 3;"]
    listed += [f"{name};" for name in made.rng.sample(RECEIVING, made.rng.randint(0, 3))]
    for name in listed:
        made.add(zone, "recipients", f"- {name}")
    made.add(zone, "recipients", f"- Lưu: VT, {made.office.at_desk}.")


def _authority(made: Paper) -> None:
    head, deputy = made.office.posts
    body = " ".join(made.office.own)
    if made.pack == "vn-party":
        made.add("tail_right", "authority", "T/M BAN THƯỜNG VỤ")
        made.add("tail_right", "post", made.rng.choice((head, deputy)))
    elif head == "CHỦ TỊCH":
        made.add("tail_right", "authority", f"TM. {body}")
        made.add("tail_right", "authority", made.rng.choice((head, deputy)))
    elif made.rng.random() < 0.5:
        made.add("tail_right", "authority", f"KT. {head}")
        made.add("tail_right", "authority", deputy)
    else:
        made.add("tail_right", "authority", head)


def _appendix(made: Paper) -> None:
    if made.is_letter or made.rng.random() < 0.5:
        return
    made.add("appendix", "appendix", f"Phụ lục {made.rng.choice(ROMAN[:3])}")
    made.add("appendix", "appendix title", "DANH SÁCH PHÂN CÔNG NHIỆM VỤ")
    note = f"(Kèm theo {made.kind} số 05/{made.office.short} ngày 05 tháng 01 năm 2030)"
    made.add("appendix", "appendix note", note)
    made.zones["appendix"].append(Form(component=TABLE))


def _settle(made: Paper) -> None:
    """One hand all through: how paragraphs stand apart, how far their first line is set in."""
    rng = made.rng
    first, gap = rng.choice((10.0, 12.7)), rng.choice((6.0, 6.0, 8.0, 12.0))
    line, exact = rng.choice(((1.0, False), (1.15, False), (1.5, False), (18.0, True)))
    gaps = {"after": (0.0, gap), "before": (gap, 0.0), "halves": (gap / 2, gap / 2)}
    before, after = gaps[made.hand["gap"]]

    def settled(form: Form) -> Form:
        if form.first_mm == 0.0 or form.component == BLANK:
            return form
        return replace(
            form, first_mm=first, before_pt=before, after_pt=after, line=line, exact=exact
        )

    made.zones["text"] = [settled(form) for form in made.zones["text"]]


KINDS: Final[Mapping[str, Writer]] = {
    "Quyết định": _decision,
    "Quy chế": _regulation,
    "Kế hoạch": _plan,
    "Báo cáo": _report,
    "Biên bản": _minutes,
    "Công văn": _letter,
    "Tờ trình": _submission,
    "Thông báo": _notice,
}
