from . import bank_file, price_board, refund_sheet
