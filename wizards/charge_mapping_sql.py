"""SQL of the mapping of existing bills: which lines, what they say, writing what was confirmed."""

from odoo.tools import SQL

from ..engine.gates import KINDS_WITH_PRICE_BASIS
from ..models.ledger.charge_sql import CATEGORY_KINDS, GIVEN_BASIS

BILLS = ("out_invoice", "out_refund", "out_receipt")

BASIS = GIVEN_BASIS.format(
    unit="said.unit_id",
    product="said.product_id",
    category="said.categ_id",
    kind="said.kind",
    day="COALESCE(said.period_from, said.period_to, said.day)",
)

# Lines that bills are made of, and receivables of entries: what they say of themselves today.
FOUND = f"""
WITH {CATEGORY_KINDS},
said AS (
    SELECT line.id AS line_id, line.move_id, line.product_id, template.categ_id,
           COALESCE(line.arrears_unit_id, move.arrears_unit_id) AS unit_id,
           COALESCE(line.arrears_kind, CASE WHEN move.move_type <> 'entry'
                    THEN COALESCE(template.arrears_kind, category.kind) END, 'unclassified')
               AS kind,
           COALESCE(line.arrears_period_from, move.arrears_period_from) AS period_from,
           COALESCE(line.arrears_period_to, move.arrears_period_to) AS period_to,
           NULLIF(line.arrears_price_basis, '') AS own_basis,
           CASE WHEN move.move_type = 'entry' THEN COALESCE(line.date_maturity, line.date)
                ELSE COALESCE(move.invoice_date, move.date) END AS day,
           COALESCE(partner.commercial_partner_id, partner.id) AS debtor_id,
           CASE WHEN move.move_type = 'entry' THEN line.balance ELSE -line.balance END AS amount
      FROM account_move_line line
      JOIN account_move move ON move.id = line.move_id
      JOIN account_account account ON account.id = line.account_id
 LEFT JOIN product_product product ON product.id = line.product_id
 LEFT JOIN product_template template ON template.id = product.product_tmpl_id
 LEFT JOIN category_kinds category ON category.id = template.categ_id
 LEFT JOIN res_partner partner ON partner.id = line.partner_id
     WHERE line.company_id = %(company)s AND line.parent_state = 'posted'
       AND (move.move_type IN %(bills)s AND line.display_type = 'product'
            OR move.move_type = 'entry' AND line.balance > 0
               AND account.account_type = 'asset_receivable' AND account.non_trade IS NOT TRUE)
       AND %(chosen)s
),
needing AS (
    SELECT said.*, unit_id IS NULL AS needs_unit, kind = 'unclassified' AS needs_kind,
           COALESCE(period_from, period_to) IS NULL AS needs_period,
           -- A discount demands nothing, so nothing has to entitle to it.
           (kind = 'unclassified' OR kind = ANY(%(kinds)s)) AND amount > 0
               AND own_basis IS NULL AND {BASIS} IS NULL AS needs_basis
      FROM said
)
INSERT INTO arrears_charge_mapping_line
       (mapping_id, company_id, line_id, move_id, debtor_id, day, amount, state, sure,
        before_unit_id, before_kind, before_period_from, before_period_to, before_price_basis,
        unit_id, kind, period_from, period_to, price_basis,
        needs_unit, needs_kind, needs_period, needs_basis,
        create_uid, write_uid, create_date, write_date)
SELECT %(mapping)s, %(company)s, line_id, move_id, debtor_id, day, amount, 'proposed', FALSE,
       unit_id, kind, period_from, period_to, own_basis,
       unit_id, NULLIF(kind, 'unclassified'), period_from, period_to, own_basis,
       needs_unit, needs_kind, needs_period, needs_basis, %(user)s, %(user)s, %(now)s, %(now)s
  FROM needing
 WHERE (%(units)s AND needs_unit) OR (%(of_kinds)s AND needs_kind)
    OR (%(periods)s AND needs_period) OR (%(bases)s AND needs_basis)
 ORDER BY day, move_id, line_id
 LIMIT %(limit)s
"""


def found_statement(chosen: SQL, **values) -> SQL:
    """Put the lines that lack something into a mapping.

    :param chosen: further condition on ``line`` and ``move``
    :param values: company, mapping, user (ids), now, limit; units, of_kinds, periods, bases:
        which gaps are looked for
    """
    return SQL(FOUND, chosen=chosen, bills=BILLS, kinds=sorted(KINDS_WITH_PRICE_BASIS), **values)


# What a line is called, in the order in which it is believed.
TEXTS = """
SELECT mapped.id, mapped.day, mapped.debtor_id, mapped.needs_unit, mapped.needs_kind,
       mapped.needs_period, mapped.needs_basis, mapped.before_unit_id,
       line.analytic_distribution,
       line.name, move.ref, move.payment_reference, move.invoice_origin,
       template.name->>'zh_CN', template.name->>'en_US', template.default_code
  FROM arrears_charge_mapping_line mapped
  JOIN account_move_line line ON line.id = mapped.line_id
  JOIN account_move move ON move.id = line.move_id
 LEFT JOIN product_product product ON product.id = line.product_id
 LEFT JOIN product_template template ON template.id = product.product_tmpl_id
 WHERE mapped.mapping_id = %(mapping)s AND mapped.company_id = %(company)s
   AND mapped.reasons IS NULL
 ORDER BY mapped.id LIMIT %(limit)s
"""


def texts_statement(**values) -> SQL:
    """Facts of lines that nothing was proposed for yet; values: mapping, company, limit."""
    return SQL(TEXTS, **values)


PROPOSED = """
UPDATE arrears_charge_mapping_line mapped
   SET unit_id = COALESCE(mapped.unit_id, v.unit_id::int),
       kind = COALESCE(mapped.kind, v.kind),
       period_from = COALESCE(mapped.period_from, v.period_from::date),
       period_to = COALESCE(mapped.period_to, v.period_to::date),
       price_basis = COALESCE(mapped.price_basis, v.price_basis),
       proposed_unit_id = v.unit_id::int, proposed_kind = v.kind,
       proposed_period_from = v.period_from::date, proposed_period_to = v.period_to::date,
       proposed_price_basis = v.price_basis, reasons = v.reasons::jsonb, sure = v.sure::bool
  FROM (VALUES %(rows)s)
    AS v (id, unit_id, kind, period_from, period_to, price_basis, reasons, sure)
 WHERE mapped.id = v.id::int AND mapped.mapping_id = %(mapping)s
   AND mapped.company_id = %(company)s
"""


def proposed_statement(rows: list[tuple], **values) -> SQL:
    """Keep what was proposed; values: mapping, company."""
    tuples = SQL(", ").join(SQL("%s", row) for row in rows)
    return SQL(PROPOSED, rows=tuples, **values)


# Only gaps are filled: what a line was given meanwhile, by whomever, stays.
APPLIED = """
WITH chosen AS (
    SELECT mapped.id, mapped.line_id, line.move_id,
           CASE WHEN line.arrears_unit_id IS NULL
                 AND mapped.unit_id IS DISTINCT FROM mapped.before_unit_id
                THEN mapped.unit_id END AS unit_id,
           CASE WHEN line.arrears_kind IS NULL AND mapped.kind IS DISTINCT FROM mapped.before_kind
                THEN mapped.kind END AS kind,
           CASE WHEN COALESCE(line.arrears_period_from, line.arrears_period_to) IS NULL
                 AND (mapped.period_from, mapped.period_to) IS DISTINCT FROM
                     (mapped.before_period_from, mapped.before_period_to)
                THEN mapped.period_from END AS period_from,
           CASE WHEN COALESCE(line.arrears_period_from, line.arrears_period_to) IS NULL
                 AND (mapped.period_from, mapped.period_to) IS DISTINCT FROM
                     (mapped.before_period_from, mapped.before_period_to)
                THEN mapped.period_to END AS period_to,
           CASE WHEN COALESCE(line.arrears_price_basis, '') = ''
                THEN COALESCE(NULLIF(mapped.price_basis, ''), CASE WHEN mapped.needs_basis
                     THEN %(basis)s::varchar END) END AS price_basis
      FROM arrears_charge_mapping_line mapped
      JOIN account_move_line line ON line.id = mapped.line_id
       AND line.company_id = %(company)s AND line.parent_state = 'posted'
     WHERE mapped.mapping_id = %(mapping)s AND mapped.state = 'proposed'
  ORDER BY mapped.id LIMIT %(limit)s
       FOR UPDATE OF line
),
filled AS (
    SELECT * FROM chosen
     WHERE COALESCE(unit_id::text, kind, period_from::text, period_to::text, price_basis)
           IS NOT NULL
),
told AS (
    UPDATE account_move_line line
       SET arrears_unit_id = COALESCE(filled.unit_id, line.arrears_unit_id),
           arrears_kind = COALESCE(filled.kind, line.arrears_kind),
           arrears_period_from = COALESCE(filled.period_from, line.arrears_period_from),
           arrears_period_to = COALESCE(filled.period_to, line.arrears_period_to),
           arrears_price_basis = COALESCE(filled.price_basis, line.arrears_price_basis),
           write_uid = %(user)s, write_date = %(now)s
      FROM filled WHERE line.id = filled.line_id AND line.company_id = %(company)s
 RETURNING line.id, line.move_id
),
logged AS (
    UPDATE arrears_charge_mapping_line mapped
       SET state = CASE WHEN filled.id IS NULL THEN 'unchanged' ELSE 'applied' END,
           written_unit_id = filled.unit_id, written_kind = filled.kind,
           written_period_from = filled.period_from, written_period_to = filled.period_to,
           written_price_basis = filled.price_basis,
           write_uid = %(user)s, write_date = %(now)s
      FROM chosen LEFT JOIN filled ON filled.id = chosen.id
     WHERE mapped.id = chosen.id
 RETURNING mapped.line_id, mapped.move_id, mapped.state
)
SELECT logged.line_id, logged.move_id, move.move_type <> 'entry', logged.state
  FROM logged JOIN account_move move ON move.id = logged.move_id
"""


def applied_statement(**values) -> SQL:
    """Write a chunk of confirmed lines; values: mapping, company, user, now, limit, basis."""
    return SQL(APPLIED, **values)


# Taking back: only what still stands as it was written.
REVERTED = """
WITH written AS (
    SELECT mapped.*, line.move_id AS document_id FROM arrears_charge_mapping_line mapped
      JOIN account_move_line line ON line.id = mapped.line_id AND line.company_id = %(company)s
     WHERE mapped.mapping_id = %(mapping)s AND mapped.state = 'applied'
  ORDER BY mapped.id LIMIT %(limit)s
),
cleared AS (
    UPDATE account_move_line line
       SET arrears_unit_id = NULLIF(line.arrears_unit_id, written.written_unit_id),
           arrears_kind = NULLIF(line.arrears_kind, written.written_kind),
           arrears_period_from = NULLIF(line.arrears_period_from, written.written_period_from),
           arrears_period_to = NULLIF(line.arrears_period_to, written.written_period_to),
           arrears_price_basis = NULLIF(line.arrears_price_basis, written.written_price_basis),
           write_uid = %(user)s, write_date = %(now)s
      FROM written WHERE line.id = written.line_id AND line.company_id = %(company)s
),
logged AS (
    UPDATE arrears_charge_mapping_line mapped
       SET state = 'reverted', write_uid = %(user)s, write_date = %(now)s
      FROM written WHERE mapped.id = written.id
)
SELECT written.line_id, written.document_id, move.move_type <> 'entry', 'reverted'
  FROM written JOIN account_move move ON move.id = written.document_id
"""


def reverted_statement(**values) -> SQL:
    """Take back a chunk of written lines; values: mapping, company, user, now, limit."""
    return SQL(REVERTED, **values)
