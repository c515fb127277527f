"""Every change of partnerships and their texts: starting, writing in private, negotiating, agreeing, freezing, signing."""

from phoihop.programmes.actions._doors import fresh, guard, locked
from phoihop.programmes.actions.agreeing import approve, consent, consent_to_all, return_change
from phoihop.programmes.actions.amending import start_amendment, write_modification
from phoihop.programmes.actions.freezing import (
    LONGEST_REASON,
    file_name,
    freeze_instrument,
    reopen_instrument,
    reserve_number,
)
from phoihop.programmes.actions.grouping import MOST_MEMBERS, join_group, leave_group
from phoihop.programmes.actions.negotiating import disclose, hand_back, withdraw
from phoihop.programmes.actions.outlining import LONGEST_OUTLINE, reset_outline, write_outline
from phoihop.programmes.actions.remarking import LONGEST_REMARK, open_thread, reply, resolve
from phoihop.programmes.actions.renewing import begin_following, renew
from phoihop.programmes.actions.reshaping import (
    duplicate_provision,
    merge_with_next,
    place_provision,
    shift_level,
    split_provision,
)
from phoihop.programmes.actions.retitling import retitle
from phoihop.programmes.actions.rewriting import Place, Rewrite, rewrite
from phoihop.programmes.actions.signing import deserted_slot, replace_signatory, sign_instrument, waiting_slot
from phoihop.programmes.actions.starting import LONGEST_TITLE, open_partnership, refuse_period, start_instrument, titled
from phoihop.programmes.actions.submitting import (
    MOST_STEPS,
    decide_offer,
    offer_road,
    return_text,
    submit_offer,
    submit_text,
    text_road,
    write_chain,
)
from phoihop.programmes.actions.turning import answer_time_request, ask_more_time, open_offers, recall_offer
from phoihop.programmes.actions.undoing import as_step, undo_step
from phoihop.programmes.actions.writing import (
    COPIED,
    MovedOn,
    discard_change,
    move_provision,
    remove_provision,
    restore_provision,
    write_items,
    write_version,
)

__all__ = [
    "COPIED",
    "LONGEST_OUTLINE",
    "LONGEST_REASON",
    "LONGEST_REMARK",
    "LONGEST_TITLE",
    "MOST_MEMBERS",
    "MOST_STEPS",
    "MovedOn",
    "Place",
    "Rewrite",
    "answer_time_request",
    "approve",
    "as_step",
    "ask_more_time",
    "begin_following",
    "consent",
    "consent_to_all",
    "decide_offer",
    "deserted_slot",
    "discard_change",
    "disclose",
    "duplicate_provision",
    "file_name",
    "freeze_instrument",
    "fresh",
    "guard",
    "hand_back",
    "join_group",
    "leave_group",
    "locked",
    "merge_with_next",
    "move_provision",
    "offer_road",
    "open_offers",
    "open_partnership",
    "open_thread",
    "place_provision",
    "recall_offer",
    "refuse_period",
    "remove_provision",
    "renew",
    "reopen_instrument",
    "replace_signatory",
    "reply",
    "reserve_number",
    "reset_outline",
    "resolve",
    "restore_provision",
    "retitle",
    "return_change",
    "return_text",
    "rewrite",
    "shift_level",
    "sign_instrument",
    "split_provision",
    "start_amendment",
    "start_instrument",
    "submit_offer",
    "submit_text",
    "text_road",
    "titled",
    "undo_step",
    "waiting_slot",
    "withdraw",
    "write_chain",
    "write_items",
    "write_modification",
    "write_outline",
    "write_version",
]
