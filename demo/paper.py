"""A sheet of paper as somebody scanned it: what applications and deeds are kept with."""

import base64
from io import BytesIO

from reportlab.lib.pagesizes import A5
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

# A font that every reader of PDF files brings along.
FONT = "STSong-Light"
MARGIN, LEADING = 48, 22


def scan(title, *lines):
    """A page with a title and some lines, as a binary field takes it."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    sheet = BytesIO()
    canvas = Canvas(sheet, pagesize=A5, invariant=True)
    __, height = A5
    canvas.setFont(FONT, 16)
    canvas.drawString(MARGIN, height - MARGIN - 16, title)
    canvas.setFont(FONT, 11)
    for place, line in enumerate(lines, start=2):
        canvas.drawString(MARGIN, height - MARGIN - 16 - place * LEADING, line)
    canvas.save()
    return base64.b64encode(sheet.getvalue())
