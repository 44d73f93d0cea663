import { registry } from "@web/core/registry";

const closed = "body:not(:has(.modal))";
const WORDS = {
    en_US: { forgot: "Forgot", colleague: "Chen Wei", law: "Pre-legal" },
    zh_CN: { forgot: "忘记了", colleague: "Chen Wei", law: "法务准备" },
};
const button = (name) => ({ trigger: `${closed} .o_form_view button[name=${name}]`, run: "click" });
const inWindow = (name) => ({ trigger: `.modal button[name=${name}]`, run: "click" });
const save = { trigger: ".modal .o_form_button_save", run: "click" };
const back = { trigger: `${closed} .o_back_button a`, run: "click" };
const page = (name) => ({
    trigger: `${closed} .o_form_view .o_notebook .nav-link[name=${name}]`,
    run: "click",
});
/** The card of a number stands on the screen, and no window over it. */
const card = (number) => ({ trigger: `${closed} .o_form_view .oe_title:contains(${number})` });

/** What the title of the card on the screen says; empty while none is there. */
function title() {
    return document.querySelector(".o_form_view .oe_title")?.textContent || "";
}

/** Go to the next card and report how long the collector waited for it. */
const next = (number) => ({
    content: `The next card is ${number}`,
    trigger: `${closed} .o_pager_next:enabled`,
    run: async (helpers) => {
        const started = performance.now();
        await helpers.click();
        while (!title().includes(number) && performance.now() - started < 10000) {
            await new Promise((done) => setTimeout(done, 10));
        }
        // A note would not be heard: the tests of Odoo pass on warnings alone.
        console.warn(`next card ${number}: ${Math.round(performance.now() - started)} ms`);
    },
});

/** Thirteen cards from *my day*, one after the other, each in another situation. */
function day(words) {
    const reason = [
        { trigger: ".modal [name=reason_id] input", run: `edit ${words.forgot}` },
        {
            trigger: `.ui-autocomplete .ui-menu-item:contains(${words.forgot})`,
            run: "click",
        },
    ];
    const call = [button("action_log_contact"),
                  { trigger: ".modal [name=identity_checked] input", run: "click" }];
    return [
        { content: "The whole day", trigger: ".o_list_view .o_data_row:contains(1613)" },
        {
            content: "The most important first",
            trigger: ".o_list_view .o_data_row:first:contains(1601) [name=unit_id]",
            run: "click",
        },
        // A message that waits: read it before it leaves.
        card(1601),
        button("action_open_contacts"),
        { trigger: `${closed} .o_list_view .o_data_row .o_data_cell[name=moment]`, run: "click" },
        { trigger: ".o_form_view [name=text]:contains(1601)" },
        back,
        { trigger: `${closed} .o_list_view .o_data_row [name=moment]` },
        back,
        card(1601),
        // A call with identity and reason.
        next(1602), card(1602), ...call, ...reason,
        { trigger: ".modal [name=reason_advice] span:not(:empty)" },
        inWindow("action_connected"),
        { trigger: `${closed} [name=reason_id] input:value(${words.forgot})` },
        // A promise.
        next(1603), card(1603), ...call, ...reason,
        { trigger: ".modal [name=promise_date] :is(input,button)", run: "click" },
        { trigger: ".modal [name=promise_date] input", run: "edit +5d && press Tab" },
        { trigger: ".modal [name=promise_amount]" },
        inWindow("action_connected"),
        { trigger: `${closed} .o_form_view .ribbon` },
        page("promises"),
        { trigger: "[name=promise_ids] .o_data_row" },
        // Nobody answers, a wrong number, someone else: one key each.
        next(1604), card(1604), button("action_log_no_answer"),
        { trigger: `${closed} button[name=action_open_contacts] .o_stat_value:contains(1)` },
        next(1605), card(1605), button("action_log_wrong_number"),
        { trigger: `${closed} button[name=action_open_contacts] .o_stat_value:contains(1)` },
        next(1606), card(1606), button("action_log_someone_else"),
        { trigger: `${closed} button[name=action_open_contacts] .o_stat_value:contains(1)` },
        // A dispute of the bill.
        next(1607), card(1607), button("action_dispute"),
        { trigger: ".modal [name=said] textarea", run: "edit 2026-03" },
        save,
        { content: "Part or all is on hold", trigger: `${closed} .o_form_view [name=amount_held]` },
        page("disputes"),
        { trigger: "[name=dispute_line_ids] .o_data_row" },
        // Hardship: what is written is sealed.
        next(1608), card(1608), button("action_ask_for_relief"),
        { trigger: ".modal [name=statement] textarea", run: "edit 02-14" },
        inWindow("action_hand_over"),
        { trigger: `${closed} .o_form_view .ribbon` },
        { trigger: `${closed} .o_form_view:not(:contains(02-14))` },
        // It is paid, says the owner.
        next(1609), card(1609), button("action_claim_payment"),
        { trigger: ".modal [name=paid_on] input", run: "edit -3d && press Tab" },
        { trigger: ".modal [name=payer_name] input", run: "edit Wang" },
        save,
        { trigger: `${closed} .o_form_view .ribbon` },
        page("payment_claims"),
        { trigger: "[name=payment_claim_ids] .o_data_row" },
        // The owner waits for a fapiao.
        next(1610), card(1610), button("action_ask_fapiao"),
        { trigger: ".modal [name=charge_ids] .o_data_row" },
        inWindow("action_ask"),
        { trigger: `${closed} .o_form_view .ribbon` },
        // A demand letter into the queue.
        next(1611), card(1611), button("action_write_letter"),
        { trigger: `${closed} .o_form_view button[name=action_print]` },
        back,
        { trigger: `${closed} button[name=action_open_letters] .o_stat_value:contains(1)` },
        // A visit with a second person.
        next(1612), card(1612), button("action_plan_visit"),
        { trigger: ".modal [name=companion_id] input", run: `edit ${words.colleague}` },
        { trigger: `.ui-autocomplete .ui-menu-item:contains(${words.colleague})`, run: "click" },
        inWindow("action_plan"),
        { trigger: `${closed} button[name=action_open_visits] .o_stat_value:contains(1)` },
        // The law is far: the card says what is missing.
        next(1613), card(1613),
        { trigger: `.o_statusbar_status button:contains(${words.law})`, run: "click" },
        { trigger: ".o_error_dialog li, .o_error_dialog p:not(:empty)" },
        { trigger: ".o_error_dialog button.btn-primary", run: "click" },
        {
            content: "The card shows the stage it is in",
            trigger: `${closed} .o_arrow_button_current:not(:contains(${words.law}))`,
        },
        back,
        { content: "Home again", trigger: `${closed} .o_cp_switch_buttons` },
        { trigger: ".o_list_view .o_data_row:contains(1601)" },
    ];
}

for (const [language, words] of Object.entries(WORDS)) {
    registry.category("web_tour.tours").add(`arrears_day_${language}`, {
        steps: () => day(words),
    });
}
