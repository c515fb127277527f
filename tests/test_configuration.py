"""The options: their sentences when wrong, their file, their table in the documentation."""

from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from phoihop.config import addresses, mail, options
from phoihop.config.options import OptionError, Options

ROOT = Path(__file__).resolve().parent.parent
POSTGRESQL = "địa chỉ dạng postgresql://người_dùng:mật_khẩu@máy:cổng/tên"
SMTP = "địa chỉ dạng smtp://người_dùng:mật_khẩu@máy:cổng hoặc smtps://…"


@pytest.fixture(autouse=True)
def nothing_is_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A user who set nothing, in an empty folder."""
    for name in [*(option.name.upper() for option in fields(Options)), "PHOIHOP_CONFIG"]:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("PORT", "cổng tám", "số nguyên từ 1 đến 65535"),
        ("PORT", "0", "số nguyên từ 1 đến 65535"),
        ("PORT", "65536", "số nguyên từ 1 đến 65535"),
        ("WEB_WORKERS", "0", "số nguyên từ 1 đến 64"),
        ("DEMO", "có lẽ", "true hoặc false"),
        ("DEBUG", "2", "true hoặc false"),
        ("LOG_LEVEL", "LOUD", "DEBUG, INFO, WARNING hoặc ERROR"),
        ("HOST", "phoihop.example", "một địa chỉ IP của máy này (127.0.0.1, 0.0.0.0, ::1…) hoặc localhost"),
        ("PUBLIC_URL", "phoihop.example", "địa chỉ dạng https://tên-miền (không có đường dẫn phía sau), hoặc để trống"),
        (
            "PUBLIC_URL",
            "https://a.example/b",
            "địa chỉ dạng https://tên-miền (không có đường dẫn phía sau), hoặc để trống",
        ),
    ],
)
def test_a_wrong_value_is_named_with_what_is_allowed(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, allowed: str
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(OptionError) as refusal:
        options.load()

    assert str(refusal.value) == f"Tùy chọn {name} là “{value}” không dùng được. Giá trị được phép: {allowed}."


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("DATABASE_URL", "mysql://root:bi-mat@db.example/x", POSTGRESQL),
        ("DATABASE_URL", "postgresql://u:bi-mat@h:cong/x?la=1", POSTGRESQL),
        ("MAIL_URL", "http://u:bi-mat@h", SMTP),
        ("MAIL_URL", "smtp://", SMTP),
    ],
)
def test_a_wrong_value_that_may_hold_a_secret_is_not_repeated(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, allowed: str
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(OptionError) as refusal:
        options.load()

    assert str(refusal.value) == f"Tùy chọn {name} không dùng được. Giá trị được phép: {allowed}, hoặc để trống."


def test_options_come_from_a_file_and_the_environment_wins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "phoihop.env").write_text("PORT=8123\nHOST=0.0.0.0\n", encoding="utf-8")
    monkeypatch.setenv("HOST", "127.0.0.1")

    loaded = options.load()

    assert (loaded.port, loaded.host) == (8123, "127.0.0.1")


def test_the_file_may_lie_elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    elsewhere = tmp_path / "etc.env"
    elsewhere.write_text("DEMO=true\nPUBLIC_URL=https://phoihop.example/\n", encoding="utf-8")
    monkeypatch.setenv("PHOIHOP_CONFIG", str(elsewhere))

    loaded = options.load()

    assert (loaded.demo, loaded.public_url) == (True, "https://phoihop.example")


def test_a_file_that_is_not_there_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    missing = tmp_path / "missing.env"
    monkeypatch.setenv("PHOIHOP_CONFIG", str(missing))

    with pytest.raises(OptionError, match=r"nhưng không có tệp đó\. Hãy sửa đường dẫn hoặc bỏ biến này\.$"):
        options.load()


def test_a_mistyped_name_in_the_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "phoihop.env").write_text("POTR=8123\n", encoding="utf-8")

    with pytest.raises(OptionError, match=r"^Tệp cấu hình có tên POTR không phải là một tùy chọn\. Các tùy chọn là: "):
        options.load()


def test_an_empty_value_is_no_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "")

    assert options.load().port == 8000


@pytest.mark.parametrize("line", ["PORT", "PORT 8123"])
def test_a_line_that_is_no_option_is_said(tmp_path: Path, line: str) -> None:
    (tmp_path / "phoihop.env").write_text(f"# chú thích\n\n{line}\n", encoding="utf-8")

    with pytest.raises(OptionError, match=r"^Tệp cấu hình phoihop\.env, dòng 3: mỗi dòng có dạng TÊN=giá trị\.$"):
        options.load()


def test_values_in_the_file_may_be_quoted(tmp_path: Path) -> None:
    (tmp_path / "phoihop.env").write_text('export MAIL_FROM="Trường <truong@song-lam.example>"\n', encoding="utf-8")

    assert options.load().mail_from == "Trường <truong@song-lam.example>"


def test_the_documentation_has_the_table_of_the_code() -> None:
    page = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")

    assert "\n".join(["", "", *options.table(), "", ""]) in page, "run .venv/bin/python scripts/configuration.py"


@pytest.mark.parametrize(
    ("values", "url", "names"),
    [
        ({}, "http://127.0.0.1:8000", ["localhost", "127.0.0.1", "[::1]"]),
        ({"host": "::1", "port": "8123"}, "http://[::1]:8123", ["localhost", "127.0.0.1", "[::1]", "::1"]),
        (
            {"public_url": "https://phoihop.example", "allowed_hosts": "a.example, b.example"},
            "https://phoihop.example",
            ["localhost", "127.0.0.1", "[::1]", "phoihop.example", "a.example", "b.example"],
        ),
    ],
)
def test_the_site_knows_its_names(
    monkeypatch: pytest.MonkeyPatch, values: dict[str, str], url: str, names: list[str]
) -> None:
    for name, value in values.items():
        monkeypatch.setenv(name.upper(), value)

    loaded = options.load()

    assert addresses.public_url(loaded) == url
    assert addresses.host_names(loaded) == names


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("", ("localhost", 25, "", "", False, False)),
        ("smtp://mail.example", ("mail.example", 25, "", "", False, False)),
        ("smtp://an:m%40t@mail.example", ("mail.example", 587, "an", "m@t", True, False)),
        ("smtps://an:x@mail.example:4650", ("mail.example", 4650, "an", "x", False, True)),
    ],
)
def test_the_mail_address_says_how_mail_leaves(url: str, expected: tuple[Any, ...]) -> None:
    settings = mail.settings(url)

    assert tuple(settings[1:]) == expected
    assert settings.backend.rsplit(".", 2)[1] == ("smtp" if url else "filebased")
