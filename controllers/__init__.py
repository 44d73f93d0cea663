from . import bank_file, delivery_receipt, price_board, refund_sheet
