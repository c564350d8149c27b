/** Whether this page is the one that its Odoo goes with. */

import { t } from "./texts.js";

/**
 * Say so where Odoo has another version: the page's own stands in its path.
 *
 * @param {string} version of the page that Odoo answers
 */
export function tellVersion(version) {
    const place = document.getElementById("version");
    place.hidden = !version || location.pathname.split("/").at(-2) === version;
    place.textContent = place.hidden ? "" : t("version.other");
}
