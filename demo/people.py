"""The firm's staff. Everyone's password is ``demo``."""

from odoo.fields import Command

PASSWORD = "demo"
STAFF = {
    "manager": ("周敏（项目总监）", ["group_manager"]),
    "manager2": ("沈立新（区域经理）", ["group_manager"]),
    "general": ("许志远（总经理）", ["group_manager"]),
    "collector": ("李静（催缴专员）", ["group_collector"]),
    "collector2": ("王磊（商业客服）", ["group_collector"]),
    "cashier": ("陈红梅（收银）", ["group_cashier"]),
    "accountant": ("吴建华（会计）", ["group_accountant"]),
    "director": ("钱国平（财务总监）", ["group_finance_director"]),
    "treasurer": ("郑永康（资金）", ["group_treasurer"]),
    "reviewer": ("林慧敏（困难审核）", ["group_reviewer"]),
    "lawyer": ("方正（法务）", ["group_lawyer"]),
}
PORTAL_LOGIN = "owner"


def make_staff(companies):
    """The users of the firm.

    :param companies: the firm, then whatever else its people may see
    :return: ``{login: res.users}``
    """
    env = companies.env
    users = env["res.users"].with_context(no_reset_password=True, tracking_disable=True)
    made = users.create(
        [
            {
                "name": name,
                "login": login,
                "password": PASSWORD,
                "email": f"{login}@staff.example.com",
                "lang": "zh_CN",
                "tz": "Asia/Shanghai",
                "company_id": companies[0].id,
                "company_ids": [Command.set(companies.ids)],
                "group_ids": [
                    Command.link(env.ref(f"property_arrears.{group}").id) for group in groups
                ],
            }
            for login, (name, groups) in STAFF.items()
        ]
    )
    env.ref("base.user_admin").write(
        {"company_ids": [Command.link(company.id) for company in companies], "tz": "Asia/Shanghai"}
    )
    return dict(zip(STAFF, made, strict=True))


def find_staff(env):
    """The users of the firm as they were made; ``{login: res.users}``"""
    return env["res.users"].search([("login", "in", list(STAFF))]).grouped("login")


def make_portal_owner(partner):
    """Let an owner log in to the portal."""
    return (
        partner.env["res.users"]
        .with_context(no_reset_password=True, tracking_disable=True)
        .create(
            {
                "partner_id": partner.id,
                "name": partner.name,
                "login": PORTAL_LOGIN,
                "password": PASSWORD,
                "lang": "zh_CN",
                "tz": "Asia/Shanghai",
                "company_id": partner.env.company.id,
                "company_ids": [Command.set(partner.env.company.ids)],
                "group_ids": [Command.set(partner.env.ref("base.group_portal").ids)],
            }
        )
    )
