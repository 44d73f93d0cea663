import { registry } from "@web/core/registry";

// The owner asks for the bill on the telephone: one click sends it, and the card shows it waiting.
registry.category("web_tour.tours").add("arrears_bill_again", {
    steps: () => [
        { trigger: ".o_kanban_record:contains(1501)", run: "click" },
        {
            content: "The chatter is there: nothing is under way when the button is pressed",
            trigger: ".o_form_view .o-mail-Chatter",
        },
        { trigger: ".o_form_view button[name=action_send_bill_again]", run: "click" },
        {
            content: "It is said that it is on its way",
            trigger: ".o_notification:contains(On its way: The bill sent again)",
        },
        { trigger: ".o_notebook .nav-link:contains(Contacts)", run: "click" },
        {
            content: "The message waits among the contacts of the card",
            trigger: ".o_field_widget[name=contact_ids] .o_data_row:contains(E-mail)",
        },
        {
            content: "A second click is refused: one message a day",
            trigger: ".o_form_view button[name=action_send_bill_again]",
            run: "click",
        },
        { trigger: ".modal:contains(can't be sent now)" },
        { trigger: ".modal .btn-primary", run: "click" },
        { trigger: "body:not(:has(.modal))" },
    ],
});
