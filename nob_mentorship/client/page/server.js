/** Requests to Odoo: JSON in, JSON out. It only ever gets sealed texts. */

import { concat, utf8 } from "../src/bytes.js";

/**
 * A failed answer.
 *
 * - `offline`: nothing came back
 * - `login`: no one is logged in
 * - `gone`: it does not exist, or is not for this member
 * - `changed`: something newer is there
 * - `refused`: not done; the server's own sentence says why
 * - `too-large`
 * - `failed`: the server could not
 */
export class ServerError extends Error {
    constructor(code, sentence) {
        super(sentence ?? code);
        this.name = "ServerError";
        this.code = code;
        this.sentence = sentence;
    }
}

const CODES = {
    401: "login",
    403: "login",
    404: "gone",
    409: "changed",
    413: "too-large",
};

export class Server {
    /** @param {string} address of Odoo, "" where it is this page's own */
    constructor(address) {
        this.address = address;
    }

    /**
     * @param {string} place such as `room/7`
     * @returns {string} the address that leads there, in the newest page
     */
    entry(place) {
        return `${this.address}/mentorship/room?to=${encodeURIComponent(place)}`;
    }

    /**
     * @param {string} what such as `me`
     * @param {object} [values]
     * @param {Uint8Array} [bytes] that go with them, after a zero
     * @returns {Promise<object>}
     * @throws {ServerError}
     */
    async ask(what, values = {}, bytes = null) {
        const answer = await this.post(what, values, bytes);
        return answer.json().catch(() => {
            throw new ServerError("failed");
        });
    }

    /** As `ask`, for what is answered in bytes. @returns {Promise<Uint8Array>} */
    async askBytes(what, values) {
        const answer = await this.post(what, values, null);
        const bytes = await answer.arrayBuffer().catch(() => {
            throw new ServerError("offline");
        });
        return new Uint8Array(bytes);
    }

    post(what, values, bytes) {
        const json = JSON.stringify(values);
        const kind = bytes ? "application/octet-stream" : "application/json";
        return this.fetch(`/mentorship/room/api/${what}`, {
            method: "POST",
            headers: { "Content-Type": kind },
            body: bytes ? concat(utf8(json), Uint8Array.of(0), bytes) : json,
        });
    }

    async fetch(path, options) {
        const request = {
            cache: "no-store",
            credentials: "include",
            redirect: "error",
            referrerPolicy: "no-referrer",
            ...options,
        };
        const answer = await fetch(this.address + path, request).catch(() => {
            throw new ServerError("offline");
        });
        if (!answer.ok) {
            const { sentence } = await answer.json().catch(() => ({}));
            const code = CODES[answer.status] ?? (sentence ? "refused" : "failed");
            throw new ServerError(code, sentence);
        }
        return answer;
    }
}

/** @param {string} path of a file beside this page @returns {Promise<Response>} */
export async function fetchOwn(path) {
    const answer = await fetch(path, { cache: "no-store" }).catch(() => {
        throw new ServerError("offline");
    });
    if (!answer.ok) {
        throw new ServerError("failed");
    }
    return answer;
}

/** As `fetchOwn`, for a file in JSON. @returns {Promise<object>} */
export const fetchJson = async (path) => (await fetchOwn(path)).json();
