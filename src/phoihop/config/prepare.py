"""What comes before serving: the schema brought up to date, and in the demo its invented data. Run as a module."""

import os
import sys

import django
from django.conf import settings
from django.core.management import BaseCommand, call_command

from phoihop.config.console import Stop, complain, say

DEMO_DOMAIN = "@songlam.example"
SHORTEST_PIN = 6


def prepare() -> None:
    """Check, migrate, make the cache table, load the demo in demo mode. Raises `Stop` rather than mix demo and real data."""
    BaseCommand().check()  # code that cannot be loaded is said here, not by each page
    migrate()
    if settings.DEMO:
        load_demo()
    else:
        _warn_of_demo_people()


def migrate() -> None:
    """Bring the schema up to date; what is already there stays."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)


def load_demo() -> None:
    """Load the invented data when they are not there yet.

    Raises `Stop` when the database holds people who are not the demo's: one click would sign in as them.
    """
    from phoihop.accounts.models import User  # noqa: PLC0415  models come after django.setup()
    from phoihop.demo import loading, people  # noqa: PLC0415

    is_demo = User.objects.filter(username="an.le", email__endswith=DEMO_DOMAIN).exists()
    if User.objects.exists() and not is_demo:
        raise Stop(
            "Cơ sở dữ liệu này đã có dữ liệu thật nên không chạy thử trên đó. "
            "Hãy chọn một DATA_DIR trống (hoặc một DATABASE_URL khác) cho bản chạy thử."
        )
    if not is_demo:
        say("Nạp dữ liệu chạy thử lần đầu…")
    loading.load()
    _write_accounts(people.accounts(), people.PASSWORD, people.PIN)


def create_admin(login: str, name: str, password: str) -> None:
    """The first administrator. Raises `Stop` when the login is taken or the password is too weak."""
    from django.contrib.auth.password_validation import validate_password  # noqa: PLC0415
    from django.core.exceptions import ValidationError  # noqa: PLC0415

    from phoihop.accounts.models import User  # noqa: PLC0415

    if User.objects.filter(username=login).exists():
        raise Stop(f"Đã có tài khoản “{login}”. Hãy chọn tên đăng nhập khác.")
    try:
        validate_password(password, User(username=login, full_name=name))
    except ValidationError as error:
        raise Stop(" ".join(error.messages)) from None
    User.objects.create_user(login, password, full_name=name or login, is_staff=True, is_superuser=True)


def create_pilot_key(login: str, pin: str) -> None:
    """A pilot signing key for one person. Raises `Stop` when there is no such person in a body, or the PIN is too short."""
    from phoihop.accounts.models import User  # noqa: PLC0415
    from phoihop.lib import clock  # noqa: PLC0415
    from phoihop.organisations.models import Organisation  # noqa: PLC0415
    from phoihop.signatures.authority import make_pilot_key  # noqa: PLC0415

    user = User.objects.filter(username=login, is_active=True).first()
    if user is None:
        raise Stop(f"Không có tài khoản “{login}”. Hãy kiểm tra tên đăng nhập.")
    body = Organisation.objects.of(user).first()
    if body is None:
        raise Stop(f"{user.full_name} chưa thuộc cơ quan nào. Hãy thêm vào cơ quan trước, ở trang Cơ quan.")
    if len(pin) < SHORTEST_PIN:
        raise Stop(f"Mã PIN phải có ít nhất {SHORTEST_PIN} ký tự.")
    make_pilot_key(user, organisation_name=body.name, pin=pin, at=clock.now())


def _write_accounts(accounts: list[tuple[str, str, str]], password: str, pin: str) -> None:
    """For the supervisor, which prints them once the site answers and knows no Django."""
    widths = [max(len(account[column]) for account in accounts) for column in (0, 1)]
    lines = [f"    {login:<{widths[0]}}  {name:<{widths[1]}}  {what}" for login, name, what in accounts]
    text = "\n".join([f"  Tài khoản chạy thử (mật khẩu {password}, mã PIN ký số {pin}):", *lines])
    folder = settings.DATA_DIR / "run"
    folder.mkdir(exist_ok=True)
    (folder / "demo-accounts.txt").write_text(text, encoding="utf-8")


def _warn_of_demo_people() -> None:
    from phoihop.accounts.models import User  # noqa: PLC0415  models come after django.setup()

    if User.objects.filter(username="quan.tri", email__endswith=DEMO_DOMAIN).exists():
        say("Chú ý: cơ sở dữ liệu này có tài khoản chạy thử với mật khẩu ai cũng biết. Đừng dùng cho dữ liệu thật.")


def main() -> None:
    """Prepare; exit status 2 after a sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "phoihop.config.settings")
    django.setup()
    try:
        prepare()
    except Stop as reason:
        complain(str(reason))
        sys.exit(2)


if __name__ == "__main__":
    main()
