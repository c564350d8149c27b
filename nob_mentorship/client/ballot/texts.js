/** The sentences of the scripts: the build leaves one language in each. */

/* global LANGUAGE */
import en from "./texts/en.json";
import nl from "./texts/nl.json";

const texts = LANGUAGE === "nl" ? nl : en;

/**
 * @param {string} name of a sentence
 * @param {Object<string, string|number>} [values] of its `{places}`
 * @returns {string}
 */
export const t = (name, values = {}) =>
    texts[name].replace(/\{(\w+)\}/g, (place, key) => String(values[key] ?? place));

/** @returns {string} the sentence of a code, or another one where it has none */
export const tOf = (kind, code, otherwise) =>
    t(Object.hasOwn(texts, `${kind}.${code}`) ? `${kind}.${code}` : otherwise);

/** @param {string} day in ISO 8601 @returns {string} such as 31 May 2030 */
export const day = (day) =>
    new Intl.DateTimeFormat(LANGUAGE, { dateStyle: "long" }).format(
        new Date(`${day}T12:00:00`)
    );
