"""Invented words of administrative papers: bodies, subjects, sentences, names."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Who writes. above, own: lines of the head; short: its letters in symbols."""

    above: Sequence[str]
    own: Sequence[str]
    short: str
    place: str
    posts: Sequence[str]
    label: str
    at_desk: str


STATE_OFFICES: Final = (
    Office(
        above=("ỦY BAN NHÂN DÂN", "TỈNH SÔNG TIỀN"),
        own=("SỞ NỘI VỤ",),
        short="SNV",
        place="Sông Tiền",
        posts=("GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"),
        label="Sở Nội vụ",
        at_desk="VP",
    ),
    Office(
        above=(),
        own=("ỦY BAN NHÂN DÂN", "XÃ BÌNH PHÚ"),
        short="UBND",
        place="Bình Phú",
        posts=("CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
        label="Ủy ban nhân dân xã",
        at_desk="VHXH",
    ),
    Office(
        above=("BỘ XÂY DỰNG",),
        own=("CỤC QUẢN LÝ HẠ TẦNG",),
        short="QLHT",
        place="Hà Nội",
        posts=("CỤC TRƯỞNG", "PHÓ CỤC TRƯỞNG"),
        label="Cục Quản lý hạ tầng",
        at_desk="KHTC",
    ),
    Office(
        above=("SỞ GIÁO DỤC VÀ ĐÀO TẠO",),
        own=("TRƯỜNG TRUNG HỌC PHỔ THÔNG", "NGUYỄN ĐÌNH CHIỂU"),
        short="THPTNĐC",
        place="Phường Mỹ Hòa",
        posts=("HIỆU TRƯỞNG", "PHÓ HIỆU TRƯỞNG"),
        label="Trường Trung học phổ thông Nguyễn Đình Chiểu",
        at_desk="TCHC",
    ),
    Office(
        above=("ỦY BAN NHÂN DÂN TỈNH AN HẢI",),
        own=("VĂN PHÒNG",),
        short="VPUB",
        place="An Hải",
        posts=("CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG"),
        label="Văn phòng Ủy ban nhân dân tỉnh",
        at_desk="TH",
    ),
)
PARTY_OFFICES: Final = (
    Office(
        above=("TỈNH ỦY SÔNG TIỀN",),
        own=("ĐẢNG ỦY XÃ BÌNH PHÚ",),
        short="ĐU",
        place="Bình Phú",
        posts=("BÍ THƯ", "PHÓ BÍ THƯ"),
        label="Đảng ủy xã",
        at_desk="VPĐU",
    ),
    Office(
        above=("BAN CHẤP HÀNH TRUNG ƯƠNG",),
        own=("TỈNH ỦY AN HẢI",),
        short="TU",
        place="An Hải",
        posts=("BÍ THƯ", "PHÓ BÍ THƯ"),
        label="Tỉnh ủy",
        at_desk="VPTU",
    ),
)
SUBJECTS: Final = (
    "tổ chức Hội nghị tổng kết công tác năm 2029",
    "thành lập Tổ giúp việc Ban Tổ chức",
    "bảo đảm an ninh, trật tự trong dịp lễ",
    "nâng cao chất lượng phục vụ người dân",
    "phòng cháy, chữa cháy tại nơi đông người",
    "chuẩn bị cơ sở vật chất phục vụ đại hội",
    "phân công nhiệm vụ trực và ứng phó sự cố",
    "rà soát hồ sơ lưu trữ của các đơn vị",
)
WHO: Final = (
    *("Văn phòng", "Phòng Tổ chức", "Tổ giúp việc", "Trạm Y tế", "Phòng Hậu cần"),
    *("Đội bảo vệ", "Bộ phận kế toán", "Ban Liên lạc", "Tổ thông tin", "Các đơn vị trực thuộc"),
    *("Phòng Kế hoạch", "Bộ phận một cửa", "Tổ lễ tân", "Đội xe", "Trung tâm Văn hóa"),
)
DOES: Final = (
    "chuẩn bị địa điểm, phương tiện và tài liệu",
    "kiểm tra lối thoát nạn, hệ thống điện và phương tiện chữa cháy",
    "phân công người trực, bảo đảm liên lạc thông suốt",
    "tiếp nhận, phân loại và xử lý các ý kiến góp ý",
    "hướng dẫn đại biểu, khách mời đến đúng vị trí",
    "bố trí xe đưa đón, nơi ăn nghỉ của đại biểu",
    "tổng hợp số liệu, lập báo cáo và gửi về bộ phận thường trực",
    "niêm yết công khai lịch làm việc và danh sách liên hệ",
    "bàn giao hồ sơ, tài liệu, trang thiết bị đã sử dụng",
    "phối hợp với chính quyền địa phương giữ gìn trật tự",
    "rà soát kinh phí, lập dự toán trình cấp có thẩm quyền",
    "diễn tập phương án sơ tán và cấp cứu ban đầu",
)
HOW: Final = (
    "theo đúng kế hoạch đã được phê duyệt",
    "trước khi hội nghị khai mạc ít nhất ba ngày làm việc",
    "và báo cáo kết quả bằng văn bản",
    "bảo đảm tiết kiệm, hiệu quả, đúng quy định hiện hành",
    "kịp thời phản ánh khó khăn, vướng mắc phát sinh",
    "không để gián đoạn hoạt động thường xuyên của đơn vị",
    "trên cơ sở thống nhất với các bộ phận có liên quan",
)
LAWS: Final = (
    "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025",
    "Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ",
    "Căn cứ Quyết định số 12/QĐ-UBND ngày 10 tháng 02 năm 2029 của Ủy ban nhân dân tỉnh",
    "Căn cứ Kế hoạch số 45/KH-UBND ngày 15 tháng 3 năm 2029 của Ủy ban nhân dân tỉnh",
)
SURNAMES: Final = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Võ", "Đặng", "Bùi", "Đỗ")
MIDDLES: Final = ("Văn", "Thị", "Minh", "Hữu", "Ngọc", "Thanh", "Quốc")
GIVEN: Final = (
    "An",
    "Bình",
    "Cường",
    "Dũng",
    "Hạnh",
    "Hòa",
    "Khánh",
    "Lan",
    "Nghĩa",
    "Phúc",
    "Yến",
)
TITLES: Final = (
    "Quy định chung",
    "Tổ chức thực hiện",
    "Nhiệm vụ và giải pháp",
    "Điều khoản thi hành",
)
HEADINGS: Final = (
    *("MỤC ĐÍCH, YÊU CẦU", "NỘI DUNG", "TỔ CHỨC THỰC HIỆN", "KẾT QUẢ ĐẠT ĐƯỢC"),
    *("TỒN TẠI, HẠN CHẾ", "PHƯƠNG HƯỚNG, NHIỆM VỤ", "KINH PHÍ"),
)


class Words:
    """Sentences that do not come twice, so that a place in a paper is told by its words."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self._sentences = self._all()

    def _all(self) -> Iterator[str]:
        rounds = [(a, b, c) for a in WHO for b in DOES for c in HOW]
        self.rng.shuffle(rounds)
        yield from (f"{a} {b} {c}" for a, b, c in rounds)

    def sentence(self) -> str:
        """One sentence without its full stop."""
        return next(self._sentences)

    def paragraph(self) -> str:
        """Two to four sentences."""
        return " ".join(f"{self.sentence()}." for _ in range(self.rng.randint(2, 4)))

    def name(self) -> str:
        """Somebody's full name."""
        return " ".join(self.rng.choice(part) for part in (SURNAMES, MIDDLES, GIVEN))

    def subject(self) -> str:
        """What a paper is about."""
        return self.rng.choice(SUBJECTS)
