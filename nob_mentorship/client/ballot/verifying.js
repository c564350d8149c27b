/**
 * Signatures, checked by the browser. One that does not know Ed25519 fetches the code for
 * it, `signing.js`, from beside this script.
 */

const HERE = document.currentScript.src;
const NAME = "Ed25519";

/** As `isSigned` of `src/signing.js`. */
export async function isSigned(signer, signature, message) {
    const key = await crypto.subtle
        .importKey("raw", signer, NAME, false, ["verify"])
        .catch(() => null);
    if (key) {
        return crypto.subtle.verify(NAME, key, signature, message);
    }
    const code = new URL("signing.js", HERE);
    // each version of this script fetches its own
    code.search = new URL(HERE).search;
    const signing = await import(code.href);
    return signing.isSigned(signer, signature, message);
}
