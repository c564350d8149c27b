/** Names for files of others, which are safe to write on any computer. */

const FALLBACK = "file";
const LONGEST = 60;
const LONGEST_ENDING = 12;
/** Invisible characters, and those that turn the direction of what follows. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}]/gu;
const FORBIDDEN = /[\\/:*?"<>|]/g;
/** Devices of Windows, whatever ending they have. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)\s*(\.|$)/i;

/**
 * @param {string} name as it was given to a file
 * @returns {string} one that names a file in the folder it is written to, and no other
 */
export function safeName(name) {
    const clean = name
        .normalize("NFC")
        .replace(UNSEEN, "")
        .replace(FORBIDDEN, "_")
        .replace(/^[\s.]+|[\s.]+$/gu, "");
    const { stem, ending } = parts(clean);
    const short = [...stem].slice(0, LONGEST).join("").trimEnd() + ending;
    return DEVICE.test(short) ? `_${short}` : short || FALLBACK;
}

/**
 * @param {string[]} names as they were given
 * @returns {string[]} safe ones, each another, also where case does not count
 */
export function safeNames(names) {
    const taken = new Set();
    return names.map((given) => {
        const name = safeName(given);
        const { stem, ending } = parts(name);
        let free = name;
        for (let number = 2; taken.has(folded(free)); number++) {
            free = `${stem}-${number}${ending}`;
        }
        taken.add(folded(free));
        return free;
    });
}

const folded = (name) => name.toUpperCase().toLowerCase();

function parts(name) {
    const at = name.lastIndexOf(".");
    return at > 0 && name.length - at <= LONGEST_ENDING
        ? { stem: name.slice(0, at), ending: name.slice(at) }
        : { stem: name, ending: "" };
}
