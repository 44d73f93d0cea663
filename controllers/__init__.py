from . import bank_file, delivery_receipt, owner_page, price_board, refund_sheet
