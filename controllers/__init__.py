from . import bank_file
