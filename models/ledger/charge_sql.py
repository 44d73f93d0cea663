"""The one statement that rebuilds charges from posted receivable lines.

It is cut into common table expressions, each a step that can be read alone:

``scope`` → which receivable lines; ``reductions`` → what reduced them; ``bill_groups`` → what a
bill is for; ``net`` → after discounts; ``cells`` → one row per receivable line and charge;
``settled`` → what became of each; ``final`` → the rows as they should be.

Everything between is in whole minor units of the company's currency (integers, no floats; numeric
where a product may not fit), so that the arithmetic is that of ``engine.allocation`` and
``engine.money.spread``, which are the definition; the tests compare the two.
"""

from odoo.tools import SQL

# Order of the waterfall within one receivable line, where all charges share a due date. The
# rest of the key breaks ties; it must not be left to chance, or a rebuild would write rows anew.
WATERFALL = SQL(
    "(kind <> 'principal'), COALESCE(period_from, 'infinity'::date), COALESCE(unit_id, 0),"
    " COALESCE(period_to, 'infinity'::date), kind COLLATE \"C\""
)

# What has been filled before the current row.
BEFORE = SQL("ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING")

# Two rows speak of the same charge of a move.
SAME_GROUP = """
    {a}.unit_id IS NOT DISTINCT FROM {b}.unit_id
    AND {a}.period_from IS NOT DISTINCT FROM {b}.period_from
    AND {a}.period_to IS NOT DISTINCT FROM {b}.period_to
    AND {a}.kind = {b}.kind
"""

# Same expressions as the unique index on arrears.charge.
NATURAL_KEY = (
    "move_id, COALESCE(debtor_id, 0), COALESCE(unit_id, 0),"
    " COALESCE(period_from, '-infinity'::date), COALESCE(period_to, '-infinity'::date),"
    " kind, due_rank"
)

# Posted receivables of the trade; credits are kept so that their debtors count as touched.
SCOPE = """
scope AS MATERIALIZED (
    SELECT line.id AS line_id, line.move_id, line.account_id,
           COALESCE(partner.commercial_partner_id, partner.id) AS debtor_id,
           COALESCE(line.date_maturity, line.date) AS due_date,
           move.move_type IN ('out_invoice', 'out_receipt') AS is_invoice,
           line.no_followup,
           ROUND(line.balance * %(factor)s)::bigint AS original,
           ROUND(GREATEST(LEAST(line.amount_residual, line.balance), 0) * %(factor)s)::bigint
               AS remaining
      FROM account_move_line line
      JOIN account_account account ON account.id = line.account_id
       AND account.account_type = 'asset_receivable' AND account.non_trade IS NOT TRUE
      JOIN account_move move ON move.id = line.move_id
 LEFT JOIN res_partner partner ON partner.id = line.partner_id
     WHERE line.company_id = %(company)s AND line.parent_state = 'posted' AND line.balance <> 0
       AND (%(lines)s)
),
debts AS NOT MATERIALIZED (SELECT * FROM scope WHERE original > 0)
"""

# The receivables of a bill in the order of their due dates.
RANKED = """
ranked AS (
    SELECT debts.*, ROW_NUMBER() OVER (PARTITION BY move_id ORDER BY due_date, line_id) AS due_rank
      FROM debts WHERE is_invoice
)
"""

REDUCTIONS = """
reductions AS (
    SELECT debts.line_id, credit.id AS credit_line_id, credit.move_id AS credit_move_id,
           note.move_type = 'out_refund' AS is_credit,
           ROUND(partial.amount * %(factor)s)::bigint AS amount
      FROM debts
      JOIN account_partial_reconcile partial ON partial.debit_move_id = debts.line_id
      JOIN account_move_line credit ON credit.id = partial.credit_move_id
      JOIN account_move note ON note.id = credit.move_id
)
"""

# The kind of a product category is that of its nearest ancestor that has one.
CATEGORY_KINDS = """
category_kinds AS (
    SELECT DISTINCT ON (category.id) category.id, ancestor.arrears_kind AS kind
      FROM product_category ancestor
      JOIN product_category category ON category.parent_path LIKE ancestor.parent_path || '%%'
     WHERE ancestor.arrears_kind IS NOT NULL
  ORDER BY category.id, LENGTH(ancestor.parent_path) DESC
)
"""

# What was given once for a product, a category or a kind (arrears.price.basis): the nearest thing
# first, then the estate before all estates. Asked only for lines that say nothing themselves.
GIVEN_BASIS = """(
    SELECT basis.text
      FROM arrears_price_basis basis
 LEFT JOIN product_category given ON given.id = basis.category_id
 LEFT JOIN product_category own ON own.id = {category}
     WHERE basis.company_id = %(company)s AND basis.state = 'signed'
       AND (basis.estate_id IS NULL
            OR basis.estate_id = (SELECT estate_id FROM arrears_unit WHERE id = {unit}))
       AND (basis.product_id = {product} OR basis.kind = {kind}
            OR own.parent_path LIKE given.parent_path || '%%')
       AND basis.date_from <= {day} AND (basis.date_to IS NULL OR basis.date_to >= {day})
  ORDER BY basis.product_id, LENGTH(given.parent_path) DESC NULLS LAST, basis.estate_id, basis.id
     LIMIT 1
)"""
BASIS_OF_BILL = GIVEN_BASIS.format(
    unit="raw_lines.unit_id",
    product="raw_lines.product_id",
    category="raw_lines.categ_id",
    kind="raw_lines.kind",
    day="COALESCE(raw_lines.period_from, raw_lines.period_to, raw_lines.issued_on)",
)
BASIS_OF_ENTRY = GIVEN_BASIS.format(
    unit="raw_cells.unit_id",
    product="NULL::int",
    category="NULL::int",
    kind="raw_cells.kind",
    day="COALESCE(raw_cells.period_from, raw_cells.period_to, raw_cells.due_date)",
)

# Below two, not one: of a figure that was computed the planner guesses a third for a range, and
# next to nothing for an equal.
# Lines of invoices and of the credit notes against them, by unit, period and kind. A line with
# neither start nor end of a period takes both from the header. The ratio brings a document of
# another currency to the company's; an invoice uses the amounts only as weights.
BILL_GROUPS = f"""
raw_lines AS (
    SELECT line.move_id,
           COALESCE(line.arrears_unit_id, move.arrears_unit_id) AS unit_id,
           CASE WHEN COALESCE(line.arrears_period_from, line.arrears_period_to) IS NULL
                THEN move.arrears_period_from ELSE line.arrears_period_from END AS period_from,
           CASE WHEN COALESCE(line.arrears_period_from, line.arrears_period_to) IS NULL
                THEN move.arrears_period_to ELSE line.arrears_period_to END AS period_to,
           COALESCE(line.arrears_kind, template.arrears_kind, category.kind, 'unclassified')
               AS kind,
           ROUND(line.price_total * 10000)::bigint AS amount,
           CASE WHEN document.is_note THEN line.price_total * COALESCE(
                ABS(move.amount_total_signed) / NULLIF(ABS(move.amount_total), 0), 1)
            END AS noted,
           NULLIF(line.arrears_price_basis, '') AS own_basis,
           line.product_id, template.categ_id, COALESCE(move.invoice_date, move.date) AS issued_on
      FROM (SELECT move_id, FALSE AS is_note FROM ranked WHERE due_rank < 2
             UNION ALL
            SELECT DISTINCT credit_move_id, TRUE FROM reductions WHERE is_credit) document
      JOIN account_move move ON move.id = document.move_id
      JOIN account_move_line line ON line.move_id = move.id AND line.display_type = 'product'
 LEFT JOIN product_product product ON product.id = line.product_id
 LEFT JOIN product_template template ON template.id = product.product_tmpl_id
 LEFT JOIN category_kinds category ON category.id = template.categ_id
),
bill_lines AS (
    SELECT *, COALESCE(own_basis, {BASIS_OF_BILL}) AS price_basis
      FROM raw_lines
),
grouped AS (
    SELECT move_id, unit_id, period_from, period_to, kind,
           SUM(amount)::bigint AS weight,
           ROUND(SUM(noted) * %(factor)s)::bigint AS amount,
           BOOL_AND(price_basis IS NOT NULL) FILTER (WHERE amount > 0) AS has_basis,
           MIN(price_basis COLLATE "C") FILTER (WHERE amount > 0) AS first_basis,
           MAX(price_basis COLLATE "C") FILTER (WHERE amount > 0) AS last_basis
      FROM bill_lines
  GROUP BY move_id, unit_id, period_from, period_to, kind
),
-- Sorting every line for the few groups whose lines name different bases would cost the most.
bases AS (
    SELECT move_id, unit_id, period_from, period_to, kind,
           STRING_AGG(DISTINCT price_basis, '; ') AS price_basis
      FROM bill_lines
     WHERE amount > 0
       AND move_id IN (SELECT move_id FROM grouped WHERE first_basis <> last_basis)
  GROUP BY move_id, unit_id, period_from, period_to, kind
),
bill_groups AS (
    SELECT grouped.move_id, grouped.unit_id, grouped.period_from, grouped.period_to,
           grouped.kind, grouped.weight, grouped.amount,
           CASE WHEN has_basis THEN COALESCE(bases.price_basis, first_basis) END AS price_basis
      FROM grouped
 LEFT JOIN bases ON bases.move_id = grouped.move_id
       AND {SAME_GROUP.format(a="bases", b="grouped")}
)
"""

# Discounts eat what they stand beside: first in their own unit and period, then in the bill.
# A bill of which nothing positive is left takes one unclassified charge. A bill for one thing,
# which is most of them, has nothing to divide and goes past all of this.
NET = """
for_one_thing AS (
    SELECT move_id FROM bill_groups
  GROUP BY move_id HAVING COUNT(*) = 1 AND MIN(weight) > 0
),
divided AS (
    SELECT DISTINCT move_id FROM ranked WHERE move_id NOT IN (SELECT move_id FROM for_one_thing)
),
divided_groups AS (
    SELECT * FROM bill_groups WHERE move_id IN (SELECT move_id FROM divided)
),
discounted AS (SELECT DISTINCT move_id FROM divided_groups WHERE weight < 0),
near AS (
    SELECT *,
           -SUM(LEAST(weight, 0)) OVER same AS discount,
           SUM(GREATEST(weight, 0)) OVER same AS charged,
           COALESCE(SUM(GREATEST(weight, 0)) OVER (same ORDER BY %(order)s %(before)s), 0)
               AS earlier,
           ROW_NUMBER() OVER (same ORDER BY %(order)s) AS position
      FROM divided_groups WHERE move_id IN (SELECT move_id FROM discounted)
    WINDOW same AS (PARTITION BY move_id, unit_id, period_from, period_to)
),
nearer AS (
    SELECT move_id, unit_id, period_from, period_to, kind, price_basis,
           GREATEST(weight, 0) - LEAST(GREATEST(weight, 0), GREATEST(discount - earlier, 0))
               AS weight,
           CASE WHEN position = 1 THEN GREATEST(discount - charged, 0) ELSE 0 END AS left_over
      FROM near
),
far AS (
    SELECT *,
           SUM(left_over) OVER (PARTITION BY move_id) AS discount,
           COALESCE(SUM(weight) OVER (PARTITION BY move_id ORDER BY %(order)s %(before)s), 0)
               AS earlier
      FROM nearer
),
net AS (
    SELECT move_id, unit_id, period_from, period_to, kind, price_basis, weight
      FROM divided_groups
     WHERE weight > 0 AND move_id NOT IN (SELECT move_id FROM discounted)
     UNION ALL
    SELECT move_id, unit_id, period_from, period_to, kind, price_basis,
           (weight - LEAST(weight, GREATEST(discount - earlier, 0)))::bigint AS weight
      FROM far
     WHERE weight > LEAST(weight, GREATEST(discount - earlier, 0))
),
bills AS (
    SELECT * FROM net
     UNION ALL
    SELECT move.id, move.arrears_unit_id, move.arrears_period_from, move.arrears_period_to,
           'unclassified', NULL, 1
      FROM (SELECT move_id FROM divided EXCEPT SELECT move_id FROM net) without
      JOIN account_move move ON move.id = without.move_id
)
"""

# Invoices: every due date carries its share of every charge, as engine.money.spread divides.
# What every cell keeps of its receivable, so that nobody has to look it up again.
CARRIED = (
    "line_id, move_id, account_id, debtor_id, due_date, is_invoice, no_followup, original,"
    " remaining"
)


def _carried(alias):
    return ", ".join(f"{alias}.{name.strip()}" for name in CARRIED.split(","))


INVOICE_CELLS = f"""
shares AS (
    SELECT {_carried("ranked")}, ranked.due_rank, bills.unit_id, bills.period_from,
           bills.period_to, bills.kind, bills.price_basis, bills.weight,
           SUM(bills.weight) OVER (PARTITION BY ranked.line_id) AS weights
      FROM ranked JOIN bills ON bills.move_id = ranked.move_id
),
parts AS (
    SELECT *,
           DIV(2 * original::numeric * weight + weights - 1, 2 * weights)::bigint AS nearest,
           DIV(original::numeric * weight, weights)::bigint AS lower,
           ROW_NUMBER() OVER largest AS position
      FROM shares
    WINDOW largest AS (PARTITION BY line_id ORDER BY weight DESC, %(order)s)
),
part_sums AS (
    SELECT *,
           original - (SUM(nearest) OVER line)::bigint AS nearest_left,
           original - (SUM(lower) OVER line)::bigint AS lower_left,
           MAX(CASE WHEN position = 1 THEN nearest END) OVER line AS first_nearest
      FROM parts
    WINDOW line AS (PARTITION BY line_id)
),
invoice_cells AS (
    SELECT {CARRIED}, due_rank, unit_id, period_from, period_to, kind, price_basis,
           CASE WHEN first_nearest + nearest_left >= 0
                THEN nearest + CASE WHEN position = 1 THEN nearest_left ELSE 0 END
                ELSE lower + CASE WHEN position = 1 THEN lower_left ELSE 0 END
            END AS amount
      FROM part_sums
     UNION ALL
    SELECT {_carried("ranked")}, ranked.due_rank, bill.unit_id, bill.period_from,
           bill.period_to, bill.kind, bill.price_basis, ranked.original
      FROM ranked JOIN bill_groups bill ON bill.move_id = ranked.move_id
     WHERE ranked.move_id IN (SELECT move_id FROM for_one_thing)
)
"""

# Entries: a receivable line is one charge. Its rank belongs to the line for ever, so that
# neither a deleted neighbour nor a merged partner can hand one line's history to another.
ENTRY_CELLS = f"""
known AS (
    SELECT charge.line_id, MIN(charge.due_rank) AS due_rank
      FROM arrears_charge charge
      JOIN debts ON debts.line_id = charge.line_id AND NOT debts.is_invoice
     WHERE charge.company_id = %(company)s AND charge.due_rank > 0
  GROUP BY charge.line_id
),
highest AS (
    SELECT move_id, MAX(due_rank) AS due_rank
      FROM arrears_charge
     WHERE company_id = %(company)s
       AND move_id IN (SELECT move_id FROM debts WHERE NOT is_invoice)
  GROUP BY move_id
),
raw_cells AS (
    SELECT {_carried("debts")},
           COALESCE(known.due_rank, GREATEST(COALESCE(highest.due_rank, 0), 0) + ROW_NUMBER() OVER (
               PARTITION BY debts.move_id, known.line_id IS NULL
                   ORDER BY debts.due_date, debts.line_id)) AS due_rank,
           COALESCE(line.arrears_unit_id, move.arrears_unit_id) AS unit_id,
           CASE WHEN COALESCE(line.arrears_period_from, line.arrears_period_to) IS NULL
                THEN move.arrears_period_from ELSE line.arrears_period_from END AS period_from,
           CASE WHEN COALESCE(line.arrears_period_from, line.arrears_period_to) IS NULL
                THEN move.arrears_period_to ELSE line.arrears_period_to END AS period_to,
           COALESCE(line.arrears_kind, 'unclassified') AS kind,
           NULLIF(line.arrears_price_basis, '') AS own_basis
      FROM debts
      JOIN account_move_line line ON line.id = debts.line_id
      JOIN account_move move ON move.id = debts.move_id
 LEFT JOIN known ON known.line_id = debts.line_id
 LEFT JOIN highest ON highest.move_id = debts.move_id
     WHERE NOT debts.is_invoice
),
entry_cells AS (
    SELECT {CARRIED}, due_rank, unit_id, period_from, period_to, kind,
           COALESCE(own_basis, {BASIS_OF_ENTRY}) AS price_basis, original AS amount
      FROM raw_cells
),
cells AS (
    SELECT * FROM invoice_cells WHERE amount > 0
     UNION ALL SELECT * FROM entry_cells
)
"""
