/** Saving a file from the page, as the browser saves a download. */

import { el } from "./dom.js";

/**
 * @param {string} name of the file
 * @param {Array<string|Uint8Array>} parts
 * @param {string} [type] never one that a browser would show as a page
 */
export function saveFile(name, parts, type = "application/octet-stream") {
    const url = URL.createObjectURL(new Blob(parts, { type }));
    el("a", { href: url, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
