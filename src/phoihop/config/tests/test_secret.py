"""The secret of an installation is made once, whole, for its owner alone."""

import threading
from pathlib import Path

from phoihop.config.options import Options
from phoihop.config.secret import secret_key


def test_it_is_made_once_and_kept(tmp_path: Path) -> None:
    options = Options(data_dir=tmp_path / "data", secret_key="")

    first = secret_key(options)

    assert len(first) >= 50
    assert secret_key(options) == first
    assert [path.name for path in options.data_dir.iterdir()] == ["secret-key"]
    assert (options.data_dir / "secret-key").stat().st_mode & 0o077 == 0


def test_two_that_start_at_once_agree(tmp_path: Path) -> None:
    options = Options(data_dir=tmp_path, secret_key="")
    made: list[str] = []
    starters = [threading.Thread(target=lambda: made.append(secret_key(options))) for _ in range(8)]

    for starter in starters:
        starter.start()
    for starter in starters:
        starter.join()

    assert len(made) == 8
    assert len(set(made)) == 1
    assert "" not in made


def test_a_configured_one_wins_and_none_is_written(tmp_path: Path) -> None:
    assert secret_key(Options(data_dir=tmp_path, secret_key="cua-tinh")) == "cua-tinh"
    assert list(tmp_path.iterdir()) == []
