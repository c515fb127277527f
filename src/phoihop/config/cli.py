"""The command `phoihop`: what it can be asked, and the words for it. What it does is in `commands.py`."""

import argparse
import os
import sys
from importlib.metadata import version
from pathlib import Path

from phoihop.config import commands
from phoihop.config.console import Stop, complain, say
from phoihop.config.options import OptionError

EPILOG = "Tùy chọn lấy từ biến môi trường hoặc tệp phoihop.env; xem docs/configuration.md."


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit status is 0 when it did what was asked."""
    asked = _parser().parse_args(arguments)
    _flags_to_environment(asked)
    try:
        status: int = asked.run(asked)
    except (Stop, OptionError) as reason:
        if str(reason):
            complain(str(reason))
        return 1
    except KeyboardInterrupt:
        say("Đã dừng theo yêu cầu.")
        return 130
    return status


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="phoihop",
        description="Phối Hợp: hồ sơ chung của các cơ quan cùng làm việc bình đẳng.",
        epilog=EPILOG,
    )
    parser.add_argument("--version", action="version", version=version("phoihop"), help="in phiên bản rồi thoát")
    verbs = parser.add_subparsers(title="các lệnh", metavar="LỆNH", required=True)
    _add_running(verbs)
    _add_data(verbs)
    _add_verifying(verbs)
    return parser


class _Parser(argparse.ArgumentParser):
    """argparse whose own few words are Vietnamese."""

    def __init__(self, **settings: object) -> None:
        super().__init__(**{"add_help": False, **settings})  # type: ignore[arg-type]
        self._positionals.title = "đối số"
        self._optionals.title = "tùy chọn"
        self.add_argument("-h", "--help", action="help", help="in phần trợ giúp này rồi thoát")

    def error(self, message: str) -> None:  # type: ignore[override]
        self.print_usage(sys.stderr)
        self.exit(2, f"Chưa hiểu lệnh: {message}. Hãy xem {self.prog} --help.\n")


def _add_running(verbs: "argparse._SubParsersAction[_Parser]") -> None:
    serve = verbs.add_parser("serve", help="chạy trang web và tiến trình nền")
    demo = verbs.add_parser("demo", help="như serve, với dữ liệu giả định và đăng nhập bằng một lần bấm")
    for parser, run in ((serve, commands.serve), (demo, commands.demo)):
        parser.add_argument("--host", help="địa chỉ lắng nghe (HOST)")
        parser.add_argument("--port", help="cổng lắng nghe (PORT)")
        parser.add_argument("--data-dir", help="thư mục dữ liệu (DATA_DIR)")
        parser.set_defaults(run=run)
    verbs.add_parser("worker", help="chỉ chạy tiến trình nền").set_defaults(run=commands.worker)


def _add_data(verbs: "argparse._SubParsersAction[_Parser]") -> None:
    verbs.add_parser("migrate", help="đưa cơ sở dữ liệu lên phiên bản này").set_defaults(run=commands.migrate)
    reset = verbs.add_parser("reset", help="xóa toàn bộ dữ liệu trong DATA_DIR (có hỏi lại)")
    reset.add_argument("--yes", action="store_true", help="không hỏi lại")
    reset.set_defaults(run=commands.reset)
    admin = verbs.add_parser("createadmin", help="tạo tài khoản quản trị đầu tiên")
    admin.add_argument("login", help="tên đăng nhập")
    admin.add_argument("--name", default="", help="họ và tên")
    admin.set_defaults(run=commands.create_admin)
    key = verbs.add_parser(
        "pilot-key", help="cấp (hoặc thay) khóa ký thử nghiệm cho một người; chưa có giá trị pháp lý"
    )
    key.add_argument("login", help="tên đăng nhập")
    key.set_defaults(run=commands.create_pilot_key)
    files = verbs.add_parser("demo-files", help="ghi các tệp mà năm chạy thử tạo ra (văn bản đã ký, báo cáo, sổ ghi…)")
    files.add_argument("directory", type=Path, help="thư mục nhận các tệp")
    files.set_defaults(run=commands.demo_files)
    verbs.add_parser("check-config", help="kiểm tra cấu hình và cơ sở dữ liệu").set_defaults(run=commands.check_config)


def _add_verifying(verbs: "argparse._SubParsersAction[_Parser]") -> None:
    ledger = verbs.add_parser(
        "verify-ledger", help="kiểm tra sổ ghi việc chính thức: trong cơ sở dữ liệu, hoặc trong tệp đã xuất"
    )
    ledger.add_argument("file", type=Path, nargs="?", help="tệp sổ ghi đã xuất (không cần cơ sở dữ liệu)")
    ledger.add_argument("--head", default="", help="mã băm cuối mà bạn biết chắc: để thấy cả phần cuối bị cắt")
    ledger.set_defaults(run=commands.verify_ledger)
    pdf = verbs.add_parser("verify-pdf", help="kiểm tra chữ ký và nội dung của một tệp PDF")
    pdf.add_argument("file", type=Path, help="tệp PDF")
    pdf.add_argument("--json", action="store_true", help="in kết quả dạng JSON")
    pdf.add_argument("--roots", type=Path, help="chứng thư gốc tin cậy, PEM (mặc định: của DATA_DIR)")
    pdf.add_argument("--ledger", type=Path, help="sổ ghi đã xuất: để biết bản gốc của tệp đúng là bản đã đóng băng")
    pdf.set_defaults(run=commands.verify_pdf)


def _flags_to_environment(asked: argparse.Namespace) -> None:
    """A flag is the environment variable of that name, so that every child process reads the same."""
    for flag in ("host", "port", "data_dir"):
        if getattr(asked, flag, None):
            os.environ[flag.upper()] = getattr(asked, flag)


if __name__ == "__main__":
    sys.exit(main())
