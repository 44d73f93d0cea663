"""Fields that only our own code writes, whatever rights a user has on the model."""

from odoo.exceptions import AccessError


def refuse_guarded(records, values, names):
    """Refuse a direct change of a state or of evidence; buttons write with system rights.

    Access rights in Odoo go by model, so without this a user who may fill in a batch could
    also approve it over RPC.

    :param values: what is about to be written
    :param names: the fields that are not for users
    :raises AccessError: one of them is among the values and the caller is not our own code
    """
    touched = sorted(names & values.keys())
    if touched and not records.env.su:
        raise AccessError(
            records.env._(
                "%(fields)s of %(model)s cannot be set by hand: use the buttons.",
                fields=", ".join(records._fields[name].string for name in touched),
                model=records._description,
            )
        )


def without_typed_defaults(records, names):
    """The same records, blind to defaults for guarded fields in the caller's context.

    A client may send ``default_state`` with its context; it would fill a new record before
    anybody looks at the values.
    """
    typed = {f"default_{name}" for name in names} & records.env.context.keys()
    if not typed or records.env.su:
        return records
    kept = {key: value for key, value in records.env.context.items() if key not in typed}
    return records.with_env(records.env(context=kept))
