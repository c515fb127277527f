"""Refusals that carry the sentence a person reads."""


class Refusal(Exception):
    """An act was not done; `str()` is the sentence that says why and what to do."""


class NotAllowed(Refusal):
    """This person may not do it (HTTP 403)."""


class NotPossible(Refusal):
    """The thing is not in a state in which it can be done (HTTP 409)."""
