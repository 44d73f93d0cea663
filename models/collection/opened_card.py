"""That one card is open: what shows a debtor's number in full, and is written down each time."""

from dataclasses import dataclass

# In the context while one card is read on its form.
OPENED = "arrears_opened_card"


@dataclass(frozen=True)
class OpenedCard:
    """Whose numbers show: of a kind that no remote call can put into its context."""

    root_id: int
    debtor_id: int


def shows(env, company, debtor):
    """Whether a card of this debtor, at a company of the same firm, is open in this environment."""
    opened = env.context.get(OPENED)
    asked = OpenedCard(company.sudo().root_id.id, debtor.id)
    return isinstance(opened, OpenedCard) and opened == asked
