/**
 * Unsent texts: kept in this browser until they are sent, and by no server.
 *
 * While the keys are open a draft is sealed to oneself, and outlives the browser. While
 * they are not, it lasts as long as the tab. Each member has their own.
 */

import * as age from "./age.js";
import { fromHex, fromUtf8, toHex, utf8 } from "./bytes.js";

const PREFIX = "nob-mentorship-draft/1";

export class Drafts {
    /**
     * @param {string} member uuid of who writes
     * @param {{lasting: Storage, passing: Storage}} storage `localStorage` and
     *     `sessionStorage`, or what stands for one that this browser refuses
     * @param {import("./seal.js").Keys|null} keys null while they are not open
     * @param {string[]} [former] secret keys of age that the member had before: drafts
     *     of then open with them
     */
    constructor(member, storage, keys, former = []) {
        this.member = member;
        this.storage = storage;
        this.keys = keys;
        this.former = former;
    }

    /** @param {string} place such as `note/<room>` @returns {string} */
    name(place) {
        return `${PREFIX}/${this.member}/${place}`;
    }

    /**
     * @param {string} place
     * @param {string} text "" drops it
     * @returns {Promise<boolean>} false where this browser keeps nothing
     */
    async keep(place, text) {
        if (!text) {
            this.drop(place);
            return true;
        }
        try {
            if (!this.keys) {
                this.storage.passing.setItem(this.name(place), text);
                return true;
            }
            const recipient = await age.recipientOf(this.keys.age);
            const sealed = await age.encrypt(utf8(text), [recipient]);
            this.storage.lasting.setItem(this.name(place), toHex(sealed));
            this.storage.passing.removeItem(this.name(place));
            return true;
        } catch {
            return false;
        }
    }

    /**
     * @param {string} place
     * @returns {Promise<string>} "" where there is none, or it cannot be opened
     */
    async read(place) {
        try {
            const passing = this.storage.passing.getItem(this.name(place));
            const sealed = this.storage.lasting.getItem(this.name(place));
            if (passing || !sealed || !this.keys) {
                return passing ?? "";
            }
            return await this.open(place, fromHex(sealed));
        } catch {
            return "";
        }
    }

    /** Open a draft; one that earlier keys sealed is sealed anew. */
    async open(place, sealed) {
        for (const key of [this.keys.age, ...this.former]) {
            let text = "";
            try {
                text = fromUtf8(await age.decrypt(sealed, key));
            } catch {
                continue;
            }
            if (key !== this.keys.age) {
                await this.keep(place, text);
            }
            return text;
        }
        return "";
    }

    /** Drop a draft, once its text was sent. */
    drop(place) {
        for (const storage of Object.values(this.storage)) {
            try {
                storage.removeItem(this.name(place));
            } catch {
                // a browser that refuses to keep anything has nothing to drop
            }
        }
    }

    /** Drop all drafts of all members, at logout. */
    static forget(storage) {
        for (const each of Object.values(storage)) {
            Array.from({ length: each.length }, (_, at) => each.key(at))
                .filter((name) => name.startsWith(`${PREFIX}/`))
                .forEach((name) => each.removeItem(name));
        }
    }
}
