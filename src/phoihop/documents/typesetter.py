"""A program of its own: reads one job as JSON from its input, writes the answer line and the PDF to its output.

Typst keeps what it has computed, some 250 MB; in a process that ends with the job this never stays with web or worker, and a
job that goes wrong takes nothing with it. It imports neither Django nor anything of ours, so it starts in no time.
"""

import json
import sys
from typing import Any

import typst

STYLES = {("normal", 400), ("italic", 400), ("normal", 700), ("italic", 700)}


def typeset(job: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """The answer ({"values": …} or {"error": …}) and the PDF (empty after an error)."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[job["fonts"]])
    # Without its font Typst does not fail: it leaves the text out.
    if not {(font.style, font.weight) for font in fonts.fonts() if font.family == "Tinos"} >= STYLES:
        return {"error": "fonts"}, b""
    compiler = typst.Compiler(job["template"], root=job["root"], font_paths=fonts, sys_inputs=job["inputs"])
    try:
        pdf = compiler.compile(format="pdf", pdf_standards=job["standards"])
    except typst.TypstError as error:
        return {"error": error.message}, b""
    values = json.loads(compiler.query(f"<{job['label']}>", field="value")) if job["label"] else []
    return {"values": values}, pdf if isinstance(pdf, bytes) else b""


if __name__ == "__main__":
    answer, pdf = typeset(json.load(sys.stdin.buffer))
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + pdf)
