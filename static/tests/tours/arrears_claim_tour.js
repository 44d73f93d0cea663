import { registry } from "@web/core/registry";

/* Add a row to a division by the words of its unit. */
function addCharge(unit, amount) {
    return [
        {
            content: `A row for ${unit}`,
            trigger: "[name='line_ids'] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            trigger: "[name='line_ids'] .o_selected_row [name='charge_id'] input",
            run: `edit ${unit}`,
        },
        {
            trigger: `.ui-autocomplete .ui-menu-item a:contains('${unit}')`,
            run: "click",
        },
        {
            content: "What is open of it is filled in",
            trigger: `[name='line_ids'] .o_selected_row [name='amount'] input:value('${amount}')`,
        },
    ];
}

/* An accountant claims what is sure with one click in the list. */
registry.category("web_tour.tours").add("arrears_claim_sure", {
    steps: () => [
        {
            content: "The list says who paid, and why",
            trigger: ".o_data_row:contains('3-2-1501') [name='why']:not(:empty)",
        },
        {
            trigger: ".o_data_row:contains('3-2-1501') button[name='action_confirm']",
            run: "click",
        },
        {
            content: "It is claimed and gone from the list",
            trigger: ".o_list_view:not(:has(.o_data_row:contains('3-2-1501')))",
        },
    ],
});

/* One transfer for two flats and a garage is divided by hand. */
registry.category("web_tour.tours").add("arrears_claim_divide", {
    steps: () => [
        {
            content: "Nothing speaks for anybody",
            trigger: ".o_field_widget[name='why']:not(:empty)",
        },
        ...addCharge("1501", "270.00"),
        ...addCharge("1602", "300.00"),
        ...addCharge("P7", "80.00"),
        {
            content: "Nothing is left",
            trigger: ".o_field_widget[name='amount_left']:contains('0.00')",
        },
        {
            trigger: "button[name='action_confirm']",
            run: "click",
        },
        {
            content: "It is claimed",
            trigger: ".o_arrow_button_current:contains('Claimed')",
        },
        {
            content: "and says by whom",
            trigger: ".o_field_widget[name='confirmed_by_id']:contains('claim-accountant')",
        },
    ],
});
