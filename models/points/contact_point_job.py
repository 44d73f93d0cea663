from odoo import api, models

from ..retry import in_a_fresh_transaction

# People between two commits, and how many are moved while the manager waits.
CHUNK = 500
AT_ONCE = 2000


class ArrearsContactPoint(models.Model):
    """Moving out and back: some while a manager waits, the rest by a job that commits chunks.

    What a manager decided stands on the company, so that the job goes on where it stopped, and
    moves what is typed into contacts later.
    """

    _inherit = "arrears.contact.point"

    # What a manager decides

    @api.model
    def _move_apart(self, company, kinds):
        """Keep the company's owners' numbers apart from now on.

        :return: ``(people moved, people whose value can't be read, people left to the job)``
        """
        root = company.sudo().root_id
        root.write(
            {
                "arrears_points_apart": True,
                "arrears_points_opted_out": False,
                "arrears_points_kinds": " ".join(kinds),
            }
        )
        people = self._people_to_move(root, kinds)["people"]
        moved = unreadable = people.browse()
        for chunk in self._chunks(people[:AT_ONCE]):
            good, bad = self._move_chunk(root, chunk)
            moved, unreadable = moved | good, unreadable | bad
        return moved, unreadable, self._left_to_the_job(people[AT_ONCE:])

    @api.model
    def _put_back(self, company):
        """Show the company's owners' numbers in Odoo's contacts again.

        :return: ``(people put back, people left to the job)``
        """
        root = company.sudo().root_id
        root.write({"arrears_points_opted_out": True, "arrears_points_kinds": False})
        people = self._people_to_put_back(root)
        for chunk in self._chunks(people[:AT_ONCE]):
            self._put_back_some(root, chunk)
        if len(people) <= AT_ONCE:
            root.arrears_points_apart = False
        return people[:AT_ONCE], self._left_to_the_job(people[AT_ONCE:])

    @api.model
    def _left_to_the_job(self, people):
        if people:
            self.env.ref("property_arrears.cron_arrears_points").sudo()._trigger()
        return people

    @api.model
    def _chunks(self, people):
        return (people[start : start + CHUNK] for start in range(0, len(people), CHUNK))

    @api.model
    def _move_chunk(self, root, people):
        """Move what a manager decided on, and say so, without a number, in the history."""
        kinds = tuple((root.arrears_points_kinds or "").split())
        moved, unreadable = self._move_some(root, people, kinds)
        note = root._arrears_in_language(self).env._(
            "Numbers and addresses are kept apart from now on."
        )
        moved._message_log_batch(bodies=dict.fromkeys(moved.ids, note))
        return moved, unreadable

    # The job

    @api.model
    def _cron_move(self):
        """Scheduled: go on moving out or back, and move what was typed since; twice is once."""
        roots = self.env["res.company"].sudo().search([("arrears_points_apart", "=", True)])
        for root in roots:
            if root.arrears_points_opted_out:
                done = self._work_off(root, self._people_to_put_back(root), self._put_back_some)
                if done:
                    root.arrears_points_apart = False
                    self.env["ir.cron"]._commit_progress()
            else:
                kinds = tuple((root.arrears_points_kinds or "").split())
                people = self._people_to_move(root, kinds)["people"] if kinds else ()
                done = self._work_off(root, people, self._move_chunk)
            if not done:
                return

    @api.model
    def _work_off(self, root, people, work):
        """Do the work chunk by chunk, committing after each.

        :return: False when the time of the scheduled action is up
        """
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(people))
        for chunk in self._chunks(people):
            in_a_fresh_transaction(self, lambda chunk=chunk: work(root, chunk))
            if not cron._commit_progress(len(chunk)):
                return False
        return True
