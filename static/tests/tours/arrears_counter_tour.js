import { registry } from "@web/core/registry";

// A cashier's minute: find a unit as people say it, type what was received, hand out the receipt,
// and take it back because it was for the wrong unit.
registry.category("web_tour.tours").add("arrears_counter", {
    steps: () => [
        {
            content: "One box finds the unit, whatever is typed",
            trigger: ".o_form_view [name=unit_id] input",
            run: "edit 3栋2单元1501",
        },
        {
            trigger: ".ui-autocomplete .ui-menu-item:contains('3-2-1501')",
            run: "click",
        },
        {
            content: "All that is owed is there",
            trigger: ".o_field_widget[name=line_ids] .o_data_row:contains('450.00')",
        },
        {
            content: "What was received is typed",
            trigger: ".o_field_widget[name=amount] input",
            run: "edit 200 && press Tab",
        },
        {
            content: "and spread over the charges",
            trigger:
                ".o_field_widget[name=line_ids] .o_data_row [name=amount]:contains('200.00')",
        },
        { trigger: "button[name=action_confirm]", run: "click" },
        {
            content: "It has a number, and printing is offered first",
            trigger: "button.btn-primary[name=action_print]:visible",
        },
        {
            trigger: ".o_form_view .oe_title [name=name]:contains('RC/')",
        },
        {
            content: "What is left is said",
            trigger: ".o_field_widget[name=amount_left]:contains('250.00')",
        },
        { trigger: "button[name=action_void]", run: "click" },
        {
            content: "A reason is asked for",
            trigger: ".modal [name=reason] input",
            run: "edit Paid for the wrong unit",
        },
        { trigger: ".modal button:contains('Void the receipt')", run: "click" },
        {
            content: "The receipt says who voided it and why",
            trigger:
                "body:not(:has(.modal)) .o_field_widget[name=void_ids]:contains('wrong unit')",
        },
        { trigger: "button[name=action_next]", run: "click" },
        {
            content: "An empty form for the next payer",
            trigger: ".o_form_view button[name=action_confirm]:visible",
        },
    ],
});
