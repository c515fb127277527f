"""Pages of reviews and of past years' results."""
