"""The ledger as a file that anybody can keep and verify: one JSON object a line."""

from collections.abc import Iterable, Iterator
from typing import Any

from phoihop.ledger.hashing import FIRST_PREVIOUS_HASH, canonical, moment
from phoihop.ledger.models import Chain, Entry

FORMAT = "phoihop-ledger-1"


def export_chain(chain: Chain) -> Iterator[str]:
    """A header that names the chain, its length and its last hash, then every entry, oldest first; each line with its end."""
    last = chain.entries.order_by("-sequence").values("sequence", "hash").first()
    length = last["sequence"] if last else 0
    head = last["hash"] if last else FIRST_PREVIOUS_HASH
    yield canonical({"format": FORMAT, "chain": str(chain.uid), "entries": length, "head": head}) + "\n"
    # Acts recorded while this runs belong to the next export.
    for entry in chain.entries.filter(sequence__lte=length).order_by("sequence").iterator(2000):
        entry.chain = chain
        yield canonical({**entry_fields(entry), "hash": entry.hash}) + "\n"


def export_chains(chains: Iterable[Chain]) -> Iterator[str]:
    """Several chains in one file, each under its header."""
    for chain in chains:
        yield from export_chain(chain)


def entry_fields(entry: Entry) -> dict[str, Any]:
    """What the hash of an entry covers: every field but the hash itself."""
    return {
        "chain": str(entry.chain.uid),
        "sequence": entry.sequence,
        "at": moment(entry.at),
        "actor": entry.actor_id,
        "actor_name": entry.actor_name,
        "organisation": entry.organisation_id,
        "organisation_name": entry.organisation_name,
        "verb": entry.verb,
        "object_type": entry.object_type,
        "object_id": entry.object_id,
        "object_label": entry.object_label,
        "content_hash": entry.content_hash,
        "data": entry.data,
        "previous_hash": entry.previous_hash,
    }
