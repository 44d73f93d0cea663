/** @odoo-module **/

import { registry } from "@web/core/registry";

// Each estate at a glance: rate, complaints and satisfaction side by side; a figure opens its records.
registry.category("web_tour.tours").add("arrears_standing", {
    steps: () => [
        {
            content: "The estate shows its complaints beside the rate",
            trigger: ".o_kanban_record:contains('Lakeside') a[name='action_open_complaints']:contains('50')",
        },
        {
            content: "Fewer than five answers are no figure",
            trigger: ".o_kanban_record:contains('Lakeside') .col-4:contains('Satisfaction'):contains('–')",
        },
        {
            content: "The figure opens the complaints",
            trigger: ".o_kanban_record:contains('Lakeside') a[name='action_open_complaints']",
            run: "click",
        },
        {
            trigger: ".o_data_row:contains('Too many calls')",
        },
    ],
});
