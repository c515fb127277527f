"""Static files: hashed names once `collectstatic` has run, plain names before (development, tests)."""

from collections.abc import Iterable, Iterator
from functools import cached_property

from django.conf import settings
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # untyped library
    def url(self, name: str | None, force: bool = False) -> str:
        """As Django's, worked out once for each name: a page names the sprite of icons dozens of times."""
        if settings.DEBUG or name is None:
            return str(super().url(name, force))
        if name not in self._urls:
            self._urls[name] = super().url(name, force)
        return self._urls[name]

    @cached_property
    def _urls(self) -> dict[str, str]:
        return {}

    def stored_name(self, name: str) -> str:
        """The hashed name; without any manifest the name itself, so that pages work before the set-up."""
        if not self.hashed_files:
            return str(self.clean_name(name))
        return str(super().stored_name(name))

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Only what our pages use: the admin's files are many and seldom asked for."""
        yield from super().compress_files([path for path in paths if path.startswith("ui/")])
