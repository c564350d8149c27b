import { SurveyForm } from "@survey/interactions/survey_form";
import { cookie } from "@web/core/browser/cookie";
import { patch } from "@web/core/utils/patch";

/**
 * An evaluation's form in core's page. Core asks, and checks what has to be answered; what
 * it collected goes to `static/ballot/ballot.js` of the same page, which seals it. Without
 * that script nothing is sent.
 */
patch(SurveyForm.prototype, {
    setup() {
        super.setup();
        this.isBallot = "ballotBox" in this.formEl.dataset;
        if (this.isBallot) {
            cookie.delete(`survey_${this.options.surveyToken}`);
        }
    },

    start() {
        super.start();
        if (this.isBallot) {
            this.formEl.dataset.ballotStarted = "";
            this.formEl.dispatchEvent(new CustomEvent("mentorship-ballot-started"));
        }
    },

    async submitForm(options = {}) {
        if (!this.isBallot) {
            return super.submitForm(options);
        }
        if (
            this.submitting ||
            !this.validateForm(this.formEl, new FormData(this.formEl))
        ) {
            return;
        }
        this.submitting = true;
        const detail = { values: {}, done: undefined };
        this.prepareSubmitValues([], detail.values);
        this.formEl.dispatchEvent(new CustomEvent("mentorship-ballot", { detail }));
        const wrong = await this.waitFor(detail.done);
        this.submitting = false;
        this.showErrors(wrong);
    },
});
