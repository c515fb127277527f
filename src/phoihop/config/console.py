"""Sentences for whoever sits at the terminal."""

import sys


class Stop(Exception):
    """The command cannot go on; `str()` is one sentence that says why and what to do."""


def say(text: str = "") -> None:
    """One line on standard output, at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def complain(text: str) -> None:
    """One line on standard error, at once."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
