import { registry } from "@web/core/registry";

// By names and values alone: the same steps are taken in English and in Chinese.
const closed = "body:not(:has(.modal))";
const state = (value) => `${closed} .o_statusbar_status .o_arrow_button_current[data-value='${value}']`;
const page = (name) => ({ trigger: `.o_notebook .nav-link[name='${name}']`, run: "click" });
const press = (name) => ({ trigger: `${closed} .o_statusbar_buttons button[name='${name}']`, run: "click" });

// A collector writes down that the bill is disputed; just that is paused.
registry.category("web_tour.tours").add("property_arrears_dispute_raised", {
    steps: () => [
        { trigger: "button[name='action_dispute']", run: "click" },
        { trigger: ".modal .o_field_widget[name='said'] textarea", run: "edit The lift stood." },
        { trigger: ".modal .o_form_button_save", run: "click" },
        { trigger: `${closed} .o_form_view .o_notebook .nav-link[name='disputes']`, run: "click" },
        { trigger: ".o_field_widget[name='dispute_line_ids'] .o_data_row" },
    ],
});

// It is examined, and a step is planned and taken.
registry.category("web_tour.tours").add("property_arrears_dispute_examined", {
    steps: () => [
        press("action_examine"),
        { trigger: state("examined") },
        page("milestones"),
        { trigger: ".o_field_widget[name='milestone_ids'] .o_field_x2many_list_row_add a", run: "click" },
        { trigger: ".o_selected_row .o_field_widget[name='what'] input", run: "edit Log of the lift" },
        {
            trigger: ".o_selected_row .o_field_widget[name='planned_on'] button, .o_selected_row .o_field_widget[name='planned_on'] input",
            run: "click",
        },
        { trigger: ".o_datetime_picker .o_today", run: "click" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved, .o_form_view:not(:has(.o_form_button_save:visible))" },
        { trigger: ".o_field_widget[name='milestone_ids'] button[name='action_done']", run: "click" },
        { trigger: ".o_field_widget[name='milestone_ids']:not(:has(button[name='action_done']))" },
    ],
});

// A manager takes a fifth off.
registry.category("web_tour.tours").add("property_arrears_dispute_reduced", {
    steps: () => [
        page("decision"),
        { trigger: ".o_field_widget[name='outcome'] .o_select_menu_toggler", run: "click" },
        { trigger: ".o_select_menu_menu .o_select_menu_item:last", run: "click" },
        { trigger: ".o_field_widget[name='reduced_percent'] input", run: "edit 20" },
        { trigger: ".o_field_widget[name='decision_reason'] textarea", run: "edit The lift stood." },
        { trigger: ".o_field_widget[name='evidence'] textarea", run: "edit Log of the lift" },
        press("action_decide"),
        { trigger: ".modal .modal-footer .btn-primary", run: "click" },
        { trigger: state("decided") },
        { trigger: "button[name='action_view_credit_notes']" },
        page("charges"),
        { trigger: ".o_field_widget[name='line_ids'] .o_data_cell[name='amount_credited']:contains('21.20')" },
    ],
});

// A collector asks for more than the first level may give up.
registry.category("web_tour.tours").add("property_arrears_approval_asked", {
    steps: () => [
        { trigger: "button[name='action_request_waiver']", run: "click" },
        { trigger: ".o_field_widget[name='line_ids'] .o_data_row" },
        { content: "It says who will decide", trigger: ".o_field_widget[name='route_text']:contains('area')" },
        press("action_submit"),
        { trigger: state("submitted") },
    ],
});

// The first level looks at it and is told who has to decide.
registry.category("web_tour.tours").add("property_arrears_approval_too_high", {
    steps: () => [
        press("action_approve"),
        { trigger: ".modal .modal-body:contains('2')" },
        { trigger: ".modal .modal-footer .btn-primary", run: "click" },
        { trigger: state("submitted") },
    ],
});

// The second level decides.
registry.category("web_tour.tours").add("property_arrears_approval_given", {
    steps: () => [
        press("action_approve"),
        { trigger: state("approved") },
        { trigger: ".o_field_widget[name='approval_basis_text']" },
    ],
});

// A manager reads by whom and why how much was given up.
registry.category("web_tour.tours").add("property_arrears_approval_reported", {
    steps: () => [
        { trigger: ".o_pivot_view .o_pivot td:contains('31.80')" },
        { trigger: ".o_switch_view.o_list", run: "click" },
        { trigger: ".o_list_view .o_data_row .o_data_cell:contains('area')" },
    ],
});

// A second manager starts a programme; from then on owners read its criteria.
registry.category("web_tour.tours").add("property_arrears_program_started", {
    steps: () => [
        { trigger: ".o_field_widget[name='criteria'] :visible" },
        press("action_activate"),
        { trigger: state("active") },
    ],
});

// The reward lies on the next bill.
registry.category("web_tour.tours").add("property_arrears_reward_booked", {
    steps: () => [
        { trigger: state("booked") },
        { trigger: "button[name='action_view_bill']", run: "click" },
        { trigger: ".o_field_widget[name='invoice_line_ids'] .o_data_row:contains('5.00')" },
    ],
});

// The payment behind it is gone: the next bill charged it back.
registry.category("web_tour.tours").add("property_arrears_reward_taken_back", {
    steps: () => [
        { trigger: state("taken_back") },
        { trigger: ".o_field_widget[name='back_move_id']" },
    ],
});

// The owner reads the criteria on the own page.
registry.category("web_tour.tours").add("property_arrears_owner_reads_offer", {
    steps: () => [
        { trigger: ".card h5:contains('On time 2026')" },
        { trigger: ".card p:contains('5 %')" },
    ],
});
