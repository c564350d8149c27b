/** The slow calculations, outside the page: keys from phrases, and control numbers. */

import { controlNumberOf } from "../src/fingerprint.js";
import { keyOfPhrase } from "../src/phrase_file.js";
import { stretch } from "../src/ways.js";

const SUMS = {
    stretch: ({ phrase, salt }) => stretch(phrase, salt),
    ageKey: ({ phrase, salt }) => keyOfPhrase(phrase, salt),
    number: ({ recipient, signer }) => controlNumberOf(recipient, signer),
};

self.addEventListener("message", async ({ data: { id, sum, values } }) => {
    try {
        self.postMessage({ id, result: await SUMS[sum](values) });
    } catch (error) {
        self.postMessage({ id, error: String(error) });
    }
});
