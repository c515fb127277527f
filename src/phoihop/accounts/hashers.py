"""How passwords are kept."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class PasswordHasher(Argon2PasswordHasher):
    """Argon2id by OWASP's second row (19 MiB, two passes): Django's default takes 100 MiB for each login."""

    memory_cost = 19_456
    time_cost = 2
    parallelism = 1
