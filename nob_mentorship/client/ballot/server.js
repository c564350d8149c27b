/** Requests to Odoo: it gets tokens' hashes and sealed ballots, and nothing else. */

import { concat, utf8 } from "../src/bytes.js";

const PATIENCE = 60_000;

/** No answer: `offline` if nothing came back, `failed` if the server could not. */
export class ServerError extends Error {
    constructor(code) {
        super(code);
        this.name = "ServerError";
        this.code = code;
    }
}

export class Server {
    /** @param {string} box path of an evaluation, such as `/mentorship/evaluation/7` */
    constructor(box) {
        this.box = box;
    }

    /**
     * @param {string} hash of the link's token
     * @returns {Promise<{standing: string, role: ?string, lang: ?string}>}
     */
    async standing(hash) {
        return this.fetch("token", {
            method: "POST",
            headers: { "Content-Type": "application/json" },
            body: JSON.stringify({ token_hash: hash }),
        });
    }

    /**
     * @param {string} hash of the link's token
     * @param {Uint8Array} file a ballot
     * @returns {Promise<string>} what became of it
     */
    async cast(hash, file) {
        const { code } = await this.fetch("ballot", {
            method: "POST",
            headers: { "Content-Type": "application/octet-stream" },
            body: concat(utf8(hash), file),
        });
        return code;
    }

    /** @returns {Promise<string[]>} of all ballots in the box */
    async receipts() {
        const { receipts } = await this.fetch("receipts", {});
        if (!Array.isArray(receipts) || !receipts.every((one) => one?.replaceAll)) {
            throw new ServerError("failed");
        }
        return receipts;
    }

    async fetch(what, options) {
        const answer = await fetch(`${this.box}/${what}`, {
            cache: "no-store",
            credentials: "same-origin",
            redirect: "error",
            referrerPolicy: "no-referrer",
            signal: AbortSignal.timeout(PATIENCE),
            ...options,
        }).catch(() => {
            throw new ServerError("offline");
        });
        const said = answer.ok && (await answer.json().catch(() => null));
        if (said === null || typeof said !== "object") {
            throw new ServerError("failed");
        }
        return said;
    }
}
