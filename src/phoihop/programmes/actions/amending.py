"""Amending a text in force: an amendment is negotiated, agreed and signed like any text, provision by provision."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from phoihop.accounts.models import User
from phoihop.documents.levels import HEADINGS
from phoihop.lib.errors import NotPossible
from phoihop.organisations.models import Organisation
from phoihop.programmes.actions._doors import fresh, guard, locked
from phoihop.programmes.actions.starting import LONGEST_TITLE, start_instrument
from phoihop.programmes.actions.writing import write_version
from phoihop.programmes.citing import cited
from phoihop.programmes.consolidation import Standing, at_odds, read_hash
from phoihop.programmes.models import Instrument, Provision, ProvisionVersion
from phoihop.programmes.modification_words import place_of
from phoihop.programmes.modifications import Modification, additions, identity, is_modification, modification_of
from phoihop.programmes.queries import current_versions
from phoihop.programmes.queries.amendments import PLACED, placed, text_in_force
from phoihop.programmes.rules import Act
from phoihop.programmes.states import DRAFTED_KINDS, InstrumentKind, InstrumentState, ModificationAct, ProvisionKind


@transaction.atomic
def start_amendment(instrument: Instrument, *, organisation: Organisation, by: User) -> Instrument:
    """Begin an amendment of a text in force, in private; of an amendment, of the text that it amends."""
    text = fresh(instrument.parent if instrument.kind == InstrumentKind.AMENDMENT and instrument.parent else instrument)
    if text.kind not in DRAFTED_KINDS:
        raise NotPossible(_("Báo cáo đã ký không sửa đổi; nội dung mới ghi ở báo cáo sau."))
    if text.state != InstrumentState.IN_FORCE:
        raise NotPossible(_("Chỉ sửa đổi, bổ sung văn bản đã có hiệu lực; văn bản này đang soạn hoặc chờ ký."))
    if text.is_ended:
        raise NotPossible(_("Văn bản này đã chấm dứt nên không sửa đổi được nữa. Hãy soạn văn bản mới."))
    return start_instrument(
        text.partnership,
        InstrumentKind.AMENDMENT,
        title=f"một số nội dung của {cited(text)}"[:LONGEST_TITLE],
        period_start=text.period_start,
        period_end=text.period_end,
        organisation=organisation,
        by=by,
        parent=text,
    )


@transaction.atomic
def write_modification(
    amendment: Instrument,
    act: ModificationAct,
    *,
    target: str = "",
    after: str = "",
    kind: ProvisionKind = ProvisionKind.CLAUSE,
    organisation: Organisation,
    by: User,
    in_force: str | None = None,
    seen: str | None = None,
    **fields: Any,
) -> ProvisionVersion:
    """Change or repeal the provision `target` of the text in force, or add one of that `kind` behind `after`.

    `after` may be another addition of this amendment: so an article is added with its paragraphs.

    One amendment says one thing of a provision: what it said before of the same target is written over. With
    `in_force`, the hash of the target as it was read, and `seen`, that of the wording that stood in the form: refused
    when either has changed since.
    """
    amendment = locked(amendment)
    guard(Act.EDIT, by, amendment, organisation)
    if amendment.parent is None:
        raise NotPossible(_("Văn bản này không sửa đổi văn bản nào."))
    standing = {one.uid: one for one in text_in_force(amendment.parent, before=amendment)}
    own = current_versions(amendment, organisation=organisation)
    if act == ModificationAct.ADD:
        if after and after not in standing and after not in additions(own):
            raise NotPossible(_("Nội dung này không còn trong văn bản đang có hiệu lực."))
        known = None
        said: dict[str, Any] = fields
        new = ProvisionVersion(provision=Provision(kind=kind))
        modification = placed([*standing.values()], new, Modification(act, after=after), fields)
    else:
        one = _standing(standing, target)
        kind = ProvisionKind(one.kind)
        written = next((v for v in own if is_modification(v) and identity(v) == target), None)
        known = written.provision if written else None
        _refuse_unread(one, written, in_force, seen)
        said = _said(act, one, fields)
        modification = Modification(act, target=target, seen=read_hash([*standing.values()], target, act))
    others = [version for version in own if known is None or version.provision_id != known.pk]
    _refuse_at_odds([*standing.values()], [*_modifications(others), modification])
    return write_version(
        amendment,
        provision=known,
        kind=kind,
        organisation=organisation,
        by=by,
        after=None if known else _place(own, kind),
        **said,
        data=modification.to_data(),
    )


def refuse_at_odds(amendment: Instrument, versions: Iterable[ProvisionVersion]) -> None:
    """Raise NotPossible when this text of an amendment says two things of one provision, repeals what it keeps in part,
    or adds something behind an addition that was dropped.
    """
    if amendment.parent is None:
        return
    versions = list(versions)
    standing, said = text_in_force(amendment.parent, before=amendment), _modifications(versions)
    there = {"", *additions(versions), *(one.uid for one in standing)}
    if any(one.after not in there for one in said):
        raise NotPossible(
            _(
                "Có nội dung được bổ sung vào sau một nội dung đã bỏ khỏi văn bản này. "
                "Hãy bỏ nội dung đó, hoặc bổ sung lại ở chỗ khác."
            )
        )
    targets = [one.target for one in said if one.target]
    if twice := next((one for one in standing if targets.count(one.uid) > 1), None):
        raise NotPossible(
            _("Văn bản này có hai nội dung cùng sửa đổi hoặc bãi bỏ %(place)s. Hãy giữ một, bỏ một.")
            % {"place": place_of(twice)}
        )
    _refuse_at_odds(standing, said)


def _refuse_at_odds(standing: list[Standing], modifications: Iterable[Modification]) -> None:
    if found := at_odds(standing, modifications):
        above, under = found
        raise NotPossible(
            _(
                "Văn bản này bãi bỏ %(above)s, mà cũng sửa đổi hoặc bổ sung ở %(under)s thuộc nội dung đó. "
                "Hãy thôi bãi bỏ, hoặc bỏ phần sửa đổi, bổ sung trước."
            )
            % {"above": place_of(above), "under": place_of(under)}
        )


def _modifications(versions: Iterable[ProvisionVersion]) -> list[Modification]:
    return [found for version in versions if (found := modification_of(version))]


def _refuse_unread(one: Standing, written: ProvisionVersion | None, in_force: str | None, seen: str | None) -> None:
    if in_force not in (None, one.version.content_hash):
        raise NotPossible(_("Lời văn đang có hiệu lực vừa thay đổi. Hãy đọc lại lời văn ở trên rồi lưu."))
    if seen not in (None, "", (written or one.version).content_hash):
        raise NotPossible(_("Người khác bên mình vừa viết nội dung này. Hãy so với bản đang lưu rồi lưu lại."))


def _standing(standing: dict[str, Standing], target: str) -> Standing:
    one = standing.get(target)
    if one is None or one.is_repealed:
        raise NotPossible(_("Nội dung này không còn trong văn bản đang có hiệu lực."))
    if one.kind == ProvisionKind.TABLE:
        raise NotPossible(_("Bảng số liệu được lập từ kết quả thực hiện, không sửa tay."))
    return one


def _said(act: ModificationAct, one: Standing, fields: dict[str, Any]) -> dict[str, Any]:
    """All that the provision says now, with what is changed; a repeal repeats it whole, so that both sides read it."""
    names = ("text", "field_of_work", "leads", "supports", "due_text", "due_rule", "deliverable", "note", "level")
    now = {name: getattr(one.version, name) for name in (*names, "target_quantity", "target_unit")}
    if act == ModificationAct.REPEAL:
        return now | {"reason": fields.get("reason", "")}
    given = {name: value for name, value in fields.items() if name not in PLACED}
    if "due_text" in given:
        del now["due_rule"]
    if "deliverable" in given:
        del now["target_quantity"], now["target_unit"]
    said = now | given
    told = {name: value for name, value in given.items() if name != "reason"}
    if all(getattr(one.version, name) == value for name, value in told.items()):
        raise NotPossible(_("Nội dung mới giống hệt nội dung đang có hiệu lực."))
    return said


def _place(own: list[ProvisionVersion], kind: ProvisionKind) -> Provision | None:
    """Behind the modifications written so far, or behind the heading that they stand under."""
    clauses = [version for version in own if version.provision.kind == ProvisionKind.CLAUSE]
    if kind != ProvisionKind.CLAUSE or not clauses:
        return None
    written = [version for version in clauses if is_modification(version)]
    headings = [version for version in clauses if version.level in HEADINGS]
    return (written[-1] if written else headings[0] if headings else clauses[-1]).provision
