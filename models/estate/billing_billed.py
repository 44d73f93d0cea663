"""Which services of units are billed already, by whichever document.

Bills of a billing run and invoices made elsewhere look alike here: lines that name a unit and a
service period. A line that credit notes of its own bill took back in full does not count, unless
the credit note is a waiver or a write-off: what was waived is not to be billed again.
"""

from datetime import date

from odoo.tools import SQL

# Kind of a line, as charges read it: its own, else that of the product or the nearest category.
_KINDS = """
category_kinds AS (
    SELECT DISTINCT ON (category.id) category.id, ancestor.arrears_kind AS kind
      FROM product_category ancestor
      JOIN product_category category ON category.parent_path LIKE ancestor.parent_path || '%%'
     WHERE ancestor.arrears_kind IS NOT NULL
  ORDER BY category.id, LENGTH(ancestor.parent_path) DESC
)
"""

_ITEMS = """
item_lines AS (
    SELECT line.id FROM account_move_line line
     WHERE line.company_id = %(company)s AND line.arrears_unit_id = ANY(%(units)s)
     UNION
    SELECT line.id FROM account_move move
      JOIN account_move_line line ON line.move_id = move.id
     WHERE move.company_id = %(company)s AND move.arrears_unit_id = ANY(%(units)s)
       AND line.arrears_unit_id IS NULL
),
items AS (
    SELECT line.id, line.move_id, move.name AS document, move.move_type, move.reversed_entry_id,
           move.arrears_reduction, COALESCE(line.arrears_unit_id, move.arrears_unit_id) AS unit_id,
           COALESCE(line.arrears_kind, template.arrears_kind, category_kinds.kind) AS kind,
           line.product_id, line.price_total AS amount, move.state,
           CASE WHEN COALESCE(line.arrears_period_from, line.arrears_period_to) IS NULL
                THEN move.arrears_period_from ELSE line.arrears_period_from END AS period_from,
           CASE WHEN COALESCE(line.arrears_period_from, line.arrears_period_to) IS NULL
                THEN move.arrears_period_to ELSE line.arrears_period_to END AS period_to
      FROM item_lines
      JOIN account_move_line line ON line.id = item_lines.id AND line.display_type = 'product'
      JOIN account_move move ON move.id = line.move_id
       AND move.move_type IN ('out_invoice', 'out_receipt', 'out_refund') AND move.state <> 'cancel'
       AND COALESCE(line.arrears_period_to, line.arrears_period_from,
                    move.arrears_period_to, move.arrears_period_from) >= %(first)s
       AND COALESCE(line.arrears_period_from, line.arrears_period_to,
                    move.arrears_period_from, move.arrears_period_to) <= %(last)s
 LEFT JOIN product_product product ON product.id = line.product_id
 LEFT JOIN product_template template ON template.id = product.product_tmpl_id
 LEFT JOIN category_kinds ON category_kinds.id = template.categ_id
),
taken_back AS (
    SELECT reversed_entry_id AS move_id, unit_id, kind, product_id, period_from,
           SUM(amount) AS amount
      FROM items
     WHERE move_type = 'out_refund' AND state = 'posted' AND reversed_entry_id IS NOT NULL
       AND arrears_reduction IS NULL
  GROUP BY reversed_entry_id, unit_id, kind, product_id, period_from
),
billed AS (
    SELECT items.*
      FROM items
 LEFT JOIN taken_back ON taken_back.move_id = items.move_id AND taken_back.unit_id = items.unit_id
       AND taken_back.kind IS NOT DISTINCT FROM items.kind
       AND taken_back.product_id IS NOT DISTINCT FROM items.product_id
       AND taken_back.period_from IS NOT DISTINCT FROM items.period_from
     WHERE items.move_type <> 'out_refund' AND items.amount > 0
       AND COALESCE(taken_back.amount, 0) < items.amount
)
"""


def billed_lines(company_id: int, unit_ids: list[int], first, last) -> SQL:
    """Lines of bills of some units that stand and touch the days from ``first`` to ``last``.

    :return: SQL that yields unit id, kind, product id, first day, last day, document, and whether
        it is the difference of a promised reduction (NULL for a bill made elsewhere)
    """
    return SQL(
        f"WITH {_KINDS}, {_ITEMS}"
        """
        SELECT billed.unit_id, billed.kind, billed.product_id, period_from, period_to,
               COALESCE(NULLIF(document, '/'), ''), own.is_difference
          FROM billed
     LEFT JOIN arrears_billing_line own ON own.move_line_id = billed.id
        """,
        company=company_id,
        units=unit_ids,
        first=first,
        last=last,
    )


def sync_statement(company_id: int, unit_ids: list[int], first=date.min, last=date.max) -> SQL:
    """Let the lines of billing runs of these units say whether their bill stands.

    The two are kept in step where a bill is cancelled, deleted, restored or credited; this
    catches what reached the books by another way, before anything new is billed.

    :param first: only lines that touch the days from here
    :param last: to here
    """
    return SQL(
        f"WITH {_KINDS}, {_ITEMS}"
        """
        UPDATE arrears_billing_line line
           SET state = CASE WHEN stands.is_billed THEN 'billed' ELSE 'freed' END
          FROM (SELECT line.id, billed.id IS NOT NULL AS is_billed
                  FROM arrears_billing_line line
             LEFT JOIN billed ON billed.id = line.move_line_id
                 WHERE line.company_id = %(company)s AND line.unit_id = ANY(%(units)s)
                   AND line.state IN ('billed', 'freed')
                   AND line.date_to >= %(first)s AND line.date_from <= %(last)s) stands
         WHERE stands.id = line.id AND (line.state = 'billed') <> stands.is_billed
     RETURNING line.id
        """,
        company=company_id,
        units=unit_ids,
        first=first,
        last=last,
    )
