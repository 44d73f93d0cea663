import { registry } from "@web/core/registry";

/**
 * A reviewer decides an application, and the waiver that comes of it is there, approved.
 */
registry.category("web_tour.tours").add("property_arrears_hardship", {
    steps: () => [
        {
            content: "The application that waits",
            trigger: ".o_list_view .o_data_row .o_data_cell[name='debtor_id']",
            run: "click",
        },
        {
            content: "It is paused",
            trigger: ".o_form_view .o_field_widget[name='paused_until']",
        },
        {
            content: "Go to the decision",
            trigger: ".o_notebook .nav-link[name='decision']",
            run: "click",
        },
        {
            content: "Waive all late fees",
            trigger: ".o_field_widget[name='decision'] input[data-value='waive_full']",
            run: "click",
        },
        {
            content: "In writing",
            trigger: ".o_field_widget[name='decision_reason'] textarea",
            run: "edit You were ill; the late fees are waived.",
        },
        {
            content: "Decide",
            trigger: ".o_statusbar_buttons button[name='action_decide']",
            run: "click",
        },
        {
            content: "Confirm",
            trigger: ".modal .btn-primary",
            run: "click",
        },
        {
            content: "Approved",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains('Approved')",
        },
        {
            content: "See the waiver",
            trigger: "button[name='action_view_waiver']",
            run: "click",
        },
        {
            content: "The waiver is approved, and names the fee",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains('Approved')",
        },
        {
            content: "The late fee",
            trigger: ".o_field_widget[name='line_ids'] .o_data_row",
        },
    ],
});

/**
 * A collector asks for a waiver from the card; nobody offers him to approve it.
 */
registry.category("web_tour.tours").add("property_arrears_waiver_request", {
    steps: () => [
        {
            content: "From the card",
            trigger: "button[name='action_request_waiver']",
            run: "click",
        },
        {
            content: "The late fee is there",
            trigger: ".o_field_widget[name='line_ids'] .o_data_row",
        },
        {
            content: "Ask",
            trigger: ".o_statusbar_buttons button[name='action_submit']",
            run: "click",
        },
        {
            content: "It waits, and no button approves it",
            trigger:
                ".o_statusbar_buttons:has(button[name='action_back_to_draft']):not(:has(button[name='action_approve']))",
        },
    ],
});

/**
 * A manager approves it.
 */
registry.category("web_tour.tours").add("property_arrears_waiver_approval", {
    steps: () => [
        {
            content: "What waits",
            trigger: ".o_list_view .o_data_row .o_data_cell[name='debtor_id']",
            run: "click",
        },
        {
            content: "Approve",
            trigger: ".o_statusbar_buttons button[name='action_approve']",
            run: "click",
        },
        {
            content: "Approved",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains('Approved')",
        },
    ],
});
