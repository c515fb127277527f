"""What an office writes in a deadline cell, understood: "Quý II - quý III/2025" is one day, "Mỗi quý" four.

Decisions (`domain.md` 1.4 gives the words):
- "Trước 31/3" is due on 31/3; "trước tháng 6" by the end of May, with a doubt.
- A month, a quarter, a half-year is due on its last day; a range once, on its last day.
- A year that is not the programme's stays as written, with a doubt. Holidays move nothing.
- What is not understood is `unknown` with a doubt: never guessed in silence.
"""

from phoihop.lib.due_rules.rule import Due, DueRule, Kind, describe
from phoihop.lib.due_rules.understanding import parse_due

__all__ = ["Due", "DueRule", "Kind", "describe", "parse_due"]
