/** The page starts here: the member, their language, and the first screen. */

import { button, el, setSentences, show, tellError } from "./dom.js";
import { showMake } from "./make_screen.js";
import { Member } from "./member.js";
import { showMessages } from "./messages_screen.js";
import { showOpen } from "./open_screen.js";
import { showConsent, showConsents } from "./consent_screen.js";
import { showExport } from "./export_screen.js";
import { showRoom } from "./room_screen.js";
import { showAsk } from "./share_screen.js";
import { follow, go, screen } from "./screens.js";
import { showSerious } from "./serious_screen.js";
import { showSpeak } from "./speak_screen.js";
import { fetchJson, Server } from "./server.js";
import { hasText, t, useLanguage } from "./texts.js";
import { tellVersion } from "./version.js";
import { showWays } from "./ways_screen.js";

const PORTAL = "/my/mentorship";
const [nav, menu] = ["nav", "menu"].map((id) => document.getElementById(id));

/** The other tabs of this browser: locking one locks all. */
const tabs = globalThis.BroadcastChannel && new BroadcastChannel("nob-mentorship");
let server = null;
let member = null;

setSentences((error) => {
    if (error.code === "login") {
        member?.drop();
        showLogin();
        return "";
    }
    if (error.sentence) {
        return error.sentence;
    }
    if (error.code === "failed") {
        // a newer Odoo may not know an older page's requests
        member?.askVersion().then(
            (version) => tellVersion(server, version),
            () => {}
        );
    }
    const name = `error.${error.code}`;
    if (!hasText(name)) {
        console.error(error);
    }
    return t(hasText(name) ? name : "error.unknown");
});

function showLogin() {
    const back = encodeURIComponent(new Server("").entry(location.hash.slice(1)));
    show(
        t("login.title"),
        el("p", {}, t("login.why")),
        el(
            "p",
            {},
            el(
                "a",
                {
                    class: "button",
                    href: `${server.address}/web/login?redirect=${back}`,
                },
                t("login.now")
            )
        )
    );
}

function showNav() {
    const lock = async () => {
        await member.lock();
        tabs?.postMessage("locked");
        await entered();
    };
    const isOpen = Boolean(member.keys);
    nav.replaceChildren(
        el("a", { class: "button", href: server.address + PORTAL }, t("portal")),
        ...(isOpen
            ? [
                  button(t("consents.nav"), () => go("consents")),
                  button(t("ways.title"), () => go("ways")),
                  button(t("lock"), lock),
              ]
            : [])
    );
    menu.textContent = t("menu");
    menu.hidden = !isOpen;
    foldNav(isOpen);
}

/** Fold the menu, or show it; a wide screen always shows it. */
function foldNav(isFolded) {
    nav.classList.toggle("folded", isFolded);
    menu.setAttribute("aria-expanded", String(!isFolded));
}

/** Use the company's colours; text that would be unreadable on them is black. */
function paint({ name, colour }) {
    document.getElementById("name").textContent = name;
    const parts = /^#(..)(..)(..)$/.exec(colour);
    if (!parts) {
        return;
    }
    const [red, green, blue] = parts.slice(1).map((part) => {
        const value = parseInt(part, 16) / 255;
        return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    const light = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    const style = document.documentElement.style;
    style.setProperty("--main", colour);
    style.setProperty("--on-main", light > 0.18 ? "#000" : "#fff");
}

/** Open the keys first, if there are any; otherwise make some. */
const opened =
    (then, what) =>
    async (...parts) => {
        if (member.keys) {
            await then(...parts);
        } else if (!member.identity) {
            showMake(member, {
                then: entered,
                later: () => location.assign(server.address + PORTAL),
                taken: entered,
                what,
            });
        } else if (await member.openKept()) {
            showNav();
            await then(...parts);
        } else {
            showOpen(member, entered);
        }
    };

async function entered() {
    showNav();
    await follow();
}

screen(
    "home",
    opened(() => {
        show(t("home.title"), el("p", {}, t("home.why")));
    })
);
screen(
    "room",
    opened((number, _meeting, meeting) => showRoom(member, number, meeting))
);
screen(
    "speak",
    opened((programme, past) => showSpeak(member, programme, past), "messages")
);
screen(
    "messages",
    opened((number) => showMessages(member, number), "messages")
);
screen("serious", (programme, room) => showSerious(programme, room));
screen("welcome", (number) => {
    // the step after "yes, I take part": skipped with a touch, or when it is not needed
    const room = Number(number);
    const pairing = `${server.address + PORTAL}/pairing/${room}`;
    const back = () => location.assign(pairing);
    const enter = async () => {
        showNav();
        try {
            await showRoom(member, room);
            history.replaceState(null, "", `#room/${room}`);
        } catch (error) {
            // the others did not say yes yet
            if (error.code !== "gone") {
                throw error;
            }
            back();
        }
    };
    if (member.identity) {
        location.replace(pairing);
    } else {
        const taken = () => showOpen(member, enter);
        showMake(member, { then: enter, later: back, taken, word: t("welcome.yes") });
    }
});
screen(
    "consent",
    opened((number) => showConsent(member, number), "consents")
);
screen(
    "consents",
    opened(() => showConsents(member), "consents")
);
screen(
    "ask",
    opened((number) => showAsk(member, number), "consents")
);
screen(
    "export",
    opened((number) => showExport(member, number))
);
screen(
    "ways",
    opened(() => showWays(member, () => history.back()))
);

async function start() {
    try {
        await useLanguage(document.documentElement.lang, fetchJson);
        await useLanguage(navigator.language, fetchJson);
        if (!crypto.subtle || !globalThis.indexedDB) {
            show(t("old.title"), el("p", {}, t("old.why")));
            return;
        }
        const settings = await fetchJson("settings.json");
        server = new Server(settings.odoo);
        member = new Member(server);
        await member.load();
        await useLanguage(member.lang, fetchJson);
        paint(member.company);
        tellVersion(server, member.version);
        showNav();
        menu.addEventListener("click", () =>
            foldNav(!nav.classList.contains("folded"))
        );
        window.addEventListener("hashchange", () => follow().catch(tellError));
        tabs?.addEventListener("message", () => {
            member.drop();
            entered().catch(tellError);
        });
        await follow();
    } catch (error) {
        show(
            t("error.title"),
            button(t("again"), () => location.reload())
        );
        tellError(error);
    }
}

start();
