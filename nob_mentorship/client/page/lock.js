/** A padlock, before words on who can read something. */

const SVG = "http://www.w3.org/2000/svg";
const OUTLINE = "M4 7V5a4 4 0 0 1 8 0v2h1v8H3V7zm2 0h4V5a2 2 0 0 0-4 0z";

/** @returns {SVGElement} not read aloud: the words say it */
export function lock() {
    const picture = document.createElementNS(SVG, "svg");
    picture.setAttribute("viewBox", "0 0 16 16");
    picture.setAttribute("class", "lock");
    picture.setAttribute("aria-hidden", "true");
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", OUTLINE);
    picture.append(path);
    return picture;
}
