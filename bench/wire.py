"""The bytes of a first visit: the page and everything that it makes a browser fetch, as it comes over the wire."""

import http.client
import re
from urllib.parse import urljoin, urlsplit


def cold_bytes(port: int, path: str, cookie: str) -> dict[str, int]:
    """What each answer weighs, compressed, with its head; every font file of the style is counted."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    weights: dict[str, int] = {}
    waiting = [path]
    while waiting:
        address = waiting.pop()
        if address in weights:
            continue
        weights[address], text = _fetch(connection, address, cookie)
        waiting += [urljoin(address, found) for found in _links(address, text)]
    connection.close()
    return weights


def _fetch(connection: http.client.HTTPConnection, address: str, cookie: str) -> tuple[int, str]:
    """Twice: compressed for the weight, plain for what it links to."""
    weight = 0
    text = ""
    for encoding in ("br, gzip", "identity"):
        connection.request("GET", address, headers={"Cookie": cookie, "Accept-Encoding": encoding})
        response = connection.getresponse()
        body = response.read()
        if encoding != "identity":
            head = sum(len(name) + len(value) + 4 for name, value in response.getheaders()) + 17
            weight = len(body) + head
        elif "text" in response.getheader("Content-Type", ""):
            text = body.decode(errors="replace")
    return weight, text


def _links(address: str, text: str) -> list[str]:
    if address.endswith(".css"):
        found = re.findall(r'url\(["\']?([^)"\']+)', text)
    elif address.endswith(".js"):
        found = re.findall(r'(?:from|import)\s*["\'](\.{1,2}/[\w./-]+)', text)
    else:
        found = re.findall(r'<(?:link|script|img)[^>]+(?:href|src)="([^"]+)"', text)
        found += re.findall(r'<use[^>]+href="([^"#]+)', text)
    return [urlsplit(link)._replace(fragment="").geturl() for link in found if not link.startswith(("data:", "#"))]
