/** Looking back together: what a form asks, and what a room has to look back on (R68). */

export const KIND = "lookback";
export const PARTS = ["aims", "outcome", "onward"];

/**
 * What the members set out to do, in their own words.
 *
 * @param {Array<object>} read as of `readTexts`
 * @returns {{agreed: string, goals: Array<{text: string, state: string, done: string,
 *     progress: number}>}} `agreed`: on goals, in the agreement that holds; `goals`: those
 *     that open and were not dropped
 */
export function setOut(read) {
    const opened = read.filter(({ body }) => body);
    const holds = opened.find(
        ({ kind, open }) => kind === "agreement" && open.state === "agreed"
    );
    const goals = opened
        .filter(({ kind, open }) => kind === "goal" && open.state !== "dropped")
        .map(({ body, open: { state, done, progress } }) => ({
            text: body.text.specific ?? "",
            state,
            done,
            progress,
        }));
    return { agreed: holds?.body.text.goals ?? "", goals };
}

/**
 * The answers that a member gave, in the order of the questions.
 *
 * @param {object|undefined} body of a look back, as it was signed
 * @returns {Array<[string, string]>} name of the part, and its text
 */
export const answers = (body) =>
    PARTS.map((name) => [name, body?.text[name]]).filter(([, text]) => text);
