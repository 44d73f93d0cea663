import { registry } from "@web/core/registry";

// Whoever keeps the account of a developer: one line in the day, the account behind it, both
// papers noted as sent, and the day is empty.
registry.category("web_tour.tours").add("arrears_large", {
    steps: () => [
        {
            content: "One line for three units",
            trigger: ".o_list_view .o_data_row:only-child:contains(Lake Development)",
        },
        { trigger: ".o_data_row button[name=action_open_account]", run: "click" },
        {
            content: "The account adds up its cards",
            trigger: ".o_form_view [name=amount_pursued]:contains(3,000.00)",
        },
        { trigger: ".o_form_view [name=unit_count]:contains(3)" },
        {
            content: "The statement over units is a click away",
            trigger: "button[name=action_print_unit_statement]",
            run: "click",
        },
        { trigger: ".modal [name=document_type]" },
        { trigger: ".modal .btn-close", run: "click" },
        {
            trigger: "body:not(:has(.modal)) button[name=action_statement_sent]",
            run: "click",
        },
        {
            content: "It is noted with its day",
            trigger: ".o_field_widget[name=statement_ids] .o_data_row td[name=sent_on]:not(:empty)",
        },
        {
            content: "Its cards are one click away",
            trigger: "button[name=action_open_cases]",
            run: "click",
        },
        {
            content: "They wear the badge",
            trigger: ".o_kanban_record:contains(Large debtor)",
            run: "click",
        },
        {
            content: "And lead back to the account",
            trigger: ".o_form_view button[name=action_open_account]",
            run: "click",
        },
        { trigger: ".o_form_view [name=statement_ids]" },
    ],
});

// For a manager: the accounts, and who keeps each of them.
registry.category("web_tour.tours").add("arrears_large_list", {
    steps: () => [
        { trigger: ".o_list_view td[name=debtor_name]:contains(Lake Development)", run: "click" },
        { trigger: "button[name=action_work_by_card]", run: "click" },
        { trigger: ".modal:contains(each card follows its own policy) .btn-primary", run: "click" },
        { trigger: "button[name=action_work_as_account]:visible" },
    ],
});
