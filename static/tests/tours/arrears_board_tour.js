import { registry } from "@web/core/registry";

const column = (stage) => `.o_kanban_group:has(.o_column_title:contains('${stage}'))`;
const card = (stage) => `${column(stage)} .o_kanban_record:contains(1501)`;

// A collector's minute: look at the board, open a card, write down a call, move the card on, and
// learn why the law is out of reach.
registry.category("web_tour.tours").add("arrears_board", {
    steps: () => [
        {
            content: "The card is in the first column, with the name masked",
            trigger: `${card("Reminder")}:contains(450.00):contains(张**)`,
        },
        { content: "Open it", trigger: card("Reminder"), run: "click" },
        {
            content: "Its collector sees the full name",
            trigger: ".o_form_view [name=debtor_name]:contains(张三)",
        },
        {
            content: "One key for a call that nobody answered",
            trigger: "button[name=action_log_no_answer]",
            run: "click",
        },
        {
            content: "It counts as a contact",
            trigger: "button[name=action_open_contacts] .o_stat_value:contains(2)",
        },
        { trigger: "button[name=action_log_contact]", run: "click" },
        {
            content: "The words to begin with name the caller and no amount",
            trigger: ".modal:not(:contains(450.00)) [name=script_before]:contains(Lin Fang)",
        },
        {
            content: "A conversation without an identity check is refused",
            trigger: ".modal button[name=action_connected]",
            run: "click",
        },
        {
            trigger: ".o_error_dialog:contains(who is speaking) button.btn-primary",
            run: "click",
        },
        { trigger: ".modal [name=identity_checked] input", run: "click" },
        {
            content: "Now the amount is there to be said",
            trigger: ".modal [name=script_after]:contains(450.00)",
        },
        {
            content: "And the form shows what is pursued",
            trigger: ".modal [name=amount_pursued]:contains(450.00)",
        },
        { trigger: ".modal [name=reason_id] input", run: "edit Forgot" },
        { trigger: ".ui-autocomplete .ui-menu-item:contains(Forgot)", run: "click" },
        {
            content: "What helps appears beside the reason",
            trigger: ".modal [name=reason_advice]:contains(direct debit)",
        },
        {
            content: "And so do the words for it",
            trigger: ".modal [name=script_after]:contains(AUTOPAY-1)",
        },
        { trigger: ".modal button[name=action_connected]", run: "click" },
        {
            content: "The reason is on the card",
            trigger: "body:not(:has(.modal)) .o_form_view [name=reason_id] input:value(Forgot)",
        },
        { trigger: ".o_back_button, .breadcrumb-item a", run: "click" },
        {
            content: "Drag the card past a stage that nobody worked",
            trigger: card("Reminder"),
            run: `drag_and_drop(${column("Visit")})`,
        },
        {
            content: "No stage is passed over",
            trigger: ".o_error_dialog:contains(1501):contains(Demand letter) button.btn-primary",
            run: "click",
        },
        {
            content: "Drag it to the next stage",
            trigger: card("Reminder"),
            run: `drag_and_drop(${column("Demand letter")})`,
        },
        { trigger: card("Demand letter") },
        {
            content: "The law is out of reach, and the board says why",
            trigger: card("Demand letter"),
            run: `drag_and_drop(${column("Pre-legal")})`,
        },
        {
            trigger: ".o_error_dialog:contains(No formal demand) button.btn-primary",
            run: "click",
        },
        { content: "The card stayed where it was", trigger: card("Demand letter") },
    ],
});
