"""Remarks as offices get them: copies with changes among others that share their set phrases."""

import random
import unicodedata
from typing import Final

OPENINGS: Final = (
    "Đề nghị",
    "Đề nghị cấp trên xem xét,",
    "Cơ bản nhất trí với dự thảo, tuy nhiên đề nghị",
    "Qua thảo luận, tập thể thống nhất đề nghị",
    "Về nội dung này, đề nghị ban soạn thảo",
    "Nhất trí cao với đánh giá trong dự thảo; đề nghị",
    "Có ý kiến đề nghị",
    "Ý kiến của đơn vị:",
)
CLAUSES: Final = (
    "bổ sung số liệu về {topic} giai đoạn {year} để thấy rõ kết quả đạt được",
    "làm rõ nguyên nhân khiến chỉ tiêu {topic} chưa đạt kế hoạch đề ra",
    "nâng chỉ tiêu {topic} lên {number}% vào năm {year}",
    "giao {body} chủ trì, phối hợp với các ngành liên quan triển khai {topic}",
    "nêu cụ thể trách nhiệm của {body} trong việc lãnh đạo, chỉ đạo {topic}",
    "bố trí ít nhất {number} tỷ đồng mỗi năm từ ngân sách cho {topic}",
    "viết gọn lại đoạn này, tránh trùng lặp với phần đánh giá về {topic}",
    "thay cụm từ “đẩy mạnh” bằng “tập trung thực hiện có hiệu quả” khi nói về {topic}",
    "bổ sung giải pháp khắc phục hạn chế trong công tác {topic} ở các xã vùng sâu",
    "bỏ câu cuối vì {topic} thuộc thẩm quyền của {body}",
    "đánh giá đúng mức vai trò của {body} đối với {topic} trong nhiệm kỳ qua",
    "xác định lộ trình {topic} theo từng năm, có kiểm tra, sơ kết hằng quý",
    "phân tích sâu hơn tác động của {topic} đến đời sống và thu nhập của người dân",
    "chuyển nội dung về {topic} xuống phần nhiệm vụ trọng tâm và giao {body} theo dõi",
    "so sánh kết quả {topic} với bình quân chung của toàn vùng và với năm {year}",
    "cân nhắc tính khả thi của mục tiêu {number}% hộ dân được hưởng lợi từ {topic}",
)
TOPICS: Final = (
    "chuyển đổi số trong cơ quan hành chính",
    "xây dựng nông thôn mới nâng cao",
    "thu hút đầu tư vào khu công nghiệp",
    "giải phóng mặt bằng các dự án giao thông",
    "đào tạo nghề cho lao động trẻ",
    "cấp nước sạch tập trung",
    "thu gom và xử lý rác thải sinh hoạt",
    "khám chữa bệnh ở tuyến xã",
    "kết nạp đoàn viên trong doanh nghiệp tư nhân",
    "phòng chống thiên tai và tìm kiếm cứu nạn",
    "bảo tồn di tích và phát triển du lịch cộng đồng",
    "kiểm tra, giám sát và giữ gìn kỷ cương",
)
BODIES: Final = (
    "thường trực hội đồng nhân dân",
    "ủy ban nhân dân cùng cấp",
    "sở kế hoạch và đầu tư",
    "ban tổ chức",
    "ủy ban kiểm tra",
    "mặt trận và các đoàn thể",
    "phòng nông nghiệp và môi trường",
)
CLOSINGS: Final = (
    "Các nội dung khác nhất trí như dự thảo.",
    "Đề nghị tiếp thu, giải trình cụ thể.",
    "Xin trân trọng cảm ơn!",
    "Ngoài ra không có ý kiến gì thêm.",
)
LETTERS: Final = "abcdeghiklmnopqrstuvxy"


def remark(rng: random.Random) -> str:
    """One remark of one to four wishes, between set phrases."""
    wishes = [
        clause.format(
            topic=rng.choice(TOPICS),
            body=rng.choice(BODIES),
            year=rng.randint(2021, 2035),
            number=rng.randint(2, 98),
        )
        for clause in rng.sample(CLAUSES, rng.choice((1, 1, 2, 2, 3, 4)))
    ]
    closing = f" {rng.choice(CLOSINGS)}" if rng.random() < 0.4 else ""
    return f"{rng.choice(OPENINGS)} {'; '.join(wishes)}.{closing}"


def long_remark(rng: random.Random, letters: int) -> str:
    """Remarks one after the other, cut off at *letters*."""
    text = remark(rng)
    while len(text) < letters:
        text += f" {remark(rng)}"
    return text[:letters]


def bare(text: str) -> str:
    """As who types without marks writes it."""
    parts = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(one for one in parts if not unicodedata.combining(one))


def mistyped(text: str, rng: random.Random) -> str:
    """One letter in thirty wrong, left out, doubled or swapped with the next."""
    letters = list(text)
    for _ in range(max(1, len(letters) // 30)):
        at = rng.randrange(len(letters) - 1)
        letters[at : at + 2] = rng.choice(
            (
                [rng.choice(LETTERS), letters[at + 1]],
                [letters[at + 1]],
                [letters[at], letters[at], letters[at + 1]],
                [letters[at + 1], letters[at]],
            )
        )
    return "".join(letters) if len(letters) > 1 else text


def reordered(text: str, rng: random.Random) -> str:
    wishes = text.rstrip(".").split("; ")
    rng.shuffle(wishes)
    return "; ".join(wishes) + "."


def appended(text: str, rng: random.Random) -> str:
    return f"{text} {rng.choice(CLOSINGS)}"


def shortened(text: str, rng: random.Random) -> str:
    words = text.split()
    keep = max(3, int(len(words) * rng.uniform(0.7, 0.95)))
    return " ".join(words[:keep])


def unmarked(text: str, _rng: random.Random) -> str:
    return bare(text)


def unchanged(text: str, _rng: random.Random) -> str:
    return text


WAYS: Final = (mistyped, reordered, appended, shortened, unmarked, unchanged)


def copied(text: str, rng: random.Random) -> str:
    """*text* as another office hands it in: changed in one to three ways, or not at all."""
    for way in rng.sample(WAYS, rng.choice((1, 1, 2, 3))):
        text = way(text, rng)
    return text


def remarks(seed: int, size: int, *, copies: float = 0.6) -> list[str]:
    """*size* remarks; *copies* of them (0 to 1) are changed copies of others, a few of many."""
    rng = random.Random(seed)
    texts = [remark(rng) for _ in range(max(1, round(size * (1 - copies))))]
    often = [1 / place for place in range(1, len(texts) + 1)]
    texts += [
        copied(one, rng) for one in rng.choices(texts, weights=often, k=max(0, size - len(texts)))
    ]
    rng.shuffle(texts)
    return texts[:size]


def rng(seed: int) -> random.Random:
    return random.Random(seed)
