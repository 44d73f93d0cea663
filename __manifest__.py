{
    "name": "Property Arrears",
    "version": "19.0.1.0.0",
    "category": "Accounting/Property Arrears",
    "summary": "Collect overdue property fees lawfully, humanely and in step with the ledger",
    "author": "Property Arrears Contributors",
    "license": "LGPL-3",
    "depends": ["account", "portal", "sms"],
    "external_dependencies": {"python": ["cryptography"]},
    "data": [
        # Rights: groups first, since every other file names them.
        "security/groups.xml",
        # Menus: the frame; each room hangs its own items into it.
        "views/menus.xml",
        # ledger
        # estate
        "security/estate/ir.model.access.csv",
        "security/estate/rules.xml",
        "data/jurisdictions.xml",
        "views/estate/jurisdiction_views.xml",
        "views/estate/fee_standard_views.xml",
        "views/estate/ownership_views.xml",
        "views/estate/unit_views.xml",
        "views/estate/estate_views.xml",
        "views/estate/menus.xml",
        # collection
        # debit
        # charges
        # relief
    ],
    "application": True,
    "pre_init_hook": "pre_init_hook",
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
}
