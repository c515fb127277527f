"""Every change of who stands for a party: declared, confirmed, carried out, acknowledged."""

from phoihop.transitions.actions.declaring import acknowledge, confirm, declare, withdraw
from phoihop.transitions.actions.taking_over import carry_out

__all__ = ["acknowledge", "carry_out", "confirm", "declare", "withdraw"]
