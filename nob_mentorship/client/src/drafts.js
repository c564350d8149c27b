/**
 * Unsent texts: kept in this browser until they are sent, and on no server.
 *
 * While the keys are open, a draft is sealed to oneself, and outlives the browser.
 * While they are not, it lasts until the tab is closed. Each member has their own. A
 * draft that outlives the browser does not say where it was written: it must not show
 * that a member writes past the coordinators.
 */

import * as age from "./age.js";
import { fromHex, fromUtf8, sha256, toHex, utf8 } from "./bytes.js";

const PREFIX = "nob-mentorship-draft/1";

export class Drafts {
    /**
     * @param {string} member uuid of who writes
     * @param {{lasting: Storage, passing: Storage}} storage `localStorage` and
     *     `sessionStorage`, or a substitute if this browser refuses one
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
     * The name under which a draft outlives the browser: only the owner of the key
     * finds it.
     */
    async hidden(place, key = this.keys.age) {
        const hash = await sha256(utf8(`${PREFIX}\0${place}\0${key}`));
        return this.name(toHex(hash));
    }

    /**
     * @param {string} place
     * @param {string} text "" drops it
     * @returns {Promise<boolean>} false where this browser keeps nothing
     */
    async keep(place, text) {
        if (!text) {
            await this.drop(place);
            return true;
        }
        try {
            if (!this.keys) {
                this.storage.passing.setItem(this.name(place), text);
                return true;
            }
            const recipient = await age.recipientOf(this.keys.age);
            const sealed = await age.encrypt(utf8(text), [recipient]);
            this.storage.lasting.setItem(await this.hidden(place), toHex(sealed));
            // as it was called before
            this.storage.lasting.removeItem(this.name(place));
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
            if (passing || !this.keys) {
                return passing ?? "";
            }
            for (const name of await this.names(place)) {
                const sealed = this.storage.lasting.getItem(name);
                if (sealed) {
                    return await this.open(place, name, fromHex(sealed));
                }
            }
            return "";
        } catch {
            return "";
        }
    }

    /** All names that a draft can have: by the keys of now, by earlier ones, and plain. */
    async names(place) {
        const keys = this.keys ? [this.keys.age, ...this.former] : [];
        const hidden = await Promise.all(keys.map((key) => this.hidden(place, key)));
        return [...hidden, this.name(place)];
    }

    /**
     * Open a draft; if earlier keys sealed it, or it has a plain name, it is saved
     * again.
     */
    async open(place, name, sealed) {
        for (const key of [this.keys.age, ...this.former]) {
            let text = "";
            try {
                text = fromUtf8(await age.decrypt(sealed, key));
            } catch {
                continue;
            }
            if (name !== (await this.hidden(place))) {
                await this.keep(place, text);
                this.storage.lasting.removeItem(name);
            }
            return text;
        }
        return "";
    }

    /** Drop a draft, once its text was sent. */
    async drop(place) {
        const names = await this.names(place);
        for (const storage of Object.values(this.storage)) {
            try {
                names.forEach((name) => storage.removeItem(name));
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
