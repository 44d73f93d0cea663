import { registry } from "@web/core/registry";

const closed = "body:not(:has(.modal))";
const state = (label) => `${closed} .o_statusbar_status .o_arrow_button_current:contains('${label}')`;

/** A reviewer opens the application that waits, chooses a decision, and confirms it. */
function decided(decision, reason) {
    return [
        { trigger: ".o_list_view .o_data_row .o_data_cell[name='debtor_id']", run: "click" },
        { trigger: ".o_notebook .nav-link[name='decision']", run: "click" },
        { trigger: `.o_field_widget[name='decision'] input[data-value='${decision}']`, run: "click" },
        { trigger: ".o_field_widget[name='decision_reason'] textarea", run: `edit ${reason}` },
        { trigger: ".o_statusbar_buttons button[name='action_decide']", run: "click" },
        { trigger: ".modal .btn-primary", run: "click" },
    ];
}

// A collector takes a paper form down; what was written is sealed, and the card is paused.
registry.category("web_tour.tours").add("property_arrears_story_intake", {
    steps: () => [
        { trigger: "button[name='action_ask_for_relief']", run: "click" },
        { trigger: ".modal .o_field_widget[name='owner_figure'] input", run: "edit 5" },
        { trigger: ".modal .o_field_widget[name='statement'] textarea", run: "edit I lost my work." },
        { trigger: ".modal button[name='action_hand_over']", run: "click" },
        { trigger: `${closed} .o_notification:contains('The card is paused')` },
    ],
});

// Five a month is what the owner can pay: half a year of token payments comes of it.
registry.category("web_tour.tours").add("property_arrears_story_plan", {
    steps: () => [
        ...decided("plan", "We agree on what you can pay."),
        { content: "Approved", trigger: state("Approved") },
        { trigger: "button[name='action_view_plan']", run: "click" },
        { content: "It runs at once", trigger: state("Running") },
        { trigger: ".o_field_widget[name='line_ids'] .o_data_row:contains('5.00')" },
    ],
});

// A refusal, in writing.
registry.category("web_tour.tours").add("property_arrears_story_refusal", {
    steps: () => [
        ...decided("refuse", "Nothing was shown to us."),
        { content: "Refused", trigger: state("Refused") },
    ],
});

// The owner objects; the same sealed form takes it.
registry.category("web_tour.tours").add("property_arrears_story_appeal", {
    steps: () => [
        { trigger: "button[name='action_ask_for_relief']", run: "click" },
        { trigger: ".modal .o_field_widget[name='is_appeal'] input", run: "click" },
        { trigger: ".modal .o_field_widget[name='statement'] textarea", run: "edit Here is the letter." },
        { trigger: ".modal button[name='action_hand_over']", run: "click" },
        { trigger: `${closed} .o_notification:contains('The card is paused')` },
    ],
});

// A manager who had no part in it has the last word.
registry.category("web_tour.tours").add("property_arrears_story_last_word", {
    steps: () => [
        { trigger: ".o_list_view .o_data_row .o_data_cell[name='debtor_id']", run: "click" },
        { trigger: ".o_statusbar_buttons button[name='action_decide_appeal']", run: "click" },
        { trigger: ".modal .o_field_widget[name='decision'] input[data-value='waive_full']", run: "click" },
        { trigger: ".modal .o_field_widget[name='reason'] textarea", run: "edit The letter proves it." },
        { trigger: ".modal button[name='action_decide']", run: "click" },
        { content: "Approved after all", trigger: state("Approved") },
        { trigger: ".o_notebook .nav-link[name='appeal']", run: "click" },
        { trigger: ".o_field_widget[name='appeal_reason']:contains('The letter proves it.')" },
    ],
});
