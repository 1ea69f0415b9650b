"""What the marks of a typed line mean: no database, no clock."""

from datetime import time

import pytest

from muster.control.reading import Lexicon, Reading, read_line
from muster.packs import load
from muster.packs.schema import TaskEnd

WORDS = Lexicon(
    kinds={"yt": "medical", "viec": "work"},
    templates={"dk": ("routine", "Báo cáo định kỳ"), "yt": ("medical", "Cần y tế:")},
)


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("đã dọn ghế", Reading(text="đã dọn ghế")),
        ("@5 đk", Reading(text="@5 Báo cáo định kỳ", kind="routine", teams=(5,))),
        ("@5 DK đủ 2", Reading(text="@5 Báo cáo định kỳ đủ 2", kind="routine", teams=(5,))),
        ("ghế dk", Reading(text="ghế dk")),
        (
            "09:12 @2 /YT choáng #7",
            Reading(text="@2 choáng #7", kind="medical", teams=(2,), incident=7, clock=time(9, 12)),
        ),
        (
            "9h05 @3, @4: /việc kéo xe +10",
            Reading(text="@3, @4: kéo xe", kind="work", teams=(3, 4), clock=time(9, 5), due_min=10),
        ),
        ("/viec báo >10:15", Reading(text="báo", kind="work", due_clock=time(10, 15))),
        ("/xyz a", Reading(text="a", unknown="xyz")),
        ("trực 24/7 lúc 25:00", Reading(text="trực 24/7 lúc 25:00")),
        ("xe 63A-123 dừng lúc 09:12", Reading(text="xe 63A-123 dừng lúc 09:12")),
        ("#1 #2 gộp", Reading(text="#1 #2 gộp", incident=1)),
        ("/viec *7, *12 kéo xe", Reading(text="*7, *12 kéo xe", kind="work", tasks=(7, 12))),
        ("* 7 *a 3*4 *123456", Reading(text="* 7 *a 3*4 *123456")),
        ("*7 dk", Reading(text="*7 Báo cáo định kỳ", kind="routine", tasks=(7,))),
        ("", Reading()),
    ],
)
def test_a_line_is_taken_apart(typed: str, wanted: Reading) -> None:
    assert read_line(typed, WORDS) == wanted


@pytest.mark.parametrize("pack", ["vn-party-2025", "agm"])
def test_each_pack_has_a_kind_of_line_for_each_end_of_a_task(pack: str) -> None:
    ends = [one.task_state for one in load(pack).line_kinds.values() if one.task_state]

    assert sorted(ends) == sorted(TaskEnd)


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("@2 choáng, hàng 14", "choáng, hàng 14"),
        ("@2 xe dừng gần @3", "xe dừng gần @3"),
        ("@4 @2 #1", ""),
        ("#1 đã kéo xe #2", "đã kéo xe"),
        ("@3 *7 đã kéo xe *8", "đã kéo xe"),
        ("*7", ""),
    ],
)
def test_the_words_without_the_marks_around_them(text: str, bare: str) -> None:
    assert Reading(text=text).bare == bare
