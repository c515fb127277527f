"""The bodies that a cell names: "Ban Tuyên giáo Tỉnh ủy; cấp ủy nơi tiếp nhận"."""

import datetime as dt
import re
from collections.abc import Iterable

from phoihop.lib.text import clean, fold
from phoihop.organisations.models import Organisation
from phoihop.organisations.queries import BodyNames
from phoihop.programmes.bodies import NamedBody
from phoihop.programmes.importing.table import Remark

OLD_NAME = "old_name"
_FIRM = re.compile(r"[;\n]|\s/\s")
_LOOSE = re.compile(r",|\s+-\s+|\s+&\s+|\s+và\s+", re.IGNORECASE)


class Namer:
    """Finds the bodies of one import; keeps what it found, since a table repeats its few names."""

    def __init__(self, parties: Iterable[Organisation], day: dt.date) -> None:
        self._names = BodyNames(day, parties=parties)
        self._day = day
        self._cells: dict[str, tuple[NamedBody, ...]] = {}
        self._current: dict[int, tuple[NamedBody, set[str]]] = {}
        self._renamed: dict[str, str] = {}

    def bodies(self, cell: str) -> tuple[NamedBody, ...]:
        """The bodies of a cell in order; a name that is no body's is kept as written, with the key ""."""
        if cell not in self._cells:
            named = [entry for part in self._parts(cell) if (entry := self._entry(part))["name"]]
            self._cells[cell] = tuple({(entry["key"], entry["name"]): entry for entry in named}.values())
        return self._cells[cell]

    def remarks(self, field: str, cell: str) -> list[Remark]:
        """That a cell calls a body by a name that it no longer bears."""
        self.bodies(cell)
        return [
            Remark(field, OLD_NAME, f"{part} → {self._renamed[part]}")
            for part in self._parts(cell)
            if part in self._renamed
        ]

    def _parts(self, cell: str) -> list[str]:
        """Split at semicolons and line ends; at commas, dashes and "và" only where every part is a body."""
        parts: list[str] = []
        for part in map(clean, _FIRM.split(cell)):
            loose = [clean(piece) for piece in _LOOSE.split(part)]
            is_list = len(loose) > 1 and not self._names.match(part) and all(map(self._names.match, loose))
            parts.extend(loose if is_list else [part])
        return [" ".join(part.split()).strip(" .,-") for part in parts if part]

    def _entry(self, part: str) -> NamedBody:
        body = self._names.match(part)
        if body is None:
            return {"key": "", "name": part[:200]}
        entry, names = self._current_name(body)
        if fold(part) not in names:
            self._renamed[part] = entry["name"]
        return entry

    def _current_name(self, body: Organisation) -> tuple[NamedBody, set[str]]:
        if body.pk not in self._current:
            name = self._names.name_of(body, self._day)
            entry: NamedBody = {"key": body.key, "name": name.short_name}
            names = {fold(each) for each in (name.name, name.short_name, name.abbreviation, body.name)}
            self._current[body.pk] = entry, names
        return self._current[body.pk]
