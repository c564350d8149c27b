/** The calculations of `worker.js`, requested from the page. */

const policy = globalThis.trustedTypes?.createPolicy("room", {
    createScriptURL: (path) => path,
});

/** @returns {string|TrustedScriptURL} the address of a script of this page */
export const scriptUrl = (path) => policy?.createScriptURL(path) ?? path;

const waiting = new Map();
let worker = null;
let last = 0;

function ask(sum, values) {
    if (!worker) {
        worker = new Worker(scriptUrl("worker.js"));
        worker.addEventListener("message", ({ data }) => {
            const { resolve, reject } = waiting.get(data.id);
            waiting.delete(data.id);
            data.error ? reject(new Error(data.error)) : resolve(data.result);
        });
        worker.addEventListener("error", () => {
            waiting.forEach(({ reject }) => reject(new Error("worker")));
            waiting.clear();
            worker = null;
        });
    }
    return new Promise((resolve, reject) => {
        const id = ++last;
        waiting.set(id, { resolve, reject });
        worker.postMessage({ id, sum, values });
    });
}

/** @returns {Promise<Uint8Array>} see `stretch` of `src/ways.js` */
export const stretch = (phrase, salt) => ask("stretch", { phrase, salt });

/** @returns {Promise<Uint8Array>} see `keyOfPhrase` of `src/phrase_file.js` */
export const ageKey = (phrase, salt) => ask("ageKey", { phrase, salt });

/** @returns {Promise<string>} see `controlNumberOf` of `src/fingerprint.js` */
export const controlNumber = (recipient, signer) =>
    ask("number", { recipient, signer });
