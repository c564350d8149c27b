/**
 * Why nothing was sealed. The page has a sentence for each code, in `ballot/texts/`.
 *
 * - `link`: the address is not complete
 * - `paper`: the opening paper is not the one that the link names, or has another form
 * - `form`: the questions on the screen are not those of the paper
 * - `role`: the paper has no such role
 * - `over`: the closing day is past
 * - `too-much`: all answers together are longer than a ballot
 * - `mistyped`: no receipt
 */
export class BallotError extends Error {
    constructor(code, options) {
        super(code, options);
        this.name = "BallotError";
        this.code = code;
    }
}
