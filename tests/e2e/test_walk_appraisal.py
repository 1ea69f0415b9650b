"""A walk through an appraisal: refused by machine, scored blind, amended, answered, met."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.e2e.conftest import (
    DESKTOP,
    PHONE,
    Installation,
    StateOf,
    new_context,
    px_beside_the_window,
    serious_faults,
    watched,
)

pytestmark = pytest.mark.e2e
UNIT_CLERK, UNIT = "bt.st-01-01", "Đảng bộ xã Lương Điền Tây"
HEAD, FIRST, SECOND = "trong.nghia", "huu.toan", "le.thu"
TEAM = "Tổ thẩm định số 7"
REMARK = "Bổ sung nguyên nhân chủ quan của ba chỉ tiêu chưa đạt"


def is_readable(page: Page) -> None:
    """Read by everybody, on a desk and on a phone."""
    assert serious_faults(page) == []
    for size in (PHONE, DESKTOP):
        page.set_viewport_size(size)
        assert px_beside_the_window(page) == 0


def unit_of(page: Page) -> str:
    """The address of the congress of the unit."""
    page.goto(f"/season/?q={UNIT}")
    page.get_by_role("link", name=UNIT).first.click()
    return page.url


def from_desk(page: Page, part: str) -> None:
    """Open what waits for the unit's dossier on somebody's desk."""
    page.goto("/desk/")
    page.locator(f"a[href*='/papers/appraisal/'][href*='{part}']", has_text=UNIT).first.click()
    page.wait_for_url("**/papers/appraisal/**")


def found_team(page: Page) -> None:
    page.goto("/papers/appraisal/teams/found")
    page.locator("[name=name]").fill(TEAM)
    page.locator("[name=head]").fill("Đinh Trọng Nghĩa")
    page.locator("[name=members]").fill("Phạm Hữu Toàn\nLê Thu")
    is_readable(page)
    page.locator("main form[method=post] .btn-primary").click()
    expect(page.locator("h1")).to_contain_text(TEAM)
    is_readable(page)


def written(page: Page, congress: str, kind: str, text: str) -> str:
    """A document of the congress with one typed version; its address."""
    page.goto(f"/papers/begin?congress={congress}&kind={kind}")
    page.locator("[name=title]").fill(f"{kind} {UNIT}")
    page.locator("main form[method=post] .btn-primary").click()
    address = page.url.removesuffix("write")
    return new_version(page, address, text)


def new_version(page: Page, address: str, text: str) -> str:
    page.goto(f"{address}write")
    page.locator("[name=text]").fill(text)
    page.locator("main form[method=post] .btn-primary").click()
    expect(page.locator("main")).to_contain_text(text.splitlines()[-1])
    return address


def refused_then_complete(page: Page, congress: str) -> str:
    """The dossier comes back with what is missing, then goes in; its address."""
    page.goto(f"/papers/appraisal/congress/{congress}/hand-in")
    fields = page.locator("input[name^=paper_]")
    for place in range(1, fields.count()):
        fields.nth(place).fill(f"bản giấy số {place}, ngày 5/8")
    lacking = page.locator("tr", has=fields.nth(0)).locator("td").first.inner_text()
    is_readable(page)
    page.locator("main form button[type=submit]").click()
    expect(page.locator("h1")).to_contain_text("thiếu 1 văn kiện")
    expect(page.locator("main")).to_contain_text(lacking)
    is_readable(page)

    page.locator("a.btn-primary").click()
    fields = page.locator("input[name^=paper_]")
    for place in range(fields.count()):
        fields.nth(place).fill(f"bản giấy số {place}, ngày 5/8")
    page.locator("[name=late_reason]").fill("chờ ý kiến ban thường vụ")
    page.locator("main form button[type=submit]").click()
    expect(page.locator("h1")).to_contain_text("hờ")
    is_readable(page)
    return page.url


def given(page: Page, dossier: str) -> str:
    """The dossier lies with the team; the address of the appraisal."""
    page.goto(dossier)
    page.locator("a.btn-primary").click()
    only = page.get_by_role("link", name=TEAM)
    if only.count():
        only.click()
    is_readable(page)
    page.locator("main form[method=post] .btn-primary").click()
    expect(page.locator("h1")).to_contain_text("0/2")
    is_readable(page)
    return page.url


def score(page: Page, points: str, advice: str, remark: str = "") -> None:
    """Fill a sheet in from the desk and hand it in."""
    from_desk(page, "/sheets/")
    page.evaluate(
        """(points) => {
          for (const details of document.querySelectorAll("form details")) details.open = true;
          for (const input of document.querySelectorAll("input[type=number][name^=v]"))
            input.value = Math.min(points, input.max);
          for (const input of document.querySelectorAll("input[type=radio][name^=v][value='1']"))
            input.checked = true;
        }""",
        int(points),
    )
    is_readable(page)
    if remark:
        page.locator("[name$=_new][name^=r]").first.fill(remark)
    page.locator("main").get_by_label(advice).check()
    page.locator("button[value=hand_in]").click()
    page.wait_for_load_state()
    assert page.locator("[role=alert]").all_inner_texts() == []
    expect(page.locator("h1")).to_contain_text(advice)
    is_readable(page)


def conclude(page: Page, appraisal: str, conclusion: str, **said: str) -> None:
    """Write the conclusion, have it signed and put it in force."""
    page.goto(appraisal)
    page.locator("a.btn-primary", has_text="Soạn kết luận").click()
    page.get_by_label(conclusion).check()
    for name, text in said.items():
        page.locator(f"[name={name}]").fill(text)
    for tick in page.locator("input[name=take]").all():
        tick.check()
    is_readable(page)
    page.locator("main form button[type=submit]").click()
    expect(page.locator("h1")).to_contain_text(conclusion)
    sheet = page.url
    is_readable(page)
    page.get_by_role("button", name="Trình ký").click()
    page.locator(".approval a.btn").last.click()
    page.locator("form[action$='/sign'] button[type=submit]").first.click()
    page.locator("#issue button[type=submit]").click()
    page.goto(sheet)
    expect(page.locator("h1")).to_contain_text("ký")
    with page.expect_download() as file:
        page.locator("a[href$='/word']").click()
    assert file.value.suggested_filename.endswith(".docx")


def answered(page: Page, document: str) -> None:
    """The unit makes a new version and answers the point."""
    new_version(page, document, "# I. Kết quả\nba chỉ tiêu chưa đạt do chỉ đạo chưa quyết liệt")
    from_desk(page, "/answer")
    page.locator("button[value=hand_in]").click()
    expect(page.locator("[role=alert]")).to_be_visible()
    for radio in page.get_by_label("đã sửa theo yêu cầu").all():
        radio.check()
    for text in page.locator("textarea[name^=text_]").all():
        text.fill("đã bổ sung ở mục I")
    is_readable(page)
    page.locator("button[value=hand_in]").click()
    page.wait_for_url("**/dossiers/*/")


def checked(page: Page) -> None:
    """An appraiser checks every answer."""
    from_desk(page, "/check")
    expect(page.locator("main")).to_contain_text("đã bổ sung ở mục I")
    is_readable(page)
    forms = page.locator("form[action*='/check/']")
    for place in range(forms.count()):
        forms.nth(place).locator("input[type=radio]").first.check()
        forms.nth(place).locator("button").click()
    expect(page.locator("h1")).to_contain_text("Đã kiểm tra hết")


def test_a_dossier_is_refused_scored_blind_amended_and_meets(
    desk_page: Page, browser: Browser, installation: Installation, state_of: StateOf
) -> None:
    congress_page = unit_of(desk_page)
    found = re.search(r"/congress/(\d+)/", congress_page)
    assert found
    congress = found[1]

    states = {name: state_of(name) for name in (UNIT_CLERK, HEAD, FIRST, SECOND)}
    with (
        watched(new_context(browser, installation, state=states[UNIT_CLERK])) as unit,
        watched(new_context(browser, installation, state=states[HEAD])) as head,
        watched(new_context(browser, installation, state=states[FIRST])) as first,
        watched(new_context(browser, installation, state=states[SECOND])) as second,
    ):
        found_team(second)
        text = "# I. Kết quả\nba chỉ tiêu chưa đạt"
        document = written(unit, congress, "political_report", text)
        dossier = refused_then_complete(unit, congress)
        appraisal = given(second, dossier)

        score(first, "9", "Phải bổ sung, chỉnh sửa", REMARK)
        head.goto(appraisal)
        expect(head.locator("main")).not_to_contain_text(REMARK)
        score(second, "5", "Đạt yêu cầu")
        head.goto(appraisal)
        head.locator("#close summary").click()
        head.locator("#close button[type=submit]").click()
        expect(head.locator("main")).to_contain_text(REMARK)
        expect(head.locator("main")).to_contain_text("chênh lệch lớn nhất")
        is_readable(head)

        assert unit.request.get(appraisal).status == 404
        conclude(head, appraisal, "Phải bổ sung, chỉnh sửa", answer_due_on="2030-08-22")
        answered(unit, document)
        checked(first)
        head.goto(f"{appraisal}check")
        head.get_by_role("button", name="Kết thúc kiểm tra").click()
        conclude(head, appraisal, "Đạt yêu cầu")
        unit.goto(dossier)
        expect(unit.locator("h1 .c-done")).to_be_visible()
        is_readable(unit)
