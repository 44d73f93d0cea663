import { registry } from "@web/core/registry";

const closed = "body:not(:has(.modal))";

// What an owner says is one click away: it is paid, and then a complaint.
registry.category("web_tour.tours").add("arrears_stops", {
    steps: () => [
        { trigger: ".o_kanban_record:contains(1501)", run: "click" },
        { trigger: "button[name=action_claim_payment]", run: "click" },
        {
            content: "The amount is the one that was asked for",
            trigger: ".modal [name=amount] input:value(450.00)",
        },
        { trigger: ".modal [name=paid_on] input", run: "edit 01/02/2026 && press Tab" },
        { trigger: ".modal [name=payer_name] input", run: "edit Wife" },
        { trigger: ".modal .o_form_button_save", run: "click" },
        {
            content: "Nothing is asked for any more, and the card says why",
            trigger: `${closed} .ribbon:contains(On hold)`,
        },
        { trigger: ".o_notebook .nav-link:contains(Payments claimed)", run: "click" },
        { trigger: ".o_field_widget[name=payment_claim_ids] td:contains(450.00)" },
        { trigger: "button[name=action_grievance]", run: "click" },
        { trigger: ".modal [name=subject] input", run: "edit The lift stands still" },
        { trigger: ".modal .o_form_button_save", run: "click" },
        { trigger: `${closed} .o_notebook .nav-link:contains(Questions and complaints)`, run: "click" },
        { trigger: ".o_field_widget[name=grievance_ids] td:contains(The lift stands still)" },
        { trigger: "button[name=action_ask_extension]", run: "click" },
        { trigger: ".modal [name=reason] textarea", run: "edit Salary on the 25th" },
        { trigger: ".modal .o_form_button_save", run: "click" },
        { trigger: `${closed} .o_notebook .nav-link:contains(Extensions)` },
    ],
});
