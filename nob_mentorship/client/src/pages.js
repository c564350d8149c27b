/** All of a list that comes in pages, even if it changes in the meantime. */

const TRIES = 5;

/**
 * Read one page after the other, the newest first. Each page begins with the last entry
 * of the one before. If it does not, the list has moved in the meantime and an entry
 * could be left out, so everything is read again.
 *
 * @template {{uuid: string}} Entry
 * @param {(offset: number) => Promise<{found: Entry[], more: boolean}>} read
 * @param {(count: number) => void} [told] how many there are so far
 * @returns {Promise<Entry[]|null>} null where the list moves all the time
 */
export async function readAll(read, told = () => {}) {
    for (let tries = 0; tries < TRIES; tries++) {
        const entries = await readOnce(read, told);
        if (entries) {
            return entries;
        }
    }
    return null;
}

async function readOnce(read, told) {
    const entries = [];
    for (let isMore = true; isMore;) {
        const last = entries.at(-1);
        const { found, more } = await read(last ? entries.length - 1 : 0);
        // a page without anything new would be asked for without an end
        if (last && (found.length < 2 || found[0].uuid !== last.uuid)) {
            return null;
        }
        entries.push(...(last ? found.slice(1) : found));
        told(entries.length);
        isMore = more && entries.length > 0;
    }
    return entries;
}
