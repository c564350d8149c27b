/** Elements, built from texts: nothing here takes HTML. */

/**
 * @param {string} tag such as `p`
 * @param {object} [props] `class`, `on` ({event: function}), `data`, properties that are
 *     booleans, and attributes; what is null or undefined is left out
 * @param {...(Node|string|null|false)} children
 * @returns {HTMLElement}
 */
export function el(tag, props = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(props)) {
        if (value === null || value === undefined) {
            continue;
        }
        if (name === "on") {
            Object.entries(value).forEach(([type, take]) =>
                element.addEventListener(type, take)
            );
        } else if (typeof value === "boolean") {
            element.toggleAttribute(name, value);
        } else if (name === "value") {
            element.value = value;
        } else {
            element.setAttribute(name, value);
        }
    }
    element.append(...flat(children));
    return element;
}

/**
 * A button that does one thing at a time.
 *
 * @param {string} label
 * @param {() => Promise<void>|void} action what goes wrong is told by `told`
 * @param {object} [props] as of `el`
 */
export function button(label, action, props = {}) {
    const element = el("button", { type: "button", class: "plain", ...props }, label);
    element.addEventListener("click", () => once(element, action));
    return element;
}

/**
 * Run an action; another touch of its button in the meantime does nothing, and the
 * button keeps the focus.
 */
export async function once(element, action) {
    if (element.hasAttribute("aria-disabled")) {
        return;
    }
    element.setAttribute("aria-disabled", "true");
    tell("");
    try {
        await action();
    } catch (error) {
        tellError(error);
    } finally {
        element.removeAttribute("aria-disabled");
    }
}

/**
 * A form with one button; Enter sends it.
 *
 * @param {string} label of the button
 * @param {(form: HTMLFormElement) => Promise<void>|void} action
 * @param {...Node} fields
 */
export function form(label, action, ...fields) {
    const send = el("button", { type: "submit", class: "main" }, label);
    const element = el("form", { novalidate: true }, ...flat(fields), send);
    element.addEventListener("submit", (event) => {
        event.preventDefault();
        element
            .querySelectorAll("[aria-invalid]")
            .forEach((input) => clearField(input));
        once(send, () => action(element));
    });
    return element;
}

/**
 * A field with its label, a hint, and room for an error.
 *
 * @param {HTMLElement} input with an `id`
 * @param {string} label
 * @param {string} [hint]
 */
export function field(input, label, hint) {
    const ids = [hint && `${input.id}-hint`, `${input.id}-wrong`].filter(Boolean);
    input.setAttribute("aria-describedby", ids.join(" "));
    return el(
        "div",
        { class: "field" },
        el("label", { for: input.id }, label),
        hint && el("p", { id: `${input.id}-hint`, class: "hint" }, hint),
        input,
        el("p", { id: `${input.id}-wrong`, class: "wrong", hidden: true })
    );
}

/** @returns {HTMLDetailsElement} what is shown once its summary is touched */
export const folded = (summary, ...body) =>
    el("details", {}, el("summary", {}, summary), ...body);

/** Show an error at a field, and lead there. */
export function wrong(input, sentence) {
    const place = document.getElementById(`${input.id}-wrong`);
    place.textContent = sentence;
    place.hidden = false;
    input.closest("details")?.setAttribute("open", "");
    input.setAttribute("aria-invalid", "true");
    input.focus();
}

function clearField(input) {
    const place = document.getElementById(`${input.id}-wrong`);
    input.removeAttribute("aria-invalid");
    if (place) {
        place.hidden = true;
        place.textContent = "";
    }
}

/**
 * Show a screen: its title gets the focus, so that a screen reader starts there.
 *
 * @param {string} title
 * @param {...(Node|string|null|false)} children
 */
export function show(title, ...children) {
    const heading = el("h1", { tabindex: "-1" }, title);
    document.title = title;
    document.getElementById("main").replaceChildren(heading, ...flat(children));
    tell("");
    window.scrollTo(0, 0);
    heading.focus({ preventScroll: true });
}

const flat = (children) => children.flat().filter(Boolean);

/**
 * Put a file among the downloads of this browser.
 *
 * @param {Blob} blob
 * @param {string} name
 */
export function saveFile(blob, name) {
    const url = URL.createObjectURL(blob);
    el("a", { href: url, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

let sentenceOf = (error) => String(error);

/** @param {(error: Error) => string} how errors become sentences */
export const setSentences = (how) => {
    sentenceOf = how;
};

/** Say something below the title, to be read aloud; "" takes it away. */
export function tell(sentence, kind = "good") {
    const place = document.getElementById("told");
    place.className = kind;
    place.textContent = sentence;
}

/** Say what went wrong, in the member's language. */
export function tellError(error) {
    const sentence = sentenceOf(error);
    if (sentence) {
        tell(sentence, "bad");
        document.getElementById("told").scrollIntoView({ block: "nearest" });
    }
}
