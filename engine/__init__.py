"""Pure rules: judgement and arithmetic without Odoo.

Amounts are integers of the currency's minor unit (分, cent); dates are ``datetime.date``.
Nothing in here imports Odoo, the models or the sidecar, so that every rule can be read,
tested and argued about on its own.
"""
