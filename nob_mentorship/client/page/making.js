/** New keys of a member: made, and sent to the server with the ways that open them. */

import * as age from "../src/age.js";
import { toBase64 } from "../src/bytes.js";
import { makeSeed } from "../src/signing.js";
import { signSuccession } from "../src/succession.js";
import { newTrust, publicHalves, renewTrust, sealTrust } from "../src/trust.js";
import * as keeping from "./keeping.js";
import { dropPasskeys, isNotTaken, keptWay, recoveryWay } from "./new_ways.js";
import * as storage from "./storage.js";

export class Making {
    /** @param {import("./member.js").Member} member whose keys are made */
    constructor(member) {
        this.member = member;
        /** Keys that no way opens yet. */
        this.fresh = null;
        /** What was sent, and is still unanswered. */
        this.unanswered = null;
    }

    /**
     * Make an identity, with a recovery code and one more way.
     *
     * @param {string} replaced recipient of the keys that the member was told are theirs,
     *     "" for none: if there are others, nothing is made
     * @param {(keys: import("../src/seal.js").Keys, own: object,
     *     known?: Uint8Array[]) => Promise<object>} makeWay such as `passkeyWay`; what it
     *     throws stops it all
     * @returns {Promise<string>} the recovery code, as it is written down
     * @throws {ServerError} `changed` where another tab or device was quicker
     */
    async make(replaced, makeWay) {
        if (await this.arrived()) {
            return this.makeOneMore(makeWay);
        }
        const { member } = this;
        // a second try makes the same keys' passkey again, in the place of the first
        this.fresh ??= { age: await age.makeAgeKey(), seed: makeSeed() };
        const keys = this.fresh;
        const own = await publicHalves(keys);
        const way = await makeWay(keys, own);
        const { code, way: recovery } = await recoveryWay(keys);
        const succession = await this.succession(keys, own);
        const list = await this.listFor(keys);
        const { sealed, trust } = await sealTrust(list, member.listPlace, keys);
        const useless = member.ways("passkey");
        // an answer may be lost: the next try must not replace this one
        this.fresh = null;
        const { revision } = list;
        this.unanswered = { code, keys, own, trust, revision, useless };
        const send = () =>
            member.server.ask("identity", {
                replaced,
                recipient: own.recipient,
                signer: own.signer,
                succession,
                ways: [way, recovery],
                revision,
                trust: toBase64(sealed),
            });
        try {
            member.take(await keptWay(way, send));
        } catch (error) {
            if (isNotTaken(error)) {
                this.unanswered = null;
            }
            throw error;
        }
        return this.takeMade(this.unanswered);
    }

    /**
     * Look whether an identity arrived whose answer was lost.
     *
     * @returns {Promise<boolean>} true where the server has it now
     */
    async arrived() {
        if (!this.unanswered) {
            return false;
        }
        const { member } = this;
        await member.load();
        return member.identity?.recipient === this.unanswered.own.recipient;
    }

    /** Continue with what arrived; the requested way is now added to its first. */
    async makeOneMore(makeWay) {
        const code = await this.takeMade(this.unanswered);
        const { member } = this;
        const own = await publicHalves(member.keys);
        try {
            await member.addWay(await makeWay(member.keys, own, member.credentials()));
        } catch (error) {
            // the first way is there all the same, and the code is shown this once
            console.warn(error);
        }
        return code;
    }

    /** Go on with an identity that the server has. @returns {Promise<string>} its code */
    async takeMade({ code, keys, own, trust, revision, useless }) {
        this.unanswered = null;
        const { member } = this;
        await keeping.forget(member.uuid);
        await dropPasskeys(useless);
        Object.assign(member, { keys, trust, closed: "", wary: false });
        storage.noteRevision(member.uuid, own.print, revision);
        await storage.noteLogin(member.login, own);
        return code;
    }

    /**
     * Return the statement that new keys follow the present ones, "" if none are open.
     */
    async succession(keys, own) {
        const inHand = this.member.keys;
        if (!inHand) {
            return "";
        }
        const before = { ...(await publicHalves(inHand)), seed: inHand.seed };
        return signSuccession(before, { ...own, seed: keys.seed });
    }

    /**
     * Return the list that goes with new keys: the old one, if it is open and valid.
     * What the present keys open stays open in any case.
     */
    async listFor(keys) {
        const { keys: inHand, trust, closed, ...member } = this.member;
        if (trust && !closed) {
            return renewTrust(trust, member.member, keys, inHand);
        }
        const former = trust?.former ?? [];
        return newTrust(member.member, keys, {
            careful: Boolean(member.identity) || member.hadKeys || member.wroteBefore,
            former: inHand ? [...former, inHand.age] : former,
        });
    }
}
