"""Fields that few documents of Odoo carry, and that are read only where somebody asks for one.

Odoo reads all columns of a document whenever it needs one of them. The marks of our own entries (a
receipt, a waiver, a reward) would come along with every bill and payment that has nothing to do
with us; as a group of their own they are read together, when the first of them is.
"""

ON_DEMAND = "arrears"
