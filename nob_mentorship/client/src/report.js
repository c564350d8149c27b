/**
 * A room as a document to read: one page of HTML that needs nothing else, and no
 * script.
 *
 * Every value is escaped where it is inserted; only what `markup` returned stays as it
 * is.
 */

const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";
const STYLE = `
body { max-width: 50rem; margin: 0 auto; padding: 1rem; color: #212529;
    font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1, h2 { font-weight: 500; }
h2 { margin-top: 2rem; }
h3 { margin: 0 0 0.5rem; }
article { margin: 1rem 0; padding: 1rem; border: 1px solid #dee2e6; }
article > :first-child { margin-top: 0; }
article > :last-child { margin-bottom: 0; }
.about { color: #565e64; font-size: 0.9rem; }
.label { margin-bottom: 0; font-weight: 600; }
.text { margin-top: 0; white-space: pre-line; }
@media print { article { break-inside: avoid; } }
`;
/** The parts of the document, in this order; whatever else there is comes last. */
const KINDS = ["agreement", "plan", "goal", "lookback", "note"];
const NAMES = {
    agreement: "agreement",
    plan: "plan",
    goal: "goals",
    lookback: "lookback",
    note: "notes",
};

/** HTML, and no text. */
class Html {
    constructor(text) {
        this.text = text;
    }
}

const escaped = (value) => String(value).replace(/[&<>"']/g, (sign) => ESCAPES[sign]);

function put(value) {
    if (value instanceof Html) {
        return value.text;
    }
    if (Array.isArray(value)) {
        return value.map(put).join("");
    }
    return value === null || value === undefined || value === false
        ? ""
        : escaped(value);
}

/** A piece of HTML; the values of its `${places}` are text. */
export const markup = (pieces, ...values) =>
    new Html(String.raw({ raw: pieces }, ...values.map(put)));

/**
 * @typedef {object} Words the language of the document
 * @property {string} language such as `nl`
 * @property {(name: string, values?: object) => string} t
 * @property {(name: string) => boolean} hasText
 * @property {(names: string[]) => string} listed
 * @property {(moment: string) => string} moment
 * @property {(day: string) => string} day
 */

/**
 * @param {ReturnType<import("./take_along.js").takeAlong>} taken
 * @param {Words} words
 * @returns {string}
 */
export function report(taken, words) {
    const { t, listed, moment } = words;
    const others = taken.people
        .filter(({ uuid }) => uuid !== taken.member.uuid)
        .map(({ name }) => name);
    const kinds = new Set([...KINDS, ...taken.texts.map(({ kind }) => kind)]);
    const parts = [...kinds].map((kind) =>
        part(
            kind,
            taken.texts.filter((text) => text.kind === kind),
            taken,
            words
        )
    );
    return markup`<!doctype html>
<html lang="${words.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${t("export.document")}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<h1>${t("export.document")}</h1>
<p>${taken.edition}</p>
${others.length > 0 && markup`<p>${t("room.with", { names: listed(others) })}</p>`}
<p class="about">${t("export.made", { name: taken.member.name, when: moment(taken.made) })}</p>
${parts}</body>
</html>
`.text;
}

function part(kind, texts, taken, words) {
    if (!texts.length) {
        return null;
    }
    const name = `${NAMES[kind]}.title`;
    return markup`<h2>${words.hasText(name) ? words.t(name) : kind}</h2>
${texts.map((text) => article(text, taken, words))}`;
}

function article(text, taken, words) {
    const { t, moment, listed } = words;
    const title = titleOf(text, words);
    if (text.error) {
        return markup`<article>
${title && markup`<h3>${title}</h3>\n`}<p class="about">${moment(text.written)}</p>
<p>${reason(text.error, words)}</p>
</article>
`;
    }
    const known = new Map(taken.people.map(({ uuid, name }) => [uuid, name]));
    const nameOf = (uuid) => known.get(uuid) || t("people.unknown");
    const readers = text.body.readers.map(([uuid]) => nameOf(uuid));
    const about = [
        text.author?.name || t("people.unknown"),
        moment(text.written),
        t("export.for", { names: listed(readers) }),
        ...factsOf(text, words),
    ];
    return markup`<article>
${title && markup`<h3>${title}</h3>\n`}<p class="about">${about.filter(Boolean).join(" · ")}</p>
${Object.entries(text.body.text)
    .filter(([name, value]) => value !== "" && !isTold(text, name))
    .map(([name, value]) =>
        field(text.kind, name, value, words)
    )}${files(text, words)}</article>
`;
}

/** Texts of the document outside the fields. */
const isTold = ({ kind, files }, name) =>
    (kind === "goal" && name === "specific") || (name === "files" && Boolean(files));

function field(kind, name, value, { t, hasText }) {
    const label = [`${NAMES[kind]}.${name}-read`, `${NAMES[kind]}.${name}`].find(
        hasText
    );
    const said = typeof value === "string" ? value : JSON.stringify(value);
    // a note is a text and nothing else
    const isPlain = kind === "note" && name === "text";
    return markup`${!isPlain && markup`<p class="label">${label ? t(label) : name}</p>\n`}<p class="text">${said}</p>
`;
}

function titleOf({ kind, open, body }, { t, moment }) {
    if (kind === "goal") {
        return body?.text.specific;
    }
    if (kind === "agreement") {
        return t("agreement.version", { version: open.version });
    }
    if (open.about === "agenda" || open.about === "outcome") {
        return open.start
            ? t(`notes.${open.about}`, { when: moment(open.start) })
            : t(`export.${open.about}`);
    }
    return "";
}

function factsOf({ kind, open, agreed = [] }, { t, day, listed }) {
    if (kind === "agreement") {
        return agreed.length
            ? [t("export.agreed", { names: listed(agreed.map(({ name }) => name)) })]
            : [];
    }
    if (kind !== "goal") {
        return [];
    }
    const { term, due, progress, state, done } = open;
    return [
        t(`goals.${term}`),
        due && t("goals.by", { day: day(due) }),
        state === "open" && t("goals.far", { progress }),
        state === "done" && t("goals.reached", { day: day(done) }),
        state === "dropped" && t("goals.dropped"),
    ];
}

/**
 * The files of a text: each a link to its place in the archive, or why there is none.
 */
function files(text, words) {
    if (!text.files?.length) {
        return null;
    }
    const one = ({ name, path, error }) =>
        path
            ? markup`<li><a href="${address(path)}">${path.split("/").at(-1)}</a></li>\n`
            : markup`<li>${name}: ${reason(error, words)}</li>\n`;
    return markup`<ul>
${text.files.map(one)}</ul>
`;
}

const address = (path) => path.split("/").map(encodeURIComponent).join("/");

/** Why something did not open. */
const reason = (code, { t, hasText }) =>
    t([`closed.${code}`, `error.${code}`].find(hasText) ?? "error.unreadable");
