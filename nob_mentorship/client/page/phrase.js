/** Words, drawn at random from a list of 2,048: 11 bits each, never chosen. */

import { fetchOwn } from "./server.js";

export const WORDS = 5;
const LIST = 2048;

/**
 * @param {string} language `nl` or `en`
 * @param {number} [count] of words; five of them open a member's keys
 * @returns {Promise<string>} the words, with blanks between them
 */
export async function wordsOf(language, count = WORDS) {
    const list = (await (await fetchOwn(`words/${language}.txt`)).text())
        .split("\n")
        .filter(Boolean);
    if (new Set(list).size !== LIST) {
        throw new Error("the list of words is not whole");
    }
    // 2,048 divides 65,536: each word is as likely as any other
    const drawn = crypto.getRandomValues(new Uint16Array(count));
    return Array.from(drawn, (number) => list[number % LIST]).join(" ");
}
