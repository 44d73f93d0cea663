"""A believable property firm, for looking at the product. The addon itself never loads it."""
