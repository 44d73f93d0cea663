"""The three axes of age as Odoo and SQL need them; what they mean is in ``engine.ageing``."""

from odoo.tools import SQL

from ..engine import ageing

AXES = [
    ("due_date", "By due date"),
    ("period", "By service period"),
    ("limitation", "By limitation"),
]
BASES = [
    ("ledger", "Accounting date"),
    ("value", "Value date"),
]

DUE_BUCKETS = [
    ("0_not_due", "Not yet due"),
    ("1_days_30", "1–30 days"),
    ("2_days_90", "31–90 days"),
    ("3_days_180", "91–180 days"),
    ("4_days_365", "181–365 days"),
    ("5_years_2", "1–2 years"),
    ("6_years_3", "2–3 years"),
    ("7_over_3_years", "Over 3 years"),
]
PERIOD_BUCKETS = [
    ("4_year_1", "Within 1 year"),
    ("5_years_2", "1–2 years"),
    ("6_years_3", "2–3 years"),
    ("7_over_3_years", "Over 3 years"),
]
LIMITATION_BUCKETS = [
    ("0_not_running", "Not running yet"),
    ("1_months_12", "Up to 12 months"),
    ("2_months_24", "12–24 months"),
    ("3_months_30", "24–30 months"),
    ("4_months_33", "30–33 months"),
    ("5_months_36", "33–36 months"),
    ("6_over_36_months", "Over 36 months"),
    ("7_barred", "Time-barred"),
]

# Axis → the field of a line that holds its bucket.
BUCKET_FIELDS = {
    "due_date": "due_bucket",
    "period": "period_bucket",
    "limitation": "limitation_bucket",
}


def bucket_sql(buckets: tuple[ageing.Bucket, ...], since: SQL, day) -> SQL:
    """An expression that gives the code of the bucket, as ``engine.ageing.bucket_of`` does."""
    cases = SQL(" ").join(
        SQL("WHEN %s <= %s THEN %s", day, _last_day(bucket, since), bucket.code)
        for bucket in buckets
        if bucket.days is not None or bucket.months is not None
    )
    return SQL("CASE %s ELSE %s END", cases, buckets[-1].code)


def _last_day(bucket, since):
    if bucket.days is not None:
        return SQL("%s + %s", since, bucket.days)
    return SQL("(%s + MAKE_INTERVAL(months => %s))::date", since, bucket.months)


def due_sql(day) -> SQL:
    """Bucket by due date of a row of ``figures``."""
    return bucket_sql(ageing.BY_DUE_DATE, SQL("figures.due_date"), day)


def period_sql(day) -> SQL:
    """Bucket by the end of the service period of a row of ``figures``."""
    since = SQL("COALESCE(figures.period_to, figures.due_date)")
    return bucket_sql(ageing.BY_PERIOD, since, day)


def limitation_sql(day) -> SQL:
    """Bucket by limitation of a row of ``figures``, joined to ``interruption``."""
    since = SQL("GREATEST(interruption.interrupted_on, figures.due_date + 1)")
    return SQL(
        "CASE WHEN %(day)s <= figures.due_date THEN %(not_running)s"
        " WHEN %(day)s > figures.limitation_date THEN %(barred)s ELSE %(running)s END",
        day=day,
        not_running=ageing.NOT_RUNNING,
        barred=ageing.BARRED,
        running=bucket_sql(ageing.BY_LIMITATION, since, day),
    )
