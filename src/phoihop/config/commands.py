"""What each word of `phoihop` does. Whatever needs Django or a lower part imports it when asked: the rest stays quick."""

import getpass
import json
import logging
import os
import shutil
import ssl
import subprocess
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from phoihop.config import addresses, database, options, postgres, supervisor
from phoihop.config.console import Stop, complain, say
from phoihop.config.options import Options
from phoihop.config.static import is_collected

STATIC = Path(__file__).resolve().parents[3] / "build" / "static"
OURS = ("postgres", "postgres.new", "files", "mail", "logs", "run", "authority", "secret-key")


def serve(asked: Namespace) -> int:
    """`phoihop serve`."""
    return _serve(options.load())


def demo(asked: Namespace) -> int:
    """`phoihop demo`."""
    os.environ["DEMO"] = "true"
    return _serve(options.load())


def worker(asked: Namespace) -> int:
    """`phoihop worker`: for installations that keep web and worker apart."""
    with _database():
        command = [sys.executable, "-m", "phoihop.config.worker"]
        return subprocess.run(command, check=False).returncode


def migrate(asked: Namespace) -> int:
    """`phoihop migrate`."""
    with _django():
        from phoihop.config import prepare  # noqa: PLC0415

        prepare.migrate()
    say("Cơ sở dữ liệu đã ở phiên bản mới nhất.")
    return 0


def reset(asked: Namespace) -> int:
    """`phoihop reset`: only what we made in DATA_DIR, and only after a yes."""
    chosen = options.load()
    data_dir = chosen.data_dir.resolve()
    found = [data_dir / name for name in OURS if (data_dir / name).exists()]
    if not found:
        say(f"Trong {data_dir} không có dữ liệu nào của Phối Hợp.")
        return 0
    if postgres.pid(data_dir) is not None:
        raise Stop("Phối Hợp đang chạy với thư mục này. Hãy dừng nó (Ctrl-C) rồi xóa lại.")
    if not asked.yes and not _agrees(f"Xóa mọi dữ liệu trong {data_dir}? Không lấy lại được. Gõ “xóa” để đồng ý: "):
        say("Không xóa gì.")
        return 1
    for path in found:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    say(f"Đã xóa dữ liệu trong {data_dir}.")
    if chosen.database_url:
        say("Cơ sở dữ liệu ở DATABASE_URL được giữ nguyên.")
    return 0


def create_admin(asked: Namespace) -> int:
    """`phoihop createadmin LOGIN`."""
    password = _typed_twice("Mật khẩu")
    with _django():
        from phoihop.config import prepare  # noqa: PLC0415

        prepare.migrate()
        prepare.create_admin(asked.login, asked.name, password)
    say(f"Đã tạo tài khoản quản trị “{asked.login}”.")
    return 0


def create_pilot_key(asked: Namespace) -> int:
    """`phoihop pilot-key LOGIN`."""
    pin = _typed_twice("Mã PIN")
    with _django():
        from phoihop.config import prepare  # noqa: PLC0415

        prepare.migrate()
        prepare.create_pilot_key(asked.login, pin)
    say(
        f"Đã cấp khóa ký thử nghiệm cho “{asked.login}”; khóa cũ (nếu có) không dùng nữa. Chữ ký không có giá trị pháp lý."
    )
    return 0


def demo_files(asked: Namespace) -> int:
    """`phoihop demo-files DIR`: makes the demo first when DATA_DIR has none yet."""
    os.environ["DEMO"] = "true"
    try:
        asked.directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Stop(f"Không ghi được vào {asked.directory} ({error.strerror}). Hãy chọn thư mục khác.") from None
    with _django():
        from phoihop.config import prepare  # noqa: PLC0415
        from phoihop.demo import files  # noqa: PLC0415

        prepare.prepare()
        for path in files.write(asked.directory):
            path.chmod(0o644)  # they are made to be handed on
            say(str(path))
    return 0


def check_config(asked: Namespace) -> int:
    """`phoihop check-config`: everything that a start needs, without starting."""
    chosen = options.load()
    supervisor.writable(chosen.data_dir)
    with _django():
        from django.core.management import call_command  # noqa: PLC0415

        call_command("check", "--deploy", "--fail-level", "ERROR", verbosity=0, stderr=sys.stderr)
    say(f"Cấu hình dùng được: {addresses.public_url(chosen)}, dữ liệu trong {chosen.data_dir.resolve()}.")
    return 0


def verify_ledger(asked: Namespace) -> int:
    """`phoihop verify-ledger [FILE]`: 0 when every chain is sound. A file needs neither database nor settings."""
    if asked.file is None:
        with _django():
            from phoihop.ledger.verification import heads, verify_all  # noqa: PLC0415

            for head in heads():
                say(head)
            return _tell(verify_all(), "Sổ ghi việc chính thức trong cơ sở dữ liệu nguyên vẹn.")
    from phoihop.ledger.verification import verify_file  # noqa: PLC0415

    _read(asked.file)
    is_sound, sentences = verify_file(asked.file, head=asked.head)
    for sentence in sentences:
        (say if is_sound else complain)(sentence)
    return 0 if is_sound else 1


def verify_pdf(asked: Namespace) -> int:
    """`phoihop verify-pdf FILE`: 0 only when all is valid. Needs no database."""
    data, roots = _read(asked.file), _roots(asked.roots)
    _set_up_django()
    frozen = _frozen(asked.ledger) if asked.ledger else frozenset()
    logging.disable(logging.CRITICAL)  # what is wrong with the file is in the report
    from phoihop.signatures.verification import verify_pdf as verify  # noqa: PLC0415

    report = verify(data, roots=roots, is_frozen=frozen.__contains__)
    if asked.json:
        say(json.dumps(report.to_json(), ensure_ascii=False, indent=2))
    else:
        for sentence in report.sentences:
            say(sentence)
    return 0 if report.valid else 1


def _frozen(ledger: Path) -> frozenset[str]:
    """The SHA-256 of each file that an exported ledger says was frozen and not opened again.

    A ledger that is not sound says nothing.
    """
    from phoihop.ledger.verification import verify_file  # noqa: PLC0415
    from phoihop.programmes.notices import FROZEN, REOPENED  # noqa: PLC0415

    text = _read(ledger).decode("utf-8", "replace")
    is_sound, sentences = verify_file(ledger)
    if not is_sound:
        raise Stop(" ".join(["Sổ ghi không nguyên vẹn nên không dùng để so được.", *sentences]))
    entries = [json.loads(line) for line in text.splitlines()]
    told = {
        verb: frozenset(str(entry["data"]["pdf_sha256"]) for entry in entries if entry.get("verb") == verb)
        for verb in (FROZEN, REOPENED)
    }
    return told[FROZEN] - told[REOPENED]


def _serve(chosen: Options) -> int:
    if not is_collected(STATIC):
        raise Stop("Thiếu tệp giao diện. Hãy chạy make setup trước.")
    supervisor.writable(chosen.data_dir)
    if os.geteuid() == 0:
        say("Đang chạy với quyền root. Dùng thử thì được; khi dùng thật hãy chạy bằng một tài khoản riêng.")
    supervisor.run(chosen, greeting=lambda: _greeting(chosen))
    return 0


def _greeting(chosen: Options) -> str:
    lines = ["", f"  Phối Hợp: {addresses.public_url(chosen)}"]
    accounts = chosen.data_dir / "run" / "demo-accounts.txt"
    if chosen.demo and accounts.exists():
        lines += ["", accounts.read_text(encoding="utf-8").rstrip()]
    return "\n".join([*lines, "", "  Ctrl-C để dừng.", ""])


@contextmanager
def _database() -> Iterator[Options]:
    chosen = options.load()
    supervisor.writable(chosen.data_dir)
    os.umask(0o077)  # what is written in DATA_DIR is for its owner alone
    with database.serving(chosen):
        yield chosen


@contextmanager
def _django() -> Iterator[None]:
    """Django, set up, with a database that answers."""
    with _database():
        _set_up_django()
        try:
            yield
        finally:
            from django.db import connection  # noqa: PLC0415

            connection.close()
            connection.close_pool()  # type: ignore[attr-defined]


def _set_up_django() -> None:
    """Apps and translations; the database is not asked."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "phoihop.config.settings"
    import django  # noqa: PLC0415

    django.setup()


def _agrees(question: str) -> bool:
    try:
        return input(question).strip().lower() in {"xóa", "xoá", "xoa"}
    except EOFError:
        return False


def _typed_twice(what: str) -> str:
    """A secret from the keyboard, not shown; from a pipe its first line."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    secret = getpass.getpass(f"{what}: ")
    if secret != getpass.getpass(f"Gõ lại {what[0].lower()}{what[1:]}: "):
        raise Stop("Hai lần gõ không giống nhau. Hãy chạy lại lệnh.")
    return secret


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Stop(f"Không đọc được tệp {file} ({error.strerror}). Hãy kiểm tra đường dẫn.") from None


def _tell(findings: list[str], sound: str) -> int:
    for finding in findings:
        complain(finding)
    if not findings:
        say(sound)
    return 1 if findings else 0


def _roots(file: Path | None) -> list[str]:
    """Trusted root certificates in PEM: those of the file, else those in DATA_DIR/authority."""
    if file is None:
        found = sorted((options.load().data_dir / "authority").glob("root*.pem"))
        return [certificate for path in found for certificate in _certificates(_read(path))]
    certificates = _certificates(_read(file))
    if not certificates:
        raise Stop(f"Trong {file} không có chứng thư nào. Hãy đưa chứng thư gốc dạng PEM hoặc DER.")
    return certificates


def _certificates(data: bytes) -> list[str]:
    begin, end = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"
    if data[:1] == b"\x30":
        return [ssl.DER_cert_to_PEM_cert(data)]
    parts = data.decode("ascii", errors="replace").split(end)[:-1]
    return [f"{begin}{part.partition(begin)[2]}{end}\n" for part in parts]
