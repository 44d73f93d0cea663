"""The sidecar of the Odoo addon *Property Arrears*.

It carries direct-debit files between Odoo and the banks' folders and works out who has earned
a reward. It keeps no database: Odoo holds what happened, the folder a file lies in holds where
its bytes are.
"""

__version__ = "1.0.0"
