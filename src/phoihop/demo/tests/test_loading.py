import datetime as dt
import json
import subprocess
from pathlib import Path

import pytest
from pytest_django import Settings

from phoihop.demo import files
from phoihop.demo.calendar import moment, reviewed_year, shifted, year_in_force
from phoihop.demo.loading import load
from phoihop.demo.people import accounts
from phoihop.ledger.verification import verify_chain, verify_lines
from phoihop.lib import clock
from phoihop.organisations.models import Organisation
from phoihop.programmes.models import Instrument, Partnership, ProvisionVersion
from phoihop.programmes.states import InstrumentState
from phoihop.signatures.queries import trusted_roots
from phoihop.signatures.verification import verify_pdf
from phoihop.workitems.models import Extension, Occurrence
from phoihop.workitems.states import ExtensionState, OccurrenceState
from tests.installation import run


@pytest.fixture
def own_folder(settings: Settings, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path / "data"
    settings.MEDIA_ROOT = tmp_path / "data" / "files"
    return tmp_path


@pytest.mark.django_db
def test_the_demo_has_everything_that_can_happen_and_stands_every_check(own_folder: Path) -> None:
    load()
    load()

    year = year_in_force()
    texts = {(text.kind, text.period_end.year): text.state for text in Instrument.objects.order_by("pk")}
    assert texts == {
        ("programme", year - 1): InstrumentState.IN_FORCE,
        ("review_report", year - 1): InstrumentState.IN_FORCE,
        ("programme", year): InstrumentState.IN_FORCE,
        ("programme", year + 1): InstrumentState.NEGOTIATION,
    }
    today = clock.today()
    present = Occurrence.objects.filter(work_item__instrument__period_end__year=year)
    assert present.filter(state=OccurrenceState.OPEN, due_on__lt=today).exists()
    assert present.filter(state=OccurrenceState.REPORTED).count() == 2
    assert present.filter(state=OccurrenceState.RETURNED).count() == 1
    assert present.filter(state=OccurrenceState.CONFIRMED).exists()
    assert {ExtensionState.ASKED, ExtensionState.GRANTED} == set(
        Extension.objects.filter(occurrence__in=present).values_list("state", flat=True)
    )
    assert ProvisionVersion.objects.filter(revision__isnull=True).count() == 1
    assert Partnership.objects.count() == 1
    assert verify_chain(Partnership.objects.get().chain) == []
    assert not any(clock.now() < entry.at for entry in Partnership.objects.get().chain.entries.all())

    made = {path.name: path for path in files.write(own_folder / "out")}

    assert set(made) == {
        "chuong-trinh.pdf",
        "chuong-trinh.docx",
        "chuong-trinh.xlsx",
        "bao-cao-tong-ket.pdf",
        "bao-cao-tong-ket.docx",
        "ledger.jsonl",
        "co-quan-chung-thuc-thu-nghiem.pem",
    }
    assert verify_lines(made["ledger.jsonl"].read_text("utf-8").splitlines()) == []
    for name in ("chuong-trinh.pdf", "bao-cao-tong-ket.pdf"):
        assert verify_pdf(made[name].read_bytes(), roots=trusted_roots()).valid
        seen = subprocess.run(["pdfsig", "-nocert", made[name]], capture_output=True, text=True, check=False).stdout
        assert seen.count("Signature is Valid.") == 2
    roots, ledger = made["co-quan-chung-thuc-thu-nghiem.pem"], made["ledger.jsonl"]
    asked = ["verify-pdf", made["chuong-trinh.pdf"], "--json", "--roots", roots]
    for more, is_frozen in (([], False), (["--ledger", ledger], True)):
        said = json.loads(run(*map(str, [*asked, *more]), data_dir=own_folder).stdout)
        assert (said["valid"], said["is_frozen"]) == (True, is_frozen)
    ledger.write_text(ledger.read_text("utf-8").replace("2025", "2024", 1), "utf-8")
    refused = run(*map(str, [*asked, "--ledger", ledger]), data_dir=own_folder)
    assert (refused.returncode, refused.stderr[:47]) == (1, "Sổ ghi không nguyên vẹn nên không dùng để so đư")


@pytest.mark.django_db
def test_the_demo_never_looks_stale(own_folder: Path) -> None:
    today = dt.date(2027, 5, 2)

    with clock.at(moment(today.year, today.month, today.day, 8)):
        load()
        late = Occurrence.objects.filter(
            work_item__instrument__period_end__year=year_in_force(), state=OccurrenceState.OPEN, due_on__lt=today
        )
        assert late.count() >= 2
        assert Instrument.objects.filter(period_end__year=reviewed_year(), kind="review_report").exists()


@pytest.mark.parametrize(("day", "year"), [("2026-11-23", 2026), ("2027-04-30", 2026), ("2027-05-01", 2027)])
def test_the_year_in_force_is_never_a_fresh_one(day: str, year: int) -> None:
    assert year_in_force(dt.date.fromisoformat(day)) == year


def test_years_of_the_case_move_together() -> None:
    assert shifted("Trước 31/3/2025; Đề án năm 2020", 1) == "Trước 31/3/2026; Đề án năm 2021"


@pytest.mark.django_db
def test_accounts_name_everybody_who_can_sign_in() -> None:
    load_people = [login for login, _name, _what in accounts()]

    assert load_people[:3] == ["an.le", "binh.pham", "chi.nguyen"]
    assert load_people[-1] == "quan.tri"
    assert not Organisation.objects.exists()
