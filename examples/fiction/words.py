"""Invented names: of people, of places, of what stands in them."""

from random import Random

FAMILIES = (
    *("Nguyễn",) * 10,
    *("Trần",) * 5,
    *("Lê",) * 4,
    *("Phạm",) * 3,
    *("Huỳnh",) * 3,
    *("Võ",) * 2,
    *("Phan", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý", "Trương", "Đinh", "Mai", "Châu"),
)
MIDDLES_MEN = (
    "Văn",
    "Hữu",
    "Minh",
    "Thanh",
    "Quốc",
    "Đức",
    "Hoàng",
    "Công",
    "Tấn",
    "Ngọc",
    "Trung",
)
MIDDLES_WOMEN = (
    "Thị",
    "Thị",
    "Ngọc",
    "Thu",
    "Kim",
    "Mỹ",
    "Thanh",
    "Bích",
    "Hồng",
    "Phương",
    "Tuyết",
)
GIVEN_MEN = (
    *("An", "Bảo", "Bình", "Chánh", "Cường", "Danh", "Dũng", "Duy", "Đạt", "Đông", "Giàu", "Hải"),
    *("Hào", "Hậu", "Hiếu", "Hoàng", "Hùng", "Huy", "Khải", "Khoa", "Kiên", "Lâm", "Lộc", "Long"),
    *(
        "Lực",
        "Mẫn",
        "Nam",
        "Nghĩa",
        "Nhân",
        "Phát",
        "Phong",
        "Phúc",
        "Quang",
        "Quân",
        "Sang",
        "Sơn",
    ),
    *(
        "Tài",
        "Tâm",
        "Tân",
        "Thắng",
        "Thành",
        "Thịnh",
        "Tín",
        "Toàn",
        "Trí",
        "Trung",
        "Tuấn",
        "Vinh",
    ),
)
GIVEN_WOMEN = (
    *("Ái", "Anh", "Châu", "Chi", "Cúc", "Diễm", "Dung", "Đào", "Giang", "Hà", "Hạnh", "Hiền"),
    *("Hoa", "Hương", "Khánh", "Lan", "Liên", "Linh", "Loan", "Mai", "Mận", "My", "Nga", "Ngân"),
    *("Nhi", "Như", "Oanh", "Phượng", "Quyên", "Sen", "Thảo", "Thơ", "Thu", "Thúy", "Trang", "Vân"),
)

CLUSTERS = (
    *("Tân Mỹ", "Gò Đông", "Vàm Cát", "Rạch Sen", "Hòa Lộc", "Phú Điền"),
    *("Kênh Bảy", "An Thới Tây", "Long Trì", "Bến Đá", "Cồn Én", "Mỹ Trung"),
)
FIRSTS = (
    *("Tân", "Thạnh", "Bình", "Phú", "Long", "Mỹ", "An", "Hòa", "Vĩnh", "Lương", "Điền", "Nhơn"),
    *("Gò", "Rạch", "Vàm", "Kênh", "Cái", "Bàu", "Trường", "Hưng", "Thới", "Đông"),
)
SECONDS = (
    *("Lợi", "Sen", "Cát", "Bảy", "Phước", "Hưng", "Thới", "Hội", "Lập", "Quới", "Trạch", "Khánh"),
    *("Điền", "Thuận", "Ngãi", "Tràm", "Xoài", "Bần", "Dừa", "Sậy", "Mù U", "Lân", "Định", "Phong"),
)
SIDES = ("", "", "", "", " Đông", " Tây", " Nam", " Trung", " Thượng", " Hạ")
HAMLETS = ("Ấp 1", "Ấp 2", "Ấp 3", "ấp Chợ", "ấp Bến Đò", "ấp Vườn Xoài", "ấp Cầu Sắt", "ấp Đình")
AGENCIES = (
    *("Sở Nông nghiệp và Môi trường", "Sở Xây dựng", "Sở Tài chính", "Sở Y tế", "Sở Nội vụ"),
    *("Sở Giáo dục và Đào tạo", "Sở Khoa học và Công nghệ", "Sở Công Thương", "Sở Tư pháp"),
    *("Văn phòng UBND tỉnh", "Thanh tra tỉnh", "Sở Văn hóa, Thể thao và Du lịch"),
)
PARTY_OFFICES = (
    *("Văn phòng Tỉnh ủy", "Ban Tổ chức Tỉnh ủy", "Ban Tuyên giáo và Dân vận", "Ủy ban Kiểm tra"),
    *("Ban Nội chính", "Mặt trận Tổ quốc tỉnh", "Báo và Đài tỉnh", "Trường Chính trị"),
    *("Liên đoàn Lao động tỉnh", "Hội Nông dân tỉnh", "Tỉnh đoàn", "Hội Liên hiệp Phụ nữ tỉnh"),
)
MILITARY = (
    *("Phòng Tham mưu quân sự", "Phòng Chính trị quân sự", "Phòng Hậu cần, Kỹ thuật"),
    *("Trung đoàn bộ binh địa phương", "Bệnh viện Quân dân y", "Hải đội dân quân", "Kho K12"),
    *("Đại đội trinh sát", "Đại đội thông tin", "Ban Chỉ huy Biên phòng", "Trường Quân sự tỉnh"),
    *("Ban Chỉ huy phòng thủ khu vực 1",),
)
POLICE = (
    *("Phòng Tham mưu", "Phòng Cảnh sát giao thông", "Phòng Cảnh sát PCCC và CNCH"),
    *("Phòng Cảnh sát cơ động", "Phòng Quản lý hành chính", "Phòng Hậu cần", "Phòng Kỹ thuật"),
    *("Phòng Cảnh sát bảo vệ", "Bệnh xá Công an tỉnh", "Phòng Tổ chức cán bộ", "Phòng An ninh"),
    *("Trung tâm Huấn luyện",),
)


def person(rng: Random) -> str:
    """A full name of a man or a woman."""
    family = rng.choice(FAMILIES)
    if rng.random() < 0.78:
        return f"{family} {rng.choice(MIDDLES_MEN)} {rng.choice(GIVEN_MEN)}"
    return f"{family} {rng.choice(MIDDLES_WOMEN)} {rng.choice(GIVEN_WOMEN)}"


def places(rng: Random, *, many: int, taken: set[str]) -> list[str]:
    """*many* place names, none twice and none of *taken*."""
    found: list[str] = []
    while len(found) < many:
        first, second = rng.choice(FIRSTS), rng.choice(SECONDS)
        name = f"{first} {second}{rng.choice(SIDES)}"
        if first != second and name not in taken:
            taken.add(name)
            found.append(name)
    return found


def phone(number: int) -> str:
    """A telephone number that nobody has: 0900 000 117."""
    return f"0{number // 1_000_000} {number // 1000 % 1000:03d} {number % 1000:03d}"
