/** Whether this page is the one that its Odoo goes with. */

import { el } from "./dom.js";
import { t } from "./texts.js";

/**
 * Tell the member if Odoo has another version, and lead to the newest page: the page's
 * own version is in its path.
 *
 * @param {import("./server.js").Server} server
 * @param {string} version of the page that Odoo answers
 */
export function tellVersion(server, version) {
    const place = document.getElementById("version");
    place.hidden = !version || location.pathname.split("/").at(-2) === version;
    if (place.hidden) {
        place.replaceChildren();
        return;
    }
    const link = el("a", { class: "button" }, t("version.newest"));
    const lead = () => (link.href = server.entry(location.hash.slice(1)));
    lead();
    link.addEventListener("click", lead);
    place.replaceChildren(el("span", {}, t("version.other")), " ", link);
}
