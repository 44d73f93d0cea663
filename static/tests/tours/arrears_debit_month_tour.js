import { registry } from "@web/core/registry";

const closed = "body:not(:has(.modal))";
const WORDS = {
    en_US: {
        download: "File to download", wait: "Waiting for the bank's answer",
        confirm: "Keyed answers to confirm", back: "Taken back in the last 31 days",
        zero: "The clearing account is at zero", refused: "another person compares and confirms it",
        approved: "Approved", handed: "Handed in", done: "Confirmed", closed: "Closed",
    },
    zh_CN: {
        download: "待下载的文件", wait: "等待银行回盘", confirm: "待确认的录入回盘",
        back: "近 31 天银行退回", zero: "过渡科目余额为零", refused: "须由另一人核对并确认",
        approved: "已批准", handed: "已送盘", done: "已确认", closed: "已关闭",
    },
};
const card = (bank) => `.o_kanban_view .o_kanban_record:contains(${bank})`;
const count = (bank, name) => `${card(bank)} a[data-desk=${name}]`;
const back = { trigger: `${closed} .o_back_button a`, run: "click" };
const row = { trigger: `${closed} .o_list_view .o_data_row .o_data_cell`, run: "click" };
const state = (words) => ({ trigger: `${closed} .o_arrow_button_current:contains(${words})` });

/** A count of a bank says what it stands for and opens it; the way leads back to the desk. */
function opened(bank, name, words, ...steps) {
    return [
        { content: `${bank}: ${words}`, trigger: `${count(bank, name)}:contains(${words})`, run: "click" },
        ...steps,
        { trigger: `${closed} .o_back_button a`, run: "click" },
        { trigger: card(bank) },
    ];
}

/* What is to be done at each bank today, and what each count opens. */
function desk(words) {
    return [
        { content: "Three banks", trigger: `${card("建设银行")} :contains(${words.zero})` },
        ...opened("工商银行", "make", words.download, row, state(words.approved), back),
        ...opened("工商银行", "set_aside", "", row,
                  { trigger: ".alert-danger [name=error_message]" }, back),
        ...opened("工商银行", "returned", words.back,
                  { trigger: ".o_list_view .o_data_row .text-bg-danger" }),
        ...opened("农商行", "wait", words.wait, row, state(words.handed), back),
        {
            trigger: `${count("农商行", "confirm")}:contains(${words.confirm})`,
            run: "click",
        },
        row,
        { content: "Who keyed it", trigger: "button[name=action_confirm]", run: "click" },
        { trigger: ".modal-footer .btn-primary", run: "click" },
        {
            content: "is refused",
            trigger: `.modal:contains(${words.refused}) .modal-footer .btn-primary`,
            run: "click",
        },
        { trigger: `${closed} button[name=action_confirm]` },
    ];
}

/* Another person compares and confirms. */
function confirm(words) {
    return [
        { trigger: ".o_field_widget[name=line_ids] .o_data_row" },
        { trigger: "button[name=action_confirm]", run: "click" },
        { trigger: ".modal-footer .btn-primary", run: "click" },
        state(words.done),
        { content: "It has become a file", trigger: "[name=file_id]:contains(.keyed.txt)" },
    ];
}

/* A first run leads to its second one. */
function again(words) {
    return [
        state(words.closed),
        { trigger: ".o_field_widget[name=line_ids] .o_data_row .text-bg-danger" },
        { trigger: "button[name=action_second_run]", run: "click" },
        { content: "The second run of it", trigger: `${closed} [name=first_run_id]:contains(DK)` },
        state(words.closed),
    ];
}

/* Clearing accounts: each batch with what was collected, what arrived and what is open. */
function clearing() {
    return [
        { trigger: ".o_list_view .o_data_row [name=amount_arrived]" },
        { trigger: ".o_list_view tfoot" },
    ];
}

for (const [language, words] of Object.entries(WORDS)) {
    for (const [name, steps] of Object.entries({ desk, confirm, again, clearing })) {
        registry.category("web_tour.tours").add(`arrears_debit_month_${name}_${language}`, {
            steps: () => steps(words),
        });
    }
}
