/**
 * The page on which a receipt is checked: the list comes here, and the receipt that is
 * typed never leaves the page.
 */

import { isIn, readReceipt } from "../src/ballot/receipt.js";
import { say } from "./el.js";
import { Server, ServerError } from "./server.js";
import { t } from "./texts.js";

const form = document.querySelector("form[data-receipt-box]");

async function check() {
    const typed = form.querySelector("input");
    const place = form.querySelector("[data-receipt-said]");
    const button = form.querySelector("button");
    typed.removeAttribute("aria-invalid");
    button.disabled = true;
    try {
        const receipt = readReceipt(typed.value);
        typed.value = receipt;
        const list = await new Server(form.dataset.receiptBox).receipts();
        const found = isIn(receipt, list);
        say(
            place,
            t(found ? "receipt.found" : "receipt.missing"),
            found ? "success" : "warning"
        );
    } catch (error) {
        const isDown = error instanceof ServerError;
        typed.toggleAttribute("aria-invalid", !isDown);
        say(place, t(isDown ? "box.unchecked" : "error.mistyped"));
    } finally {
        button.disabled = false;
    }
}

form?.addEventListener("submit", (event) => {
    event.preventDefault();
    check();
});
