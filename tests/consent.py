"""The word of tenants, for tests about something else."""


def confirmed(ownerships):
    """The same records, as if each tenant among them had confirmed to pay."""
    for record in ownerships.filtered(lambda one: one.role == "tenant_payer"):
        record._record_effect({"consent_on": record.date_from})
    return ownerships
