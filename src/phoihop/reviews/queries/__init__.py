"""Named reads of reviews: items and their outcomes, figures live and closed, years before, lists for pages."""
