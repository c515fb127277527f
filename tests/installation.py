"""A real installation for tests: `phoihop serve` or `demo` on a free port in a folder of its own, and a small client."""

import http.cookiejar
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import psutil

from phoihop.config import postgres, processes

PHOIHOP = str(Path(sys.executable).with_name("phoihop"))
OPTIONS = ("DATABASE_URL", "HOST", "PORT", "DEMO", "DEBUG", "PUBLIC_URL", "MAIL_URL", "ALLOWED_HOSTS", "PHOIHOP_CONFIG")
OURS = ("DJANGO_ALLOW_ASYNC_UNSAFE",)  # of the browser tests that ran before


@dataclass
class Answer:
    """What came back: status, where from (after redirects), the body."""

    status: int
    url: str
    body: bytes
    headers: Message

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Installation:
    """The processes of one DATA_DIR."""

    data_dir: Path
    command: str = "serve"
    port: int = field(default_factory=lambda: free_port())  # noqa: PLW0108  defined below
    supervisor: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def output(self) -> str:
        """Everything its starts have said."""
        path = self.data_dir.with_suffix(".out")
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def start(self, *, wait: bool = True) -> None:
        """Start, and wait until every part is well."""
        greetings = self.output.count(self.url)
        environment = {**environment_of(self.data_dir), "PORT": str(self.port)}
        with self.data_dir.with_suffix(".out").open("ab") as output:
            self.supervisor = subprocess.Popen(
                [PHOIHOP, self.command], env=environment, stdout=output, stderr=output, stdin=subprocess.DEVNULL
            )
        if wait:
            wait_until(
                lambda: self.is_well() and self.output.count(self.url) > greetings,
                "the installation to be well",
                seconds=120,
                tell=lambda: self.output,
            )

    def stop(self, number: int = signal.SIGINT) -> int:
        """Ask it to end; the exit status."""
        assert self.supervisor is not None
        self.supervisor.send_signal(number)
        return self.supervisor.wait(60)

    def run(self, *arguments: str, text: str = "") -> "subprocess.CompletedProcess[str]":
        """Another `phoihop` command on the same DATA_DIR."""
        return run(*arguments, data_dir=self.data_dir, text=text)

    def health(self) -> dict[str, str]:
        """What /healthz says; empty when nobody answers."""
        try:
            body: dict[str, str] = json.loads(Client(self.url).get("/healthz").body)
        except (OSError, ValueError):
            return {}
        return body

    def is_well(self) -> bool:
        """Whether web, database and worker all run."""
        assert self.supervisor is None or self.supervisor.poll() is None, self.output
        return self.health().get("status") == "ok"

    def is_well_without_supervisor(self) -> bool:
        """Whether what a killed supervisor left behind still serves."""
        return self.health().get("status") == "ok"

    def parts(self, part: str) -> list[int]:
        """The processes of one part: web, worker, postgres."""
        if part == "postgres":
            number = postgres.pid(self.data_dir)
            return [number] if number else []
        return sorted(process.pid for process in processes.of(self.data_dir, part))

    def kill(self, part: str) -> None:
        """`kill -9` of the first process of that part (for the web: the one that keeps the others)."""
        if part == "supervisor":
            assert self.supervisor is not None
            self.supervisor.kill()
            self.supervisor.wait()
        else:
            os.kill(self.parts(part)[0], signal.SIGKILL)

    def kill_all(self) -> None:
        """`kill -9` of everything at once: the machine loses power, as far as processes can tell."""
        numbers = [*self.parts("web"), *self.parts("worker"), *self.parts("postgres")]
        if self.supervisor and self.supervisor.poll() is None:
            self.kill("supervisor")
        for number in numbers:
            try:
                os.kill(number, signal.SIGKILL)
            except ProcessLookupError:
                continue
        wait_until(lambda: not alive(numbers), "killed processes to go")

    def left(self) -> list[int]:
        """Every process of ours that still runs."""
        return [*(process.pid for process in processes.of(self.data_dir)), *self.parts("postgres")]

    def clean(self) -> None:
        """End whatever runs, at the end of a test."""
        if self.supervisor and self.supervisor.poll() is None:
            self.stop()
        processes.end(self.data_dir)
        postgres.stop(self.data_dir)


class Client:
    """A browser without pages: cookies, forms as they stand on their page, uploads; redirects are followed."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def get(self, path: str) -> Answer:
        """A page."""
        return self._ask(urllib.request.Request(urllib.parse.urljoin(self.base, path)))

    def form(self, path: str, action: str = "") -> "Form":
        """The form on that page whose address holds `action`; the last one when there are several."""
        answer = self.get(path)
        reader = _FormReader(answer.url)
        reader.feed(answer.text)
        fitting = [form for form in reader.forms if action in form.action and form.method == "post"]
        assert fitting, f"no form to {action!r} on {answer.url} ({answer.status}), only to {reader.forms}"
        return fitting[-1]

    def send(
        self,
        form: "Form",
        fields: Mapping[str, Any] | None = None,
        files: Mapping[str, tuple[str, bytes]] | None = None,
    ) -> Answer:
        """Send a form as it stands, with these fields changed or added; lists become repeated fields."""
        pairs = [(name, value) for name, value in form.fields if name not in (fields or {})] + _pairs(fields or {})
        data, media_type = _multipart(pairs, files) if files else (urllib.parse.urlencode(pairs).encode(), FORM)
        headers = {"Content-Type": media_type, "Referer": form.action, "Origin": self.base}
        return self._ask(urllib.request.Request(form.action, data, headers))

    def enter_as(self, login: str) -> None:
        """One of the demo's people, by one click."""
        form = self.form("/accounts/login/", "/accounts/demo-login/")
        assert "/accounts/login/" not in self.send(form, {"username": login}).url

    def _ask(self, request: urllib.request.Request) -> Answer:
        try:
            with self.opener.open(request, timeout=60) as answer:
                return Answer(answer.status, answer.url, answer.read(), answer.headers)
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.url or "", error.read(), error.headers)


@dataclass
class Form:
    """A form as it stands on its page."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)


class _FormReader(HTMLParser):
    """Finds the forms of a page with what a browser would send for them if nobody touched them."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url
        self.forms: list[Form] = []
        self.open: Form | None = None
        self.select = self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        if tag == "form":
            action = urllib.parse.urljoin(self.url, named.get("action", ""))
            self.open = Form(action, named.get("method", "get").lower())
            self.forms.append(self.open)
        elif self.open and tag == "input" and named.get("name"):
            self._input(named, is_checked=any(name == "checked" for name, _ in attrs))
        elif tag == "select":
            self.select = named.get("name", "")
        elif tag == "textarea":
            self.text = named.get("name", "")
            self._add(self.text, "")
        elif tag == "option" and any(name == "selected" for name, _ in attrs):
            self._add(self.select, named.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None
        elif tag == "textarea":
            self.text = ""

    def handle_data(self, data: str) -> None:
        if self.text and self.open:
            name, value = self.open.fields[-1]
            self.open.fields[-1] = (name, value + data)

    def _input(self, named: dict[str, str], *, is_checked: bool) -> None:
        kind = named.get("type", "text")
        if kind not in {"submit", "button", "file", "checkbox", "radio"} or is_checked:
            self._add(named["name"], named.get("value", "on" if kind == "checkbox" else ""))

    def _add(self, name: str, value: str) -> None:
        if self.open and name:
            self.open.fields.append((name, value))


FORM = "application/x-www-form-urlencoded"


@contextmanager
def installed(command: str = "serve") -> Iterator[Installation]:
    """An installation in a folder of its own, all of it gone at the end.

    Not in pytest's folder: its next session closes that to others, also to the account that PostgreSQL runs as.
    """
    folder = Path(tempfile.mkdtemp(prefix="phoihop-installation-"))
    one = Installation(folder / "data", command=command)
    try:
        yield one
    finally:
        one.clean()
        shutil.rmtree(folder)


def free_port() -> int:
    """A port of the loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def alive(numbers: Iterable[int]) -> list[int]:
    """Those that run; what is dead and only not yet buried does not."""
    return [number for number in numbers if _runs(number)]


def environment_of(data_dir: Path) -> dict[str, str]:
    """The environment of a user who set nothing but DATA_DIR."""
    ours = {name: value for name, value in os.environ.items() if name not in (*OPTIONS, *OURS)}
    return {**ours, "DATA_DIR": str(data_dir), "PYTHONUNBUFFERED": "1"}


def run(*arguments: str, data_dir: Path, text: str = "", **environment: str) -> "subprocess.CompletedProcess[str]":
    """A `phoihop` command, to its end."""
    return subprocess.run(
        [PHOIHOP, *arguments],
        env={**environment_of(data_dir), **environment},
        input=text,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def wait_until(
    is_so: Callable[[], bool], what: str, *, seconds: float = 60, tell: Callable[[], str] = lambda: ""
) -> None:
    """Look again until it is so; fail after that time."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, f"waited {seconds} s for {what}\n{tell()}"
        time.sleep(0.1)


def _runs(number: int) -> bool:
    try:
        return psutil.Process(number).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _pairs(fields: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [
        (name, str(one)) for name, value in fields.items() for one in (value if isinstance(value, list) else [value])
    ]


def _multipart(pairs: list[tuple[str, str]], files: Mapping[str, tuple[str, bytes]]) -> tuple[bytes, str]:
    boundary = "----phoihop-test-boundary"
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in pairs
    ]
    for name, (file_name, content) in files.items():
        head = f'Content-Disposition: form-data; name="{name}"; filename="{file_name}"'
        media_type = "Content-Type: application/octet-stream"
        parts.append(f"--{boundary}\r\n{head}\r\n{media_type}\r\n\r\n".encode() + content + b"\r\n")
    return b"".join([*parts, f"--{boundary}--\r\n".encode()]), f"multipart/form-data; boundary={boundary}"
