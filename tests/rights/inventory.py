"""What there is to have rights on, read from the registry and not from memory."""

import inspect

MODULE = "odoo.addons.property_arrears."


def our_models(env) -> list[str]:
    """Names of the models with a table that this addon brings."""
    return [
        name
        for name, model in env.registry.items()
        if not model._abstract and name.startswith("arrears.")
    ]


def public_methods(env) -> list[tuple[str, str]]:
    """Each (model, method) of ours that a client may call over RPC."""
    found = set()
    for name, model in env.registry.items():
        for base in model.__mro__:
            if not base.__module__.startswith(MODULE) or ".tests." in base.__module__:
                continue
            for attribute, value in vars(base).items():
                if _is_public(attribute, value) and not _is_core(model, attribute):
                    found.add((name, attribute))
    return sorted(found)


def _is_public(attribute: str, value: object) -> bool:
    return (
        inspect.isfunction(value)
        and not attribute.startswith("_")
        and not getattr(value, "_api_private", False)
    )


def _is_core(model: type, attribute: str) -> bool:
    """Whether Odoo itself defines the method, so that ours only extends it."""
    return any(
        attribute in vars(base)
        for base in model.__mro__
        if not base.__module__.startswith(MODULE) and base.__module__.startswith("odoo.")
    )


def rules_without_company(env) -> list[str]:
    """Our stored models that carry a company and lack a rule that holds for every user.

    Wizards are left out: see ``windows_open_to_others``.
    """
    rules = env["ir.rule"].search([("groups", "=", False)])
    closed = {rule.model_id.model for rule in rules if "company_id" in (rule.domain_force or "")}
    return sorted(
        name
        for name in our_models(env)
        if "company_id" in env[name]._fields and not env[name]._transient and name not in closed
    )


def windows_open_to_others(env) -> list[str]:
    """Our wizards that lack a rule by which a record is seen by the user who made it alone."""
    rules = env["ir.rule"].search([("groups", "=", False)])
    closed = {rule.model_id.model for rule in rules if "create_uid" in (rule.domain_force or "")}
    return sorted(name for name in our_models(env) if env[name]._transient and name not in closed)
