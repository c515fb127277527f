"""Whatever two sides do to a text, in whatever order: what they consented to is what is signed, what one has not disclosed
the other cannot reach, what was disclosed stays as it was, and from wherever they are they can still come to sign.

An act that is refused is a step like any other. To try a new act, add a `@rule`; to hold the product to something new,
an `@invariant` (cheap, after each step) or a line in `look` (all pages and files, now and then).
"""

import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from phoihop.accounts.models import User
from phoihop.documents import files
from phoihop.documents.freezing import read_manifest
from phoihop.ledger.verification import verify_chain
from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.programmes import actions, queries
from phoihop.programmes.breaks import breaks
from phoihop.programmes.canonical import content_hash, text_hash
from phoihop.programmes.models import Consent, ProvisionVersion, Revision
from phoihop.programmes.states import SIGNED_TEXT_STATES, InstrumentState, ProvisionKind
from phoihop.programmes.tests import make
from tests import make as base

pytestmark = pytest.mark.django_db

sides = st.sampled_from(["north", "south"])
places = st.integers(0, 7)
STEADY = [field.attname for field in ProvisionVersion._meta.concrete_fields]
PAGES = ("instrument_detail", "revision_list", "comparison", "consent_matrix", "talk_list")
PHASES = (Phase.explicit, Phase.generate)  # no shrinking: each try has a database to fill
LOOKS = 1  # in the middle of a run, beside the one at its end: reading everything is slow
FILES = ("instrument_docx", "instrument_xlsx")
SECRET = re.compile(r"kín\d{4}kín")
Act = Callable[..., Any]
SHAPES: tuple[tuple[Act, dict[str, Any]], ...] = (
    (actions.shift_level, {"deeper": True}),
    (actions.shift_level, {"deeper": False}),
    (actions.move_provision, {"up": True}),
    (actions.move_provision, {"up": False}),
    (actions.merge_with_next, {}),
    (actions.duplicate_provision, {}),
    (actions.discard_change, {}),
)


class Negotiation(RuleBasedStateMachine):
    """Two sides and an observer before one text. Each run leaves the database as it found it."""

    scene: make.Scene
    observer: User

    def __init__(self) -> None:
        super().__init__()
        self.rollback = transaction.atomic()
        self.rollback.__enter__()
        self.instrument = make.draft_instrument(self.scene, items=2)
        self.told: dict[int, tuple[Any, ...]] = {}
        self.secrets: dict[str, set[str]] = defaultdict(set)
        self.words = self.looks = 0

    def teardown(self) -> None:
        self.look()
        self.come_to_sign()
        transaction.set_rollback(True)
        self.rollback.__exit__(None, None, None)

    @rule(side=sides, place=places, cell=st.sampled_from(["text", "note", "reason", "field_of_work", "deliverable"]))
    def edit(self, side: str, place: int, cell: str) -> None:
        version = self._version(side, place)
        if version is None or (version.provision.kind == ProvisionKind.CLAUSE and cell not in ("text", "reason")):
            return
        words = self._secret(side)
        fields: dict[str, Any] = {cell: f"{words}. {words}" if cell == "text" else words}
        self._write(side, actions.write_version, self.instrument, provision=version.provision, **fields)

    @rule(side=sides, place=places, kind=st.sampled_from([ProvisionKind.CLAUSE, ProvisionKind.ITEM]))
    def add(self, side: str, place: int, kind: ProvisionKind) -> None:
        after = self._version(side, place)
        fields = make.item_fields(self.scene) if kind == ProvisionKind.ITEM else {"level": 2}
        fields |= {
            "text": self._secret(side),
            "after": after.provision if after and after.provision.kind == kind else None,
        }
        self._write(side, actions.write_version, self.instrument, kind=kind, **fields)

    @rule(side=sides, place=places)
    def remove(self, side: str, place: int) -> None:
        if version := self._version(side, place):
            self._write(side, actions.remove_provision, self.instrument, version.provision, reason=self._secret(side))

    @rule(side=sides, place=places, shape=st.sampled_from(SHAPES))
    def shape(self, side: str, place: int, shape: tuple[Act, dict[str, Any]]) -> None:
        act, fields = shape
        if version := self._version(side, place):
            self._write(side, act, self.instrument, version.provision, **fields)

    @rule(side=sides, place=places)
    def split(self, side: str, place: int) -> None:
        version = self._version(side, place)
        if version and (spots := breaks(version.text)):
            fields = {"at": min(spots), "seen": version.content_hash}
            self._write(side, actions.split_provision, self.instrument, version.provision, **fields)

    @rule(side=sides, place=places, other=places)
    def put(self, side: str, place: int, other: int) -> None:
        version, behind = self._version(side, place), self._version(side, other)
        if version and behind:
            goal = {"behind": behind.provision}
            self._write(side, actions.place_provision, self.instrument, version.provision, **goal)

    @rule(side=sides)
    def undo(self, side: str) -> None:
        self._try(side, actions.undo_step, self.instrument)

    @rule(side=sides, number=st.integers(1, 3))
    def retitle(self, side: str, number: int) -> None:
        self._try(side, actions.retitle, self.instrument, title=f"công tác lần {number}")

    @rule(side=sides, place=places)
    def restore(self, side: str, place: int) -> None:
        removed = [version for version in queries.latest_versions(self.instrument) if version.removed]
        if removed:
            provision = removed[place % len(removed)].provision
            self._write(side, actions.restore_provision, self.instrument, provision)

    @rule(side=sides, place=places)
    def whisper(self, side: str, place: int) -> None:
        if version := self._version(side, place):
            text = self._secret(side)
            self._try(side, actions.open_thread, version.provision, internal=True, text=text)

    @rule(side=sides)
    def offer(self, side: str) -> None:
        if self._try(side, actions.disclose, self.instrument, note="Đề nghị xem"):
            self.secrets[side] -= self._shown()

    @rule()
    def offer_in_turn(self) -> None:
        self.offer("north" if self.instrument.turn_id == self.scene.north.body.pk else "south")

    @rule(side=sides)
    def recall(self, side: str) -> None:
        """What nobody has opened is its side's alone again."""
        last = self.instrument.revisions.order_by("number").last()
        offered = list(last.versions.all()) if last else []
        if self._try(side, actions.recall_offer, self.instrument):
            for version in offered:
                del self.told[version.pk]
                self.secrets[side] |= _words(version)
            self.secrets[side] -= self._shown()

    @rule(side=sides)
    def hand_back(self, side: str) -> None:
        self._try(side, actions.hand_back, self.instrument)

    @rule(side=sides, place=places)
    def consent(self, side: str, place: int) -> None:
        latest = queries.latest_versions(self.instrument)
        if latest:
            self._try(side, actions.consent, latest[place % len(latest)])

    @rule(side=sides, place=places)
    def send_back(self, side: str, place: int) -> None:
        latest = queries.latest_versions(self.instrument)
        if latest:
            self._try(side, actions.return_change, latest[place % len(latest)], reason="Chưa rõ ai làm")

    @rule(side=sides)
    def consent_to_what_stayed(self, side: str) -> None:
        self._try(side, actions.consent_to_all, self.instrument, unchanged_since=1)

    @rule(side=sides)
    def consent_to_all(self, side: str) -> None:
        self._try(side, actions.consent_to_all, self.instrument)

    @rule(side=sides)
    def approve(self, side: str) -> None:
        self._try(side, actions.approve, self.instrument, by=self._side(side).approver)

    @rule()
    def agree(self) -> None:
        for side in ("north", "south"):
            self.consent_to_all(side)
        for side in ("north", "south"):
            self.approve(side)

    @rule(is_ripe=st.booleans())
    def freeze(self, is_ripe: bool) -> None:
        if is_ripe:
            self.agree()
        self._attempt(lambda: actions.freeze_instrument(self.instrument, by=self.scene.north.clerk))

    @rule(side=sides)
    def reopen(self, side: str) -> None:
        self._try(side, actions.reopen_instrument, self.instrument, reason="Cần sửa lại")

    @rule(side=sides)
    def sign(self, side: str) -> None:
        signatory = self._side(side).signatory
        self._attempt(lambda: actions.sign_instrument(self.instrument, by=signatory, pin=make.PIN))

    @rule(side=sides)
    def begin(self, side: str) -> None:
        """A text of which the other side knows nothing, not even its name."""
        word = self._secret(side)
        period = {"period_start": self.instrument.period_start, "period_end": self.instrument.period_end}
        self._try(side, actions.start_instrument, self.instrument.partnership, kind="plan", title=word, **period)

    def come_to_sign(self) -> None:
        """Whatever happened, what is left private is offered, both agree, and the text is signed by both."""
        for side in ("north", "south", "north"):
            self.offer(side)
            self.hand_back(side)
        for side in ("north", "south"):
            for place in range(len(queries.latest_versions(self.instrument))):
                self.consent(side, place)  # what was returned is consented to one by one
        self.agree()
        if self.instrument.state == InstrumentState.AGREED:
            actions.freeze_instrument(self.instrument, by=self.scene.north.clerk)
        for side in ("north", "south"):
            self.sign(side)
        self.the_signed_text_is_the_consented_text()
        assert self.instrument.state == InstrumentState.IN_FORCE, self.refused

    @precondition(lambda self: self.looks < LOOKS)
    @rule()
    def look(self) -> None:
        """Every page and file that the other side and the observer can open."""
        self.looks += 1
        assert verify_chain(self.instrument.partnership.chain) == []
        for reader, side in ((self.scene.north, "south"), (self.scene.south, "north")):
            self._refuse_secrets(reader.officer, self.secrets[side])
        self._refuse_secrets(self.observer, self.secrets["north"] | self.secrets["south"])

    @invariant()
    def what_is_disclosed_stays(self) -> None:
        for version in self._disclosed():
            now = tuple(getattr(version, name) for name in STEADY)
            assert self.told.setdefault(version.pk, now) == now
            assert content_hash(version) == version.content_hash
        assert set(self.told) == {version.pk for version in self._disclosed()}
        made = Revision.ever_made.filter(instrument=self.instrument).order_by("number")
        assert list(made.values_list("number", flat=True)) == list(range(1, made.count() + 1))

    @invariant()
    def what_is_not_disclosed_is_in_no_query_of_the_other_side(self) -> None:
        for reader, writer in (("north", "south"), ("south", "north"), ("", "north"), ("", "south")):
            side = self._side(reader).body if reader else None
            read = queries.current_versions(self.instrument, organisation=side)
            assert not self.secrets[writer] & {word for version in read for word in _words(version)}
            unseen = ProvisionVersion.objects.filter(
                provision__instrument=self.instrument, revision=None, base=None, organisation=self._side(writer).body
            ).values("provision_id")
            assert not queries.provisions_seen_by(self.instrument, side).filter(pk__in=unseen).exists()

    @invariant()
    def it_is_agreed_when_all_have_consented_and_approved(self) -> None:
        latest = queries.latest_versions(self.instrument)
        missing = queries.missing_consents(self.instrument, latest)
        approved = {approval.organisation_id for approval in queries.approvals(self.instrument)}
        is_complete = bool(latest) and not any(missing.values()) and approved == set(missing)
        assert is_complete == (self.instrument.state in (InstrumentState.AGREED, *SIGNED_TEXT_STATES))

    @invariant()
    def the_signed_text_is_the_consented_text(self) -> None:
        if self.instrument.state not in SIGNED_TEXT_STATES:
            return
        document = self.instrument.signed_document
        assert document is not None
        manifest = read_manifest(files.read(document.current))
        assert manifest is not None
        signed = [(entry["uid"], entry["hash"]) for entry in manifest["provisions"]]
        text = queries.current_versions(self.instrument)
        assert signed == [(str(version.provision.uid), version.content_hash) for version in text]
        assert manifest["text_hash"] == text_hash(self.instrument, text) == self.instrument.text_hash
        for side in (self.scene.north, self.scene.south):
            given = Consent.objects.filter(organisation=side.body, version__in=text)
            consented = given.values_list("version__provision__uid", "content_hash")
            assert {(str(uid), given_hash) for uid, given_hash in consented} == set(signed)

    def _side(self, name: str) -> make.Side:
        return self.scene.north if name == "north" else self.scene.south

    def _version(self, side: str, place: int) -> ProvisionVersion | None:
        """What stands there in that side's own text."""
        text = queries.current_versions(self.instrument, organisation=self._side(side).body)
        return text[place % len(text)] if text else None

    def _secret(self, side: str) -> str:
        """A word that occurs nowhere else."""
        self.words += 1
        word = f"kín{self.words:04d}kín"
        self.secrets[side].add(word)
        return word

    def _shown(self) -> set[str]:
        """The secrets that are none any more."""
        return {word for version in self._disclosed() for word in _words(version)}

    def _disclosed(self) -> list[ProvisionVersion]:
        told = ProvisionVersion.objects.filter(provision__instrument=self.instrument, revision__isnull=False)
        return list(told.select_related("provision"))

    def _try(self, side: str, act: Act, *things: Any, **fields: Any) -> bool:
        """The officer (or `by`) acts for the side; says whether it was done."""
        acting: dict[str, Any] = {**self._side(side).acting} | fields
        return self._attempt(lambda: act(*things, **acting))

    def _write(self, side: str, act: Act, *things: Any, **fields: Any) -> None:
        """As the page does it: a step that can be taken back."""

        def step(**acting: Any) -> None:
            with actions.as_step(self.instrument, organisation=acting["organisation"], by=acting["by"]):
                act(*things, **acting)

        self._try(side, step, **fields)

    def _attempt(self, act: Callable[[], Any]) -> bool:
        try:
            act()
        except (NotAllowed, NotPossible) as refused:
            self.refused = str(refused)
            return False
        finally:
            self.instrument = make.fresh(self.instrument)
        return True

    def _refuse_secrets(self, reader: User, secrets: set[str]) -> None:
        client = Client()
        client.force_login(reader)
        is_known = self.instrument.disclosed_at is not None
        is_owner = reader == self.scene.north.officer
        for address in self._addresses():
            answer = client.get(address)
            assert (
                is_known
                or is_owner
                or answer.status_code == 404
                or f"/instruments/{self.instrument.pk}/" not in address
            )
            told = b"".join(answer) if answer.streaming else answer.content
            found = {word for word in secrets if any(word in part for part in _unpacked(told))}
            assert not found, (address, reader, found)
        for word in sorted(secrets):
            assert queries.search(reader, word, 10) == []

    def _addresses(self) -> Iterator[str]:
        key = self.instrument.pk
        for name in (*PAGES, *FILES):
            yield reverse(f"programmes:{name}", args=[key])
        yield reverse("programmes:comparison", args=[key]) + "?layout=beside&from=1"
        yield reverse("programmes:comparison_file", args=[key, "docx"])
        for number in self.instrument.revisions.values_list("number", flat=True):
            yield reverse("programmes:revision_detail", args=[key, number])
        told = queries.latest_versions(self.instrument)
        yield from (reverse("programmes:provision_history", args=[key, one.provision_id]) for one in told[:2])
        yield reverse("programmes:partnership_ledger", args=[self.instrument.partnership_id])
        yield reverse("programmes:ledger_export", args=[self.instrument.partnership_id])
        for view in ("final", "clean"):
            yield reverse("programmes:instrument_text", args=[key, view])
        yield reverse("programmes:part_detail", args=[key, 1])
        yield reverse("programmes:instrument_list")
        yield reverse("home")


def _words(version: ProvisionVersion) -> set[str]:
    """The secret words that it says."""
    fields = (version.text, version.note, version.reason, version.field_of_work, version.deliverable)
    return set(SECRET.findall(" ".join(fields)))


def _unpacked(told: bytes) -> list[str]:
    """The text of an answer; of a Word or Excel file that of its parts."""
    if not told.startswith(b"PK"):
        return [told.decode(errors="replace")]
    with zipfile.ZipFile(io.BytesIO(told)) as parts:
        return [parts.read(name).decode(errors="replace") for name in parts.namelist()]


def test_any_sequence_of_acts_keeps_what_both_sides_rely_on() -> None:
    above = base.organisation("Thường trực")
    Negotiation.scene = make.scene(observers=(above,))  # people and their keys are slow to make: once for all runs
    Negotiation.observer = base.member(above)
    make.with_keys(Negotiation.scene)

    run_state_machine_as_test(
        Negotiation,
        settings=settings(max_examples=6, stateful_step_count=20, deadline=None, database=None, phases=PHASES),
    )
