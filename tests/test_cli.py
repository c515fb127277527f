"""The command `phoihop` as a person meets it: what it prints, what it refuses, its exit status."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

import pytest

from phoihop.config import postgres
from tests.installation import Installation, free_port, installed, run

pytestmark = pytest.mark.killing  # real processes: after the quick tests
PASSWORD = "mat-khau-cua-nguoi-quan-tri"
VERBS = ["serve", "demo", "worker", "migrate", "reset", "createadmin", "pilot-key", "demo-files"]
VERBS += ["check-config", "verify-ledger", "verify-pdf"]


@pytest.fixture(scope="module")
def installation() -> Iterator[Installation]:
    """A DATA_DIR with a migrated database and an administrator, nothing running."""
    with installed() as one:
        created = one.run("createadmin", "quan.tri", text=f"{PASSWORD}\n")
        assert created.stdout.splitlines()[-1] == "Đã tạo tài khoản quản trị “quan.tri”.", created.stderr
        yield one


def test_help_names_every_command(tmp_path: Path) -> None:
    shown = run("--help", data_dir=tmp_path)

    assert shown.returncode == 0
    assert [verb for verb in VERBS if f"    {verb}" not in shown.stdout] == []


def test_version(tmp_path: Path) -> None:
    assert run("--version", data_dir=tmp_path).stdout == f"{version('phoihop')}\n"


def test_an_unknown_command_is_refused_with_the_way_to_help(tmp_path: Path) -> None:
    refused = run("sreve", data_dir=tmp_path)

    assert refused.returncode == 2
    assert "Hãy xem phoihop --help." in refused.stderr


def test_a_wrong_option_stops_the_start_with_a_sentence(tmp_path: Path) -> None:
    refused = run("serve", "--port", "8O00", data_dir=tmp_path)

    assert refused.returncode == 1
    expected = "Tùy chọn PORT là “8O00” không dùng được. Giá trị được phép: số nguyên từ 1 đến 65535.\n"
    assert refused.stderr == expected
    assert list(tmp_path.iterdir()) == []


def test_a_port_in_use_is_said_before_anything_is_made(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        refused = run("serve", "--port", str(port), data_dir=tmp_path)

    assert refused.returncode == 1
    remedy = f"Hãy chọn cổng khác, ví dụ: make demo PORT={port % 65535 + 1}."
    assert refused.stderr == f"Cổng {port} đang có chương trình khác dùng. {remedy}\n"
    assert not postgres.folder(tmp_path).exists()


@pytest.mark.parametrize(
    ("host", "sentence"),
    [
        ("2001:db8::1", "Máy này không có IPv6 cho địa chỉ 2001:db8::1. Hãy đặt HOST=127.0.0.1."),
        (
            "192.0.2.1",
            "Máy này không có địa chỉ 192.0.2.1. Hãy đặt HOST=127.0.0.1 (chỉ máy này) hoặc HOST=0.0.0.0 (mọi địa chỉ).",
        ),
    ],
)
def test_an_address_that_this_machine_has_not_is_said(tmp_path: Path, host: str, sentence: str) -> None:
    refused = run("serve", "--host", host, "--port", str(free_port()), data_dir=tmp_path)

    assert (refused.returncode, refused.stderr) == (1, f"{sentence}\n")


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    blocked = tmp_path / "tệp"
    blocked.write_text("không phải thư mục", encoding="utf-8")

    refused = run("migrate", data_dir=blocked / "data")

    assert refused.returncode == 1
    assert refused.stderr.startswith(f"Không ghi được vào thư mục dữ liệu {blocked / 'data'} (")
    assert refused.stderr.endswith("Hãy chọn thư mục khác, ví dụ DATA_DIR=$HOME/phoihop, hoặc cấp quyền ghi.\n")


def test_a_database_that_does_not_answer_is_said_without_its_password(tmp_path: Path) -> None:
    url = f"postgresql://an:bi-mat@127.0.0.1:{free_port()}/phoihop"

    refused = run("check-config", data_dir=tmp_path, DATABASE_URL=url)

    assert refused.returncode == 1
    assert refused.stderr.startswith("Không kết nối được với PostgreSQL ở DATABASE_URL (")
    assert refused.stderr.endswith("hoặc bỏ DATABASE_URL để dùng PostgreSQL kèm theo.\n")
    assert "bi-mat" not in refused.stderr


@pytest.mark.parametrize(
    ("server", "encoding", "sentence"),
    [
        ("14.9", "UTF8", "PostgreSQL ở DATABASE_URL là bản 14; cần bản 15 trở lên. "),
        ("16.1", "LATIN1", "Cơ sở dữ liệu ở DATABASE_URL có bảng mã LATIN1; cần UTF8. "),
    ],
)
def test_a_database_that_cannot_serve_us_is_said(tmp_path: Path, server: str, encoding: str, sentence: str) -> None:
    with _pretended_postgres(server, encoding) as port:
        url = f"postgresql://an@127.0.0.1:{port}/phoihop?sslmode=disable&gssencmode=disable"
        refused = run("check-config", data_dir=tmp_path, DATABASE_URL=url)

    assert refused.returncode == 1
    assert refused.stderr.startswith(sentence)


def test_migrating_again_changes_nothing(installation: Installation) -> None:
    again = installation.run("migrate")

    assert again.returncode == 0, again.stderr
    assert again.stdout.splitlines()[-1] == "Cơ sở dữ liệu đã ở phiên bản mới nhất."
    assert installation.left() == []


@pytest.mark.parametrize(
    ("login", "password", "sentence"),
    [
        ("quan.tri", PASSWORD, "Đã có tài khoản “quan.tri”. Hãy chọn tên đăng nhập khác.\n"),
        ("nguoi.khac", "ngan", ""),
    ],
)
def test_an_administrator_who_cannot_be_is_refused(
    installation: Installation, login: str, password: str, sentence: str
) -> None:
    refused = installation.run("createadmin", login, text=f"{password}\n")

    assert refused.returncode == 1
    assert refused.stderr.endswith(sentence)
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize(
    ("login", "pin", "sentence"),
    [
        ("ai.do", "246810", "Không có tài khoản “ai.do”. Hãy kiểm tra tên đăng nhập.\n"),
        ("quan.tri", "246810", "quan.tri chưa thuộc cơ quan nào. Hãy thêm vào cơ quan trước, ở trang Cơ quan.\n"),
    ],
)
def test_a_signing_key_for_nobody_is_refused(installation: Installation, login: str, pin: str, sentence: str) -> None:
    refused = installation.run("pilot-key", login, text=f"{pin}\n")

    assert (refused.returncode, refused.stderr) == (1, sentence)


def test_the_demo_does_not_start_on_real_data(installation: Installation) -> None:
    refused = installation.run("demo", "--port", str(free_port()))

    assert refused.returncode == 1
    assert "Cơ sở dữ liệu này đã có dữ liệu thật nên không chạy thử trên đó." in refused.stderr
    assert installation.left() == []


def test_a_good_configuration_is_said_to_be_good(installation: Installation) -> None:
    checked = installation.run("check-config")

    assert checked.returncode == 0, checked.stderr
    assert checked.stdout.splitlines()[-1].startswith("Cấu hình dùng được: http://127.0.0.1:8000, dữ liệu trong ")


def test_the_ledger_of_an_empty_database_is_sound(installation: Installation) -> None:
    checked = installation.run("verify-ledger")

    assert checked.returncode == 0, checked.stderr
    assert checked.stdout.splitlines()[-1] == "Sổ ghi việc chính thức trong cơ sở dữ liệu nguyên vẹn."


@pytest.mark.parametrize("command", ["verify-ledger", "verify-pdf"])
def test_a_file_that_is_not_there_is_said(tmp_path: Path, command: str) -> None:
    missing = tmp_path / "không-có"

    refused = run(command, str(missing), data_dir=tmp_path)

    assert refused.returncode == 1
    assert refused.stderr.startswith(f"Không đọc được tệp {missing} (")


@pytest.mark.parametrize("content", [b"", b"khong phai PDF", b"%PDF-1.7\n%%EOF"])
def test_what_is_no_signed_pdf_is_not_valid(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "văn-bản.pdf"
    file.write_bytes(content)

    checked = run("verify-pdf", str(file), data_dir=tmp_path)

    assert checked.returncode == 1
    assert "Traceback" not in checked.stderr


def test_resetting_asks_first_and_takes_only_what_is_ours(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    (data_dir / "files").mkdir(parents=True)
    (data_dir / "files" / "bang-chung.pdf").write_bytes(b"...")
    (data_dir / "cua-nguoi-khac.txt").write_text("giữ", encoding="utf-8")

    kept = run("reset", data_dir=data_dir, text="không\n")
    assert kept.returncode == 1
    assert kept.stdout.endswith("Không xóa gì.\n")
    assert (data_dir / "files" / "bang-chung.pdf").exists()

    gone = run("reset", data_dir=data_dir, text="xóa\n")
    assert gone.returncode == 0
    assert [path.name for path in data_dir.iterdir()] == ["cua-nguoi-khac.txt"]


def test_nothing_to_reset_is_said(tmp_path: Path) -> None:
    answer = run("reset", data_dir=tmp_path)

    assert (answer.returncode, answer.stdout) == (0, f"Trong {tmp_path} không có dữ liệu nào của Phối Hợp.\n")


def test_an_embedded_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    installation = Installation(tmp_path / "data")
    assert installation.run("migrate").returncode == 0
    (postgres.folder(installation.data_dir) / "postgresql.conf").write_text(
        "shared_buffers = mot it\n", encoding="utf-8"
    )

    refused = installation.run("migrate")

    assert refused.returncode == 1
    assert refused.stderr.startswith("PostgreSQL không khởi động được: ")
    assert "logs/postgres.log" in refused.stderr


class _pretended_postgres:  # noqa: N801  reads as the function that it is
    """A server that greets as PostgreSQL of some version does, and then says goodbye."""

    def __init__(self, server: str, encoding: str) -> None:
        self.words = {"server_version": server, "server_encoding": encoding, "client_encoding": "UTF8"}

    def __enter__(self) -> int:
        self.socket = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._answer, daemon=True).start()
        port: int = self.socket.getsockname()[1]
        return port

    def __exit__(self, *error: object) -> None:
        self.socket.close()

    def _answer(self) -> None:
        client, _ = self.socket.accept()
        with client, suppress(ConnectionError):
            client.recv(10_000)
            words = [f"{name}\0{value}\0".encode() for name, value in self.words.items()]
            said = [(b"R", struct.pack("!i", 0)), *((b"S", word) for word in words)]
            said += [(b"K", struct.pack("!ii", 1, 1)), (b"Z", b"I")]
            client.sendall(b"".join(kind + struct.pack("!i", len(body) + 4) + body for kind, body in said))
            while client.recv(10_000):
                client.sendall(b"C\0\0\0\x0bCOMMIT\0" + b"Z\0\0\0\x05I")
