/**
 * The script of an evaluation's form, on Odoo Surveys' own page.
 *
 * Core's script asks and checks, and `static/src/interactions/ballot_form.js` passes on
 * what it collected. The answers are sealed here; nothing leaves the page before.
 */

import { el, say } from "./el.js";
import { fill, limit, valuesOf } from "./fields.js";
import { Kept } from "./kept.js";
import { linkOf, open, Standing } from "./opening.js";
import { Screens } from "./screens.js";
import { inBox, Sending } from "./sending.js";
import { Server, ServerError } from "./server.js";
import { day, t, tOf } from "./texts.js";

class FormPage {
    constructor(form) {
        this.form = form;
        this.root = form.closest(".o_survey_form");
        this.letters = Number(form.dataset.ballotLimit);
        this.screens = new Screens(form);
        this.server = new Server(form.dataset.ballotBox);
        this.submit = form.querySelector("button[type=submit]");
        this.label = this.submit.textContent;
        this.said = el("div", { role: "alert" });
        this.submit.parentElement.append(this.said);
        this.sending = null;
        this.kept = null;
        this.isPreview = "ballotPreview" in form.dataset;
    }

    start() {
        limit(this.form, this.letters);
        this.form.addEventListener("mentorship-ballot", (event) => {
            event.detail.done = this.send(event.detail.values);
        });
        addEventListener("online", () => this.isOffline && this.say(""));
        if (this.isPreview) {
            return;
        }
        addEventListener("hashchange", () => location.reload());
        this.opened = this.open();
    }

    async open() {
        try {
            const link = await linkOf(location.hash);
            // before the server answers: what is typed in the meantime is kept too
            this.kept = new Kept(link.hash);
            this.keepDraft();
            const opened = await open(this.form, link, this.server);
            if (this.otherLanguage(opened.lang)) {
                return;
            }
            this.promise(opened);
            this.sending = new Sending(opened, this.server, this.kept, this.letters);
        } catch (error) {
            await this.stop(error);
        }
    }

    /** Load the form once in the language of the member. */
    otherLanguage(lang) {
        const address = new URL(location.href);
        const shown = document.documentElement.lang.replace("-", "_");
        if (!lang || lang === shown || address.searchParams.has("lang")) {
            return false;
        }
        address.searchParams.set("lang", lang);
        location.replace(address);
        return true;
    }

    /** Show the promises of the paper, taken from the paper itself. */
    promise({ paper, role }) {
        const { everyone: count, minimum } = paper;
        const lines = [
            paper.audience === "all" && t("promise.role", { role: t(`role.${role}`) }),
            t("promise.everyone", { count, minimum }),
            t("promise.closes", { day: day(paper.closes) }),
        ];
        const place =
            this.form.querySelector("[data-ballot-promise]") ??
            this.submit.parentElement.insertBefore(
                el("div", { class: "text-muted small mb-3" }),
                this.submit
            );
        place.replaceChildren(
            ...lines.filter(Boolean).map((line) => el("p", { class: "mb-1" }, line))
        );
    }

    /** Fill in kept answers, and keep what is typed until it is sent. */
    keepDraft() {
        const keep = () => this.kept?.keepDraft(valuesOf(this.form));
        const restore = () => {
            fill(this.form, this.kept?.draft());
            this.form.addEventListener("input", keep);
            this.form.addEventListener("change", keep);
        };
        if ("ballotStarted" in this.form.dataset) {
            restore();
        } else {
            this.form.addEventListener("mentorship-ballot-started", restore, {
                once: true,
            });
        }
    }

    async stop(error) {
        const { kept } = this;
        if (error instanceof Standing) {
            this.kept = null;
        }
        if (error instanceof Standing && error.code === "answered") {
            kept.dropDraft();
            await this.tellAnswered(kept);
        } else if (error instanceof ServerError) {
            this.screens.stop(t(`load.${error.code}`), true);
        } else {
            this.screens.stop(tOf("error", error.code, "load.failed"));
        }
    }

    /** This link was used: in this browser, if it has the receipt. */
    async tellAnswered(kept) {
        const tried = kept.receipts();
        if (!tried.length) {
            this.screens.answered();
            return;
        }
        const receipts = () => this.server.receipts();
        const found = await inBox(this.server, kept).catch(() => null);
        await (found
            ? this.screens.sent(found, receipts)
            : this.screens.unsure(tried.at(-1), receipts));
    }

    /**
     * Seal and send what core's script collected.
     *
     * @param {object} values
     * @returns {Promise<object>} {number of a question: what is wrong with its answer}
     */
    async send(values) {
        this.say("");
        if (this.isPreview) {
            this.say(t("error.preview"), "info");
            return {};
        }
        this.busy(true);
        try {
            await this.opened;
            return this.sending ? await this.cast(values) : {};
        } catch (error) {
            this.say(tOf("error", error.code, "error.failed"));
            this.isOffline = error.code === "offline";
            return {};
        } finally {
            this.busy(false);
        }
    }

    async cast(values) {
        const sent = await this.sending.send(this.root, values);
        if (sent.wrong) {
            return Object.fromEntries(
                Object.entries(sent.wrong).map(([number, code]) => [
                    number,
                    t(`error.${code}`, { limit: this.letters }),
                ])
            );
        }
        if (sent.code) {
            this.say(tOf("error", sent.code, "error.failed"));
            return {};
        }
        this.kept.dropDraft();
        this.kept = this.sending = null;
        if (!sent.receipt) {
            this.screens.answered();
            return {};
        }
        const note = sent.earlier && t("done.earlier");
        this.screens.sent(sent.receipt, () => this.server.receipts(), note);
        return {};
    }

    /** Say something at the button; "" takes it away. */
    say(sentence, kind) {
        this.isOffline = false;
        say(this.said, sentence, kind);
    }

    busy(is) {
        this.submit.textContent = is ? t("button.sending") : this.label;
        this.submit.toggleAttribute("disabled", is);
        for (const question of this.form.querySelectorAll(".js_question-wrapper")) {
            question.inert = is;
        }
    }
}

const form = document.querySelector("form[data-ballot-box]");
if (form?.querySelector("button[type=submit]")) {
    new FormPage(form).start();
}
