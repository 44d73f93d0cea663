from . import bank_statement_line
