"""What a provision of an amendment does to the text in force: change, add or repeal a provision of it.

It is kept in the `data` of the provision's version under "modifies" and so is part of what is consented to and signed:
`act`, `target` (uid of the provision that is changed or repealed, "" for an addition), `after` (uid of the one behind
which an addition stands: of the text in force or of this amendment, "" for the end), and `seen` (content hash of the
target as it read when this was written; of a repeal with which others go the SHA-256 of their hashes, one a line; of an
addition behind a provision of the text in force the uid of what it then stood behind).
A provision keeps its uid for life: the one that a second amendment changes may be the work of the first.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from phoihop.programmes.models import ProvisionVersion
from phoihop.programmes.states import ModificationAct

KEY = "modifies"


@dataclass(frozen=True)
class Modification:
    """One change to the text in force."""

    act: ModificationAct
    target: str = ""
    after: str = ""
    seen: str = ""

    def to_data(self) -> dict[str, Any]:
        """As the version's `data` carries it."""
        return {KEY: asdict(self) | {"act": str(self.act)}}


def modification_of(version: ProvisionVersion) -> Modification | None:
    """What this version does to another text; None for what stands for itself."""
    found = version.data.get(KEY)
    if not found:
        return None
    return Modification(ModificationAct(found["act"]), found["target"], found["after"], found["seen"])


def is_modification(version: ProvisionVersion) -> bool:
    return KEY in version.data


def additions(versions: Iterable[ProvisionVersion]) -> dict[str, str]:
    """What these versions of one amendment add: the uid of each addition with that of what it stands behind."""
    found = ((str(version.provision.uid), modification_of(version)) for version in versions)
    return {uid: said.after for uid, said in found if said and said.act == ModificationAct.ADD}


def in_order(versions: Sequence[ProvisionVersion]) -> list[ProvisionVersion]:
    """As they are done to the text: what stands behind an addition of the same amendment comes after that addition."""
    added = additions(versions)

    def depth(version: ProvisionVersion) -> int:
        steps, uid = 0, str(version.provision.uid)
        while (uid := added.get(uid, "")) in added:
            steps += 1
        return steps

    return sorted(versions, key=depth)


def identity(version: ProvisionVersion) -> str:
    """The uid of the provision that this version is a wording of: its own, or that which it changes."""
    found = modification_of(version)
    return found.target if found and found.target else str(version.provision.uid)
