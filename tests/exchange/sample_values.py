"""Values for any document of the product: realistic ones, as short or as long as asked for."""

from typing import Any

from muster.exchange.filling.fields import Template
from muster.packs.layouts import words

SHORT, LONG = "ngắn", "dài"
NAMES = {
    SHORT: "Đảng ủy xã Gò Đông",
    LONG: "Ban Chỉ đạo tổ chức đại hội đại biểu Đảng bộ các cơ quan hành chính, sự nghiệp và "
    "doanh nghiệp nhà nước tỉnh Sông Tiền lần thứ nhất, nhiệm kỳ 2030–2035",
}
TEXTS = {
    SHORT: "Chuẩn bị đại hội",
    LONG: "Tình hình chuẩn bị văn kiện, nhân sự, cơ sở vật chất và bảo đảm an ninh, trật tự phục "
    "vụ đại hội; những việc còn chậm, nguyên nhân và kiến nghị với cấp trên trực tiếp",
}
NUMBERS = ("round", "version", "sheet", "count", "accepted", "partly", "refused")
SYMBOLS = {"vn-nd30": "05/BC-VPTU", "vn-party": "127-BC/TU", "western": "CH/005"}


def head(rules: str, *, size: str, template: Template) -> dict[str, Any]:
    """What the office puts above and below a document of that layout."""
    around = words(rules)
    return {
        "superior": "Tỉnh ủy Sông Tiền",
        "issuer": NAMES[size],
        "number": around.number.format(symbol=SYMBOLS[rules]),
        "place_date": around.dated("Sông Tiền", None, year=2030),
        "kind": "" if template.is_letter else "Báo cáo",
        "authority": f"{around.marks.get('T/M', around.marks.get('TM.', 'p.p.'))} {NAMES[size]}",
        "post": "Phó Trưởng ban Thường trực",
        "signer": "Nguyễn Thị Thanh Hương",
        "recipients": [
            {"text": around.recipient.format(name=NAMES[size])},
            {"text": around.filed.format(keeper=around.keeper)},
        ],
    }


def values(template: Template, rules: str, *, size: str, rows: int) -> dict[str, Any]:
    """Values for every field of *template*, with that many rows in each list."""
    own: dict[str, Any] = {
        field.name: _field(field.name, size, rules, template) for field in template.fields
    }
    for listed in template.rows:
        own[listed.name] = [
            {part.name: _cell(part.name, n, size) for part in listed.fields}
            for n in range(1, rows + 1)
        ]
    return {**head(rules, size=size, template=template), **own}


def _field(name: str, size: str, rules: str, template: Template) -> str:
    if name == "addressee":
        return words(rules).addressees.format(name=NAMES[size])
    if name == "abstract" and template.is_letter:
        return f"V/v {TEXTS[size].lower()}"
    return "12" if name in NUMBERS else TEXTS[size]


def _cell(name: str, n: int, size: str) -> str:
    if name in ("n", "line", "sheet"):
        return str(n)
    return TEXTS[size] if n % 2 else f"{n}"
