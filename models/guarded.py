from odoo import api, models
from odoo.exceptions import UserError


class ArrearsGuarded(models.AbstractModel):
    """A record whose decisions are made by its own methods and never typed.

    ``_effect_fields`` are written only by ``_record_effect`` (who approved, which state, what was
    booked); a write over RPC, by an import or by the superuser is refused. Once a record is
    frozen, only ``_free_when_frozen`` may still be written in the ordinary way. Rights are
    checked as always: this only narrows.
    """

    _name = "arrears.guarded"
    _description = "Record with guarded decisions"

    _effect_fields = frozenset()
    # What the ORM itself keeps on a record beside its own data.
    _housekeeping = frozenset({"write_uid", "write_date"})

    def _is_frozen(self):
        """Whether the content of this one record may no longer change."""
        return False

    def _free_when_frozen(self):
        """Fields of this one record that may change although it is frozen."""
        return frozenset()

    def _record_effect(self, values):
        """Write a decision of this model's own methods.

        :param values: as for ``write``; callers have checked the rule that allows it
        """
        # Past our own write, which refuses these fields to everybody.
        return super().write(values)  # pylint: disable=super-method-mismatch

    @api.model_create_multi
    def create(self, vals_list):
        """Make records that start undecided, whatever defaults the caller brought."""
        for values in vals_list:
            self._refuse_effects(values)
        readable, hidden = self._effects_by_access()
        untouched = {name: self._own_default(self._fields[name]) for name in readable}
        records = super().create([{**values, **untouched} for values in vals_list])
        smuggled = records.sudo().filtered(lambda record: any(record[name] for name in hidden))
        smuggled._record_effect(dict.fromkeys(hidden, False))
        return records

    @api.model
    def _entered_after(self, create, vals_list, name):
        """Make records by ``create``, and enter one value of each once its record is there.

        For a value whose entry checks the record, or that leads to fields which a new record has
        emptied so that no default fills them unseen.
        """
        entered = [values.get(name) for values in vals_list]
        records = create(
            [{key: value for key, value in values.items() if key != name} for values in vals_list]
        )
        for record, value in zip(records, entered, strict=True):
            if value:
                record[name] = value
        return records

    @api.model
    def _effects_by_access(self):
        """Guarded fields that this user may write at all, and the others.

        A new record gets the first said outright: otherwise a default from the caller's context
        or from his user settings would fill them. The others are emptied after.
        """
        readable, hidden = [], []
        for name in sorted(self._effect_fields):
            may = self._has_field_access(self._fields[name], "write")
            (readable if may else hidden).append(name)
        return readable, hidden

    @api.model
    def _own_default(self, field):
        value = field.default(self) if field.default else False
        cached = field.convert_to_cache(value, self, validate=False)
        return field.convert_to_write(field.convert_to_record(cached, self), self)

    def write(self, values):
        """Refuse decisions, and changes of what took effect.

        :raises UserError: the message says which field or record, and what to do instead
        """
        self._refuse_effects(values)
        content = {
            name
            for name in values
            if not name.startswith(("message_", "activity_")) and name not in self._housekeeping
        }
        for record in self if content else ():
            if record._is_frozen() and content - record._free_when_frozen():
                record._refuse_change()
        return super().write(values)

    @api.model
    def _refuse_effects(self, values):
        named = sorted(self._effect_fields & set(values))
        if named:
            labels = ", ".join(self._fields[name].string for name in named)
            raise UserError(
                self.env._(
                    "%(fields)s of %(model)s cannot be typed in: use the buttons of the form.",
                    fields=labels,
                    model=self._description,
                )
            )

    def _refuse_change(self):
        raise UserError(
            self.env._(
                "%(record)s took effect and can no longer be changed. Make a new one instead.",
                record=self.display_name,
            )
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_frozen(self):
        for record in self:
            if record._is_frozen():
                record._refuse_change()
