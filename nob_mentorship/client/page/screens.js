/** Which screen is shown: the part of the address behind `#`. */

const screens = new Map();

/** @param {string} name @param {(...parts: string[]) => Promise<void>|void} show */
export const screen = (name, show) => screens.set(name, show);

/** Show what the address names; `home` if there is no such thing. */
export async function follow() {
    const [name, ...parts] = decodeURIComponent(location.hash.slice(1)).split("/");
    await screens.get(screens.has(name) ? name : "home")(...parts);
}

/** Go to a screen. */
export async function go(address) {
    if (location.hash === `#${address}`) {
        await follow();
    } else {
        location.hash = address;
    }
}
