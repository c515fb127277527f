"""Whatever two amendments do to a text in force, by either side and in any order: nothing happens to it before they are
signed, and then it says the signed words with exactly those amendments, each of them kept where it was said.

The model is the text as a list of uids with words, amended by hand; the product's consolidated text must read the same.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from phoihop.lib.errors import NotAllowed, NotPossible
from phoihop.programmes import actions, queries
from phoihop.programmes.models import Instrument, ProvisionVersion
from phoihop.programmes.modifications import is_modification, modification_of
from phoihop.programmes.queries.amendments import pending_modifications, text_in_force
from phoihop.programmes.states import InstrumentState, ModificationAct, ProvisionKind
from phoihop.programmes.tests import make

pytestmark = pytest.mark.django_db
CHANGE, ADD, REPEAL = ModificationAct.CHANGE, ModificationAct.ADD, ModificationAct.REPEAL

drafts = st.sampled_from([0, 1])
places = st.integers(0, 9)


@dataclass
class Row:
    """A provision as somebody with the papers and a pencil would keep it.

    `after`: behind what it was added; `is_between`: another one of its level had its number there already.
    """

    uid: str
    words: str
    level: int
    kind: str
    after: str = ""
    is_between: bool = False


class Amending(RuleBasedStateMachine):
    """Two amendments of one text, the first begun by the north, the second by the south."""

    scene: make.Scene
    signed: Instrument
    length: int
    applied = 0

    def __init__(self) -> None:
        super().__init__()
        self.rollback = transaction.atomic()
        self.rollback.__enter__()
        self.sides = (self.scene.north, self.scene.south)
        self.amendments = [actions.start_amendment(self.signed, **side.acting) for side in self.sides]
        self.words = 0
        text = queries.current_versions(self.signed)
        self.model = [Row(str(one.provision.uid), one.text, one.level, one.provision.kind) for one in text]

    def teardown(self) -> None:
        for number in (0, 1):
            self.bring_into_force(number)
        transaction.set_rollback(True)
        self.rollback.__exit__(None, None, None)

    @rule(number=drafts, place=places)
    def change(self, number: int, place: int) -> None:
        self._modify(number, CHANGE, target=self._standing(place), text=self._new())

    @rule(number=drafts, place=places)
    def repeal(self, number: int, place: int) -> None:
        self._modify(number, REPEAL, target=self._standing(place))

    @rule(number=drafts, place=places)
    def add(self, number: int, place: int) -> None:
        """Behind a clause on its own level: an item stands behind those of its field, wherever it was asked for."""
        clauses = [one for one in text_in_force(self.signed) if one.kind == ProvisionKind.CLAUSE]
        one = clauses[place % len(clauses)]
        self._modify(number, ADD, after=one.uid, text=self._new(), level=one.version.level)

    @rule(number=drafts, place=places)
    def take_back(self, number: int, place: int) -> None:
        said = self._said(number)
        if said:
            provision = said[place % len(said)].provision
            self._attempt(number, lambda acting: actions.discard_change(self.amendments[number], provision, **acting))

    @rule(number=drafts)
    def offer(self, number: int) -> None:
        self._attempt(number, lambda acting: actions.disclose(self.amendments[number], **acting))

    @rule(number=drafts)
    def hand_back(self, number: int) -> None:
        self._attempt(number, lambda acting: actions.hand_back(self.amendments[number], **acting))

    @rule(number=drafts)
    def bring_into_force(self, number: int) -> None:
        """Offered, agreed, frozen and signed, as far as it goes; what is signed is done to the model by hand."""
        self.offer(number)
        numbers = {one.uid: one.place for one in text_in_force(self.signed)}
        if self.amendments[number].state not in (InstrumentState.NEGOTIATION, InstrumentState.AGREED):
            return
        if any(queries.private_versions(self.amendments[number], side.body) for side in self.sides):
            return
        try:
            make.agree(self.scene, self.amendments[number])
            actions.freeze_instrument(make.fresh(self.amendments[number]), by=self.scene.north.clerk)
            for side in self.sides:
                actions.sign_instrument(make.fresh(self.amendments[number]), by=side.signatory, pin=make.PIN)
        except (NotAllowed, NotPossible):
            return
        finally:
            self.amendments[number] = make.fresh(self.amendments[number])
        self._apply(number)
        assert {one.uid: one.place for one in text_in_force(self.signed) if one.uid in numbers} == numbers

    @invariant()
    def it_says_the_signed_words_with_the_amendments_in_force(self) -> None:
        standing = text_in_force(self.signed)
        assert [(one.uid, "" if one.is_repealed else one.version.text) for one in standing] == [
            (row.uid, row.words) for row in self.model
        ]

    @invariant()
    def the_signed_text_itself_never_changes(self) -> None:
        assert make.fresh(self.signed).text_hash == self.signed.text_hash
        assert len(queries.current_versions(self.signed)) == self.length

    @invariant()
    def an_amendment_is_known_to_the_other_side_from_its_offer_on(self) -> None:
        for number, other in ((0, self.scene.south), (1, self.scene.north)):
            amendment = self.amendments[number]
            pending = pending_modifications(text_in_force(self.signed), self.signed, other.body)
            told = {one for found in pending.values() for one in found}
            assert amendment.disclosed_at is not None or amendment not in told

    def _modify(self, number: int, act: ModificationAct, **said: Any) -> None:
        self._attempt(number, lambda acting: actions.write_modification(self.amendments[number], act, **said, **acting))

    def _attempt(self, number: int, act: Callable[[make.Acting], Any]) -> None:
        """By the side that holds the turn; a refusal is a step like any other."""
        amendment = self.amendments[number]
        holder = amendment.turn_id or amendment.owner_id
        side = next(side for side in self.sides if side.body.pk == holder)
        try:
            act(side.acting)
        except (NotAllowed, NotPossible):
            return
        finally:
            self.amendments[number] = make.fresh(amendment)

    def _said(self, number: int) -> list[ProvisionVersion]:
        """What the amendment does, as the side that holds the turn reads it."""
        amendment = self.amendments[number]
        own = queries.current_versions(amendment, organisation=amendment.turn)
        return [version for version in own if is_modification(version)]

    def _standing(self, place: int) -> str:
        return self.model[place % len(self.model)].uid

    def _new(self) -> str:
        self.words += 1
        return f"Lời văn thứ {self.words}."

    def _apply(self, number: int) -> None:
        type(self).applied += 1
        for version in queries.current_versions(self.amendments[number]):
            said = modification_of(version)
            if said is None:
                continue
            if said.act == ADD:
                level = version.level
                added = Row(str(version.provision.uid), version.text, level, ProvisionKind.CLAUSE, said.after)
                place = self._behind(said.after, level)
                added.is_between = place < len(self.model) and self.model[place].level == level
                self.model.insert(place, added)
            elif said.act == CHANGE:
                self._row(said.target).words = version.text
            else:
                for row in self._with_those_below(said.target):
                    row.words = ""

    def _row(self, uid: str) -> Row:
        return next(row for row in self.model if row.uid == uid)

    def _with_those_below(self, uid: str) -> list[Row]:
        first = self._row(uid)
        found = [first]
        for row in self.model[self.model.index(first) + 1 :]:
            if ProvisionKind.ITEM in (first.kind, row.kind) or row.level <= first.level:
                break
            found.append(row)
        return found

    def _behind(self, uid: str, level: int) -> int:
        """The place behind a provision, what belongs under it, and what was added there before."""
        family = {uid}
        place = self.model.index(self._row(uid)) + 1
        for row in self.model[place:]:
            if row.kind == ProvisionKind.ITEM:
                break
            if row.level <= level and row.after not in family and not (row.level == level and row.is_between):
                break
            family.add(row.uid)
            place += 1
        return place


def test_any_sequence_of_amendments_gives_the_text_that_was_signed_for() -> None:
    scene = make.scene()
    draft = make.draft_instrument(scene, items=2)
    words = [(2, "Trao đổi."), (3, "Hằng quý."), (2, "Báo cáo."), (1, "TỔ CHỨC"), (2, "Hai bên."), (2, "Kinh phí.")]
    actions.write_items(
        draft,
        [{"level": level, "text": text} for level, text in words],
        kind=ProvisionKind.CLAUSE,
        **scene.north.acting,
    )
    actions.disclose(draft, **scene.north.acting)
    make.with_keys(scene)
    make.agree(scene, make.fresh(draft))
    actions.freeze_instrument(make.fresh(draft), by=scene.north.clerk)
    for side in (scene.north, scene.south):
        actions.sign_instrument(make.fresh(draft), by=side.signatory, pin=make.PIN)
    Amending.scene, Amending.signed = scene, make.fresh(draft)
    Amending.length = len(queries.current_versions(draft))

    run_state_machine_as_test(
        Amending,
        settings=settings(
            max_examples=8,
            stateful_step_count=14,
            deadline=None,
            database=None,
            phases=(Phase.explicit, Phase.generate),  # no shrinking: each try has a database to fill
        ),
    )
    assert Amending.applied > 0
