/**
 * Passkeys, as one way to open the secret keys: the authenticator gives 32 bytes that
 * only this host gets (WebAuthn, extension PRF).
 */

import { randomBytes, sameBytes, sha256, toBase64, utf8 } from "../src/bytes.js";

const PRF_INPUT = utf8("nob-mentorship/passkey/1");
/** A minute is too short for members who read what the phone asks. */
const TIMEOUT = 180_000;

/**
 * - `passkey-stopped`: the member turned it down, or it took too long
 * - `passkey-known`: this device has one of the member's already
 * - `passkey-without`: this device or browser has no passkeys that can open anything
 */
export class PasskeyError extends Error {
    constructor(code, options) {
        super(code, options);
        this.name = "PasskeyError";
        this.code = code;
    }
}

const CODES = {
    AbortError: "passkey-stopped",
    InvalidStateError: "passkey-known",
    NotAllowedError: "passkey-stopped",
};

/** Tell whether it is worth offering one. */
export const arePasskeysThere = () =>
    typeof PublicKeyCredential !== "undefined" &&
    Boolean(navigator.credentials?.create);

/**
 * Make a passkey, and see that it opens what it closes.
 *
 * @param {{name: string, identity: string, host: string, known: Uint8Array[]}} whose
 *     `identity`: what tells this member's keys from any other; `known`: passkeys that
 *     there are already
 * @returns {Promise<{credential: Uint8Array, secret: Uint8Array}>}
 * @throws {PasskeyError}
 */
export async function makePasskey({ name, identity, host, known }) {
    const userId = (await sha256(utf8(identity))).subarray(0, 16);
    const made = await ask(() =>
        navigator.credentials.create({
            publicKey: {
                challenge: randomBytes(32),
                rp: { id: location.hostname, name: host },
                user: { id: userId, name, displayName: name },
                pubKeyCredParams: [
                    { type: "public-key", alg: -7 },
                    { type: "public-key", alg: -257 },
                ],
                authenticatorSelection: {
                    residentKey: "required",
                    userVerification: "required",
                },
                excludeCredentials: known.map(described),
                extensions: { prf: { eval: { first: PRF_INPUT } } },
                timeout: TIMEOUT,
            },
        })
    );
    const credential = new Uint8Array(made.rawId);
    try {
        return await confirmed(credential, made.getClientExtensionResults().prf);
    } catch (error) {
        await forgetPasskey(credential);
        throw error;
    }
}

/** Use a new passkey once: it has to open what it closes. */
async function confirmed(credential, prf) {
    if (!prf?.enabled && !prf?.results) {
        throw new PasskeyError("passkey-without");
    }
    const used = await usePasskey([credential]);
    const first = prf.results?.first;
    if (first && !sameBytes(new Uint8Array(first), used.secret)) {
        throw new PasskeyError("passkey-without");
    }
    return used;
}

/**
 * Ask the device to drop a passkey that opens nothing; if the browser cannot ask, it
 * stays, and does no harm.
 *
 * @param {Uint8Array} credential
 */
export async function forgetPasskey(credential) {
    try {
        await PublicKeyCredential.signalUnknownCredential?.({
            rpId: location.hostname,
            credentialId: toBase64(credential)
                .replaceAll("+", "-")
                .replaceAll("/", "_")
                .replaceAll("=", ""),
        });
    } catch (error) {
        console.warn(error);
    }
}

/**
 * @param {Uint8Array[]} credentials one of which is to be used
 * @returns {Promise<{credential: Uint8Array, secret: Uint8Array}>}
 * @throws {PasskeyError}
 */
export async function usePasskey(credentials) {
    const used = await ask(() =>
        navigator.credentials.get({
            publicKey: {
                challenge: randomBytes(32),
                rpId: location.hostname,
                allowCredentials: credentials.map(described),
                userVerification: "required",
                extensions: { prf: { eval: { first: PRF_INPUT } } },
                timeout: TIMEOUT,
            },
        })
    );
    const first = used.getClientExtensionResults().prf?.results?.first;
    if (!first) {
        throw new PasskeyError("passkey-without");
    }
    return { credential: new Uint8Array(used.rawId), secret: new Uint8Array(first) };
}

const described = (id) => ({ type: "public-key", id });

async function ask(how) {
    if (!arePasskeysThere()) {
        throw new PasskeyError("passkey-without");
    }
    let answer = null;
    try {
        answer = await how();
    } catch (cause) {
        throw new PasskeyError(CODES[cause.name] ?? "passkey-without", { cause });
    }
    if (!answer) {
        throw new PasskeyError("passkey-stopped");
    }
    return answer;
}
