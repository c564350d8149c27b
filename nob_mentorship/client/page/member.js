/**
 * The member at the page, and their keys: opened, kept and locked here. They are made
 * in `making.js`; the screens are in their own files.
 */

import * as age from "../src/age.js";
import { fromBase64, toBase64 } from "../src/bytes.js";
import { Drafts } from "../src/drafts.js";
import { SealError } from "../src/errors.js";
import { readCode } from "../src/recovery_code.js";
import {
    keepPast,
    openTrust,
    publicHalves,
    restartTrust,
    sealTrust,
} from "../src/trust.js";
import { keyOfWay, openKeys } from "../src/ways.js";
import * as keeping from "./keeping.js";
import { Making } from "./making.js";
import { dropPasskeys, keptWay } from "./new_ways.js";
import { usePasskey } from "./passkey.js";
import * as storage from "./storage.js";
import { stretch } from "./sums.js";

export class Member {
    /** @param {import("./server.js").Server} server */
    constructor(server) {
        this.server = server;
        this.keys = null;
        this.trust = null;
        this.making = new Making(this);
        /** Keeps unsent text, while the keys are there. @type {() => Promise<void>} */
        this.leave = async () => {};
        /** Why nothing can be written: the code of a `SealError`, or "". */
        this.closed = "";
    }

    /** Ask the server who this is. @throws {ServerError} `login` without a login */
    async load() {
        this.take(await this.server.ask("me"));
        const had = await storage.keysOfLogin(this.login);
        this.hadKeys = had !== null;
        this.hadOthers =
            this.hadKeys &&
            this.identity !== null &&
            had !== storage.halvesOf(this.identity);
    }

    /** @returns {Promise<string>} version of the page that goes with Odoo now */
    async askVersion() {
        const me = await this.server.ask("me");
        forgetDrafts(me);
        return me.version;
    }

    /**
     * Ask for a change, in the name of the present keys.
     *
     * @throws {ServerError} `changed` where they are not the member's any more
     */
    async ask(what, values, bytes) {
        const recipient = await age.recipientOf(this.keys.age);
        return this.server.ask(what, { as: recipient, ...values }, bytes);
    }

    take({ identity, trust, half, ...answer }) {
        forgetDrafts(answer);
        const { member, login, lang, company, wroteBefore, version } = answer;
        Object.assign(this, { member, login, lang, company, wroteBefore, version });
        this.identity = identity;
        this.servedList = trust;
        this.hadKeys = false;
        /** Whether this browser had other keys of the member than the server has now. */
        this.hadOthers = false;
        this.sessionHalf = fromBase64(half);
    }

    get uuid() {
        return this.member.uuid;
    }

    /** The drafts of this member, sealed while the keys are open. */
    get drafts() {
        return new Drafts(this.uuid, storage.both(), this.keys, this.trust?.former);
    }

    // --- opening --------------------------------------------------------------

    ways(kind) {
        return (this.identity?.ways ?? []).filter((way) => way.kind === kind);
    }

    credentials() {
        return this.ways("passkey").map((way) => fromBase64(way.credential));
    }

    async openWithPasskey() {
        const { credential, secret } = await usePasskey(this.credentials());
        const id = toBase64(credential);
        const way = this.ways("passkey").find((each) => each.credential === id);
        if (!way) {
            throw new SealError("not-for-me");
        }
        await this.openWay(way, keyOfWay("passkey", secret));
    }

    /** @param {string} typed @throws {SealError} `not-for-me` */
    async openWithPhrase(typed) {
        for (const way of this.ways("phrase")) {
            const secret = await stretch(typed, fromBase64(way.salt));
            try {
                return await this.openWay(way, keyOfWay("phrase", secret));
            } catch (error) {
                if (error.code !== "not-for-me") {
                    throw error;
                }
            }
        }
        throw new SealError("not-for-me");
    }

    /** @param {string} typed @throws {SealError} `mistyped` or `not-for-me` */
    async openWithRecovery(typed) {
        const code = readCode(typed);
        const [way] = this.ways("recovery");
        if (!way) {
            throw new SealError("not-for-me");
        }
        await this.openWay(way, keyOfWay("recovery", code));
    }

    async openWay(way, key) {
        const { sealed } = await this.server.ask("way/open", { id: way.id });
        // the list may have gone on since this page was opened
        await this.load();
        await this.useKeys(await openKeys(fromBase64(sealed), key));
    }

    /** Use what "keep open on this device" kept. @returns {Promise<boolean>} */
    async openKept() {
        const keys = await keeping.read(this.uuid, this.sessionHalf);
        const own = keys && (await publicHalves(keys));
        if (!own || own.recipient !== this.identity?.recipient) {
            // started again elsewhere: asked to open, they read what is known of that
            return false;
        }
        await this.useKeys(keys);
        return true;
    }

    /** @returns {Promise<boolean>} false where this browser keeps nothing */
    keepOpen() {
        return keeping.keep(this.uuid, this.keys, this.sessionHalf);
    }

    /**
     * Look at the list with the present keys. Problems with it block writing, and never
     * reading.
     */
    async useKeys(keys) {
        const own = await publicHalves(keys);
        this.keys = keys;
        this.trust = null;
        this.closed = "";
        const known = storage.revisionOf(this.uuid, own.print);
        try {
            const sealed = this.servedList && fromBase64(this.servedList.sealed);
            this.trust = await openTrust(sealed, this.listPlace, keys, known);
        } catch (error) {
            if (!(error instanceof SealError)) {
                throw error;
            }
            this.closed = error.code.startsWith("list-") ? error.code : "list-damaged";
        }
        if (!known) {
            storage.beWary(this.uuid, own.print);
        }
        this.wary = !known || storage.isWary(this.uuid, own.print);
        await this.lookAtOwnKey(this.identity);
        // a list without rooms may be one from before them, put back
        if (this.trust && Object.keys(this.trust.rooms).length) {
            storage.noteRevision(this.uuid, own.print, this.trust.revision - 1);
            await storage.noteLogin(this.login, own);
        }
    }

    /** Compare the server's record of oneself with the present keys. */
    async lookAtOwnKey(served) {
        const own = await publicHalves(this.keys);
        if (served?.recipient !== own.recipient || served?.signer !== own.signer) {
            this.closed = "own-key";
        }
    }

    /** The place of the own list: it has the uuid of its owner. */
    get listPlace() {
        return { uuid: this.uuid, owner: this.uuid };
    }

    /**
     * Keep the next revision of the list.
     *
     * @param {import("../src/trust.js").Trust} list
     * @throws {ServerError} `changed` where another tab was quicker
     */
    async saveTrust(list) {
        const { sealed, trust } = await sealTrust(list, this.listPlace, this.keys);
        const saved = { revision: list.revision, sealed: toBase64(sealed) };
        await this.ask("trust", saved);
        this.servedList = saved;
        const { print } = await publicHalves(this.keys);
        storage.noteRevision(this.uuid, print, list.revision);
        this.trust = trust;
    }

    /**
     * Change the list, and save it if it changed; try again with the newer one if
     * another tab or device was quicker.
     *
     * @param {(list: import("../src/trust.js").Trust) => Promise<{trust: object}>} change
     * @returns {Promise<object>} what `change` returned last
     */
    async change(change) {
        if (this.closed || !this.trust) {
            throw new SealError(this.closed || "list-missing");
        }
        const result = await change(this.trust);
        if (result.trust === this.trust) {
            return result;
        }
        try {
            await this.saveTrust(result.trust);
            return result;
        } catch (error) {
            if (error.code !== "changed") {
                throw error;
            }
        }
        await this.load();
        await this.useKeys(this.keys);
        if (this.closed || !this.trust) {
            throw new SealError(this.closed || "list-missing");
        }
        const again = await change(this.trust);
        if (again.trust !== this.trust) {
            await this.saveTrust(again.trust);
        }
        return again;
    }

    /**
     * Note that nothing is left to ask about the people of a room, or that the owner
     * answered: this device knows the list from now on.
     */
    async stopBeingWary() {
        const { print } = await publicHalves(this.keys);
        storage.stopBeingWary(this.uuid, print);
        this.wary = false;
    }

    /**
     * Begin a new list, which asks about everyone again.
     *
     * @param {number} written the newest revision that a text of the owner names
     */
    async restartList(written) {
        const { print } = await publicHalves(this.keys);
        const known = storage.revisionOf(this.uuid, print);
        const served = this.servedList?.revision ?? 0;
        const newest = Math.max(known, served, written);
        const fresh = await restartTrust(this.member, this.keys, newest);
        await this.saveTrust(keepPast(fresh, this.trust));
        this.closed = "";
    }

    // --- ways -----------------------------------------------------------------

    async addWay(way) {
        this.take(await keptWay(way, () => this.ask("way/add", { way })));
    }

    async renameWay(id, label) {
        this.take(await this.ask("way/rename", { id, label }));
    }

    async removeWay(id) {
        const removed = this.ways("passkey").filter((way) => way.id === id);
        this.take(await this.ask("way/remove", { id }));
        await dropPasskeys(removed);
    }

    /** Forget the keys, here and on this device. */
    async lock() {
        this.drop();
        await keeping.forget(this.uuid);
    }

    /** Forget the keys in this tab; what is being typed is sealed first. */
    drop() {
        this.leave();
        this.leave = async () => {};
        this.keys = null;
        this.trust = null;
        this.making = new Making(this);
    }
}

/** After a logout in this browser no draft is left; the server tells it once. */
function forgetDrafts({ loggedOut }) {
    if (loggedOut) {
        Drafts.forget(storage.both());
    }
}
