/** Sentences that are offered for a text: a line each, at most once. */

/** A line without what does not tell it apart: spaces, case, bullets and a full stop. */
const bare = (line) =>
    line
        .normalize("NFC")
        .toLowerCase()
        .replace(/^[\s•*–-]+|[\s.]+$/gu, "")
        .replace(/\s+/gu, " ");

/** @returns {boolean} whether a text has this line */
export const hasLine = (text, line) =>
    text.split("\n").some((each) => bare(each) === bare(line));

/** @returns {string} the text with this line at its end; unchanged if it has it */
export function withLine(text, line) {
    if (hasLine(text, line)) {
        return text;
    }
    const written = text.trimEnd();
    return written ? `${written}\n${line}` : line;
}
