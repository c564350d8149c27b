/**
 * What this browser keeps of an evaluation: unsent answers until the tab is closed,
 * receipts for longer. Both belong to one link.
 */

const DRAFT = "nob-mentorship-ballot/1";
const RECEIPTS = "nob-mentorship-receipt/1";
const LETTERS = 16;

export class Kept {
    /** @param {string} hash of the link's token */
    constructor(hash) {
        const name = hash.slice(0, LETTERS);
        this.draftName = `${DRAFT}/${name}`;
        this.receiptsName = `${RECEIPTS}/${name}`;
    }

    /** @returns {any} null where there is none */
    draft() {
        return read("sessionStorage", this.draftName);
    }

    keepDraft(values) {
        write("sessionStorage", this.draftName, values);
    }

    dropDraft() {
        try {
            sessionStorage.removeItem(this.draftName);
        } catch {
            // a browser that keeps nothing has nothing to drop
        }
    }

    /** @returns {string[]} of each ballot that was sent with this link, the last one last */
    receipts() {
        const kept = read("localStorage", this.receiptsName);
        return Array.isArray(kept) ? kept.filter((one) => one?.replaceAll) : [];
    }

    /** Keep a receipt, before its ballot is sent: the server's answer may get lost. */
    keepReceipt(receipt) {
        const others = this.receipts().filter((one) => one !== receipt);
        write("localStorage", this.receiptsName, [...others, receipt]);
    }
}

function read(storage, name) {
    try {
        return JSON.parse(globalThis[storage].getItem(name));
    } catch {
        return null;
    }
}

function write(storage, name, value) {
    try {
        globalThis[storage].setItem(name, JSON.stringify(value));
    } catch {
        // a browser that keeps nothing only loses unsent answers
    }
}
