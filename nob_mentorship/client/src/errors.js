/**
 * A sealed text that is not shown, and why. The page says it in the member's language:
 * each code has its sentence in `texts/`.
 *
 * - `damaged`: it was cut or changed
 * - `not-for-me`: this key does not open it
 * - `unknown-author`: signed by nobody whom the reader knows
 * - `forged`: the signature does not fit
 * - `unreadable`: signed, and not in the form of a text
 * - `misplaced`: it is of another author, room or text than the one expected
 * - `outdated`: an older version than the one that was read before, or another one in its
 *   place
 * - `not-trusted`: sealed to nobody: a reader is not in the list of the author
 * - `list-missing`, `list-outdated`: the own list of people is not there, or an older one
 * - `own-key`: another key than one's own stands in one's place
 * - `new-room`: nobody said yet who is in it
 * - `mistyped`: a code with a wrong letter
 */
export class SealError extends Error {
    constructor(code, options) {
        super(code, options);
        this.name = "SealError";
        this.code = code;
    }
}
