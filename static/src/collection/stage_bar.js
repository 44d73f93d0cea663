import { registry } from "@web/core/registry";
import { StatusBarField, statusBarField } from "@web/views/fields/statusbar/statusbar_field";

/** A bar of stages that goes back to the stage of the card when a gate refuses the move. */
export class ArrearsStageBar extends StatusBarField {
    async selectItem(item) {
        const { name, record } = this.props;
        const before = record.data[name];
        const hadChanges = await record.isDirty();
        try {
            await super.selectItem(item);
        } catch (error) {
            // What else was typed is kept; a refused stage alone leaves nothing to save.
            await (hadChanges ? record.update({ [name]: before }) : record.discard());
            throw error;
        }
    }
}

registry.category("fields").add("arrears_stage_bar", {
    ...statusBarField,
    component: ArrearsStageBar,
    // The look of the bar hangs on the name of Odoo's own widget.
    additionalClasses: ["o_field_statusbar"],
});
