"""Killed in the middle of an act: what was acknowledged is there afterwards, and nothing is half there.

The acts go through the pages as a person's would. Web, worker and database die together, at several moments of each act; the
supervisor starts them again. Afterwards the database, the files and the ledger must agree with one another.
"""

import hashlib
import os
import re
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest

from phoihop.config import postgres
from phoihop.demo.calendar import CASE
from phoihop.demo.people import PIN
from tests.installation import Answer, Client, Installation, installed, wait_until

pytestmark = pytest.mark.killing
MOMENTS = (0.02, 0.12, 0.3, 0.6)  # seconds after the form was sent
ITEMS = 25
WORKBOOK = ("programme-2025.xlsx", (CASE / "programme-2025.xlsx").read_bytes())
Act = Callable[[], Answer]


@pytest.fixture(scope="module")
def demo() -> Iterator[Installation]:
    """The demo, running."""
    with installed("demo") as one:
        one.start()
        yield one


def test_an_import_is_whole_or_not_there(demo: Installation) -> None:
    officer = _client(demo, "chi.nguyen")
    upload = officer.form("/imports/new/", "/imports/new/")
    confirmation = officer.form(officer.send(upload, files={"file": WORKBOOK}).url, "/confirm/")
    before = _count(demo, "programmes_instrument")

    def confirm() -> Answer:
        return officer.send(confirmation)

    answer = _through_kills(demo, confirm, is_done=lambda: _count(demo, "programmes_instrument") > before)

    assert _count(demo, "programmes_instrument") == before + 1
    made = _rows(demo, "SELECT max(id) FROM programmes_instrument")[0][0]
    assert answer is None or answer.url.endswith(f"/instruments/{made}/")
    assert _count(demo, f"programmes_provision WHERE instrument_id = {made} AND kind = 'item'") == ITEMS
    _agree_with_one_another(demo)


def test_a_number_a_frozen_text_and_each_signature_are_whole_or_not_there(demo: Installation, tmp_path: Path) -> None:
    text = _agreed_text(demo)

    def state() -> str:
        found: str = _rows(demo, f"SELECT state FROM programmes_instrument WHERE id = {text}")[0][0]
        return found

    def signatures() -> int:
        page = _client(demo, "giang.vu").get(f"/instruments/{text}/pdf/")
        return len(re.findall(rb"/Type\s*/Sig\b", page.body))

    _through_kills(demo, _sending(demo, "dung.tran", text, "freezing"), is_done=lambda: state() == "frozen")
    assert state() == "frozen"
    _through_kills(demo, _sending(demo, "giang.vu", text, "signature", pin=PIN), is_done=lambda: signatures() == 1)
    assert signatures() == 1
    _through_kills(demo, _sending(demo, "an.le", text, "signature", pin=PIN), is_done=lambda: state() == "in_force")
    assert (state(), signatures()) == ("in_force", 2)

    items = _count(demo, f"workitems_workitem WHERE instrument_id = {text}")
    assert items == _count(demo, f"programmes_provision WHERE instrument_id = {text} AND kind = 'item'")
    file = tmp_path / "signed.pdf"
    file.write_bytes(_client(demo, "giang.vu").get(f"/instruments/{text}/pdf/").body)
    checked = demo.run("verify-pdf", str(file))
    assert checked.returncode == 0, checked.stdout
    _agree_with_one_another(demo)


def test_a_report_and_its_evidence_are_whole_or_not_there(demo: Installation) -> None:
    occurrence = _open_occurrence(demo, "khanh.do")
    evidence = os.urandom(3_000_000)
    officer = _client(demo, "khanh.do")
    form = officer.form(f"/occurrences/{occurrence}/report/", "/report/")

    def report() -> Answer:
        return officer.send(form, {"text": "Đã tổ chức."}, {"attachments": ("anh-hoi-thao.jpg", evidence)})

    def is_reported() -> bool:
        return _count(demo, f"workitems_report WHERE occurrence_id = {occurrence} AND text = 'Đã tổ chức.'") > 0

    _through_kills(demo, report, is_done=is_reported)

    assert _count(demo, f"workitems_report WHERE occurrence_id = {occurrence} AND text = 'Đã tổ chức.'") == 1
    kept = _rows(demo, "SELECT sha256 FROM documents_storedfile WHERE name = 'anh-hoi-thao.jpg'")
    assert kept == [(hashlib.sha256(evidence).hexdigest(),)]
    _agree_with_one_another(demo)


def _through_kills(demo: Installation, act: Act, *, is_done: Callable[[], bool]) -> Answer | None:
    """Try the act, killed at each moment until it was done, at last undisturbed; its answer if one came."""
    answer = None
    for moment in MOMENTS:
        answer = _killed(demo, act, moment)
        if answer is not None and answer.status == 200:
            assert is_done(), f"acknowledged and lost, killed after {moment} s"
        if is_done():
            return answer
    answer = act()
    assert answer.status == 200, answer.text
    assert is_done()
    return answer


def _killed(demo: Installation, act: Act, moment: float) -> Answer | None:
    answers: list[Answer] = []

    def send() -> None:
        with suppress(OSError):
            answers.append(act())

    sender = threading.Thread(target=send)
    sender.start()
    time.sleep(moment)
    for number in [*demo.parts("web"), *demo.parts("worker"), *demo.parts("postgres")]:
        with suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)
    sender.join()
    wait_until(
        lambda: bool(demo.parts("postgres")) and demo.is_well(), "the parts to be back", tell=lambda: demo.output
    )
    return answers[0] if answers else None


def _agree_with_one_another(demo: Installation) -> None:
    """Every row about a file has its bytes, every number was used, and the ledger is sound."""
    for sha256, size in _rows(demo, "SELECT sha256, size FROM documents_storedfile"):
        found = list((demo.data_dir / "files").rglob(sha256))
        assert [path.stat().st_size for path in found] == [size]
        assert hashlib.sha256(found[0].read_bytes()).hexdigest() == sha256
    issued = "(SELECT count(*) FROM documents_issuednumber WHERE series_id = series.id)"
    assert _count(demo, f"documents_numberseries series WHERE last_number <> {issued}") == 0
    checked = demo.run("verify-ledger")
    assert checked.returncode == 0, checked.stderr


def _agreed_text(demo: Installation) -> int:
    """A programme that both sides have agreed to, made through the pages."""
    officer = _client(demo, "chi.nguyen")
    preview = officer.send(officer.form("/imports/new/", "/imports/new/"), files={"file": WORKBOOK}).url
    page = officer.send(officer.form(preview, "/confirm/")).url
    text = int(page.rstrip("/").rsplit("/", 1)[1])
    _sending(demo, "chi.nguyen", text, "revisions/new")()
    other = _client(demo, "khanh.do")
    assert other.send(other.form(f"{page}consents/", "/consents/")).status == 200
    for approver in ("binh.pham", "hai.hoang"):
        assert _sending(demo, approver, text, "approval")().status == 200
    return text


def _sending(demo: Installation, login: str, text: int, page: str, **fields: str) -> Act:
    """The act of opening that page of a text and sending its form."""
    client = _client(demo, login)
    path = f"/instruments/{text}/{page}/"
    form = client.form(path, path)
    return lambda: client.send(form, fields)


def _open_occurrence(demo: Installation, login: str) -> int:
    client = _client(demo, login)
    for number in dict.fromkeys(re.findall(r"/work-items/(\d+)/", client.get("/work-items/").text)):
        found = re.search(r"/occurrences/(\d+)/report/", client.get(f"/work-items/{number}/").text)
        if found:
            return int(found.group(1))
    raise AssertionError("the demo leaves no work to report")


def _client(demo: Installation, login: str) -> Client:
    client = Client(demo.url)
    client.enter_as(login)
    return client


def _rows(demo: Installation, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(postgres.url(demo.data_dir)) as connection:
        return connection.execute(query).fetchall()


def _count(demo: Installation, what: str) -> int:
    number: int = _rows(demo, f"SELECT count(*) FROM {what}")[0][0]
    return number
