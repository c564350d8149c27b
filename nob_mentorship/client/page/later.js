/** Scripts that a first visit does not fetch: each comes once it is needed. */

import { fetchOwn, ServerError } from "./server.js";
import { scriptUrl } from "./sums.js";

let tries = 0;

/**
 * @param {string} name such as `report`
 * @returns {Promise<object>} what the script of that name exports
 * @throws {ServerError} `offline`; `failed` where Odoo has another version of the page
 */
export async function later(name) {
    const path = `./later/${name}.js`;
    try {
        return await import(scriptUrl(path));
    } catch (error) {
        console.warn(error);
        // an import does not say why it failed
        await fetchOwn(path);
    }
    // browsers remember an address that failed, until the page is loaded again
    return import(scriptUrl(`${path}?${++tries}`)).catch(() => {
        throw new ServerError("offline");
    });
}
