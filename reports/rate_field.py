from odoo import fields


class Rate(fields.Float):
    """A rate in percent that may not exist: empty, where there is nothing to divide by.

    An ordinary ``Float`` shows 0.00 then, which would be a lie.
    """

    aggregator = "avg"

    def __init__(self, string=fields.Float, **attributes):
        given = {} if string is fields.Float else {"string": string}
        super().__init__(digits=(16, 2), **given, **attributes)

    def convert_to_cache(self, value, record, validate=True):
        """Extended: nothing stays nothing."""
        if value is None or value is False:
            return None
        return super().convert_to_cache(value, record, validate)

    def convert_to_record(self, value, record):
        """Extended: an empty rate is False, as the client expects of an empty cell."""
        return False if value is None else value

    def convert_to_export(self, value, record):
        """Extended: an empty rate is an empty cell, zero is a figure."""
        return "" if value is False or value is None else value
