"""A clerk's day: a register, a paper, what it orders, who answers, and the tasks of a congress."""

import re

import pytest
from playwright.sync_api import Page, expect
from tests.e2e.conftest import DESKTOP, px_beside_the_window, serious_faults

pytestmark = pytest.mark.e2e
LEADER = "Nguyễn Văn Bảy"


def looks_right(page: Page) -> None:
    """What a clerk sees can be read by everybody and does not slide sideways."""
    assert serious_faults(page) == []
    assert px_beside_the_window(page) == 0


def send(page: Page) -> None:
    page.locator("main form[method=post] .btn-primary[type=submit]").click()


def open_register(page: Page, name: str, mark: str) -> None:
    page.goto("/office/registers/open")
    page.locator("input[name=name]").fill(name)
    page.locator("input[name=mark]").fill(mark)
    page.locator("input[name=first_number]").fill("46")
    send(page)
    expect(page.locator("h2", has_text=name)).to_be_visible()


def test_a_paper_takes_its_number_and_gives_its_tasks(page: Page) -> None:
    width = (page.viewport_size or DESKTOP)["width"]
    register, abstract = f"Văn bản đi {width}", f"Kế hoạch kiểm tra chốt cổng {width}"
    open_register(page, register, f"VP{width}")

    page.goto("/office/")
    page.get_by_role("link", name=register, exact=True).click()
    page.locator("[name=correspondent]").fill("Các huyện ủy")
    page.locator("[name=abstract]").fill(abstract)
    looks_right(page)
    send(page)
    expect(page.locator("h1 b")).to_have_text(re.compile(rf"46.*VP{width}"))
    looks_right(page)

    page.goto("/office/?q=chot+cong")
    expect(page.locator("tbody tr", has_text=abstract)).to_have_count(1)
    looks_right(page)
    page.locator("tbody tr", has_text=abstract).locator("a").first.click()

    page.locator("a[href*='instructions/add']").click()
    page.locator("[name=leader]").fill(LEADER)
    page.locator("[name=title-0]").fill(f"Báo cáo kết quả {width}")
    looks_right(page)
    send(page)
    expect(page.locator("main form")).to_contain_text(re.compile("người làm, hạn làm"))
    expect(page.locator("[name=title-0]")).to_have_value(f"Báo cáo kết quả {width}")
    page.locator("[name=owner-0]").fill("Lê Thu")
    page.locator("[name=due_on-0]").fill("1/8")
    send(page)
    expect(page.locator("h1")).to_contain_text(abstract)
    looks_right(page)

    page.goto("/")
    expect(page.locator("main")).to_contain_text(f"Báo cáo kết quả {width}")
    page.get_by_role("link", name=f"Báo cáo kết quả {width}").first.click()
    page.locator("[name=answer-symbol]").fill("12-BC/HU")
    page.locator("form[action$='/answer'] button").click()
    expect(page.locator("h1 .c-done")).to_be_visible()
    looks_right(page)

    page.goto(f"/office/sheet/?leader={LEADER}")
    expect(page.locator("tbody tr", has_text=f"kết quả {width}")).to_contain_text("12-BC/HU")
    looks_right(page)


def test_a_cancelled_paper_stands_struck_out_and_prints(desk_page: Page) -> None:
    open_register(desk_page, "Văn bản in", "IN")
    desk_page.goto("/office/")
    desk_page.get_by_role("link", name="Văn bản in", exact=True).click()
    desk_page.locator("[name=correspondent]").fill("Sở Y tế")
    desk_page.locator("[name=abstract]").fill("In sai")
    send(desk_page)
    desk_page.locator("details", has=desk_page.locator("form[action$='/cancel']")).click()
    desk_page.locator("[name=cancel-reason]").fill("Sai thể thức")
    desk_page.locator("form[action$='/cancel'] button").click()
    expect(desk_page.locator("h1 b.void")).to_be_visible()

    desk_page.locator(".eyebrow a[href*='/volumes/']").click()
    desk_page.emulate_media(media="print")

    row = desk_page.locator("tr.void-row")
    expect(row).to_contain_text("Sai thể thức")
    expect(row.locator("td").first).to_have_css("text-decoration-line", "line-through")
    expect(desk_page.locator("[data-print]")).not_to_be_visible()


def test_the_tasks_of_a_congress_come_in_one_act(page: Page) -> None:
    page.goto("/season/?sort=-starts_on")
    page.locator("tbody a[href*='/congress/']").first.click()
    page.locator("a[href*='/office/tasks/plan/']").click()
    looks_right(page)
    send(page)

    expect(page.locator("tbody tr").first).to_be_visible()
    looks_right(page)
    for way in ("/office/tasks/board", "/office/tasks/month"):
        page.locator(f".acts a[href^='{way}']").click()
        page.wait_for_url(f"**{way}*")
        looks_right(page)


def test_a_meeting_is_concluded_by_keys_and_the_next_one_opens_on_it(page: Page) -> None:
    width = (page.viewport_size or DESKTOP)["width"]
    page.goto("/office/meetings/add")
    page.locator("[name=subject]").fill(f"Giao ban {width}")
    page.locator("[name=day]").fill("2030-08-16")
    page.locator("[name=begins]").fill("08:00")
    page.locator("[name=ends]").fill("09:00")
    page.locator("[name=chair]").fill(LEADER)
    page.locator("[name=units]").fill("Sở Y tế: 2\nĐiện lực")
    looks_right(page)
    send(page)
    expect(page.locator("#id_lines")).to_be_visible()
    looks_right(page)

    page.locator("#id_lines").focus()
    page.keyboard.type(f"Rà soát chốt {width} @Chị Hà 20/8\nHọp điện lực {width}")
    expect(page.locator("#understood tbody tr").first).to_contain_text("Chị Hà")
    expect(page.locator("#understood .c-late")).to_contain_text("người làm, hạn làm")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".errorlist").first).to_contain_text("người làm, hạn làm")
    expect(page.locator("#id_lines")).to_have_value(re.compile(f"Họp điện lực {width}$"))
    page.locator("#id_lines").focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(" @Anh Ba 21/8")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#conclusions tbody tr")).to_have_count(2)
    looks_right(page)

    page.locator("form[action$='/present'] button").click()
    page.locator("form[action*='/approvals/submit/'] button").first.wait_for()
    page.locator("a[href$='/next']").click()
    expect(page.locator("[name=day]")).to_have_value("2030-08-23")
    send(page)
    expect(page.locator("main .panel").first).to_contain_text(f"Rà soát chốt {width}")
    looks_right(page)


def test_a_partner_is_asked_answers_and_is_confirmed(page: Page) -> None:
    width = (page.viewport_size or DESKTOP)["width"]
    page.goto("/office/partners/add")
    page.locator("[name=name]").fill(f"Sở Y tế {width}")
    page.locator("[name=duty_phone]").fill("0900 115")
    send(page)
    page.get_by_role("link", name=f"Sở Y tế {width}").first.click()
    page.locator("a[href$='/ask']").click()
    page.locator("[name=what]").fill(f"Tổ cấp cứu {width}")
    page.locator("[name=symbol]").fill("12-CV/VPTU")
    looks_right(page)
    send(page)
    expect(page.locator("h1 .c-late")).to_be_visible()
    page.locator("[name=reply-symbol]").fill("45/SYT-NV")
    looks_right(page)
    page.locator("form[action$='/reply'] button").click()
    page.locator("form[action$='/confirm'] button").click()
    expect(page.locator("h1 .l2")).to_contain_text("điện xác nhận")
    looks_right(page)
    page.goto("/office/partners/")
    looks_right(page)
