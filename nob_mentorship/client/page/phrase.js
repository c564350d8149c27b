/** Five words, drawn at random from a list of 2,048: 55 bits, never chosen. */

import { fetchOwn } from "./server.js";

export const WORDS = 5;
const LIST = 2048;

/**
 * @param {string} language `nl` or `en`
 * @returns {Promise<string>} five words, with blanks between them
 */
export async function wordsOf(language) {
    const list = (await (await fetchOwn(`words/${language}.txt`)).text())
        .split("\n")
        .filter(Boolean);
    if (new Set(list).size !== LIST) {
        throw new Error("the list of words is not whole");
    }
    // 2,048 divides 65,536: each word is as likely as any other
    const drawn = crypto.getRandomValues(new Uint16Array(WORDS));
    return Array.from(drawn, (number) => list[number % LIST]).join(" ");
}
