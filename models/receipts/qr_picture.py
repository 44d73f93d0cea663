"""A QR code as a picture that papers, screens and the owner's page can show."""

import base64
import io
from functools import lru_cache

import qrcode
from odoo.tools.image import image_data_uri

BOX, BORDER = 6, 4


@lru_cache(maxsize=256)
def qr_png(text):
    """The bytes of a PNG, made on this server; the same text gives the same bytes.

    Odoo's requirement ``qrcode`` draws it, as for its own two-factor codes. Its other renderer
    (``ir.actions.report.barcode``) needs a raster program that a server may lack, and a bill must
    not fail for that.
    """
    code = qrcode.QRCode(
        error_correction=qrcode.constants.ERROR_CORRECT_M, box_size=BOX, border=BORDER
    )
    code.add_data(text)
    code.make(fit=True)
    stream = io.BytesIO()
    code.make_image().save(stream, format="PNG")
    return stream.getvalue()


def qr_picture(text):
    """The picture inside an address, for an ``img``."""
    return image_data_uri(base64.b64encode(qr_png(text)))
