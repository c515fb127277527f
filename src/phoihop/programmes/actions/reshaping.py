"""How a text is put together, in one side's private work: levels, places, one provision out of two, two out of one."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from phoihop.accounts.models import User
from phoihop.documents.levels import NUMBERED_LEVELS, Level
from phoihop.lib.errors import NotPossible
from phoihop.organisations.models import Organisation
from phoihop.programmes import contents, outline
from phoihop.programmes.actions._doors import guard, locked
from phoihop.programmes.actions.rewriting import Place, Rewrite, rewrite
from phoihop.programmes.breaks import breaks
from phoihop.programmes.models import Instrument, Provision, ProvisionVersion
from phoihop.programmes.modifications import is_modification
from phoihop.programmes.queries import current_versions
from phoihop.programmes.rules import Act
from phoihop.programmes.states import ProvisionKind


@transaction.atomic
def shift_level(
    instrument: Instrument, provision: Provision, *, deeper: bool, organisation: Organisation, by: User
) -> None:
    """One level in or out, with the clauses below it."""
    text, place = _opened(instrument, provision, organisation, by)
    _refuse_unwritten(text[place])
    if text[place].provision.kind != ProvisionKind.CLAUSE:
        raise NotPossible(_("Chỉ điều khoản mới có cấp; việc trong phụ lục xếp theo lĩnh vực."))
    ladder = _ladder(instrument, text)
    changes = []
    for version in _with_those_below(text, place):
        if version is not text[place] and (version.level == Level.PARAGRAPH or is_modification(version)):
            continue  # what an amendment does to another text keeps the level that it has there
        if version.level not in ladder:
            raise NotPossible(_("Cấp của nội dung này không lùi ra hay vào được. Bấm Sửa để chọn cấp khác."))
        rung = ladder.index(Level(version.level)) + (1 if deeper else -1)
        if not 0 <= rung < len(ladder):
            raise NotPossible(
                _("Không còn cấp nhỏ hơn cho nội dung này hoặc các mục thuộc nó.")
                if deeper
                else _("Nội dung này đã ở cấp lớn nhất.")
            )
        changes.append(Rewrite(version.provision, fields={"level": ladder[rung]}))
    rewrite(instrument, changes, organisation=organisation, by=by)


@transaction.atomic
def place_provision(
    instrument: Instrument,
    provision: Provision,
    *,
    behind: Provision | None = None,
    before: Provision | None = None,
    organisation: Organisation,
    by: User,
) -> None:
    """Put a provision, a clause with those below it, right behind or before another; an item takes on its field of work.

    With neither it becomes the first of the clauses, or of its field of work.
    """
    text, place = _opened(instrument, provision, organisation, by)
    block = _with_those_below(text, place)
    kind = ProvisionKind(text[place].provision.kind)
    moving = {version.provision_id for version in block}
    others = [v for v in text if v.provision.kind == kind and v.provision_id not in moving]
    named = behind or before
    target = next((v for v in others if named and v.provision_id == named.pk), None)
    if named is not None and target is None:
        if named.pk in moving:
            raise NotPossible(_("Không thể chuyển một mục vào trong chính nó."))
        raise NotPossible(_("Chỗ muốn chuyển đến không còn trong văn bản hoặc thuộc phần khác."))
    fields: dict[str, Any] = {}
    if target is None:
        same = [v for v in others if v.field_of_work == text[place].field_of_work]
        if not same:
            return
        spot = Place(before=same[0].provision_id)
    else:
        last = _last_behind(others, target, text[place])
        spot = Place(after=last.provision_id) if behind else Place(before=target.provision_id)
        if target.field_of_work != text[place].field_of_work:
            _refuse_unwritten(text[place])
            fields = {"field_of_work": target.field_of_work}
    if not fields and _stands_there(text, block, spot):
        return
    changes = [Rewrite(version.provision, kind=kind, fields=fields, place=spot) for version in block]
    rewrite(instrument, changes, organisation=organisation, by=by)


@transaction.atomic
def split_provision(
    instrument: Instrument, provision: Provision, *, at: int, seen: str, organisation: Organisation, by: User
) -> None:
    """Two out of one: what stands behind that place of its words becomes the next one, which the clauses below follow.

    The second item keeps who does it and when; what is counted stays with the first. `seen` is the hash of what was read.
    """
    text, place = _opened(instrument, provision, organisation, by)
    version = text[place]
    _refuse_unwritten(version)
    if seen != version.content_hash:
        raise NotPossible(_("Người khác bên mình vừa sửa nội dung này. Hãy mở lại rồi chọn chỗ tách."))
    if at not in breaks(version.text):
        raise NotPossible(_("Hãy chọn chỗ tách giữa hai câu hoặc hai dòng."))
    kind = ProvisionKind(version.provision.kind)
    uncounted = {"deliverable": "", "target_quantity": None} if kind == ProvisionKind.ITEM else {}
    second = _copied(version) | uncounted | {"text": version.text[at:].strip()}
    changes = [
        Rewrite(version.provision, kind=kind, fields={"text": version.text[:at].strip()}),
        Rewrite(kind=kind, fields=second, place=Place(after=version.provision_id)),
    ]
    rewrite(instrument, changes, organisation=organisation, by=by)


@transaction.atomic
def merge_with_next(instrument: Instrument, provision: Provision, *, organisation: Organisation, by: User) -> None:
    """One out of two: the words of the next one of its kind, level and field of work come behind its own."""
    text, place = _opened(instrument, provision, organisation, by)
    first = text[place]
    following = text[place + 1] if place + 1 < len(text) else None
    if following is None or _bond(first) != _bond(following):
        raise NotPossible(_("Sau nội dung này không có nội dung cùng loại, cùng cấp để gộp."))
    for version in (first, following):
        _refuse_unwritten(version)
    kind = ProvisionKind(first.provision.kind)
    joined: dict[str, Any] = {"text": f"{first.text}\n{following.text}"}
    if kind == ProvisionKind.ITEM:
        joined |= _joined_item(first, following)
    base = following.base if following.revision_id is None else None
    changes = [
        Rewrite(first.provision, kind=kind, fields=joined),
        Rewrite(following.provision, kind=kind, fields=_copied(base) if base else {}, removed=True),
    ]
    rewrite(instrument, changes, organisation=organisation, by=by)


@transaction.atomic
def duplicate_provision(instrument: Instrument, provision: Provision, *, organisation: Organisation, by: User) -> None:
    """The same once more behind it; of a clause with those below it."""
    text, place = _opened(instrument, provision, organisation, by)
    block = _with_those_below(text, place)
    for version in block:
        _refuse_unwritten(version)
    kind = ProvisionKind(text[place].provision.kind)
    spot = Place(after=block[-1].provision_id)
    changes = [Rewrite(kind=kind, fields=_copied(version), place=spot) for version in block]
    rewrite(instrument, changes, organisation=organisation, by=by)


def _opened(
    instrument: Instrument, provision: Provision, organisation: Organisation, by: User
) -> tuple[list[ProvisionVersion], int]:
    """The text as this side has it, under the lock, and where in it the provision stands."""
    instrument = locked(instrument)
    guard(Act.EDIT, by, instrument, organisation)
    text = current_versions(instrument, organisation=organisation)
    place = next((index for index, version in enumerate(text) if version.provision_id == provision.pk), None)
    if place is None:
        raise NotPossible(_("Nội dung này không còn trong văn bản."))
    return text, place


def _refuse_unwritten(version: ProvisionVersion) -> None:
    if version.provision.kind == ProvisionKind.TABLE:
        raise NotPossible(_("Bảng số liệu được lập từ kết quả thực hiện, không sửa tay."))
    if is_modification(version):
        raise NotPossible(
            _("Nội dung sửa đổi gắn với một mục của văn bản đang có hiệu lực: chỉ sửa lời hoặc đổi thứ tự.")
        )


def _ladder(instrument: Instrument, text: list[ProvisionVersion]) -> list[Level]:
    """The levels of this text from the outermost in: under articles there are no Roman headings, and the other way round."""
    used = {version.level for version in text if version.provision.kind == ProvisionKind.CLAUSE}
    has_articles = bool(used & {Level.CHAPTER, Level.ARTICLE})
    unfit = {Level.HEADING} if has_articles else {Level.CHAPTER, Level.ARTICLE}
    usual = outline.levels_of(instrument.kind)
    return [level for level in NUMBERED_LEVELS if level in usual and (level in used or level not in unfit)] + [
        Level.DASH
    ]


def _with_those_below(text: list[ProvisionVersion], place: int) -> list[ProvisionVersion]:
    """A clause and what belongs under it; anything else alone. Plain paragraphs belong to the numbered clause above."""
    block = [text[place]]
    own = _rank(text[place])
    for version in text[place + 1 :]:
        if version.provision.kind != ProvisionKind.CLAUSE or version.level == Level.BASIS or _rank(version) <= own:
            break
        block.append(version)
    return block


def _last_behind(others: list[ProvisionVersion], target: ProvisionVersion, moved: ProvisionVersion) -> ProvisionVersion:
    """Behind which one a clause stands that goes behind `target`: behind all that is below it, unless it goes below too."""
    if _rank(moved) > _rank(target):
        return target
    return _with_those_below(others, others.index(target))[-1]


def _rank(version: ProvisionVersion) -> int:
    """How deep it stands; what has no number stands deepest, and has nothing below it."""
    if version.provision.kind != ProvisionKind.CLAUSE or version.level not in NUMBERED_LEVELS:
        return len(NUMBERED_LEVELS)
    return NUMBERED_LEVELS.index(Level(version.level))


def _stands_there(text: list[ProvisionVersion], block: list[ProvisionVersion], spot: Place) -> bool:
    order = [version.provision_id for version in text]
    start, end = order.index(block[0].provision_id), order.index(block[-1].provision_id)
    if spot.after is not None:
        return start > 0 and order[start - 1] == spot.after
    return end + 1 < len(order) and order[end + 1] == spot.before


def _bond(version: ProvisionVersion) -> tuple[str, int, str]:
    """What two provisions must share to become one."""
    return version.provision.kind, version.level, version.field_of_work


def _copied(version: ProvisionVersion) -> dict[str, Any]:
    return {name: getattr(version, name) for name in contents.FIELDS}


def _joined_item(first: ProvisionVersion, following: ProvisionVersion) -> dict[str, Any]:
    """Who and what of both; two different times are not put into one for people."""
    if first.due_text and following.due_text and first.due_text != following.due_text:
        raise NotPossible(_("Hai việc có thời gian khác nhau. Hãy sửa cho giống nhau rồi gộp."))
    timed = first if first.due_text else following
    return {
        "leads": [*first.leads, *following.leads],
        "supports": [*first.supports, *following.supports],
        "due_text": timed.due_text,
        "due_rule": timed.due_rule,
        "deliverable": "; ".join(filter(None, (first.deliverable, following.deliverable))),
        "note": "; ".join(filter(None, (first.note, following.note))),
    } | _joined_target(first, following)


def _joined_target(first: ProvisionVersion, following: ProvisionVersion) -> dict[str, Any]:
    """Figures of one unit add up; of different units only the first can be counted on."""
    targets = [version for version in (first, following) if version.target_quantity is not None]
    if not targets:
        return {"target_quantity": None}
    same = [version.target_quantity for version in targets if version.target_unit == targets[0].target_unit]
    return {"target_quantity": sum(filter(None, same)), "target_unit": targets[0].target_unit}
