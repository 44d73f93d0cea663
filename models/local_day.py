"""The day of a moment, in SQL: moments are kept in UTC, days are those of the firm's place."""


def office_of(company: str) -> str:
    """Joins that bring, as ``office``, the partner whose time zone a company has.

    :param company: the column that holds the company's id
    """
    return (
        f"JOIN res_company firm ON firm.id = {company}"
        " JOIN res_partner office ON office.id = firm.partner_id"
    )


def local_day(moment: str, zone: str = "office.tz") -> str:
    """The day on which a moment fell there.

    :param moment: a column of UTC moments
    :param zone: a column with the name of a time zone; empty: UTC
    """
    return f"({moment} AT TIME ZONE 'UTC' AT TIME ZONE COALESCE({zone}, 'UTC'))::date"
