/** Scripts that a first visit does not fetch: each comes once it is needed. */

import { ServerError } from "./server.js";
import { scriptUrl } from "./sums.js";

/**
 * @param {string} name such as `report`
 * @returns {Promise<object>} what the script of that name exports
 * @throws {ServerError} `offline`
 */
export const later = (name) =>
    import(scriptUrl(`./later/${name}.js`)).catch(() => {
        throw new ServerError("offline");
    });
