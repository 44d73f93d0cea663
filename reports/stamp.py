"""Page numbers on a finished PDF.

The renderer of the system drops page headers and footers, so that the foot of each page is drawn
on it afterwards. Knows nothing of the addon.
"""

from io import BytesIO

from pypdf import PdfReader, PdfWriter
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

LATIN_FONT = "Helvetica"
# One of the fonts every PDF reader brings for Chinese; it needs no file on the server.
CHINESE_FONT = "STSong-Light"
SIZE = 8
MARGIN = 45
BASELINE = 26


def stamped(content: bytes, *, title: str, number: str) -> tuple[bytes, int]:
    """The PDF with its number and ``1 / 3`` at the foot of every page, and how many pages it has.

    :param content: the PDF as it was rendered
    :param title: shown by readers of PDF files as the name of the window
    :param number: the number of the document, in any script
    """
    writer = PdfWriter(clone_from=BytesIO(content))
    pages = writer.pages
    for position, page in enumerate(pages, start=1):
        width, height = float(page.mediabox.width), float(page.mediabox.height)
        foot = _foot(width, height, number, f"{position} / {len(pages)}")
        page.merge_page(PdfReader(BytesIO(foot)).pages[0])
        page.compress_content_streams()
    writer.add_metadata({"/Title": f"{title} {number}".strip()})
    result = BytesIO()
    writer.write(result)
    return result.getvalue(), len(pages)


def joined(contents: list[bytes]) -> bytes:
    """Several PDF files as one, for one click at the printer."""
    writer = PdfWriter()
    for content in contents:
        writer.append(BytesIO(content))
    result = BytesIO()
    writer.write(result)
    return result.getvalue()


def _foot(width: float, height: float, number: str, position: str) -> bytes:
    """A page that holds nothing but its foot."""
    sheet = BytesIO()
    canvas = Canvas(sheet, pagesize=(width, height))
    canvas.setFont(_font_for(number), SIZE)
    canvas.setFillGray(0.35)
    canvas.drawString(MARGIN, BASELINE, number)
    canvas.drawRightString(width - MARGIN, BASELINE, position)
    canvas.save()
    return sheet.getvalue()


def _font_for(text: str) -> str:
    """A font that has every character of the text."""
    if text.isascii():
        return LATIN_FONT
    pdfmetrics.registerFont(UnicodeCIDFont(CHINESE_FONT))
    return CHINESE_FONT
