import { registry } from "@web/core/registry";

// The sample of the open items, filled in by an accountant: one row as it should be, one of a unit
// that is not in this estate.
const LIST = `Unit,Debtor,Kind,Period from,Period to,Amount,Due date,Price basis
1501,王芳,service fee,2026-01-01,2026-06-30,450.50,2026-07-31,"Contract 2023, clause 4"
9-9-999,王芳,service fee,2026-01-01,2026-06-30,100.00,2026-07-31,"Contract 2023, clause 4"
`;

function chooseFile() {
    const transfer = new DataTransfer();
    transfer.items.add(new File([LIST], "open-items.csv", { type: "text/csv" }));
    const input = document.querySelector(".modal [name=content] input[type=file]");
    input.files = transfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
}

registry.category("web_tour.tours").add("arrears_golive", {
    steps: () => [
        { trigger: "button[name=action_upload]", run: "click" },
        {
            content: "A sample of the list is offered, with English and Chinese headings",
            trigger: ".modal button[name=action_sample_chinese]",
        },
        { trigger: ".modal [name=content] .o_select_file_button", run: chooseFile },
        {
            content: "The file is there",
            trigger: ".modal [name=content]:not(:has(.o_select_file_button:contains('Upload')))",
        },
        { trigger: ".modal button[name=action_upload]", run: "click" },
        {
            content: "What was read is said",
            trigger: "body:not(:has(.modal)) .o_field_widget[name=file_ids] .o_data_row",
        },
        {
            content: "One row is accepted, one refused",
            trigger: "button[name=action_view_refused]:contains('1')",
            run: "click",
        },
        {
            content: "The refused one names its cause and its cure",
            trigger: ".o_list_view .o_data_row:contains('9-9-999'):contains('not in this estate')",
        },
        { trigger: ".o_breadcrumb .o_back_button, .breadcrumb-item a", run: "click" },
        { trigger: ".o_form_view button[name=action_check]:visible", run: "click" },
        { trigger: ".o_form_view button[name=action_book]:visible", run: "click" },
        { trigger: ".modal .btn-primary", run: "click" },
        {
            content: "It is booked",
            trigger:
                "body:not(:has(.modal)) .o_statusbar_status [data-value=booked].o_arrow_button_current",
        },
    ],
});
