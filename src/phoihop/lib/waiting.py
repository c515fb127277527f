"""What waits for a person: told by many parts of the product, shown at home and in the daily digest."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Waiting:
    """One thing that waits: for this person, for their own body, or for the other side."""

    group: Literal["me", "us", "them"]
    text: str
    url: str
    tone: str = "info"
    due_on: dt.date | None = None
