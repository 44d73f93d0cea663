import { registry } from "@web/core/registry";

const NUMBER = "13812345678";
const closed = "body:not(:has(.modal))";
const points = ".o_field_widget[name=contact_point_ids]";

// The board shows no number; the card that is opened shows the one to ring up; a wrong one is
// used no more, and a new one is a word away.
registry.category("web_tour.tours").add("arrears_points", {
    steps: () => [
        {
            content: "On the board no number stands",
            trigger: `.o_kanban_record:contains(1501):not(:contains(${NUMBER}))`,
            run: "click",
        },
        {
            content: "The opened card has the number in full",
            trigger: `${points} td[name=value_shown]:contains(${NUMBER})`,
        },
        {
            content: "It is not the owner's",
            trigger: `${points} button[name=action_wrong]`,
            run: "click",
        },
        {
            content: "It is marked, and cannot be marked again",
            trigger: `${points} .o_data_row.text-danger:not(:has(button[name=action_wrong]))`,
        },
        { trigger: "button[name=action_add_contact_point]", run: "click" },
        { trigger: ".modal [name=entry] input", run: "edit 13987654321" },
        { trigger: ".modal .o_form_button_save", run: "click" },
        {
            content: "What the owner gave is on the card",
            trigger: `${closed} ${points} td[name=value_shown]:contains(13987654321)`,
        },
    ],
});

// What has to be found again, for a manager: masked, until somebody checked it.
registry.category("web_tour.tours").add("arrears_points_bad", {
    steps: () => [
        {
            content: "The list masks the number",
            trigger: `.o_list_view:not(:contains(${NUMBER})) td[name=value_masked]:contains(*******5678)`,
            run: "click",
        },
        {
            content: "So does the form",
            trigger: `.o_form_view:not(:contains(${NUMBER})) [name=value_masked]:contains(*******5678)`,
        },
        { trigger: ".o_back_button, .breadcrumb-item a", run: "click" },
        { trigger: ".o_list_view button[name=action_verify]", run: "click" },
        {
            content: "Checked with the owner: nothing is left to find",
            trigger: ".o_view_nocontent:contains(No number or address has to be found again)",
        },
    ],
});
