"""Pages of takeovers."""
