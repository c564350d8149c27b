import { SurveyForm } from "@survey/interactions/survey_form";
import { fadeIn } from "@survey/utils";
import { cookie } from "@web/core/browser/cookie";
import { patch } from "@web/core/utils/patch";

const PREFIX = "mentorship-draft:ballot:";

/**
 * The form of an evaluation in core's page. What is filled in and not sent is kept in
 * this browser and nowhere else; no cookie is left behind, and where sending fails the
 * form stays as it is.
 */
patch(SurveyForm.prototype, {
    setup() {
        super.setup();
        this.ballot = this.formEl.dataset.ballot;
        if (this.ballot) {
            cookie.delete(`survey_${this.options.surveyToken}`);
        }
    },

    start() {
        super.start();
        if (this.ballot) {
            this.limitTexts();
            this.restoreDraft();
            this.addListener(this.formEl, "input", this.keepDraft.bind(this));
            this.addListener(this.formEl, "change", this.keepDraft.bind(this));
        }
    },

    /** What goes wrong on the way is an answer too, heard once the form faded out. */
    async nextScreen(nextScreenPromise, options) {
        if (this.ballot) {
            const lost = [{}, { error: this.formEl.dataset.ballotLost }];
            nextScreenPromise = nextScreenPromise.catch(() => lost);
        }
        return super.nextScreen(nextScreenPromise, options);
    },

    onNextScreenDone(options) {
        const result = this.nextScreenResult;
        if (!this.ballot || !result || result.error === "validation") {
            return super.onNextScreenDone(options);
        }
        if (result.error) {
            this.sayWhy(result.error);
            return;
        }
        window.localStorage.removeItem(PREFIX + this.ballot);
        this.ballot = null;
        return super.onNextScreenDone(options);
    },

    /** Say above the form why nothing was sent, and leave what was filled in. */
    sayWhy(message) {
        const alertEl = this.el.querySelector(".o_survey_error");
        alertEl.replaceChildren(message);
        alertEl.classList.remove("d-none");
        fadeIn(this.el.querySelector(".o_survey_form_content"), 0);
        document
            .querySelector(".o_survey_main_title_fade")
            ?.classList.replace("opacity-0", "opacity-100");
        alertEl.scrollIntoView({ behavior: "smooth", block: "center" });
    },

    /**
     * Let nobody type more than is taken: a text that is refused would show in the
     * server's log as one more request, and so tell who wrote a long one.
     */
    limitTexts() {
        for (const el of this.formEl.querySelectorAll(
            "textarea, input[type=text], input[type=email]"
        )) {
            el.maxLength = Number(this.formEl.dataset.ballotLimit);
        }
    },

    /** Every field of the form, in its order; some have no name of their own. */
    draftFields() {
        return [
            ...this.formEl.querySelectorAll(
                ".o_survey_form_content input:not([type=hidden]), .o_survey_form_content textarea"
            ),
        ];
    },

    keepDraft() {
        if (!this.ballot) {
            return;
        }
        const values = this.draftFields().map((el) =>
            ["radio", "checkbox"].includes(el.type) ? el.checked : el.value
        );
        try {
            window.localStorage.setItem(
                PREFIX + this.ballot,
                JSON.stringify({ values, when: Date.now() })
            );
        } catch {
            // A browser that keeps nothing only loses what was not sent.
        }
    },

    restoreDraft() {
        let kept = null;
        try {
            kept = JSON.parse(window.localStorage.getItem(PREFIX + this.ballot));
        } catch {
            return;
        }
        const fields = this.draftFields();
        if (!kept || kept.values?.length !== fields.length) {
            return;
        }
        fields.forEach((el, index) => {
            const value = kept.values[index];
            if (["radio", "checkbox"].includes(el.type)) {
                if (value && !el.checked) {
                    el.checked = true;
                    if (el.type === "radio") {
                        el.classList.add("o_survey_form_choice_item_selected");
                    }
                    this.triggerEvent(el, "change");
                }
            } else if (value) {
                el.value = value;
            }
        });
        this.keepDraft();
    },
});
