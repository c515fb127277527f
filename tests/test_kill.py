"""Processes killed with -9: what was acknowledged is there afterwards, and the next start simply works."""

import os
import signal
import time
from collections.abc import Iterator

import psutil
import pytest

from tests.installation import Client, Installation, alive, installed, wait_until

pytestmark = pytest.mark.killing
PASSWORD = "mat-khau-cua-nguoi-quan-tri"


@pytest.fixture(scope="module")
def installation() -> Iterator[Installation]:
    """One installation for all tests of this file: each leaves it as it should be left, running."""
    with installed() as one:
        created = one.run("createadmin", "quan.tri", "--name", "Ngô Thị Quỳnh", text=f"{PASSWORD}\n")
        assert created.returncode == 0, created.stderr
        one.start()
        yield one


@pytest.fixture
def running(installation: Installation) -> Installation:
    """The installation, well; a test before may have left it stopped."""
    if installation.supervisor is None or installation.supervisor.poll() is not None:
        installation.start()
    wait_until(installation.is_well, "the installation to be well", tell=lambda: installation.output)
    return installation


@pytest.mark.parametrize("part", ["web", "worker", "postgres"])
def test_a_killed_part_is_started_again(running: Installation, part: str) -> None:
    before = running.parts(part)

    running.kill(part)

    wait_until(lambda: bool(running.parts(part)) and not set(before) & set(running.parts(part)), f"a new {part}")
    wait_until(running.is_well, "the installation to be well", tell=lambda: running.output)
    assert "dừng bất ngờ" in running.output


def test_a_killed_process_of_the_web_is_replaced(running: Installation) -> None:
    keeper, *pages = running.parts("web")

    os.kill(pages[-1], signal.SIGKILL)

    wait_until(
        lambda: len(running.parts("web")) == 1 + len(pages) and pages[-1] not in running.parts("web"), "a new one"
    )
    assert running.parts("web")[0] == keeper
    wait_until(running.is_well, "the installation to be well")


def test_after_the_supervisor_was_killed_the_next_start_works(running: Installation) -> None:
    orphans = [*running.parts("web"), *running.parts("worker")]
    running.kill("supervisor")
    assert running.is_well_without_supervisor()

    running.start()

    assert not set(orphans) & {*running.parts("web"), *running.parts("worker")}
    assert alive(orphans) == []


def test_after_everything_was_killed_the_next_start_works(running: Installation) -> None:
    running.kill_all()

    running.start()

    assert running.health()["status"] == "ok"


def test_a_second_start_on_the_same_folder_is_refused_and_harms_nothing(running: Installation) -> None:
    before = sorted(running.left())

    second = running.run("serve")

    assert second.returncode == 1
    assert "Phối Hợp đang chạy với thư mục dữ liệu" in second.stderr
    assert sorted(running.left()) == before


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_asked_to_stop_it_ends_every_process_it_started(running: Installation, number: int) -> None:
    processes = running.left()
    assert len(processes) >= 5

    status = running.stop(number)

    assert status == 0
    assert running.left() == []
    assert alive(processes) == []
    assert running.output.rstrip().endswith("Đã dừng mọi tiến trình.")


def test_other_commands_share_the_database_and_leave_it_running(running: Installation) -> None:
    shared = running.run("migrate")

    assert shared.returncode == 0, shared.stderr
    assert running.is_well()


def test_a_command_on_its_own_stops_the_database_it_started(running: Installation) -> None:
    running.stop()

    alone = running.run("migrate")

    assert alone.returncode == 0, alone.stderr
    assert running.left() == []


def test_sessions_outlive_the_power_cut(running: Installation) -> None:
    client = Client(running.url)
    door = client.form("/accounts/login/", "/accounts/login/")
    signed_in = client.send(door, {"login": "quan.tri", "password": PASSWORD})
    assert signed_in.status == 200
    assert "/accounts/login/" not in signed_in.url

    running.kill_all()
    running.start()

    assert client.get("/").url == running.url + "/"


def test_the_whole_stays_small(running: Installation) -> None:
    client = Client(running.url)
    for _ in range(20):
        assert client.get("/accounts/login/").status == 200
    time.sleep(1)

    processes = [psutil.Process(number) for part in ("web", "worker") for number in running.parts(part)]
    megabytes = sum(process.memory_full_info().pss for process in processes) / 1024**2

    assert megabytes < 350
