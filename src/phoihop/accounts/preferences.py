"""How pages look and speak for a visitor who has not signed in: two cookies."""

THEME_COOKIE = "theme"
