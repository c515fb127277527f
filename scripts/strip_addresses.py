"""Takes every address out of an npm lock (`npm ci` needs only versions and hashes): strip_addresses.py FILE."""

import json
import sys
from pathlib import Path


def main() -> None:
    path = Path(sys.argv[1])
    lock = json.loads(path.read_text(encoding="utf-8"))
    for package in lock["packages"].values():
        for key in ("resolved", "funding"):
            package.pop(key, None)
    path.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
