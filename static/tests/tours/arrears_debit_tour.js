import { registry } from "@web/core/registry";
import { inputFiles } from "@web/../tests/utils";

/* A treasurer opens a batch, selects what is due and cannot approve it alone. */
registry.category("web_tour.tours").add("arrears_debit_make", {
    steps: () => [
        {
            content: "Open a new batch",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            content: "Select what is due",
            trigger: "button[name='action_collect_lines']:not(:disabled)",
            run: "click",
        },
        {
            content: "The instruction is there, with four digits of its account",
            trigger: "td[name='account_last4']:contains('0001')",
        },
        {
            content: "Approve",
            trigger: "button[name='action_approve']",
            run: "click",
        },
        {
            content: "Confirm",
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "The maker is refused",
            trigger: ".modal:contains('another person approves it') .modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "The batch is still a draft",
            trigger: ".o_arrow_button_current:contains('Draft')",
        },
    ],
});

/* Another one approves. */
registry.category("web_tour.tours").add("arrears_debit_approve", {
    steps: () => [
        {
            trigger: "button[name='action_approve']",
            run: "click",
        },
        {
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        {
            trigger: ".o_arrow_button_current:contains('Approved')",
        },
        {
            content: "Ask for the file",
            trigger: "button[name='action_download']",
            run: "click",
        },
        {
            content: "Nobody is there to make it, and the notice says so",
            trigger: ".o_notification:contains('no sidecar has shown up')",
        },
    ],
});

/* The file is there: hand it in, upload the answer. */
registry.category("web_tour.tours").add("arrears_debit_answer", {
    steps: () => [
        {
            content: "The file's name and hash are shown",
            trigger: "[name='file_name']:contains('.txt')",
        },
        {
            trigger: "button[name='action_download']:not(:disabled)",
        },
        {
            trigger: "button[name='action_hand_in']",
            run: "click",
        },
        {
            trigger: ".o_arrow_button_current:contains('Handed in')",
        },
        {
            trigger: "button[name='action_upload_answer']",
            run: "click",
        },
        {
            trigger: ".modal [name='content'] .o_select_file_button",
            async run() {
                const file = new File(["an answer of the bank"], "answer_R1.txt");
                await inputFiles(".modal [name='content'] input[type='file']", [file]);
            },
        },
        {
            trigger: ".modal [name='content'] input:value('answer_R1.txt')",
        },
        {
            trigger: ".modal button[name='action_upload']",
            run: "click",
        },
        {
            content: "The file waits to be read",
            trigger: "[name='name']:contains('answer_R1.txt')",
        },
        {
            trigger: ".o_arrow_button_current:contains('Received')",
        },
    ],
});
