"""What a verification found, as data and as sentences."""

import datetime as dt
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from phoihop.lib import clock
from phoihop.signatures.wording import gettext as _


class Chain(StrEnum):
    """Where the chain of a certificate ends."""

    KNOWN = "known"
    TRIAL = "trial"
    UNKNOWN = "unknown"


class TimeSource(StrEnum):
    """Who vouches for the time of a signature."""

    TIMESTAMP = "timestamp"
    CLAIMED = "claimed"
    NONE = "none"


class Coverage(StrEnum):
    """How much of the file a signature covers."""

    FILE = "file"
    REVISION = "revision"
    PART = "part"


class State(StrEnum):
    """The conclusion: all is valid; all is valid so far and signatures are missing; something is not valid."""

    VALID = "valid"
    INCOMPLETE = "incomplete"
    INVALID = "invalid"


@dataclass(frozen=True)
class SignatureResult:
    """One signature; `problems` are the sentences that make it invalid."""

    field: str
    problems: tuple[str, ...]
    signer: str = ""
    body: str = ""
    subject: str = ""
    issuer: str = ""
    serial: str = ""
    valid_from: dt.datetime | None = None
    valid_to: dt.datetime | None = None
    signed_at: dt.datetime | None = None
    time_source: TimeSource = TimeSource.NONE
    is_intact: bool = False
    chain: Chain = Chain.UNKNOWN
    root: str = ""
    was_valid_then: bool = False
    is_revocation_checked: bool = False
    algorithm: str = ""
    coverage: Coverage = Coverage.PART
    has_later_changes: bool = False

    @property
    def valid(self) -> bool:
        return not self.problems

    @property
    def time_text(self) -> str:
        """When, in Vietnam time, to the second."""
        if self.signed_at is None:
            return _("không ghi giờ")
        return f"{self.signed_at.astimezone(clock.VIETNAM):%d/%m/%Y %H:%M:%S} +07:00"

    @property
    def time_source_text(self) -> str:
        return {
            TimeSource.TIMESTAMP: _("dấu thời gian của bên thứ ba"),
            TimeSource.CLAIMED: _("giờ do phần mềm ký ghi"),
            TimeSource.NONE: "",
        }[self.time_source]

    @property
    def chain_text(self) -> str:
        return {
            Chain.KNOWN: _("Chứng thư gốc có trong danh sách tin cậy."),
            Chain.TRIAL: _("Chứng thư thử nghiệm, không có giá trị pháp lý."),
            Chain.UNKNOWN: _("Chưa xác định được chứng thư gốc: nơi cấp không có trong danh sách tin cậy."),
        }[self.chain]

    @property
    def coverage_text(self) -> str:
        if self.coverage == Coverage.PART:
            return _("Chữ ký chỉ phủ một phần của tệp.")
        if self.coverage == Coverage.FILE:
            return _("Chữ ký phủ toàn bộ tệp.")
        if self.has_later_changes:
            return _("Chữ ký phủ toàn bộ tệp lúc ký; sau đó tệp đã bị thay đổi.")
        return _("Chữ ký phủ toàn bộ tệp lúc ký; sau đó chỉ có thêm chữ ký hoặc dữ liệu kiểm tra.")

    @property
    def sentence(self) -> str:
        """Who signed, for which body, when."""
        names = {
            "signer": self.signer or self.field,
            "body": self.body,
            "time": self.time_text,
            "source": self.time_source_text,
        }
        if not self.signed_at:
            return _("%(signer)s ký, không rõ lúc nào.") % names
        if self.body:
            return _("%(signer)s, %(body)s, ký lúc %(time)s (%(source)s).") % names
        return _("%(signer)s ký lúc %(time)s (%(source)s).") % names


@dataclass(frozen=True)
class Report:
    """A whole file.

    `text_ok`: what was signed agrees with the manifest in the file; None when it carries none. `is_frozen`: its first
    revision, with the SHA-256 `frozen_hash`, is known to be one that the parties froze; so it is the tracked text.
    """

    signatures: tuple[SignatureResult, ...] = ()
    unsigned: tuple[str, ...] = ()
    text_ok: bool | None = None
    text_hash: str = ""
    number: str = ""
    frozen_hash: str = ""
    is_frozen: bool = False
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def state(self) -> State:
        """Valid only when every signature stands, none is missing, and the text is known to be the tracked one."""
        if self.problems or self.text_ok is not True or not all(result.valid for result in self.signatures):
            return State.INVALID
        return State.VALID if self.signatures and not self.unsigned else State.INCOMPLETE

    @property
    def valid(self) -> bool:
        return self.state == State.VALID

    @property
    def is_trial(self) -> bool:
        """Whether a signature rests on a trial authority: good for practice, worth nothing in law."""
        return any(result.chain == Chain.TRIAL for result in self.signatures)

    @property
    def headline(self) -> str:
        """The conclusion in one sentence."""
        if self.state == State.VALID:
            said = (
                _("Hợp lệ: đủ %(count)d chữ ký, nội dung đã ký đúng là nội dung đã thống nhất.")
                if self.is_frozen
                else _("Hợp lệ: đủ %(count)d chữ ký, nội dung khớp với bản kê mang trong tệp.")
            )
            return said % {"count": len(self.signatures)}
        if self.state == State.INCOMPLETE:
            said = (
                _("Chưa đủ chữ ký: đã ký %(count)d trên %(all)d chỗ. Nội dung đúng là nội dung đã thống nhất.")
                if self.is_frozen
                else _("Chưa đủ chữ ký: đã ký %(count)d trên %(all)d chỗ. Nội dung khớp với bản kê mang trong tệp.")
            )
            return said % {"count": len(self.signatures), "all": len(self.signatures) + len(self.unsigned)}
        return _("Không hợp lệ: hãy xem các điểm nêu dưới đây trước khi dùng tệp này.")

    @property
    def text_sentence(self) -> str:
        if self.text_ok is None:
            return _("Tệp không mang bản kê nội dung của Phối Hợp nên không so được với nội dung đã thống nhất.")
        if self.text_ok:
            agrees = _("Nội dung đã ký khớp với bản kê nội dung, mã băm %(hash)s.") % {"hash": self.text_hash}
            return agrees if self.is_frozen else f"{agrees} {self.advice}"
        return _("Không chứng minh được nội dung của tệp là nội dung đã thống nhất.")

    @property
    def advice(self) -> str:
        """What to compare by hand when nobody here knows that the parties froze this text."""
        return _(
            "Riêng tệp này không chứng minh được trang in là bản các bên đã đóng băng: hãy so mã băm của bản gốc, %(hash)s, "
            "với dòng đóng băng trong sổ ghi việc chính thức."
        ) % {"hash": self.frozen_hash}

    @property
    def sentences(self) -> tuple[str, ...]:
        """The whole report, line by line."""
        lines = [self.headline, *self.problems]
        for number, result in enumerate(self.signatures, 1):
            verdict = _("hợp lệ") if result.valid else _("không hợp lệ")
            lines.append(
                _("Chữ ký %(number)d, %(verdict)s: %(sentence)s")
                % {"number": number, "verdict": verdict, "sentence": result.sentence}
            )
            lines += [f"  {line}" for line in (*result.problems, result.coverage_text, result.chain_text)]
            if result.issuer:
                lines.append("  " + _("Nơi cấp chứng thư: %(issuer)s.") % {"issuer": result.issuer})
        if self.signatures:
            lines.append(self.text_sentence)
        return (*lines, *self.notes)

    def to_json(self) -> dict[str, Any]:
        """The report as plain JSON data."""
        signatures = [
            {
                **{key: _plain(value) for key, value in asdict(result).items()},
                "valid": result.valid,
            }
            for result in self.signatures
        ]
        return {
            "valid": self.valid,
            "state": self.state.value,
            "text_ok": self.text_ok,
            "text_hash": self.text_hash,
            "number": self.number,
            "frozen_hash": self.frozen_hash,
            "is_frozen": self.is_frozen,
            "signatures": signatures,
            "unsigned": list(self.unsigned),
            "problems": list(self.problems),
            "notes": list(self.notes),
            "sentences": list(self.sentences),
        }


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return value.value if isinstance(value, StrEnum) else value
