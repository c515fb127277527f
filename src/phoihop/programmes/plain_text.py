"""Plain paragraphs out of whatever is pasted: our clauses hold text, never markup."""

import html
import re

import nh3

from phoihop.lib.text import clean

# Only what word processors and web pages really paste: a person's own "<số>" is text.
_TAG = re.compile(
    r"</?(?:p|div|span|br|b|i|u|em|strong|font|table|tbody|tr|td|th|ul|ol|li|h[1-6]|a|html|body|style|meta|o:p)"
    r"(?:\s[^<>]*)?/?>|<!--",
    re.IGNORECASE,
)
_BLOCK_END = re.compile(r"</(?:p|div|li|tr|h[1-6]|ul|ol|table)\s*>|<br\s*/?>", re.IGNORECASE)


def paragraphs(pasted: str) -> str:
    """Text as paragraphs, one a line: tags of Word or the web are dropped with their styles, blanks are made plain."""
    text = _without_tags(pasted) if _TAG.search(pasted) else pasted
    lines = (" ".join(line.split()) for line in clean(text).splitlines())
    return "\n".join(line for line in lines if line)


def _without_tags(text: str) -> str:
    # Line ends inside Word's HTML mean nothing; the ends of its blocks do.
    broken = _BLOCK_END.sub("\n", " ".join(text.split()))
    return html.unescape(nh3.clean(broken, tags=set()))
