"""The product's settings, with the plain list that it is compared with mounted beside it."""

from phoihop.config.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
