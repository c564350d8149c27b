/**
 * A sealed text that is not shown, and why. The page says it in the member's language:
 * each code has its sentence in `texts/`.
 *
 * - `damaged`: it was cut or changed
 * - `not-for-me`: this key does not open it
 * - `unknown-author`: the reader does not know the person who signed it
 * - `forged`: the signature does not fit
 * - `unreadable`: signed, but not in the form of a text
 * - `misplaced`: it is of another author, room or text than the one expected
 * - `outdated`: older than the version that was read before, or a different one in its
 *   place
 * - `not-trusted`: cannot be sealed: a reader is not in the list of the author
 * - `list-missing`, `list-outdated`: the own list of people is not there, or an older
 *   one
 * - `own-key`: a different key in the place of one's own
 * - `new-room`: its people have not been accepted yet
 * - `mistyped`: a code with a wrong letter
 */
export class SealError extends Error {
    constructor(code, options) {
        super(code, options);
        this.name = "SealError";
        this.code = code;
    }
}
