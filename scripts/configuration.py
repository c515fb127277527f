"""Writes the table of docs/configuration.md anew from `config/options.py`, the one place that knows the options."""

from pathlib import Path

from phoihop.config import options

PAGE = Path(__file__).resolve().parent.parent / "docs" / "configuration.md"


def main() -> None:
    """Replace the rows, keep the words around them."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith("| "))
    after = next(number for number, line in enumerate(lines) if number > first and not line.startswith("| "))
    PAGE.write_text("\n".join([*lines[:first], *options.table(), *lines[after:]]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
