import { registry } from "@web/core/registry";

/* A cashier asks for a refund of all that the books hold for the owner. */
registry.category("web_tour.tours").add("arrears_refund_ask", {
    steps: () => [
        {
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            trigger: "[name='debtor_id'] input",
            run: "edit Zhang",
        },
        {
            trigger: ".ui-autocomplete .ui-menu-item a:contains('Zhang San')",
            run: "click",
        },
        {
            content: "What can go back is listed from the books",
            trigger: "button[name='action_list_credits']",
            run: "click",
        },
        {
            content: "with the account that it came from",
            trigger: "[name='line_ids'] .o_data_row [name='origin_text']:contains('2333')",
        },
        {
            trigger: "button[name='action_request']:visible",
            run: "click",
        },
        {
            content: "It waits for somebody else",
            trigger: ".o_arrow_button_current:contains('To approve')",
        },
        {
            trigger: ".o_form_view:not(:has(button[name='action_approve']))",
        },
    ],
});

/* A manager approves; the payment is not hers. */
registry.category("web_tour.tours").add("arrears_refund_approve", {
    steps: () => [
        {
            trigger: "button[name='action_approve']",
            run: "click",
        },
        {
            trigger: ".o_arrow_button_current:contains('To pay')",
        },
        {
            trigger: ".o_form_view:not(:has(button[name='action_pay']))",
        },
    ],
});

/* An accountant says from which account, and books the payment. */
registry.category("web_tour.tours").add("arrears_refund_pay", {
    steps: () => [
        {
            trigger: ".o_notebook a[name='decision']",
            run: "click",
        },
        {
            trigger: "[name='journal_id'] input",
            run: "edit Bank",
        },
        {
            trigger: ".ui-autocomplete .ui-menu-item a:contains('Bank')",
            run: "click",
        },
        {
            trigger: "button[name='action_pay']",
            run: "click",
        },
        {
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        {
            trigger: ".o_arrow_button_current:contains('Paid out')",
        },
        {
            trigger: "button[name='action_open_entry']",
        },
    ],
});
