/** New ways to open the secret keys, as they are sent to the server. */

import { fromBase64, randomBytes, toBase64 } from "../src/bytes.js";
import { makeCode, writeCode } from "../src/recovery_code.js";
import { keyOfWay, SALT, sealKeys } from "../src/ways.js";
import { forgetPasskey, makePasskey } from "./passkey.js";
import { stretch } from "./sums.js";

/**
 * A passkey on this device.
 *
 * @param {import("./member.js").Member} member whose it is
 * @param {Uint8Array[]} known those of the same keys: a device has one of them
 */
export async function passkeyWay({ login, company }, keys, own, known = []) {
    const made = await makePasskey({
        name: login,
        identity: own.print,
        host: company.name,
        known,
    });
    const sealed = await sealKeys(keys, keyOfWay("passkey", made.secret));
    return {
        kind: "passkey",
        label: deviceName(),
        credential: toBase64(made.credential),
        sealed: toBase64(sealed),
    };
}

/** @param {string} phrase as it was drawn */
export async function phraseWay(keys, phrase, label) {
    const salt = randomBytes(SALT);
    const secret = await stretch(phrase, salt);
    const sealed = await sealKeys(keys, keyOfWay("phrase", secret));
    return {
        kind: "phrase",
        label,
        salt: toBase64(salt),
        sealed: toBase64(sealed),
    };
}

/** @returns {Promise<{code: string, way: object}>} the code, as it is written down */
export async function recoveryWay(keys) {
    const code = makeCode();
    const sealed = await sealKeys(keys, keyOfWay("recovery", code));
    const way = { kind: "recovery", label: "recovery", sealed: toBase64(sealed) };
    return { code: writeCode(code), way };
}

/** The server's answer when it refused something; a lost answer does not count. */
const NOT_TAKEN = ["login", "gone", "changed", "refused", "too-large"];

export const isNotTaken = (error) => NOT_TAKEN.includes(error.code);

/**
 * Send a new way; a passkey that the server did not accept is dropped from the device.
 */
export async function keptWay(way, send) {
    try {
        return await send();
    } catch (error) {
        if (isNotTaken(error)) {
            await dropPasskeys([way]);
        }
        throw error;
    }
}

/** Let the device drop the passkeys of ways that no longer open anything. */
export async function dropPasskeys(ways) {
    for (const { credential } of ways.filter(({ kind }) => kind === "passkey")) {
        await forgetPasskey(fromBase64(credential));
    }
}

/** @returns {string} what a member may call this device, until they rename it */
function deviceName() {
    const known = [
        [/iPhone/, "iPhone"],
        [/iPad/, "iPad"],
        [/Android/, "Android"],
        [/Mac/, "Mac"],
        [/Windows/, "Windows"],
        [/Linux|CrOS/, "Linux"],
    ];
    const found = known.find(([pattern]) => pattern.test(navigator.userAgent));
    return found ? found[1] : "?";
}
