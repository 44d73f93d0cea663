from . import bank_file, delivery_receipt, mandate_scan, owner_page, price_board, refund_sheet
