"""Every change of who stands for a party, and every end before its time."""

from phoihop.transitions.actions.declaring import acknowledge, confirm, declare, withdraw
from phoihop.transitions.actions.ending import bring_to_an_end
from phoihop.transitions.actions.taking_over import carry_out
from phoihop.transitions.actions.terminating import answer_end, propose_end, withdraw_end

__all__ = [
    "acknowledge",
    "answer_end",
    "bring_to_an_end",
    "carry_out",
    "confirm",
    "declare",
    "propose_end",
    "withdraw",
    "withdraw_end",
]
