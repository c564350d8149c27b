/** The sentences of the page, in the member's language; they come from `texts/`. */

let texts = {};
let language = "en";

/**
 * @param {string} wished such as `nl_NL`; what is not there is English
 * @param {(path: string) => Promise<object>} fetchFile of this page's folder
 */
export async function useLanguage(wished, fetchFile) {
    const name = wished.toLowerCase().startsWith("nl") ? "nl" : "en";
    if (name !== language || !Object.keys(texts).length) {
        texts = await fetchFile(`texts/${name}.json`);
        language = name;
    }
    document.documentElement.lang = name;
}

/**
 * Fetch the texts that only one part of the page needs.
 *
 * @param {string} part such as `agreement`
 * @param {(path: string) => Promise<object>} fetchFile of this page's folder; what it
 *     throws is thrown here
 */
export async function useMore(part, fetchFile) {
    const more = await fetchFile(`texts/${part}.${language}.json`);
    texts = { ...more, ...texts };
}

/** @returns {string} `nl` or `en` */
export const currentLanguage = () => language;

/**
 * @param {string} name of a sentence
 * @param {Object<string, string|number>} [values] of its `{places}`
 * @returns {string}
 */
export function t(name, values = {}) {
    const text = texts[name] ?? name;
    return text.replace(/\{(\w+)\}/g, (place, key) => String(values[key] ?? place));
}

/** @returns {boolean} whether there is such a sentence */
export const hasText = (name) => Object.hasOwn(texts, name);

/** @param {string[]} names @returns {string} such as "Ana, Bo and Carl" */
export const listed = (names) =>
    new Intl.ListFormat(language, { type: "conjunction" }).format(names);

/** @param {string} moment in ISO 8601 @returns {string} */
export function moment(moment) {
    const date = new Date(moment);
    const how = { dateStyle: "long", timeStyle: "short" };
    return isNaN(date) ? "" : new Intl.DateTimeFormat(language, how).format(date);
}

/** @param {string} day in ISO 8601 @returns {string} "" for what is no day */
export function day(day) {
    const date = new Date(`${day}T12:00:00`);
    const how = { dateStyle: "long" };
    return isNaN(date) ? "" : new Intl.DateTimeFormat(language, how).format(date);
}

/** @param {number} bytes @returns {string} such as "2.4 MB", or "12 kB" */
export function size(bytes) {
    const [value, unit] =
        bytes < 1_000_000
            ? [Math.ceil(bytes / 1000), "kilobyte"]
            : [bytes / 1_048_576, "megabyte"];
    const how = { style: "unit", unit, maximumFractionDigits: 1 };
    return new Intl.NumberFormat(language, how).format(value);
}
