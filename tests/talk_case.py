from .collection_case import CollectionCase


class TalkCase(CollectionCase):
    """A collector speaks with the owner of an open card, in the morning."""

    def setUp(self):
        super().setUp()
        self.owing(450)
        self.case = (
            self.case_of()
            .with_user(self.collector)
            .with_context(arrears_now=self.clock_at("11:00"))
        )

    def forgot(self):
        return self.env.ref("property_arrears.reason_forgot")

    def log(self, **values):
        return self.case.env["arrears.contact.log"].create({"case_id": self.case.id, **values})

    def contact(self):
        return self.env["arrears.contact"].search([("case_ids", "=", self.case.id)], limit=1)
