"""Row 61: approved proposals go to a law firm as one pack, with statement, demand and proof."""

import base64
import io
import zipfile
from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .collection_case import TODAY
from .letter_case import LetterCase


@tagged("post_install", "-at_install")
class TestInstructionPack(LetterCase):
    def setUp(self):
        super().setUp()
        letter = self.posted(amount=3200)
        self.tell(letter, "delivered", signer="Owner", relation="self")
        self.letter = letter
        self.case = self.case_of()
        event = self.env["arrears.limitation.event"].create(
            {"company_id": self.company.id, "debtor_id": self.owner.id, "method": "courier",
             "date": TODAY - timedelta(days=30), "proof": "SF9", "document_name": "slip.png",
             "document": base64.b64encode(b"slip"),
             "charge_link_ids": [(0, 0, {"charge_id": c.id}) for c in self.case.charge_ids]}
        )  # fmt: skip
        event.action_record()
        self.proposal = self.env["arrears.legal.proposal"].create(
            {"case_id": self.case.id, "proposed_on": TODAY, "principal": 3200}
        )

    def accepted(self):
        self.proposal._record_decision(
            {"state": "accepted", "decided_by_id": self.manager.id, "decided_on": TODAY}
        )
        return self.proposal.with_user(self.manager)

    def pack(self):
        action = self.accepted().action_instruction_pack()
        window = self.env["arrears.document.print"].browse(int(action["url"].split("/")[4]))
        content = base64.b64decode(window.with_context(bin_size=False).together)
        return zipfile.ZipFile(io.BytesIO(content))

    def test_a_case_has_its_instruction_statement_demand_and_proof(self):
        pack = self.pack()
        names = [name.split("/")[-1] for name in pack.namelist()]
        self.assertEqual([name[0] for name in names], ["1", "2", "3", "4"])
        self.assertEqual(names[2], f"3 {self.letter.name}.pdf".replace("/", "-"))
        self.assertIn("slip.png", names[3])
        self.assertEqual(pack.read(pack.namelist()[3]), b"slip")
        for name in pack.namelist()[:3]:
            self.assertTrue(pack.read(name).startswith(b"%PDF"))
        self.assertEqual(len({name.split("/")[0] for name in pack.namelist()}), 1)

    def test_the_instruction_names_each_period_and_who_signed_off(self):
        facts = self.accepted()._instruction()
        self.assertEqual((facts["left"], facts["decided_by"]), (320000, "Manager"))
        self.assertEqual([row["left"] for row in facts["rows"]], [320000])
        self.assertEqual(facts["demands"][0]["number"], self.letter.name)

    def test_only_approved_cases_and_only_managers(self):
        with self.assertRaisesRegex(UserError, "Only accepted"):
            self.proposal.with_user(self.manager).action_instruction_pack()
        self.accepted()
        with self.assertRaises(AccessError):
            self.proposal.with_user(self.collector).action_instruction_pack()
