"""What a season is called when a workbook is brought in without a name for it."""

from muster.site.workbook.opening import DEFAULT_KEY, key_from


def test_the_key_comes_from_the_name_of_the_file_without_its_marks() -> None:
    assert key_from("Đại hội Đảng bộ 2030.xlsx") == "dai-hoi-dang-bo-2030"
    assert key_from("季节.xlsx") == DEFAULT_KEY
