import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

const BUTTON = ".o_statusbar_buttons button";
const CONFIRM = { content: "Yes", trigger: ".modal .btn-primary", run: "click" };

function press(name, content) {
    return { content, trigger: `${BUTTON}[name='${name}']:not([disabled])`, run: "click" };
}

function stands(state) {
    return {
        content: `It is ${state}`,
        trigger: `.o_statusbar_status .o_arrow_button_current:contains('${state}')`,
    };
}

/** A credit is matched with the bill it is offered for, and taken back again. */
tours.add("property_arrears_allocate", {
    steps: () => [
        {
            content: "The credit that no bill has used",
            trigger: ".o_data_row button[name='action_arrears_allocate']",
            run: "click",
        },
        {
            content: "It is offered for the oldest fee",
            trigger: ".o_field_widget[name='line_ids'] .o_data_row:contains('Oldest service fee')",
        },
        press("action_apply", "Allocate"),
        stands("Allocated"),
        press("action_undo", "Take it back"),
        CONFIRM,
        stands("Undone"),
    ],
});

/** An accountant looks for bills without a unit; a manager signs what is proposed. */
tours.add("property_arrears_map", {
    steps: () => [
        press("action_find", "Find the lines"),
        stands("To check"),
        {
            content: "One line was found",
            trigger: ".oe_stat_button[name='action_open_lines'] .o_stat_value:contains('1')",
            run: "click",
        },
        {
            content: "The unit that its words name",
            trigger: ".o_list_view .o_data_row:contains('3-2-1501')",
        },
    ],
});

tours.add("property_arrears_map_confirm", {
    steps: () => [
        press("action_confirm", "Sign"),
        CONFIRM,
        stands("Written"),
    ],
});

/** A quarter is previewed, then billed. */
tours.add("property_arrears_bill", {
    steps: () => [
        press("action_preview", "Preview"),
        stands("Previewed"),
        {
            content: "Nothing is booked yet",
            trigger: ".alert-info:contains('nothing is booked yet')",
        },
        press("action_bill", "Make the bills"),
        CONFIRM,
        stands("Done"),
        {
            content: "The bill is there",
            trigger: ".oe_stat_button[name='action_view_bills'] .o_stat_value:contains('1')",
        },
    ],
});

/** An ageing report is made from the list, and its proof is zero. */
tours.add("property_arrears_age", {
    steps: () => [
        {
            content: "A new report",
            trigger: "button:contains('New report')",
            run: "click",
        },
        {
            content: "Make it",
            trigger: ".modal button[name='action_make']",
            run: "click",
        },
        {
            content: "It ties out",
            trigger: ".o_form_view .o_field_widget[name='unexplained']:contains('0.00')",
        },
        {
            content: "Every figure opens its records",
            trigger: ".oe_stat_button[name='action_open_debts']",
            run: "click",
        },
        {
            content: "The bill behind it",
            trigger: ".o_list_view .o_data_row:contains('1501')",
        },
    ],
});

/** The finance director closes a year; afterwards nothing can be closed again. */
tours.add("property_arrears_close_year", {
    steps: () => [
        press("action_close", "Close the year"),
        CONFIRM,
        stands("Frozen"),
        {
            content: "No button closes it twice",
            trigger: ".o_form_statusbar:not(:has(button[name='action_close']))",
        },
        {
            content: "What was frozen",
            trigger: ".oe_stat_button[name='action_open_lines'] .o_stat_value:contains('1')",
        },
    ],
});
